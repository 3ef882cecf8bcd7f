import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// The process goes without a word: what a person had before them is there again. The folder and the core are the
/// real ones; only what Apple's system does for a folder is a fake.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct PlaceTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("place-\(UUID().uuidString)")
    var file: PlaceFile { PlaceFile(folder: folder, protection: FakeGuard()) }

    /// The app of a tablet, with its place.
    private func launch(_ tablet: Tablet) async throws -> Pad { try await Pad(tablet, place: file) }

    private func kept(_ pad: Pad, _ holds: @escaping (Place) -> Bool) async throws {
        try await pad.until("the place is kept") { Place(file.read()).map(holds) ?? false }
    }

    @Test func aKilledAppOpensWhereItWasWithWhatWasTyped() async throws {
        let pad = try await launch(Pad.leader().tablet)
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let meeting = try #require(party.due.first { $0.task.task.template == "DJ-01" })
        party.selection = meeting.task.id
        await party.open()
        party.form?.type("2.1", "十四")
        try pad.section(PostsSection.self).selection = pad.section(PostsSection.self).rows.last
        try pad.section(PeopleSection.self).query = "wang"
        try await kept(pad) { $0.section == "party" && $0.typed["people"] != nil }
        // Not left, not paused, not said: killed.
        let again = try await launch(pad.tablet.restarted())
        #expect(again.model.chosen == "party" && again.model.column == .detail)
        let after = try again.section(PartySection.self)
        #expect(after.selection == meeting.task.id)
        #expect(after.form?.text("2.1") == "十四" && after.form?.typed["2.1"] == "十四")
        #expect(again.screen.all.contains { $0.kind == "field" && $0.text == "十四" })
        #expect(try again.section(PostsSection.self).selection == pad.section(PostsSection.self).rows.last)
        #expect(try again.section(PeopleSection.self).query == "wang")
        // What is said is no word of the place any more.
        after.form?.type("2.1", "14")
        await after.form?.commitAll()
        try await kept(again) { $0.typed["party"] == nil }
    }

    @Test func aThirdValueAndACorrectionOutliveTheAppAndGoWithTheirRow() async throws {
        let township = try Pad.township.get()
        let pad = try await launch(Pad.leader().tablet)
        let worker = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let other = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let house = try await worker.household(1)
        try await worker.core.edit(household: house, "address", .words(text: "西头第一家"))
        try await other.core.edit(household: house, "address", .words(text: "西头第二家"))
        for tablet in [worker, other, pad.tablet] { try await tablet.sync() }
        await pad.model.load()
        let conflicts = try pad.section(ConflictsSection.self)
        pad.model.chosen = conflicts.id
        let row = try #require(conflicts.conflicts.first { $0.document == house }).rowID
        conflicts.selection = row
        try pad.type("西头第三家", into: "written")
        try await kept(pad) { $0.typed["conflicts"] == ["written": "西头第三家"] }
        let again = try await launch(pad.tablet.restarted())
        let after = try again.section(ConflictsSection.self)
        #expect(after.selection == row && after.written == "西头第三家")
        await after.useWritten()
        #expect(after.written.isEmpty)
        try await kept(again) { $0.typed["conflicts"] == nil }
    }

    @Test func whatCannotBeReadIsNoPlaceAndAWipeTakesItAway() async throws {
        let tablet = try await Pad.leader().tablet
        file.write(Data("not a place".utf8))
        let pad = try await launch(tablet)
        #expect(pad.model.chosen == "village" && pad.model.session.notice == nil)
        pad.model.chosen = "posts"
        try await kept(pad) { $0.section == "posts" }
        // A section that a newer version took away.
        file.write(Data(#"{"section":"gone","rows":{"posts":"1"},"typed":{"gone":{"a":"b"}}}"#.utf8))
        #expect(PadModel(pad.model.session, place: file).chosen == "village")
        // Larger than any place is not read into memory.
        file.write(Data(count: 300 << 10))
        #expect(Place(file.read())?.section == "gone", "nothing so large is written")
        #expect(await pad.model.session.wipe())
        await pad.model.left()
        #expect(file.read() == nil, "words about people go with the data")
    }
}
