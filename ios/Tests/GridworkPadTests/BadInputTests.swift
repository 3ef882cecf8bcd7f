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

    @Test func aCodeThatWasLeftLyingForDaysIsSaidToBeTooOld() async throws {
        let township = try Township(cells: 2, seed: 5)
        let leader = try township.first("branch_leader")
        let old = try township.code(for: leader)
        try township.outliveCodes()
        try township.serve()
        let pad = try await Pad(Tablet())
        try pad.type(old, into: "code")
        await pad.model.enrol.enrol()
        #expect(pad.shows(Word.errQrOld()) && pad.model.enrol.code == old)
        try pad.type(township.code(for: leader), into: "code")
        await pad.model.enrol.enrol()
        #expect(!pad.model.needsEnrolment && pad.model.session.notice == nil)
    }

    @Test func theCharactersBesideACodeAreEnoughWhereTheCountyIsKnown() async throws {
        let township = try Pad.township.get()
        let line = try township.code(for: township.first("branch_leader"))
        let parts = line.split(separator: "|").map(String.init)
        let short = parts[3]
        // An app that was built for nobody in particular cannot know where to ask.
        let alone = try await Pad(Tablet())
        try alone.type(short, into: "code")
        #expect(alone.shows(short), "as it stands on the notice")
        await alone.model.enrol.enrol()
        #expect(alone.shows(Word.errCodeAlone()) && alone.model.enrol.code == short)
        let county = try #require(County(address: parts[1], key: parts[2]))
        let pad = try await Pad(Tablet(), county: county)
        // Mistyped, it is told; read aloud and typed as it came, it is good.
        try pad.type((short.first == "7" ? "8" : "7") + short.dropFirst(), into: "code")
        await pad.model.enrol.enrol()
        #expect(pad.shows(Word.errCodeTypo()))
        let heard = short.filter { $0 != "-" }.lowercased().replacingOccurrences(of: "0", with: "ｏ")
        try pad.type("\(heard.prefix(5)) \(heard.dropFirst(5))", into: "code")
        #expect(pad.shows(short))
        await pad.model.enrol.enrol()
        #expect(!pad.model.needsEnrolment && pad.model.session.notice == nil)
        #expect(County(address: parts[1], key: "12") == nil && County(address: "", key: parts[2]) == nil)
    }

    @Test func aWholeLineIsTakenAlsoFromAKeyboardThatMakesItWideAndSmall() {
        let line = "GW1|https://grid.example|\(String(repeating: "0a", count: 32))|ABCD-EFGH-JKMN"
        let wide = line.replacingOccurrences(of: "GW1|", with: "ｇｗ１｜").replacingOccurrences(
            of: "|", with: "｜")
        #expect(TypedCode("\(wide.prefix(30))\n\(wide.dropFirst(30))") == .line(line))
        #expect(TypedCode("别家的码") == .line("别家的码"))
    }

    @Test func aHubThatCannotProveItsKeyIsNotBelieved() async throws {
        let township = try Pad.township.get()
        let line = try township.code(for: township.first("branch_leader"))
        var parts = line.split(separator: "|").map(String.init)
        parts[2] = String(parts[2].map { $0 == "0" ? "1" : "0" })
        let pad = try await Pad(Tablet())
        try pad.type(parts.joined(separator: "|"), into: "code")
        await pad.model.enrol.enrol()
        #expect(pad.shows(Word.errHubKey()) && pad.model.needsEnrolment)
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
