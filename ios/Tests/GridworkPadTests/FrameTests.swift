import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// The frame at other widths and with very large letters, and what a finger has to hit, as far as a tree of nodes
/// tells: nothing is drawn here.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct FrameTests {
    @Test func veryLargeLettersHaveTheWholeWidth() async throws {
        let pad = try await Pad.leader()
        func split(_ letters: DynamicTypeSize) throws -> [Node] {
            let screen = Rendering.node(PadView(pad.model).environment(\.dynamicTypeSize, letters))
            return try #require(screen.all.first { $0.kind == "split" }).children
        }
        for section in pad.model.sections {
            pad.model.chosen = section.id
            let (columns, over) = (try split(.xxxLarge), try split(.accessibility5))
            #expect(columns.count == 3 && columns[1].kind != "none")
            // The same words, the list over its detail.
            #expect(over[1].kind == "none" && over[2].all.contains { $0.kind == "divider" })
            let words = columns.map(\.texts)
            #expect(over[2].texts == words[1] + words[2], "\(section.id)")
        }
    }

    @Test func whereThereIsRoomForOneColumnItIsTheOneThePersonWasAt() async throws {
        let pad = try await Pad.leader()
        #expect(pad.model.column == .content)
        pad.model.column = .detail
        await pad.model.press(.section(5))
        #expect(pad.model.column == .content, "another section begins with its list")
    }

    @Test func everyButtonIsHighEnoughForAFingerAndTheMainOneMore() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad.leader()
        // Something to sign, to settle and to send, so that their buttons are there.
        try await pad.tablet.core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: pad.tablet.core.cells()[0].id, place: "村口"))
        let worker = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let other = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let house = try await worker.household(2)
        try await worker.core.edit(household: house, "address", .words(text: "南头第一家"))
        try await other.core.edit(household: house, "address", .words(text: "南头第二家"))
        for tablet in [worker, other, pad.tablet] { try await tablet.sync() }
        await pad.model.load()
        var (buttons, primary) = (0, 0)
        for section in pad.model.sections {
            pad.model.chosen = section.id
            section.move(by: 1)
            await section.appeared()
            if let party = section as? PartySection { await party.open() }
            if let people = section as? PeopleSection { await people.open() }
            for button in pad.screen.withoutSystem.all where button.kind == "button" {
                let heights = button.all.compactMap { Int($0.kind.replacing("high-", with: "")) }
                #expect((heights.max() ?? 0) >= 44, "\(section.id): \(button)")
                buttons += 1
                if heights.contains(60) { primary += 1 }
            }
        }
        #expect(buttons > 15 && primary >= 2, "\(buttons), \(primary)")
        // Before the enrolment as well.
        let new = try await Pad(Tablet())
        let first = new.screen.withoutSystem.all.filter { $0.kind == "button" }
        #expect(!first.isEmpty && first.allSatisfy { $0.all.contains { $0.kind == "high-60" } })
    }
}

extension Node {
    /// Without what the system draws itself: menus, dialogs, and keys that nobody sees.
    fileprivate var withoutSystem: Node {
        var copy = self
        let system = ["menu", "dialog", "behind"]
        copy.children = children.filter { !system.contains($0.kind) }.map(\.withoutSystem)
        return copy
    }
}
