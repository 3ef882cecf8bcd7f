import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// 网格和人 over the real core and a real hub: what is masked, what is shown for a reason, and who reads of it.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct PeopleTests {
    @Test func peopleAreFoundMaskedAndShownForAReason() async throws {
        let pad = try await Pad.leader()
        let people = try pad.section(PeopleSection.self)
        pad.model.chosen = people.id
        people.query = "没有这个人"
        await people.search()
        #expect(pad.shows(Word.peopleNone()))
        people.query = try await pad.tablet.core.hamlets()[0].name
        await people.search()
        let hit = try #require(people.hits.first)
        people.selection = hit.rowID
        await people.open()
        let household = try #require(people.household)
        let member = try #require(household.members.first { !$0.phone.isEmpty })
        #expect(pad.shows(member.name))
        #expect(member.phone.contains("*"))
        people.asking = member.person
        #expect(pad.shows(Word.peopleRevealTitle()))
        await people.reveal(for: .contact)
        let number = try #require(people.shown[member.person])
        #expect(!number.contains("*"))
        #expect(pad.shows(number))
        // Reading it again, as any change does, leaves it; leaving the screen hides it.
        await people.load()
        #expect(pad.shows(number))
        await pad.model.left()
        #expect(!pad.shows(number))
        await pad.model.entered()
        // Whoever forgets it on the screen has it masked after a while, and asks once more.
        #expect(people.shownFor == .seconds(30))
        people.shownFor = .milliseconds(80)
        people.asking = member.person
        await people.reveal(for: .contact)
        #expect(pad.shows(number))
        try await pad.until("the number is hidden") { people.shown.isEmpty }
        #expect(!pad.shows(number) && pad.shows(member.phone) && pad.shows(Word.peopleReveal()))
    }

    @Test func theHouseholdsOfACellAreListedWithTheirPeople() async throws {
        let pad = try await Pad.leader()
        let people = try pad.section(PeopleSection.self)
        pad.model.chosen = people.id
        let core = pad.tablet.core
        #expect(try await people.cells.map(\.cell) == core.cells())
        for cell in people.cells {
            #expect(pad.shows("\(cell.cell.village) \(cell.cell.name)"))
            #expect(cell.homes.count == Int(cell.cell.households))
            #expect(Set(cell.homes.map(\.household)).count == cell.homes.count)
            for home in cell.homes { #expect(pad.shows(home.title)) }
        }
        // ↓ goes on to the next household; its people stand there with what they are to the head.
        await pad.model.press(.down)
        await pad.model.press(.down)
        let home = try #require(people.cells.first).homes[1]
        #expect(people.selection == home.id)
        await people.open()
        let household = try #require(people.household)
        #expect(household.id == home.household)
        #expect(home.count == household.members.count && home.people.count == min(3, home.count))
        #expect(Set(home.people).isSubset(of: Set(household.members.map(\.name))))
        let head = try #require(household.members.first { $0.relation == 1 || $0.relation == 2 })
        #expect(head.summary.hasPrefix(Word.relationHead()))
        for member in household.members { #expect(pad.shows(member.summary)) }
        // Whoever finds a mistake reads who corrects it: a branch leader does not.
        #expect(pad.shows(Word.peopleCorrect()))
        for keeper in try #require(people.cells.first).cell.onDuty { #expect(pad.shows(keeper)) }
        await #expect(throws: CoreFailure(.forbidden)) {
            try await core.edit(
                household: household.id, person: head.person, "nickname", .words(text: "示意"))
        }
        // What is searched for stands in place of the list.
        people.query = "没有这个人"
        await people.search()
        #expect(people.rows.isEmpty && pad.shows(Word.peopleNone()) && !pad.shows(home.title))
    }

    @Test func aHouseholdOfManyIsNamedByTheFirstAndTheirNumber() {
        let hits = ["白示意", "王示意", "李示意", "赵示意"].map {
            Hit(household: "1", person: $0, name: $0, nickname: "", hamlet: "东沟", rank: 0)
        }
        #expect(Home.of(hits).map(\.title) == ["白示意、王示意、李示意 等 4 人"])
        #expect(Home.of(Array(hits.prefix(2))).map(\.title) == ["白示意、王示意"])
    }

    @Test func lastYearsVisitsSayWhatTheyNotedOrHowTheyEnded() async throws {
        // A visit a year old needs a clock that no test here can turn: the rows are made by hand, and that a new
        // hub's household has none is asked of the core.
        let noted = PastVisit(
            task: "1", title: "独居老人探访", day: "2025-11-20", said: "有情况", noted: ["烟囱堵了：是", "煤够：否"])
        let quiet = PastVisit(task: "2", title: "取暖走访", day: "2025-11-24", said: "没有变化", noted: [])
        let texts = Rendering.node(LastYear(visits: [noted, quiet])).texts
        #expect(texts[0] == Word.peopleLastYear())
        #expect(texts.contains("11月20日 独居老人探访") && texts.contains("烟囱堵了：是\n煤够：否"))
        #expect(!texts.contains("有情况"), "what was noted says it")
        #expect(texts.contains("没有变化"))
        let pad = try await Pad.leader()
        let people = try pad.section(PeopleSection.self)
        pad.model.chosen = people.id
        people.query = try await pad.tablet.core.hamlets()[0].name
        await people.search()
        people.selection = people.hits.first?.rowID
        await people.open()
        #expect(try await pad.tablet.core.lastYear(#require(people.household).id) == [])
        #expect(!pad.shows(Word.peopleLastYear()))
        #expect(pad.model.session.notice == nil)
    }

    @Test func whoseNumberWasShownIsToldToWhoeverLooked() async throws {
        // Somebody who has not looked yet: a person's looks come to all of the person's devices.
        let township = try Pad.township.get()
        let pad = try await Pad(.enrolled(township.first("grid_worker"), at: township))
        let settings = try pad.section(SettingsSection.self)
        pad.model.chosen = settings.id
        #expect(pad.shows(Word.settingsLooksNone()))
        let people = try pad.section(PeopleSection.self)
        pad.model.chosen = people.id
        people.query = try await pad.tablet.core.hamlets()[0].name
        await people.search()
        people.selection = people.hits.first?.rowID
        await people.open()
        let member = try #require(people.household?.members.first { !$0.phone.isEmpty })
        people.asking = member.person
        await people.reveal(for: .evacuation)
        let number = try #require(people.shown[member.person])
        // Nothing tells of it: the page is read again when it comes before the eyes.
        pad.model.chosen = settings.id
        try await pad.until("the look") { pad.shows(Word.peopleReasonEvacuation()) }
        let look = try #require(settings.looks.first)
        #expect(settings.looks.count == 1 && look.person == member.person && look.fields == ["phone"])
        #expect(pad.shows(look.name) && look.name.contains("*"))
        #expect(pad.shows(Phrases.moment(look.at)))
        #expect(!pad.shows(number) && !pad.shows(Word.settingsLooksNone()))
    }
}
