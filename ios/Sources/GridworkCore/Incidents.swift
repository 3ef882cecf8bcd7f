import Foundation

extension CoreClient {
    /// The categories that may be reported.
    public nonisolated func categories() async throws -> [CategoryView] {
        try await read { try $0.categories() }
    }
    /// Reports an incident and returns its id. Durable when it returns.
    @discardableResult
    public func report(_ new: NewIncident) throws -> String { try write { try $0.report(new: new) } }
    /// Takes a step. The hub judges it; until then it is shown as waiting.
    public func step(_ incident: String, _ step: IncidentStep) throws {
        try write { try $0.incidentStep(incident: incident, step: step) }
    }
    /// Takes this device's last step back, as long as it has not been sent.
    public func takeBack(_ incident: String) throws { try write { try $0.takeBack(incident: incident) } }
    public nonisolated func incidents(offset: UInt32 = 0, limit: UInt32 = 100) async throws -> [IncidentView]
    {
        try await read { try $0.incidents(offset: offset, limit: limit) }
    }
    public nonisolated func incident(_ id: String) async throws -> IncidentView {
        try await read { try $0.incident(incident: id) }
    }
    /// Hands in a closed record; it leaves no trace in any list.
    public func reportClosed(_ channel: ClosedChannel, words: String, reportNo: String?) throws {
        try write { try $0.reportClosed(channel: channel, words: words, reportNo: reportNo) }
    }
}
