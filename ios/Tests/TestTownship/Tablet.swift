import Foundation
import GridworkCore

/// A device: a core with its folder and key, the exchange, and a line that can be cut.
public final class Tablet: Sendable {
    public let core: CoreClient
    public let line: CutLine
    public let driver: SyncDriver
    public let folder: URL
    public let key: Data

    public init(folder: URL? = nil, key: Data? = nil) async throws {
        let made = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tablet-\(UUID().uuidString)")
        self.folder = folder ?? made
        self.key = key ?? Data((0..<32).map { _ in UInt8.random(in: 0...255) })
        core = try await CoreClient.open(folder: self.folder, key: self.key)
        line = CutLine(URLSessionTransport())
        driver = SyncDriver(core: core, transport: line)
    }

    /// A device enrolled for a person, with everything downloaded.
    public static func enrolled(_ person: Township.Person, at township: Township) async throws -> Tablet {
        let tablet = try await Tablet()
        try await tablet.driver.enrol(qr: township.code(for: person), deviceName: "示例平板")
        try await tablet.sync()
        return tablet
    }

    /// Exchanges until there is nothing more to say, and fails if something went wrong.
    @discardableResult
    public func sync() async throws -> SyncResult {
        let result = await driver.sync()
        if let problem = result.problem { throw Trouble("sync: \(problem)") }
        return result
    }

    /// The process ends and the app is started again on the same folder.
    public func restarted() async throws -> Tablet {
        try await core.shutDown()
        return try await Tablet(folder: folder, key: key)
    }

    /// Every line of the day.
    public func lines() async throws -> [TodayLine] {
        try await core.everyLine()
    }

    /// A household of the day.
    public func household(_ number: Int = 0) async throws -> String {
        let houses = try await lines().filter(\.isHousehold).map(\.target)
        guard number < houses.count else { throw Trouble("only \(houses.count) households today") }
        return houses[number]
    }

    /// The first untouched task of the day whose form fits.
    public func task(_ fits: (TaskForm) -> Bool = { _ in true }) async throws -> TodayTask {
        for line in try await lines() {
            for due in line.tasks where !due.started {
                if fits(try await core.form(due.task.template)) { return due }
            }
        }
        throw Trouble("no such task is due today")
    }
}

/// A line to the hub that a test can cut.
public actor CutLine: Transport {
    private let line: any Transport
    private var isCut: @Sendable (HttpRequest) -> Bool = { _ in false }
    private var left = Int.max
    /// How many requests were handed in.
    public private(set) var requests = 0

    public init(_ line: any Transport) { self.line = line }

    /// Requests that fit find nobody from now on.
    public func cut(_ fits: @escaping @Sendable (HttpRequest) -> Bool = { _ in true }) { isCut = fits }
    /// So many more requests come through.
    public func cut(after more: Int) { left = more }
    public func mend() {
        isCut = { _ in false }
        left = .max
    }

    public func post(_ request: HttpRequest) async -> HttpOutcome {
        requests += 1
        left -= 1
        return left < 0 || isCut(request) ? .unreachable : await line.post(request)
    }
}
