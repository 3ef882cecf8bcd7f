import Foundation
import GridworkCore
import Observation

/// What every section works with: the core, the exchange, and the one sentence about what went wrong last.
@MainActor @Observable public final class Session {
    public let core: CoreClient
    public private(set) var status = CoreStatus.new
    public private(set) var training = false
    /// Whether everything here was deleted.
    private var wiped = false
    public private(set) var state: SyncState?
    public private(set) var exchanging = false
    /// What happened and what to do; it stays until something a person does succeeds.
    public private(set) var notice: String?
    /// Reads forms aloud, where the device can.
    public let voice: (any Voice)?
    /// Where the characters of a code alone lead; where that is not known, the whole line is needed.
    public let county: County?
    /// What the device says is the time.
    @ObservationIgnored var now: @Sendable () -> Date = { Date() }
    @ObservationIgnored private let driver: SyncDriver
    @ObservationIgnored private let afterWipe: @MainActor () async -> Void

    /// `driver` is the only one of this core, also in the background: two would send the same thing twice.
    /// `afterWipe` destroys the key and opens an empty installation.
    public init(
        core: CoreClient, driver: SyncDriver, voice: (any Voice)? = nil, county: County? = nil,
        afterWipe: @escaping @MainActor () async -> Void = {}
    ) {
        (self.core, self.driver, self.voice, self.county) = (core, driver, voice, county)
        self.afterWipe = afterWipe
    }

    /// Does what a person asked for; a failure becomes the notice, and what was typed stays where it is.
    @discardableResult
    public func attempt<T: Sendable>(_ work: @Sendable (CoreClient) async throws -> T) async -> T? {
        let result = await read(work)
        if result != nil { notice = nil }
        return result
    }

    /// Reads for a screen. Success takes no notice away: nobody has done anything about it.
    public func read<T: Sendable>(_ work: @Sendable (CoreClient) async throws -> T) async -> T? {
        do {
            return try await work(core)
        } catch {
            notice = CoreFailure(error).sentence
            return nil
        }
    }

    public func say(_ sentence: String?) { notice = sentence }

    /// Whether the device's clock was set back: the township's last word comes from its future.
    var clockIsBack: Bool {
        guard let last = state?.lastContact else { return false }
        return Date(timeIntervalSince1970: Double(last) / 1_000) > now().addingTimeInterval(10 * 60)
    }

    /// Whether nobody works with this installation any more.
    public var isWithdrawn: Bool { wiped || status == .revoked || status == .wipeOrdered }

    /// Reads again where this installation stands.
    public func refresh() async {
        status = (try? await core.status()) ?? status
        training = (try? await core.training()) ?? training
        state = try? await core.syncState()
    }

    /// Deletes everything on this device, then its key.
    public func wipe() async -> Bool {
        let done: Void? = await attempt { try await $0.wipe() }
        guard done != nil else { return false }
        wiped = true
        await afterWipe()
        return true
    }

    /// Becomes a device of the hub that the code leads to.
    public func enrol(_ code: TypedCode, deviceName: String) async -> Bool {
        exchanging = true
        defer { exchanging = false }
        do {
            switch code {
            case .line(let text): try await driver.enrol(qr: text, deviceName: deviceName)
            case .short(let text):
                guard let county else { throw CoreFailure(.codeAlone) }
                try await driver.enrol(
                    address: county.address, rootKey: county.rootKey, code: text, deviceName: deviceName)
            }
            notice = nil
        } catch {
            notice = CoreFailure(error).sentence
            await refresh()
            return false
        }
        await refresh()
        return true
    }

    /// Sends and receives until there is nothing more to say. What goes wrong is told to whoever asked for it;
    /// otherwise the line of the exchange says how things stand.
    public func exchange(_ budget: SyncBudget = .full, asked: Bool = true) async {
        exchanging = true
        let result = await driver.sync(budget)
        exchanging = false
        // Whoever left the app in the middle need not be told so.
        if asked { notice = result.problem.flatMap { $0.code == .paused ? nil : $0.sentence } }
        await refresh()
    }
}
