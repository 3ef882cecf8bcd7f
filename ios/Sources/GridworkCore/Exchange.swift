import Foundation

extension CoreClient {
    /// Begins an enrolment with the text of a QR code. The request is to be posted and completed.
    public func beginEnrolment(qr: String, deviceName: String) throws -> HttpRequest {
        try write { try $0.beginEnrolment(qrText: qr, deviceName: deviceName, app: CoreClient.app) }
    }
    /// Begins an enrolment with a typed code; address and root key of the hub are known from elsewhere.
    public func beginEnrolment(
        address: String, rootKey: Data, code: String, deviceName: String
    ) throws -> HttpRequest {
        try write {
            try $0.beginEnrolmentTyped(
                address: address, rootKey: rootKey, code: code, deviceName: deviceName, app: CoreClient.app)
        }
    }
    /// The next request to post, if there is a hub to post to.
    public func nextRequest(_ budget: SyncBudget) throws -> HttpRequest? {
        try write { try $0.nextRequest(budget: budget) }
    }
    /// Takes what came back for the request `id`.
    public func complete(_ id: UInt64, _ outcome: HttpOutcome) throws -> Completed {
        try write { try $0.completeRequest(id: id, outcome: outcome) }
    }
    /// Writes a sealed bundle of what waits, to be carried to the township on a stick.
    public func exportBundle(to file: URL) throws { try write { try $0.exportBundle(path: file.path) } }
    public func importReceipt(from file: URL) throws -> Completed {
        try write { try $0.importReceipt(path: file.path) }
    }
    public nonisolated func syncState() async throws -> SyncState { try await read { try $0.syncState() } }
    /// What has not reached the township, with the reason.
    public nonisolated func queue(limit: UInt32 = 200) async throws -> [QueueLine] {
        try await read { try $0.queue(limit: limit) }
    }

    /// What the hub's list of devices calls this app.
    static let app: String = {
        let version = Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String
        return ["ipad", version].compactMap(\.self).joined(separator: " ")
    }()
}
