import Foundation

/// Keeps, between launches, where a person was and what they had begun to type. It may hold words about people: it
/// lies where the system seals it while the device is locked, never among its settings, and goes with the data.
public protocol PlaceKeeper: Sendable {
    func read() -> Data?
    func write(_ place: Data)
    func forget()
}

/// The place in a small file, in a folder of its own beside the data.
public struct PlaceFile: PlaceKeeper {
    /// More is no place that this app wrote.
    static let most = 256 << 10
    private let folder: URL
    private let protection: any FolderGuard

    public init(folder: URL, protection: any FolderGuard) {
        (self.folder, self.protection) = (folder, protection)
    }

    private var file: URL { folder.appendingPathComponent("place.json") }

    public func read() -> Data? {
        let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
        guard let size, size <= Self.most else { return nil }
        return try? Data(contentsOf: file)
    }

    /// Without room, or with the device locked again, only the place is lost: no data is here.
    public func write(_ place: Data) {
        guard place.count <= Self.most else { return }
        do {
            if !FileManager.default.fileExists(atPath: folder.path) {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try protection.protect(folder)
            }
            #if os(iOS)
                try place.write(to: file, options: [.atomic, .completeFileProtection])
            #else
                try place.write(to: file, options: .atomic)
            #endif
        } catch {}
    }

    public func forget() { try? FileManager.default.removeItem(at: file) }
}
