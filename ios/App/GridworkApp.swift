import BackgroundTasks
import GridworkCore
import GridworkPad
import SwiftUI

/// The iPad app. What it does is in the package; here are only the system's entry points. Built with Xcode only.
@main struct GridworkApp: App {
    @State private var launch = Launch()

    var body: some Scene {
        WindowGroup {
            switch launch.state {
            case .opening: ProgressView().task { await launch.open() }
            case .open(let model): PadView(model)
            case .failed(let sentence): Text(sentence).font(.title2).padding()
            }
        }
        .backgroundTask(.appRefresh(AppRefresh.identifier)) { await launch.refresh() }
    }
}

@MainActor @Observable final class Launch {
    enum State {
        case opening
        case open(PadModel)
        case failed(String)
    }
    private(set) var state = State.opening
    @ObservationIgnored private var refreshing: BackgroundRefresh?

    func open() async {
        do {
            let folder = URL.applicationSupportDirectory.appending(path: "gridwork")
            let core = try await CoreClient.open(
                folder: folder, vault: KeychainVault(), protection: DataProtection())
            let uploads = try BackgroundTransport(
                folder: URL.cachesDirectory.appending(path: "parts"), uploads: BackgroundSession())
            let driver = SyncDriver(core: core, transport: URLSessionTransport(), files: uploads)
            let scheduler = AppRefresh()
            refreshing = BackgroundRefresh(core: core, driver: driver, scheduler: scheduler)
            scheduler.schedule(after: 30 * 60)
            let session = Session(core: core, driver: driver) { [weak self] in
                try? KeychainVault().destroy()
                self?.state = .opening
            }
            state = .open(PadModel(session))
        } catch {
            state = .failed(CoreFailure(error).sentence)
        }
    }

    /// Whether a person has the app before them; then nothing is paused under their hands.
    private var inFront: Bool { if case .open(let model) = state { model.inFront } else { false } }

    func refresh() async {
        if case .opening = state { await open() }
        _ = await refreshing?.run { [weak self] in await self?.inFront ?? false }
    }
}
