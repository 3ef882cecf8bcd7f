import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// 线索 over the real core and a real hub.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct ClueTests {
    @Test func aClueIsToldFromAnIncidentAndFromNothing() async throws {
        let pad = try await Pad.leader()
        let (core, clues) = (pad.tablet.core, try pad.section(CluesSection.self))
        let cells = try await core.cells()
        let incident = try await core.report(
            NewIncident(words: "河边有人倒渣土", category: "Y06", cell: cells[0].id, place: "河湾"))
        await pad.model.take(.everything)
        pad.model.chosen = clues.id
        #expect(clues.selection == CluesSection.new && !clues.ready)
        #expect(try await pad.shows(core.whatAClueIs()), "what it is stands before the words")
        try pad.press("clue-\(incident)")
        try await pad.until("the incident is taken") { clues.ready }
        let before = clues.clues.count
        try pad.press(Word.cluesTell.rawValue)
        try await pad.until("it is told") { clues.clues.count == before + 1 }
        let told = try #require(clues.chosen)
        #expect(told.words == "河边有人倒渣土" && told.place == "河湾" && told.incident == incident)
        #expect(pad.shows(told.state) && pad.shows(StateMark(.saved).word()))
        // From nothing: the cell is asked where there are several, and what was written stays until it is told.
        clues.selection = CluesSection.new
        try pad.type("夜里有车往林地倒垃圾", into: "clue-words")
        try pad.type("北坡", into: "clue-place")
        #expect(clues.typed == ["words": "夜里有车往林地倒垃圾", "place": "北坡"])
        if cells.count > 1 {
            #expect(!clues.ready)
            try pad.press("clue-\(cells[1].id)")
            try await pad.until("the cell is chosen") { clues.ready }
        }
        await pad.model.press(.primary)
        #expect(clues.chosen?.words == "夜里有车往林地倒垃圾" && clues.typed.isEmpty)
        try await pad.tablet.sync()
        await pad.model.load()
        #expect(clues.clues.count == before + 2 && clues.clues.allSatisfy { $0.record != .saved })
    }

    @Test func aTownshipWithoutAnOfficeIsTelephoned() {
        #expect(CoreFailure(.notFound, field: "office").sentence == Word.cluesNoOffice())
        #expect(CoreFailure(.notFound, field: "cell").sentence == Word.errNotFound())
    }
}
