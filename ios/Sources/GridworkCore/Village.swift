extension CoreClient {
    /// The cells of this device with who acts for them today.
    public func cells() throws -> [CellView] { try read { try $0.cells() } }

    /// Every household of a cell, in road order.
    public func homes(of cell: String) throws -> [HomeRow] {
        var rows: [HomeRow] = []
        while true {
            let listed = UInt32(rows.count)
            let page = try read { try $0.homes(cell: cell, offset: listed, limit: 200) }
            rows += page
            if page.count < 200 { return rows }
        }
    }
    /// The posts of this device's cells and villages, with absence and handover.
    public func posts() throws -> [PostView] { try read { try $0.posts() } }
    /// Incidents that wait to be verified, the earliest limit first.
    public func toVerify(limit: UInt32 = 200) throws -> [ToVerify] {
        try read { try $0.toVerify(limit: limit) }
    }
    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    public func counts(_ task: TaskRef) throws -> [CountView] { try read { try $0.counts(task: task) } }
}
