import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// What goes wrong around the tablet is told in a sentence, and nothing is lost.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct BadInputTests {
    @Test func aHubWithAnotherKeyIsNotSpokenTo() async throws {
        let township = try Township(cells: 2, seed: 3)
        let code = try township.code(for: township.first("branch_leader"))
        let other = try Township(cells: 2, seed: 4, port: township.port)
        try other.serve()
        let pad = try await Pad(Tablet())
        try pad.type(code, into: "code")
        await pad.model.enrol.enrol()
        // It does not know the code, and says no more.
        #expect(pad.model.session.notice == Word.errCodeTypo())
        #expect(pad.model.needsEnrolment && pad.model.enrol.code == code, "what was typed stays")
        // The right one answers again: the same code is good.
        other.stop()
        try township.serve()
        await pad.model.enrol.enrol()
        #expect(!pad.model.needsEnrolment && pad.model.session.notice == nil)
    }

    @Test func aClockThatWasSetBackIsTold() async throws {
        let pad = try await Pad.leader()
        #expect(!pad.shows(Word.appClock()))
        pad.model.session.now = { Date().addingTimeInterval(-400 * 86_400) }
        for section in pad.model.sections {
            pad.model.chosen = section.id
            #expect(pad.shows(Word.appClock()), "\(section.id)")
        }
        // Work goes on all the same.
        let core = pad.tablet.core
        let incident = try await core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: core.cells()[0].id, place: "村口"))
        #expect(try await core.state(of: incident) == .saved)
    }

    #if canImport(Glibc)
        @Test func withoutRoomWhatWasTypedStaysUntilThereIs() async throws {
            let township = try Pad.township.get()
            let disk = try Disk(megabytes: 96)
            let tablet = try await Tablet(folder: disk.folder.appendingPathComponent("data"))
            try await tablet.driver.enrol(
                qr: township.code(for: township.first("branch_leader")), deviceName: "示例平板")
            try await tablet.sync()
            let pad = try await Pad(tablet)
            let party = try pad.section(PartySection.self)
            pad.model.chosen = party.id
            party.selection = try #require(party.due.first { $0.task.task.template == "DJ-01" }).task.id
            await party.open()
            let form = try #require(party.form)
            let kind = AnswerKind.number(min: 0, max: 500, unit: nil)
            try disk.fill()
            // What the database has set aside for itself is used up first.
            var (number, told) = (0, false)
            while !told, number < 3_000 {
                number += 1
                form.type("2.1", "\(number % 500)")
                await form.commit("2.1", kind)
                told = pad.model.session.notice != nil
            }
            #expect(pad.shows(Word.errDiskFull()))
            let typed = form.text("2.1")
            #expect(typed == "\(number % 500)" && form.typed["2.1"] == typed, "what was typed stays")
            // A clue cannot be told either, and keeps its words.
            let clues = try pad.section(CluesSection.self)
            pad.model.chosen = clues.id
            clues.selection = CluesSection.new
            clues.words = String(repeating: "夜里有车往林地倒垃圾。", count: 40)
            await clues.load()
            clues.take(cell: try #require(clues.cells.first).id)
            await clues.tell()
            #expect(pad.shows(Word.errDiskFull()) && clues.words.count > 400 && clues.chosen == nil)
            try disk.free()
            pad.model.chosen = party.id
            await form.commitAll()
            #expect(form.value("2.1") == .number(value: Int64(number % 500)))
            #expect(pad.model.session.notice == nil)
            try await tablet.core.shutDown()
        }
    #endif
}
