import BackgroundTasks
import GridworkCore
import GridworkPad
import SwiftUI

/// The iPad app. What it does is in the package; here are only the system's entry points. Built with Xcode only.
@main struct GridworkApp: App {
    @State private var launch = Launch()

    var body: some Scene {
        WindowGroup { OpeningView(launch.opening) }
            .backgroundTask(.appRefresh(AppRefresh.identifier)) { await launch.refresh(.words) }
            // A part of a file arrived while the app was suspended: the next ones follow.
            .backgroundTask(.urlSession(BackgroundSession.identifier)) { await launch.refresh(.full) }
    }
}

/// Puts Apple's services around the core.
@MainActor final class Launch {
    private(set) lazy var opening = Opening(
        folder: URL.applicationSupportDirectory.appending(path: "gridwork"), vault: KeychainVault(),
        protection: DataProtection(),
        place: PlaceFile(
            folder: URL.applicationSupportDirectory.appending(path: "place"), protection: DataProtection())
    ) { [unowned self] core, emptied in try begin(core, emptied) }
    private var refreshing: BackgroundRefresh?
    /// The county that this app was built for, if it was for one: two settings of the target.
    private let county = County(
        address: Bundle.main.object(forInfoDictionaryKey: "CountyAddress") as? String ?? "",
        key: Bundle.main.object(forInfoDictionaryKey: "CountyKey") as? String ?? "")

    private func begin(
        _ core: CoreClient, _ emptied: @escaping @MainActor () async -> Void
    ) throws -> Session {
        let uploads = try BackgroundTransport(
            folder: URL.cachesDirectory.appending(path: "parts"), uploads: BackgroundSession())
        let driver = SyncDriver(core: core, transport: URLSessionTransport(), files: uploads)
        let scheduler = AppRefresh()
        refreshing = BackgroundRefresh(core: core, driver: driver, scheduler: scheduler)
        scheduler.schedule(after: 30 * 60)
        return Session(core: core, driver: driver, voice: SpeechVoice(), county: county, afterWipe: emptied)
    }

    func refresh(_ budget: SyncBudget) async {
        await opening.open()
        // A person who has the app before them is not thrown out.
        _ = await refreshing?.run(budget) { [weak self] in await self?.opening.pad?.inFront ?? false }
    }
}
