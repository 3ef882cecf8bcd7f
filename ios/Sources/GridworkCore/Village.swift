extension CoreClient {
    /// The cells of this device with who acts for them today.
    public func cells() throws -> [CellView] { try read { try $0.cells() } }
    /// The posts of this device's cells and villages, with absence and handover.
    public func posts() throws -> [PostView] { try read { try $0.posts() } }
    /// Incidents that wait to be verified, the earliest limit first.
    public func toVerify(limit: UInt32 = 200) throws -> [ToVerify] {
        try read { try $0.toVerify(limit: limit) }
    }
    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    public func counts(_ task: TaskRef) throws -> [CountView] { try read { try $0.counts(task: task) } }
}
