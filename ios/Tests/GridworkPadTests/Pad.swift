import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// One hub for all screens of this suite, and a branch leader's tablet on it.
@MainActor final class Pad {
    static let township = Result {
        let township = try Township(cells: 2, seed: 7)
        try township.serve()
        return township
    }

    let tablet: Tablet
    let model: PadModel
    let key = KeyFate()

    /// What became of the key.
    @MainActor final class KeyFate { var destroyed = false }

    init(_ tablet: Tablet, place: PlaceFile? = nil, voice: FakeVoice? = nil, county: County? = nil)
        async throws
    {
        self.tablet = tablet
        let session = Session(core: tablet.core, driver: tablet.driver, voice: voice, county: county) {
            [key] in
            key.destroyed = true
        }
        model = PadModel(session, place: place)
        await model.start()
    }

    /// A tablet of the branch leader with everything downloaded.
    static func leader() async throws -> Pad {
        let township = try township.get()
        return try await Pad(.enrolled(township.first("branch_leader"), at: township))
    }

    var screen: Node { Rendering.node(PadView(model)) }
    func section<T: PadSection>(_ type: T.Type) throws -> T {
        try #require(model.sections.compactMap { $0 as? T }.first)
    }

    /// What stands on the screen, in reading order.
    var words: [String] { screen.all.filter { $0.kind == "text" || $0.kind == "title" }.compactMap(\.text) }

    func shows(_ text: String) -> Bool { screen.texts.contains { $0.contains(text) } }

    /// Presses what carries the identifier, as a finger would.
    func press(_ identifier: String) throws { try screen.press(identifier) }

    /// Types into what carries the identifier.
    func type(_ text: String, into identifier: String) throws {
        let node = try #require(
            screen.all.first { $0.kind == "identifier" && $0.text == identifier }, "no \(identifier)")
        let field = try #require(node.all.first { $0.type != nil }, "\(identifier) takes no words")
        field.type?(text)
    }

    /// Waits for what a press began.
    func until(_ what: String, _ holds: () -> Bool) async throws {
        for _ in 0..<400 {
            if holds() { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Trouble("\(what) did not happen:\n\(screen)")
    }
}

extension Node {
    /// Presses what carries the identifier.
    @MainActor func press(_ identifier: String) throws {
        let node = try #require(
            all.first { $0.kind == "identifier" && $0.text == identifier }, "no \(identifier)")
        let button = try #require(node.all.first { $0.act != nil }, "\(identifier) does nothing")
        button.act?()
    }
}
