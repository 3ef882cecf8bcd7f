import Foundation

extension CoreClient {
    /// What a clue is and is not, for whoever is about to tell one.
    public nonisolated func whatAClueIs() async throws -> String { try await read { try $0.whatAClueIs() } }
    /// Tells the enforcement office a clue; `not_found` where the township has none. Durable when it returns.
    @discardableResult
    public func tell(_ new: NewClue) throws -> String { try write { try $0.tellClue(new: new) } }
    /// This person's clues and what became of them, newest first.
    public nonisolated func clues(offset: UInt32 = 0, limit: UInt32 = 100) async throws -> [ClueView] {
        try await read { try $0.clues(offset: offset, limit: limit) }
    }
}
