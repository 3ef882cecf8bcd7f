import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// Each screen over the real core and a real hub, read as a tree of nodes of the stand-in for SwiftUI.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct ScreenTests {
    @Test func aNewTabletAsksForTheCodeAndKeepsWhatWasTyped() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad(Tablet())
        #expect(pad.shows(Word.enrolFirst()))
        try pad.type("别家的码", into: "code")
        try pad.press(Word.enrolGo.rawValue)
        try await pad.until("a sentence about the code") { pad.shows(Word.errQrOther()) }
        #expect(pad.model.enrol.code == "别家的码")
        // A code that was used says so; the next one works, and the first download follows.
        let leader = try township.first("branch_leader")
        let used = try township.code(for: leader)
        _ = try await Tablet().driver.enrol(qr: used, deviceName: "示例平板")
        try pad.type(used, into: "code")
        await pad.model.enrol.enrol()
        #expect(pad.shows(Word.errQrUsed()))
        try pad.type(township.code(for: leader), into: "code")
        await pad.model.enrol.enrol()
        #expect(!pad.model.needsEnrolment)
        await pad.model.load()
        #expect(pad.shows(Word.appPractice()), "练习 stands on every screen of a training device")
        #expect(pad.shows(Word.sectionVillage()))
    }

    @Test func theFrameHoldsItsSectionsAndTheirKeys() async throws {
        let pad = try await Pad.leader()
        #expect(
            pad.model.sections.map(\.title) == [
                .sectionVillage, .sectionSigning, .sectionParty, .sectionPeople, .sectionPosts,
                .sectionConflicts,
                .sectionExchange, .sectionSettings, .sectionClues,
            ])
        #expect(Set(pad.model.sections.map(\.id)).count == 9)
        for number in 1...8 {
            await pad.model.press(.section(number))
            #expect(pad.model.section?.title == pad.model.sections[number - 1].title)
            #expect(pad.shows(pad.model.sections[number - 1].title()))
            #expect(pad.screen.first("key", "⌘\(number)") != nil)
        }
        await pad.model.press(.find)
        #expect(pad.model.chosen == "people")
        #expect(pad.model.searching)
    }

    @Test func theVillageShowsItsCellsAndWhoActsForThem() async throws {
        let pad = try await Pad.leader()
        let village = try pad.section(VillageSection.self)
        let cells = try await pad.tablet.core.cells()
        #expect(!cells.isEmpty)
        #expect(village.cells == cells)
        for cell in cells { #expect(pad.shows(cell.name)) }
        let first = try #require(cells.first)
        #expect(first.households > 0)
        #expect(!first.onDuty.isEmpty)
        for duty in first.onDuty { #expect(pad.shows(duty)) }
        #expect(pad.shows(Word.villageNothing()))
        // ↓ goes to the next cell and stays at the last one.
        for _ in cells { await pad.model.press(.down) }
        #expect(village.selection == cells.last?.id)
    }

    @Test func postsSayWhoHoldsThem() async throws {
        let pad = try await Pad.leader()
        let posts = try pad.section(PostsSection.self)
        pad.model.chosen = posts.id
        #expect(!posts.posts.isEmpty)
        let post = try #require(posts.posts.first { $0.role.contains("网格员") })
        posts.selection = post.id
        #expect(pad.shows(post.holder))
        #expect(pad.shows(post.deputy ?? Word.postsNoDeputy()))
        #expect(pad.shows(Word.postsTownship()))
    }

    @Test func anAbsenceAndAHandoverAreTold() async throws {
        let township = try Township(cells: 2, seed: 9)
        try township.serve()
        let pad = try await Pad(.enrolled(township.first("branch_leader"), at: township))
        let (posts, village) = (try pad.section(PostsSection.self), try pad.section(VillageSection.self))
        let workers = posts.posts.filter { $0.role.contains("网格员") }
        let (away, leaving) = (try #require(workers.first), try #require(workers.last))
        try #require(away.id != leaving.id)
        let heir = try #require(township.staff.first { $0.role == "link_cadre" })
        let county = try await Staff(township, role: "county", number: 22)
        let days = (0...9).map { Self.day(before: $0) }
        try await county.away(away.id, from: days[9])
        try await county.handOver(leaving.id, to: heir.id, on: days[0], tasks: 5)
        try await pad.tablet.sync()
        await pad.model.load()
        pad.model.chosen = posts.id
        posts.selection = away.id
        let told = try #require(posts.chosen)
        #expect(told.longAway)
        #expect(pad.shows(Word.postsAway(Phrases.day(days[9]))) && pad.shows(Word.postsBackUnknown()))
        #expect(pad.shows(Word.postsLong()))
        #expect(pad.shows(Word.postsActing()) == told.acting)
        posts.selection = leaving.id
        #expect(pad.shows(Word.postsTo(heir.name, Phrases.day(days[0]))))
        #expect(pad.shows(Word.postsTasks("5")) && pad.shows(Word.postsUntil(Phrases.day(days[0]))))
        #expect(pad.shows(Word.postsKeysOpen()) && pad.shows(Word.postsRosterOpen()))
        #expect(posts.badge >= 1 && posts.posts.contains { $0.holder == heir.name })
        // The overview says both, and what stands in a cell's posts.
        pad.model.chosen = village.id
        #expect(pad.shows(Word.villageAway(away.holder)) && pad.shows(Word.villageHandover(leaving.holder)))
        village.selection = village.cells.first { $0.name == away.scope }?.id
        #expect(village.postsHere.contains { $0.id == away.id })
        #expect(pad.shows("\(away.role) \(away.holder)"))
        #expect(village.badge >= 2)
    }

    /// A day of the county, so many days ago.
    private static func day(before days: Int) -> String {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        format.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
        return format.string(from: Date().addingTimeInterval(-86_400 * Double(days)))
    }

    @Test func bothValuesAreExplainedAndOneIsChosen() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad.leader()
        let worker = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let other = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let house = try await worker.household()
        try await worker.core.edit(household: house, "address", .words(text: "东头第一家"))
        try await other.core.edit(household: house, "address", .words(text: "东头第二家"))
        for tablet in [worker, other, pad.tablet] { try await tablet.sync() }
        await pad.model.load()
        let conflicts = try pad.section(ConflictsSection.self)
        pad.model.chosen = conflicts.id
        let conflict = try #require(conflicts.conflicts.first { $0.document == house })
        conflicts.selection = conflict.rowID
        #expect(pad.shows("东头第一家"))
        #expect(pad.shows("东头第二家"))
        #expect(pad.shows(conflict.heading))
        for held in conflict.values { #expect(pad.shows(held.writer)) }
        // Who is not sure leaves it to the township: nothing is chosen, nothing waits to be sent.
        #expect(!pad.shows(Word.conflictsLeft()))
        try pad.press(Word.conflictsUnsure.rawValue)
        try await pad.until("it is left") { pad.shows(Word.conflictsLeft()) }
        #expect(pad.shows("东头第一家") && pad.shows("东头第二家"))
        #expect(!pad.shows(Word.conflictsUnsure()))
        #expect(conflicts.badge > 0)
        #expect(try await pad.tablet.core.syncState().waiting == 0)
        // Later they know after all.
        try pad.type("东头第三家", into: "written")
        await conflicts.useWritten()
        #expect(conflicts.conflicts.allSatisfy { $0.document != house })
        let sent = try await pad.tablet.sync()
        #expect((sent.received, sent.refused) == (1, 0))
        try await worker.sync()
        #expect(try await worker.core.household(house).address == "东头第三家")
    }

    @Test func whatTheTownshipAsksBackIsSaidInItsWords() {
        func question(at asked: Int64?, _ words: String) -> String? {
            ConflictView(
                document: "", title: "白示意", member: nil, memberName: "", field: "address",
                fieldWords: "地址", values: [], askedAt: asked, askedWords: words
            ).question
        }
        #expect(question(at: nil, "") == nil)
        #expect(question(at: 1_791_424_800_000, "")?.hasSuffix("问：是哪一样") == true)
        let asked = question(at: 1_791_424_800_000, "井边那家是第几家")
        #expect(asked?.hasSuffix("问：井边那家是第几家") == true)
    }

    @Test func theExchangeSaysWhatIsOnlyHereAndThatItLeft() async throws {
        let pad = try await Pad.leader()
        let exchange = try pad.section(ExchangeSection.self)
        pad.model.chosen = exchange.id
        try await pad.tablet.core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: pad.tablet.core.cells()[0].id, place: "村口"))
        await pad.model.take(.everything)
        #expect(pad.shows(Word.exchangeOnly("1")))
        #expect(pad.shows(StateMark(.saved).word()))
        // No signal: everything stays, and the line is no alarm.
        await pad.tablet.line.cut()
        await exchange.send()
        #expect(exchange.queue.count == 1)
        #expect(pad.shows(Word.errBusy()))
        await pad.tablet.line.mend()
        await pad.model.press(.primary)
        #expect(exchange.queue.isEmpty)
        #expect(pad.model.session.notice == nil)
        #expect(pad.shows("都送到了"))
    }

    /// The desk of the township an incident was reported to, which accepts it, and an office of that township.
    private func offices(
        of incident: String, at township: Township
    ) async throws -> (Staff, Staff, Township.Person) {
        for officer in township.staff where officer.role == "duty_officer" {
            let desk = try await Staff(
                township, role: "duty_officer", number: 9, at: officer.place, person: officer.id)
            guard (try? await desk.step(incident, "accept")) != nil else { continue }
            for handler in township.staff where handler.role == "unit_handler" {
                guard let unit = try? await desk.unit(of: handler.id) else { continue }
                let office = try await Staff(
                    township, role: "unit_handler", number: 21, at: unit, person: handler.id)
                return (desk, office, handler)
            }
        }
        throw Trouble("no desk accepts \(incident)")
    }

    @Test func aReportIsVerifiedByItsReporterAndNotByItsHandler() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad.leader()
        let cell = try await pad.tablet.core.cells()[0].id
        var incidents: [String] = []
        for words in ["路灯不亮", "水管冻了"] {
            incidents.append(
                try await pad.tablet.core.report(
                    NewIncident(
                        words: words, category: "Y06", cell: cell, place: "村口",
                        photos: words == "水管冻了" ? [picture(bytes: 20_000).path] : [])))
        }
        try await pad.tablet.sync()
        let (desk, office, handler) = try await offices(of: incidents[0], at: township)
        try await desk.step(incidents[1], "accept")
        for incident in incidents {
            try await desk.step(incident, "register", ["grade": 3, "category": "Y06"])
            try await desk.step(
                incident, "dispatch", ["unit": desk.unit(of: handler.id), "handler": handler.id])
            try await office.step(incident, "start", ["note": "去看了"])
            try await office.step(incident, "done", ["result": "修好了"])
        }
        try await pad.tablet.sync()
        await pad.model.load()
        let signing = try pad.section(SigningSection.self)
        pad.model.chosen = signing.id
        #expect(signing.badge == 2)
        #expect(try pad.section(VillageSection.self).signing.badge == 2)
        #expect(pad.shows("修好了"))
        #expect(pad.shows(handler.name))
        // 照片: how many the township has of it, where there are any.
        for row in signing.waiting {
            signing.selection = row.incident.id
            #expect(row.photos == (row.incident.words == "水管冻了" ? 1 : 0))
            #expect(pad.shows(Word.signingPhotos("1")) == (row.photos == 1))
        }
        signing.selection = signing.rows.first
        // Rework without a word is not taken; with one the next row opens.
        await pad.model.press(.secondary)
        #expect(pad.shows(Word.signingWhyMissing()))
        try pad.type("还是不亮", into: "why")
        let first = try #require(signing.selection)
        await pad.model.press(.secondary)
        #expect(signing.selection != first)
        // ⌘Z takes it back while it is only here; then it is said again.
        #expect(pad.shows(Word.signingUndo()))
        await pad.model.press(.undo)
        #expect(signing.selection == first)
        #expect(signing.badge == 2)
        try pad.type("还是不亮", into: "why")
        await pad.model.press(.secondary)
        #expect(signing.badge == 1)
        await pad.model.press(.primary)
        #expect(signing.waiting.isEmpty)
        #expect(pad.shows(Word.signingSigned()))
        try await pad.tablet.sync()
        await pad.model.load()
        #expect(signing.signed.isEmpty, "what was sent is not taken back")
        let states = try await [
            pad.tablet.core.incident(first).state,
            pad.tablet.core.incident(incidents.first { $0 != first } ?? "").state,
        ]
        #expect(states == ["返工", "核查通过"])
    }

    @Test func settingsCheckReportAndWipeWithoutLosingUnsentWork() async throws {
        let pad = try await Pad.leader()
        let settings = try pad.section(SettingsSection.self)
        pad.model.chosen = settings.id
        #expect(pad.shows("\(try await pad.tablet.core.device())"))
        await settings.check()
        #expect(pad.shows(Word.settingsSound()))
        await settings.writeReport()
        #expect(settings.report?.isEmpty == false)
        try await pad.tablet.core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: pad.tablet.core.cells()[0].id, place: "村口"))
        await pad.model.session.refresh()
        settings.wiping = true
        #expect(pad.shows(Word.settingsWipeTitle("1")), "what would be lost is said before")
        await settings.sendFirst()
        #expect(settings.wipeTitle == Word.settingsWipeClean())
        await settings.wipe()
        #expect(pad.shows(Word.settingsWiped()))
        #expect(pad.key.destroyed, "the key goes after the data")
    }

    @Test func aboutSaysWhatTheCountyWroteAndNothingElse() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad.leader()
        let settings = try pad.section(SettingsSection.self)
        pad.model.chosen = settings.id
        let before = try #require(settings.about)
        #expect(before.organiser.isEmpty && pad.shows(Word.settingsUnwritten()))
        #expect(pad.shows(before.township), "the own township is in the directory")
        #expect(!pad.shows(Word.settingsComplaint()))
        let county = try await Staff(township, role: "county", number: 22)
        try await county.writeAbout(organiser: "示意县委", filing: "示意备案 7 号", complaints: "0471 0000000")
        var changes = await pad.tablet.core.changes().makeAsyncIterator()
        #expect(await changes.next() == .everything)
        try await pad.tablet.sync()
        while let change = await changes.next() {
            await pad.model.take(change)
            if case .record(.directory, _) = change { break }
        }
        for said in ["示意县委", "示意备案 7 号", "0471 0000000"] { #expect(pad.shows(said)) }
        #expect(!pad.shows(Word.settingsUnwritten()))
        // It is read without a link as well, and after the app was ended.
        let again = try await Pad(pad.tablet.restarted())
        again.model.chosen = settings.id
        #expect(again.shows("示意县委"))
    }

    @Test func whatTheTownshipReturnedHasItsReasonAndTwoWaysOn() async throws {
        let township = try Pad.township.get()
        // A link cadre corrects households; to merge them is for others.
        let tablet = try await Tablet.enrolled(township.first("link_cadre"), at: township)
        let hamlets = try await tablet.core.hamlets()
        var homes: [String] = []
        for hamlet in hamlets { homes += try await tablet.core.find(hamlet.name, limit: 50).map(\.household) }
        let two = Array(Set(homes)).sorted().prefix(2)
        try #require(two.count == 2)
        try await tablet.core.edit(household: two[0], "merged_into", .record(id: two[1]))
        _ = await tablet.driver.sync()
        let pad = try await Pad(tablet)
        let exchange = try pad.section(ExchangeSection.self)
        pad.model.chosen = exchange.id
        #expect(exchange.returned.count == 1)
        #expect(pad.shows(Word.errForbidden()))
        #expect(!pad.shows("都送到了"), "what came back is not told as arrived")
        let first = try #require(exchange.returned.first)
        exchange.selection = first.id
        // What was written, in words: not that it is something, or its number.
        let said = try #require(first.draft.values.first)
        #expect(said.label == "并入" && said.said.hasSuffix("家") && pad.shows(said.said))
        await exchange.retry(first)
        #expect(exchange.returned.isEmpty)
        #expect(exchange.queue.count == 1)
        #expect(pad.shows(Word.whyOffline()))
        _ = await tablet.driver.sync()
        await exchange.load()
        // Refused once more: it goes only when it is given up twice over.
        let again = try #require(exchange.returned.first)
        exchange.selection = again.id
        try pad.press(Word.exchangeDiscard.rawValue)
        try await pad.until("the last question") { pad.shows(Word.exchangeDiscardTitle()) }
        try pad.press(Word.exchangeKeep.rawValue)
        try await pad.until("it is kept") { !pad.shows(Word.exchangeDiscardTitle()) }
        await exchange.discard(again)
        #expect(exchange.returned.isEmpty)
        #expect(try await tablet.core.syncState().drafts == 0)
    }

    @Test func whatWasChosenAndCameBackIsChosenAnewWhereItIsRead() async throws {
        let pad = try await Pad.leader()
        let exchange = try pad.section(ExchangeSection.self)
        let option = { FormOption(code: $0, words: $1, problem: false, none: false) }
        let kinds: [String: AnswerKind] = [
            "2": .single(options: [option(1, "够"), option(2, "不够")]),
            "3": .multi(options: [option(1, "选举"), option(4, "表决")]),
        ]
        let value = { (field: String, value: AnswerValue) in
            DraftedView(
                put: DraftValue(member: nil, field: field, value: value), memberName: "", fieldWords: field,
                words: "从前")
        }
        let draft = DraftView(
            no: 7, record: "task", title: "示意会议", kind: .edits, words: "",
            values: [
                value("1", .yesNo(yes: true)), value("2", .choice(code: 1)), value("3", .choices(bits: 2)),
                value("4", .choice(code: 9)),
            ],
            reason: "bad_value", at: 0)
        let model = ReturnedModel(pad.model.session, draft, kinds: kinds)
        let screen = { Rendering.node(ReturnedDetail(model: exchange, returned: model)) }
        #expect(screen().texts.contains { $0.contains("从前") }, "what no form offers is said in words")
        #expect(model.corrections.isEmpty)
        for tag in ["value-0-1", "value-1-1", "value-2-4"] { try screen().press(tag) }
        try await pad.until("it is chosen") { model.corrections.count == 3 }
        #expect(
            model.corrections.map(\.value) == [
                .yesNo(yes: false), .choice(code: 2), .choices(bits: 1 << 1 | 1 << 4),
            ])
        // Nothing at all is no answer, and what was chosen outlives the app.
        model.toggle(2, 1)
        #expect(model.ready)
        model.toggle(2, 4)
        #expect(!model.ready)
        model.toggle(2, 4)
        let again = ReturnedModel(pad.model.session, draft, kinds: kinds, before: model.begun)
        #expect(again.corrections == model.corrections && again.corrections.count == 3)
    }

    @Test func leavingInTheMiddleOfAnExchangeIsNoTrouble() async throws {
        let pad = try await Pad.leader()
        let core = pad.tablet.core
        try await core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: core.cells()[0].id, place: "村口"))
        let left = Session(core: core, driver: SyncDriver(core: core, transport: LeavingLine(core: core)))
        await left.exchange()
        #expect(left.notice == nil)
        try await core.resume()
        #expect(try await core.queue().count == 1)
        await pad.model.session.exchange()
        #expect(try await core.queue().isEmpty)
    }

    @Test func comingBackSendsWhatWaitsAndHearsWhatIsNew() async throws {
        let township = try Pad.township.get()
        let pad = try await Pad.leader()
        let core = pad.tablet.core
        let incident = try await core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: core.cells()[0].id, place: "村口"))
        let worker = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let house = try await worker.household()
        try await worker.core.edit(household: house, "address", .words(text: "井边第一家"))
        try await worker.sync()
        // Without a link nothing is lost, and nobody is told of what nobody asked for.
        await pad.tablet.line.cut()
        await pad.model.left()
        await pad.model.entered()
        #expect(pad.model.session.notice == nil)
        #expect(try await core.state(of: incident) != .received)
        await pad.tablet.line.mend()
        await pad.model.left()
        await pad.model.entered()
        #expect(try await core.state(of: incident) == .received)
        #expect(try await core.household(house).address == "井边第一家")
        #expect(!pad.model.session.exchanging)
    }

    @Test func aPausedTabletComesBackWhereItWas() async throws {
        let pad = try await Pad.leader()
        pad.model.chosen = "people"
        await pad.model.left()
        await #expect(throws: CoreFailure(.paused, retryable: true)) { try await pad.tablet.core.today() }
        await pad.model.entered()
        #expect(pad.model.chosen == "people")
        #expect(try await pad.tablet.core.today().training)
    }
}

/// The person leaves the app while the answer is on its way.
private struct LeavingLine: Transport {
    let core: CoreClient

    func post(_ request: HttpRequest) async -> HttpOutcome {
        let outcome = await URLSessionTransport().post(request)
        try? await core.pause()
        return outcome
    }
}
