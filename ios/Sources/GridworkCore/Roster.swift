import Foundation

extension CoreClient {
    /// Finds people and households by name, nickname, pinyin, initials or hamlet; best first.
    public nonisolated func find(_ query: String, limit: UInt32 = 50) async throws -> [Hit] {
        try await read { try $0.find(query: query, limit: limit) }
    }
    public nonisolated func hamlets() async throws -> [HamletView] { try await read { try $0.hamlets() } }
    public nonisolated func household(_ id: String) async throws -> HouseholdView {
        try await read { try $0.household(household: id) }
    }
    /// The visits to a household, and about its people, that ended in the same weeks of last year.
    public nonisolated func lastYear(_ household: String) async throws -> [PastVisit] {
        try await read { try $0.lastYear(household: household) }
    }
    /// This person's own looks at masked values on this device, the last one first.
    public nonisolated func ownLooks(offset: UInt32 = 0, limit: UInt32 = 100) async throws -> [LookView] {
        try await read { try $0.ownLooks(offset: offset, limit: limit) }
    }
    @discardableResult
    public func addHousehold(_ new: NewHousehold) throws -> String {
        try write { try $0.addHousehold(new: new) }
    }
    public func edit(household: String, _ field: String, _ value: AnswerValue) throws {
        try write { try $0.editHousehold(household: household, field: field, value: value) }
    }
    public func edit(household: String, person: String, _ field: String, _ value: AnswerValue) throws {
        try write { try $0.editMember(household: household, person: person, field: field, value: value) }
    }
    @discardableResult
    public func addMember(to household: String, _ new: NewPerson) throws -> String {
        try write { try $0.addMember(household: household, new: new) }
    }
    public func note(household: String, _ text: String) throws {
        try write { try $0.noteHousehold(household: household, text: text) }
    }
    public func move(_ person: String, from: String, to: String, on day: String) throws {
        try write { try $0.moveMember(from: from, person: person, to: to, on: day) }
    }
    /// Several people at once, with why.
    public func move(
        _ people: [String], from: String, to: String, _ reason: MoveReason, on day: String
    ) throws {
        try write { try $0.movePeople(from: from, people: people, to: to, reason: reason, on: day) }
    }
    /// 并户: everybody of a household goes on in another.
    public func merge(_ household: String, into: String, on day: String) throws {
        try write { try $0.mergeHouseholds(from: household, into: into, on: day) }
    }
    /// 划转: a household passes to another cell; it stays where it is until the hub has moved it.
    public func transfer(_ household: String, to cell: String) throws {
        try write { try $0.transferHousehold(household: household, cell: cell) }
    }
    public func leave(_ person: String, of household: String, reason: UInt32, on day: String) throws {
        try write { try $0.leave(household: household, person: person, reason: reason, on: day) }
    }
    /// A masked value in full, for a reason that is logged, also offline.
    public func reveal(
        household: String, person: String, field: String, reason: RevealReason
    ) throws -> String {
        try write { try $0.reveal(household: household, person: person, field: field, reason: reason) }
    }
}
