import Foundation
#if os(iOS)
    import BackgroundTasks
#endif

/// Asks the system for a few seconds later on.
public protocol RefreshScheduler: Sendable {
    func schedule(after seconds: TimeInterval)
}

/// What is done in the seconds the system lends a suspended app: the next ones are asked for first, and every file
/// is let go at the end, because a suspended app may hold no lock.
public struct BackgroundRefresh: Sendable {
    /// The system lends about thirty seconds; leaving early is what earns the next ones.
    public static let seconds: TimeInterval = 20
    static let pause: TimeInterval = 30 * 60

    private let core: CoreClient
    private let driver: SyncDriver
    private let scheduler: any RefreshScheduler
    private let seconds: TimeInterval

    public init(
        core: CoreClient, driver: SyncDriver, scheduler: any RefreshScheduler,
        seconds: TimeInterval = Self.seconds
    ) {
        (self.core, self.driver, self.scheduler, self.seconds) = (core, driver, scheduler, seconds)
    }

    /// Whether everything the budget allows was said. A wake that a part of a file earned goes on with files; any
    /// other has words only. `inFront` says that a person came back meanwhile: then nothing is paused.
    public func run(
        _ budget: SyncBudget = .words, inFront: @Sendable () async -> Bool = { false }
    ) async -> Bool {
        scheduler.schedule(after: Self.pause)
        guard (try? await core.resume()) != nil else { return false }
        let result = await exchange(budget)
        if await !inFront() { try? await core.pause() }
        return result.map { $0.problem == nil } ?? false
    }

    /// What the exchange came to; nothing where the seconds were over before. An upload in another process may take
    /// longer than they last, also one that was begun with the app in front: it is not waited for.
    private func exchange(_ budget: SyncBudget) async -> SyncResult? {
        let (ends, end) = AsyncStream.makeStream(of: SyncResult.self)
        let (driver, seconds) = (driver, seconds)
        Task {
            end.yield(await driver.sync(budget, until: Date().addingTimeInterval(seconds)))
            end.finish()
        }
        let over = Task {
            try await Task.sleep(for: .seconds(seconds))
            end.finish()
        }
        defer { over.cancel() }
        for await result in ends { return result }
        return nil
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
