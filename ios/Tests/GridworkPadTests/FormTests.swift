import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// The forms of the Party domain over the real core and a real hub.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct FormTests {
    @Test func aFormIsAnsweredAndItsQuorumIsSaidAloud() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let meeting = try #require(party.due.first { $0.task.task.template == "DJ-01" })
        party.selection = meeting.task.id
        await party.open()
        let form = try #require(party.form)
        #expect(pad.shows("支部党员大会"))
        // 应到 20，实到 10: half is not more than half.
        try pad.type("20", into: "field-2.1")
        await form.commit("2.1", .number(min: 0, max: 500, unit: nil))
        form.type("2.2", "10")
        await form.commit("2.2", .number(min: 0, max: 500, unit: nil))
        #expect(pad.shows("应到 20，实到 10，没过半，不够数"))
        form.type("2.2", "14")
        await form.commit("2.2", .number(min: 0, max: 500, unit: nil))
        #expect(pad.shows("应到 20，实到 14，过半，够数"))
        // Letters where a number goes: a sentence, and what was typed stays.
        form.type("2.2", "十四")
        await form.commit("2.2", .number(min: 0, max: 500, unit: nil))
        #expect(pad.shows(Word.errBadValue()))
        #expect(form.text("2.2") == "十四")
        form.type("2.2", "14")
        await form.commitAll()
        // Nothing has to be saved: the app is ended and opened again, and everything is there.
        let again = try await Pad(pad.tablet.restarted())
        let after = try again.section(PartySection.self)
        after.selection = meeting.task.id
        await after.open()
        #expect(after.form?.value("2.2") == .number(value: 14))
        // 看一眼再交 names what is blank.
        again.model.chosen = after.id
        after.form?.review()
        #expect(after.form?.blanks.isEmpty == false)
        #expect(again.shows(Word.partyBlank()))
    }

    @Test func votesAreAddedUpAndTheMeetingIsHandedIn() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let meeting = try #require(party.due.first { $0.task.task.template == "DJ-02" })
        party.selection = meeting.task.id
        await party.open()
        let form = try #require(party.form)
        _ = try await pad.tablet.answerAll(meeting.task.task)
        await form.load()
        await form.submit()
        #expect(form.closed)
        #expect(pad.shows(Word.partyClosed()))
        try await pad.tablet.sync()
        await form.load()
        #expect(form.state == .done)
    }

    @Test func aMatterOfTheVillageIsBegunByHandAndItsVoteIsCounted() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let matter = try #require(party.starts.first { $0.template == "DJ-09" })
        #expect(pad.shows(Word.partyBegin()))
        await party.begin(matter)
        let form = try #require(party.form)
        #expect(form.task.template == "DJ-09")
        await form.answer("5.4", .choice(code: 2))
        await form.answer("5.5", .number(value: 30))
        await form.answer("5.2", .number(value: 19))
        #expect(pad.shows("应到 30，到会 19，不到三分之二，不够数"))
        await form.answer("5.2", .number(value: 20))
        await form.answer("5.3", .number(value: 11))
        #expect(pad.shows("应到 30，到会 20，够三分之二，够数"))
        #expect(pad.shows("到会 20，同意 11，过半，够数"))
    }

    @Test func aFormIsHeardBeforeItIsHandedInAndGoesOnPaper() async throws {
        let voice = FakeVoice()
        let pad = try await Pad(Pad.leader().tablet, voice: voice)
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let matter = try #require(party.starts.first { $0.template == "DJ-09" })
        await party.begin(matter)
        let form = try #require(party.form)
        let choice = try #require(form.form?.items.flatMap(\.parts).first { $0.fields == ["5.4"] })
        guard case .single(let options) = choice.kind else { throw Trouble("5.4 is a choice") }
        let chosen = try #require(options.first { $0.code == 2 })
        await form.answer("5.4", .choice(code: 2))
        await form.answer("5.5", .number(value: 30))
        await form.answer("5.2", .number(value: 20))
        #expect(!pad.shows(Word.partyAloud()), "it is heard when it is looked over")
        form.type("5.3", "11")
        form.review()
        try pad.press(Word.partyAloud.rawValue)
        try await pad.until("it is read to the end") { voice.said.last?.contains("同意 11") ?? false }
        #expect(voice.said.first == form.title)
        #expect(voice.said.contains { $0.hasSuffix("：\(chosen.words)") }, "words, no codes")
        #expect(voice.said.contains("应到 30，到会 20，够三分之二，够数"))
        #expect(voice.said.contains { $0.hasSuffix("：\(Word.partyBlank())") }, "what is blank is said too")
        try await pad.until("it is silent") { !form.reading }
        #expect(pad.shows(Word.partyPrint()))
        let page = form.paper.html
        #expect(page.contains("size: A4") && page.contains(Word.partySignHere()))
        for sentence in form.paper.lines { #expect(page.contains(sentence.said)) }
    }

    @Test func readingStopsWhenItIsToldToAndWhenTheAppIsLeft() async throws {
        let voice = FakeVoice(holds: true)
        let pad = try await Pad(Pad.leader().tablet, voice: voice)
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        party.selection = try #require(party.due.first).task.id
        await party.open()
        let form = try #require(party.form)
        form.review()
        for leaving in [false, true] {
            let before = voice.said.count
            try pad.press(Word.partyAloud.rawValue)
            try await pad.until("the first sentence") { voice.said.count > before && form.reading }
            // The voice takes its sentence a moment after it was told.
            try await Task.sleep(for: .milliseconds(50))
            if leaving { await pad.model.left() } else { try pad.press(Word.partyAloudStop.rawValue) }
            try await pad.until("it is silent") { !form.reading }
            #expect(voice.said.count == before + 1)
        }
    }

    @Test func whatWasAnsweredTheLastTimeIsSaidOnlyWhereItWas() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        let meeting = try #require(party.due.first { $0.task.task.template == "DJ-01" })
        #expect(try await pad.tablet.core.lastTime(meeting.task.task) == nil, "a new hub has none")
        let form = try await pad.tablet.core.form("DJ-01")
        let item = try #require(form.items.first { $0.number == 2 })
        let last = LastTime(day: "2026-09-03", answers: [LastAnswer(field: "2.1", words: "20人")])
        let said = try #require(last.said(item))
        #expect(said.hasPrefix("上次 9月3日：") && said.hasSuffix("20人"))
        let other = try #require(form.items.first { $0.number == 1 })
        #expect(last.said(other) == nil)
    }

    @Test func whatIsWrittenIsTextOnThePage() {
        let paper = FormPaper(
            title: "会议 <1>", lines: [.init(asked: "议题", said: "<b>粗&细</b>\n第二行")], counts: [])
        #expect(paper.html.contains("<h1>会议 &lt;1&gt;</h1>"))
        #expect(paper.html.contains("&lt;b&gt;粗&amp;细&lt;/b&gt;<br>第二行"))
    }

    @Test func aPhotoOfAProblemIsOfferedOnlyThereAndMayBeLeftOutForAReason() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let board = try #require(party.due.first { $0.task.task.template == "DJ-10" })
        party.selection = board.task.id
        await party.open()
        let form = try #require(party.form)
        let item = try #require(form.form?.items.first { $0.number == 1 })
        let (photo, skip) = (try #require(item.photoFields.first), try #require(item.skipFields.first))
        let field = try #require(item.parts.first?.fields.first)
        func offers(_ identifier: String) -> Bool { pad.screen.texts.contains(identifier) }
        #expect(!offers("photo-\(photo)") && !pad.shows(Word.partySkip()))
        await form.answer(field, .yesNo(yes: true))
        #expect(!offers("photo-\(photo)"), "a board that is up to date is no problem")
        await form.answer(field, .yesNo(yes: false))
        #expect(offers("photo-\(photo)") && pad.shows(Word.partySkip()))
        for reason in Skipped.reasons { #expect(pad.shows(reason())) }
        try pad.press("skip-\(skip)-2")
        try await pad.until("the reason") { form.value(skip) == .choice(code: 2) }
        try pad.press("skip-\(skip)-4")
        try await pad.until("another reason") { form.value(skip) == .choice(code: 4) }
        let told = try await pad.tablet.core.task(board.task.task).answers
        #expect(told.first { $0.field == skip }?.value == .choice(code: 4))
        // Pressed once more it is taken back.
        try pad.press("skip-\(skip)-4")
        try await pad.until("no reason") { form.value(skip) == nil || form.value(skip) == .empty }
    }

    @Test func aQuestionIsDeclinedOrDoesNotApplyAndMinutesArePhotographed() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        var photographed = false
        for due in party.due where !due.task.started {
            party.selection = due.task.id
            await party.open()
            guard let form = party.form, let shown = form.form else { continue }
            guard let item = shown.items.first(where: { !$0.photoFields.isEmpty }) else { continue }
            #expect(pad.shows(Word.partyPhoto()))
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("minutes-\(UUID()).jpg")
            try Data([0xFF, 0xD8, 0xFF, 0xE0] + (0..<4_000).map { UInt8($0 % 251) }).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            await form.attach(item.photoFields[0], file: file)
            #expect(form.value(item.photoFields[0]) != nil)
            #expect(pad.shows(Word.partyAttached()))
            let question = try #require(shown.items.first { $0.parts.contains { !$0.fromTarget } })
            try pad.press("\(Word.partyNotApplicable.rawValue)-\(question.number)")
            let field = try #require(question.parts.first { !$0.fromTarget }?.fields.first)
            try await pad.until("the answer") { form.value(field) == .notApplicable }
            photographed = true
            break
        }
        #expect(photographed, "some task of the domain takes a photo")
    }

    @Test func whatIsBeingTypedIsSaidBeforeTheAppLeavesTheScreen() async throws {
        let pad = try await Pad.leader()
        let party = try pad.section(PartySection.self)
        pad.model.chosen = party.id
        let meeting = try #require(party.due.first { $0.task.task.template == "DJ-01" })
        party.selection = meeting.task.id
        await party.open()
        party.form?.type("2.1", "31")
        let (form, one) = (try #require(party.form), try #require(party.form?.form?.items.first?.parts.first))
        form.type(one.fields[0], "wang")
        await form.commit(one.fields[0], .record(to: .person))
        #expect(pad.model.session.notice == nil, "a search for somebody is no answer")
        form.type(one.fields[0], "")
        #expect(pad.model.inFront)
        await pad.model.left()
        #expect(!pad.model.inFront)
        await pad.model.entered()
        let told = try await pad.tablet.core.task(meeting.task.task)
        #expect(told.answers.first { $0.field == "2.1" }?.value == .number(value: 31))
    }
}
