import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// What a branch leader does to whole households, on the screen, and what another device reads of it.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct DeedTests {
    /// A hub of its own: what is done here stays done.
    static let township = Result {
        let township = try Township(cells: 2, seed: 7)
        try township.serve()
        return township
    }

    private func leader() async throws -> (Pad, PeopleSection) {
        let township = try Self.township.get()
        let pad = try await Pad(.enrolled(township.first("branch_leader"), at: township))
        let people = try pad.section(PeopleSection.self)
        pad.model.chosen = people.id
        return (pad, people)
    }

    private func open(_ home: Home, of people: PeopleSection) async throws -> HouseholdView {
        people.selection = home.id
        await people.open()
        return try #require(people.household)
    }

    @Test func aHouseholdGoesOnInItsNeighbourOnceSomebodySaidSo() async throws {
        let (pad, people) = try await leader()
        let homes = try #require(people.cells.first).homes
        let home = try #require(homes.first { $0.people.count > 1 })
        let before = try await open(home, of: people)
        let going = before.members.map(\.person)
        let other = try #require(homes.first { $0.household != before.id })
        let neighbours = try await pad.tablet.core.household(other.household).members.count
        for yes in [false, true] {
            try pad.press("deeds.merge")
            try await pad.until("the form") { people.deed?.kind == .merge }
            #expect(!people.deedIsReady, "nobody said with whom")
            try pad.type(other.people[0], into: "deed-to")
            await people.findWhither()
            try pad.press("into-\(other.household)")
            try await pad.until("it is said") { pad.shows(Word.deedsMerged(other.people[0])) }
            try pad.press(yes ? "deeds.do" : "deeds.not")
            try await pad.until("it is over") { people.deed == nil }
            if !yes { #expect(people.household?.id == before.id, "nothing was done") }
        }
        try await pad.until("the neighbours") { people.household?.id == other.household }
        #expect(people.household?.members.count == neighbours + going.count)
        #expect(pad.model.session.notice == nil)
        #expect(!people.cells.flatMap(\.homes).contains { $0.household == before.id })

        #expect(try await pad.tablet.sync().refused == 0)
        // Another device reads it too.
        let township = try Self.township.get()
        let second = try await Tablet.enrolled(township.first("branch_leader"), at: township)
        #expect(try await second.core.household(other.household).members.count == neighbours + going.count)
        // To found a household is the worker's: it is not offered here.
        #expect(!pad.shows(Word.deedsSplit()))
    }

    @Test func oneMovesForAReasonAndAHouseholdPassesToAnotherCell() async throws {
        let (pad, people) = try await leader()
        let homes = try #require(people.cells.first).homes
        let from = try #require(homes.first { $0.people.count > 1 })
        let to = try #require(homes.first { $0.household != from.household })
        let opened = try await open(from, of: people)
        let person = try #require(opened.members.last).person
        try pad.press("deeds.move")
        try await pad.until("the form") { pad.shows(Word.deedsWhy()) }
        try pad.press("goes-\(person)")
        try pad.press("deeds.marriage")
        try pad.type(to.people[0], into: "deed-to")
        await people.findWhither()
        try pad.press("into-\(to.household)")
        try await pad.until("ready") { people.deedIsReady }
        try pad.press("deeds.do")
        try await pad.until("where to") { people.household?.id == to.household }
        #expect(people.household?.members.contains { $0.person == person } ?? false)

        let cell = try #require(people.elsewhere.first)
        try pad.press("deeds.transfer")
        try await pad.until("the cells") { pad.shows(Word.deedsCell()) }
        try pad.press("cell-\(cell.id)")
        try await pad.until("it is said") {
            pad.shows(Word.deedsTransferred("\(cell.village) \(cell.name)"))
        }
        try pad.press("deeds.do")
        try await pad.until("said") { people.deed == nil }
        #expect(pad.model.session.notice == nil)
        // It stays where it is until the township has moved it.
        let households = { people.cells.map(\.cell).first { $0.id == cell.id }?.households ?? 0 }
        let before = households()
        #expect(try await pad.tablet.sync().refused == 0)
        try await pad.tablet.sync()
        await people.load()
        #expect(households() == before + 1)
    }

    @Test func whatWasBegunOutlivesTheAppAndIsNotDoneToAnotherHousehold() async throws {
        let (pad, people) = try await leader()
        let homes = try #require(people.cells.last).homes.filter { $0.people.count > 1 }
        let household = try await open(homes[0], of: people)
        people.deed = Deed(kind: .move)
        people.goes(household.members[1].person)
        people.deed?.query = "示意"
        let typed = people.typed
        people.typed = [:]
        people.typed = typed
        #expect(people.deed?.going == [household.members[1].person] && people.deed?.query == "示意")
        _ = try await open(homes[1], of: people)
        #expect(people.deed == nil)
        #expect(!pad.shows(Word.deedsWho()))
    }
}
