import Foundation
#if os(iOS)
    import BackgroundTasks
#endif

/// Asks the system for a few seconds later on.
public protocol RefreshScheduler: Sendable {
    func schedule(after seconds: TimeInterval)
}

/// What is done in the seconds of a background refresh: the next one is asked for first, words go before files,
/// and every file is let go at the end, because a suspended app may hold no lock.
public struct BackgroundRefresh: Sendable {
    /// The system lends about thirty seconds; leaving early is what earns the next ones.
    static let seconds: TimeInterval = 20
    static let pause: TimeInterval = 30 * 60

    private let core: CoreClient
    private let driver: SyncDriver
    private let scheduler: any RefreshScheduler

    public init(core: CoreClient, driver: SyncDriver, scheduler: any RefreshScheduler) {
        (self.core, self.driver, self.scheduler) = (core, driver, scheduler)
    }

    /// Whether the hub was reached. `inFront` says that a person came back meanwhile: then nothing is paused.
    public func run(inFront: @Sendable () async -> Bool = { false }) async -> Bool {
        scheduler.schedule(after: Self.pause)
        guard (try? await core.resume()) != nil else { return false }
        let result = await driver.sync(.words, until: Date().addingTimeInterval(Self.seconds))
        if await !inFront() { try? await core.pause() }
        return result.problem == nil
    }
}

#if os(iOS)
    /// BGAppRefreshTask.
    public struct AppRefresh: RefreshScheduler {
        public static let identifier = "cn.gridwork.refresh"

        public init() {}

        public func schedule(after seconds: TimeInterval) {
            let request = BGAppRefreshTaskRequest(identifier: Self.identifier)
            request.earliestBeginDate = Date().addingTimeInterval(seconds)
            // Refused where the person switched background refresh off: then the app exchanges while open.
            try? BGTaskScheduler.shared.submit(request)
        }
    }
#endif
