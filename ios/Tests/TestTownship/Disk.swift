import Foundation

#if canImport(Glibc)
    import Glibc

    /// A small disk that a test can fill. It is a file system in memory, mounted where only this process and its
    /// children see it; that takes the mount namespace in which `cargo xtask ios` runs the tests.
    public final class Disk {
        public let folder: URL
        private var filler: URL { folder.appendingPathComponent("filler") }

        public init(megabytes: Int) throws {
            let name = "disk-\(UUID().uuidString)"
            folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
                throw Trouble("no disk of its own: \(String(cString: strerror(errno)))")
            }
        }

        deinit { umount2(folder.path, Int32(MNT_DETACH)) }

        /// Leaves no room at all.
        public func fill() throws {
            guard let file = fopen(filler.path, "w") else { throw Trouble("the filler cannot be opened") }
            setvbuf(file, nil, _IONBF, 0)
            for size in [1 << 20, 4_096] {
                let block = [UInt8](repeating: 7, count: size)
                while fwrite(block, 1, size, file) == size {}
            }
            fclose(file)
        }

        public func free() throws { try FileManager.default.removeItem(at: filler) }
    }
#endif
