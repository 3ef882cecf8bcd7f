extension CoreClient {
    /// The cells of this device with who acts for them today.
    public nonisolated func cells() async throws -> [CellView] { try await read { try $0.cells() } }

    /// Every household of a cell, in road order.
    public nonisolated func homes(of cell: String) async throws -> [HomeRow] {
        var rows: [HomeRow] = []
        while true {
            let listed = UInt32(rows.count)
            let page = try await read { try $0.homes(cell: cell, offset: listed, limit: 200) }
            rows += page
            if page.count < 200 { return rows }
        }
    }
    /// The posts of this device's cells and villages, with absence and handover.
    public nonisolated func posts() async throws -> [PostView] { try await read { try $0.posts() } }
    /// Incidents that wait to be verified, the earliest limit first.
    public nonisolated func toVerify(limit: UInt32 = 200) async throws -> [ToVerify] {
        try await read { try $0.toVerify(limit: limit) }
    }
    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    public nonisolated func counts(_ task: TaskRef) async throws -> [CountView] {
        try await read { try $0.counts(task: task) }
    }
}
