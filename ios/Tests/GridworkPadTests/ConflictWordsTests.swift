import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// What a field holds twice, said in words: over the real core and a real hub.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct ConflictWordsTests {
    @Test func codesAreWordsAndAPhoneIsMasked() async throws {
        let township = try Township(cells: 2, seed: 12)
        try township.serve()
        let worker = try township.first("grid_worker")
        let (one, other) = (
            try await Tablet.enrolled(worker, at: township), try await Tablet.enrolled(worker, at: township)
        )
        let house = try await one.household()
        let person = try await #require(one.core.household(house).members.last).person
        for (tablet, relation, phone) in [(one, 20, "15019900001"), (other, 30, "15019900002")] {
            let (code, number) = (UInt32(relation), phone)
            try await tablet.core.edit(household: house, person: person, "relation", .choice(code: code))
            try await tablet.core.edit(household: house, person: person, "phone", .words(text: number))
        }
        for tablet in [one, other] { try await tablet.sync() }
        let pad = try await Pad(.enrolled(township.first("branch_leader"), at: township))
        let conflicts = try pad.section(ConflictsSection.self)
        pad.model.chosen = conflicts.id
        #expect(conflicts.conflicts.count == 2)
        let relation = try #require(conflicts.conflicts.first { $0.field == "relation" })
        conflicts.selection = relation.rowID
        #expect(Set(relation.values.map(\.said)) == ["子", "女"])
        for held in relation.values { #expect(pad.shows(held.said)) }
        #expect(pad.shows(relation.fieldSaid) && !pad.shows(Word.fieldOther()))
        let phone = try #require(conflicts.conflicts.first { $0.field == "phone" })
        conflicts.selection = phone.rowID
        for held in phone.values {
            #expect(held.said.contains("*") && pad.shows(held.said))
        }
        #expect(!pad.shows("15019900001") && !pad.shows("15019900002"))
        // The masked one is chosen by its value.
        await conflicts.use(phone.values[0].value)
        #expect(conflicts.conflicts.map(\.field) == ["relation"] && pad.model.session.notice == nil)
    }

    @Test func aTaskOfNoHouseholdIsNamedByItsQuestion() {
        let conflict = ConflictView(
            document: "", title: "", member: nil, memberName: "", field: "2.1", fieldWords: "应到几人",
            values: [], askedAt: nil, askedWords: "")
        #expect(conflict.named == "应到几人" && conflict.heading == "应到几人")
    }
}
