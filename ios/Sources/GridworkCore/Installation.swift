import Foundation

extension CoreClient {
    public func status() throws -> CoreStatus { try read { try $0.status() } }
    public func device() throws -> UInt32 { try read { try $0.device() } }
    /// Whether the hub is a training hub 练习.
    public func training() throws -> Bool { try read { try $0.training() } }
    /// Who stands behind this device. Public: it needs no lock opened.
    public func about() throws -> AboutView { try read { try $0.about() } }
    /// Releases every file and lock, as a suspended app must.
    public func pause() throws { try write { try $0.pause() } }
    public func resume() throws { try write { try $0.resume() } }
    /// Drops what is held in clear in memory; `resume` unlocks.
    public func lock() throws { try write { try $0.lock() } }
    public func shutDown() throws { try read { try $0.shutDown() } }
    public func verify() throws -> StorageReport { try read { try $0.verify() } }
    public func exportCopy(to file: URL) throws { try read { try $0.exportCopy(path: file.path) } }
    /// Deletes everything in the data folder. The key is destroyed after, by the caller.
    public func wipe() throws { try write { try $0.wipe() } }
    /// A text for support without any personal data.
    public func problemReport() throws -> String { try read { try $0.problemReport() } }
}
