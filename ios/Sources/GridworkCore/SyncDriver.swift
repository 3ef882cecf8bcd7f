import Foundation

/// Posts one request. The platform's part of the exchange.
public protocol Transport: Sendable {
    func post(_ request: HttpRequest) async -> HttpOutcome
}

/// What an exchange came to.
public struct SyncResult: Sendable, Equatable {
    /// Entries of this device that the hub confirmed.
    public var received: UInt32 = 0
    /// Entries that came back as drafts.
    public var refused: UInt32 = 0
    /// Why it ended before everything was said; nothing is lost by it.
    public var problem: CoreFailure?

    public init() {}
}

/// Exchanges with the hub until there is nothing more to say. One exchange at a time: who asks while one runs
/// waits for its end.
public actor SyncDriver {
    /// Requests of one exchange. A first download of a village takes a few hundred.
    static let mostRequests = 5_000

    private let core: CoreClient
    private let transport: any Transport
    private let files: (any Transport)?
    private var running: Task<SyncResult, Never>?

    /// `files` carries what a budget with files adds, after the words have left by `transport`.
    public init(core: CoreClient, transport: any Transport, files: (any Transport)? = nil) {
        (self.core, self.transport, self.files) = (core, transport, files)
    }

    /// Becomes a device of a hub.
    public func enrol(qr: String, deviceName: String) async throws {
        try await enrol(core.beginEnrolment(qr: qr, deviceName: deviceName))
    }

    /// The same with the characters beside a code; address and root key of the hub are known from elsewhere.
    public func enrol(address: String, rootKey: Data, code: String, deviceName: String) async throws {
        try await enrol(
            core.beginEnrolment(address: address, rootKey: rootKey, code: code, deviceName: deviceName))
    }

    private func enrol(_ request: HttpRequest) async throws {
        let done = try await core.complete(request.id, await transport.post(request))
        if let problem = done.problem { throw CoreFailure(named: problem) }
    }

    /// Exchanges everything; `deadline` bounds it where the system lends only seconds.
    public func sync(_ budget: SyncBudget = .full, until deadline: Date = .distantFuture) async -> SyncResult
    {
        if let running { return await running.value }
        let task = Task { await self.inTurn(budget, until: deadline) }
        running = task
        let result = await task.value
        running = nil
        return result
    }

    /// Words first and directly, then files by the way that outlives the app.
    private func inTurn(_ budget: SyncBudget, until deadline: Date) async -> SyncResult {
        guard let files, budget.files else { return await exchange(budget, by: transport, until: deadline) }
        var result = await exchange(
            SyncBudget(bytes: budget.bytes, files: false), by: transport, until: deadline)
        guard result.problem == nil else { return result }
        let second = await exchange(budget, by: files, until: deadline)
        result.received += second.received
        result.refused += second.refused
        result.problem = second.problem
        return result
    }

    private func exchange(
        _ budget: SyncBudget, by transport: any Transport, until deadline: Date
    ) async -> SyncResult {
        var result = SyncResult()
        do {
            for _ in 0..<Self.mostRequests where Date() < deadline {
                guard let request = try await core.nextRequest(budget) else { break }
                let outcome = await transport.post(request)
                guard let done = try await taken(request, outcome) else { continue }
                result.received += done.received
                result.refused += done.refused
                result.problem = done.problem.map { CoreFailure(named: $0) }
                if !done.more || Task.isCancelled { break }
            }
        } catch {
            result.problem = CoreFailure(error)
        }
        return result
    }
}

extension SyncDriver {
    /// What an answer came to; nothing where the core was paused meanwhile: then it has forgotten what it had asked
    /// for, and asks anew.
    private func taken(_ request: HttpRequest, _ outcome: HttpOutcome) async throws -> Completed? {
        do {
            return try await core.complete(request.id, outcome)
        } catch let failure as CoreFailure where failure.code == .notFound && failure.field == "request" {
            return nil
        }
    }
}

extension SyncBudget {
    /// Over Wi-Fi or when the user asks for it.
    public static let full = SyncBudget(bytes: 256 << 10, files: true)
    /// In the seconds of a background refresh, or over a weak link: words first.
    public static let words = SyncBudget(bytes: 48 << 10, files: false)
}
