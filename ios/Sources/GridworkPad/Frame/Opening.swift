import Foundation
import GridworkCore
import Observation
import SwiftUI

/// From the data on the device to the first screen: what keeps it from opening, and the way on where its key is gone.
@MainActor @Observable public final class Opening {
    public enum Stage {
        case opening
        case open(PadModel)
        /// Nothing was deleted.
        case blocked(CoreFailure)
    }

    public private(set) var stage = Stage.opening
    /// Whether the person is being asked before the data is set aside.
    public var asking = false
    @ObservationIgnored private let folder: URL
    @ObservationIgnored private let vault: any KeyVault
    @ObservationIgnored private let protection: any FolderGuard
    @ObservationIgnored private let place: (any PlaceKeeper)?
    @ObservationIgnored private let begin: Begin
    @ObservationIgnored private var running: Task<Void, Never>?

    /// What is built around an open core. The second argument is to be called after a wipe.
    public typealias Begin = @MainActor (CoreClient, @escaping @MainActor () async -> Void) throws -> Session

    public init(
        folder: URL, vault: any KeyVault, protection: any FolderGuard, place: (any PlaceKeeper)? = nil,
        begin: @escaping Begin
    ) {
        (self.folder, self.vault, self.protection) = (folder, vault, protection)
        (self.place, self.begin) = (place, begin)
    }

    public var pad: PadModel? { if case .open(let pad) = stage { pad } else { nil } }

    /// Opens what is not open. Safe to call again, and to call twice at a time: the screen and a background refresh
    /// both do at a launch.
    public func open() async {
        guard pad == nil else { return }
        await reach { [folder, vault, protection] in
            try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        }
    }

    /// The app came to the front: the device is unlocked now, or who held the data has let it go.
    public func entered() async {
        if case .blocked(let failure) = stage, failure.retryable { await open() }
    }

    /// Whether the data's key is gone, so that only beginning anew leads on.
    public var keyIsGone: Bool {
        guard case .blocked(let failure) = stage else { return false }
        return failure.code == .keyLost || failure.code == .wrongKey
    }

    /// Sets the data aside and begins anew.
    public func startOver() async {
        asking = false
        guard keyIsGone else { return }
        place?.forget()
        await reach { [folder, vault, protection] in
            try await CoreClient.startOver(folder: folder, vault: vault, protection: protection)
        }
    }

    private func reach(_ opened: @escaping @Sendable () async throws -> CoreClient) async {
        if let running { return await running.value }
        let task = Task {
            do {
                let session = try begin(await opened()) { [weak self] in self?.emptied() }
                stage = .open(PadModel(session, place: place))
            } catch { stage = .blocked(CoreFailure(error)) }
        }
        running = task
        await task.value
        running = nil
    }

    /// After a wipe the place and the key go too, and an empty installation is opened.
    private func emptied() {
        place?.forget()
        try? vault.destroy()
        stage = .opening
    }
}

public struct OpeningView: View {
    @Bindable var model: Opening
    @Environment(\.scenePhase) private var phase

    public init(_ model: Opening) { self.model = model }

    public var body: some View {
        Group {
            switch model.stage {
            case .opening: ProgressView { Text(Word.appLoading()) }.task { await model.open() }
            case .open(let pad): PadView(pad)
            case .blocked(let failure): Blocked(model: model, failure: failure)
            }
        }
        .onChange(of: phase) { _, phase in
            if phase == .active { Task { await model.entered() } }
        }
    }
}

struct Blocked: View {
    @Bindable var model: Opening
    let failure: CoreFailure

    var body: some View {
        VStack(spacing: Size.gap) {
            Text(failure.sentence).font(.title2)
            if failure.retryable { PlainButton(.openAgain) { await model.open() } }
            if model.keyIsGone { PrimaryButton(.openStartOver) { model.asking = true } }
        }
        .padding()
        .confirmationDialog(
            Text(Word.openStartOverSure()), isPresented: $model.asking, titleVisibility: .visible
        ) {
            Button(Word.openStartOverNow(), role: .destructive) { Task { await model.startOver() } }
                .accessibilityIdentifier(Word.openStartOverNow.rawValue)
            Button(Word.openStartOverNot(), role: .cancel) { model.asking = false }
                .accessibilityIdentifier(Word.openStartOverNot.rawValue)
        }
    }
}
