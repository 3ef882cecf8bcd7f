import Foundation

extension CoreClient {
    public nonisolated func status() async throws -> CoreStatus { try await read { try $0.status() } }
    public nonisolated func device() async throws -> UInt32 { try await read { try $0.device() } }
    /// Whether the hub is a training hub 练习.
    public nonisolated func training() async throws -> Bool { try await read { try $0.training() } }
    /// Who stands behind this device. Public: it needs no lock opened.
    public nonisolated func about() async throws -> AboutView { try await read { try $0.about() } }
    /// Releases every file and lock, as a suspended app must.
    public func pause() throws { try write { try $0.pause() } }
    public func resume() throws { try write { try $0.resume() } }
    /// Drops what is held in clear in memory; `resume` unlocks.
    public func lock() throws { try write { try $0.lock() } }
    public func shutDown() throws { try write { try $0.shutDown() } }
    public nonisolated func verify() async throws -> StorageReport { try await read { try $0.verify() } }
    public nonisolated func exportCopy(to file: URL) async throws {
        try await read { try $0.exportCopy(path: file.path) }
    }
    /// Deletes everything in the data folder. The key is destroyed after, by the caller.
    public func wipe() throws { try write { try $0.wipe() } }
    /// A text for support without any personal data.
    public nonisolated func problemReport() async throws -> String {
        try await read { try $0.problemReport() }
    }
}
