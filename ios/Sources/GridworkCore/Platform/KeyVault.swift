import Foundation
#if os(iOS)
    import Security
#endif

/// Where the database key lies: 32 random bytes, readable after the first unlock, on this device only.
public protocol KeyVault: Sendable {
    /// The key, or nothing if none was made. Throws `key_locked` before the first unlock.
    func key() throws -> Data?
    /// Makes a key where there is none.
    func make() throws -> Data
    /// Destroys the key, after the data.
    func destroy() throws
}

/// What the system does for a folder: protection class and no backup.
public protocol FolderGuard: Sendable {
    func protect(_ folder: URL) throws
}

extension CoreClient {
    /// Opens the installation with the key of the vault. Data without its key was restored from a backup: it is
    /// kept and named, never opened with a new key.
    public static func open(
        folder: URL, vault: any KeyVault, protection: any FolderGuard, lowMemory: Bool = false
    ) async throws -> CoreClient {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let empty = try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty
            let stored = try vault.key()
            guard stored != nil || empty else { throw CoreFailure(.keyLost) }
            try protection.protect(folder)
            let key = try stored ?? vault.make()
            return try await open(folder: folder, key: key, lowMemory: lowMemory)
        } catch { throw CoreFailure(error) }
    }

    /// Begins anew where the key of the data is gone, with the vault's own key or a new one. The data is kept.
    public static func startOver(
        folder: URL, vault: any KeyVault, protection: any FolderGuard
    ) async throws -> CoreClient {
        do {
            try protection.protect(folder)
            return try await startOver(folder: folder, key: vault.key() ?? vault.make())
        } catch { throw CoreFailure(error) }
    }
}

#if os(iOS)
    /// The key in the Keychain.
    public struct KeychainVault: KeyVault {
        private let account = "database"
        private let service = "cn.gridwork.key"

        public init() {}

        public func key() throws -> Data? {
            var query = item
            query[kSecReturnData as String] = true
            var found: CFTypeRef?
            switch SecItemCopyMatching(query as CFDictionary, &found) {
            case errSecSuccess: return found as? Data
            case errSecItemNotFound: return nil
            case errSecInteractionNotAllowed: throw CoreFailure(.keyLocked, retryable: true)
            default: throw CoreFailure(.unexpected, field: "keychain")
            }
        }

        public func make() throws -> Data {
            var key = Data(count: 32)
            let made = key.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { SecRandomCopyBytes(kSecRandomDefault, 32, $0) } ?? errSecAllocate
            }
            guard made == errSecSuccess else { throw CoreFailure(.unexpected, field: "random") }
            var new = item
            new[kSecValueData as String] = key
            new[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            guard SecItemAdd(new as CFDictionary, nil) == errSecSuccess else {
                throw CoreFailure(.unexpected, field: "keychain")
            }
            return key
        }

        public func destroy() throws { SecItemDelete(item as CFDictionary) }

        private var item: [String: Any] {
            [
                kSecClass as String: kSecClassGenericPassword,
                kSecAttrService as String: service,
                kSecAttrAccount as String: account,
            ]
        }
    }

    /// Readable after the first unlock, as background work needs, and in no backup: a restored file without its
    /// key would be of no use.
    public struct DataProtection: FolderGuard {
        public init() {}

        public func protect(_ folder: URL) throws {
            try FileManager.default.setAttributes(
                [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication],
                ofItemAtPath: folder.path)
            var folder = folder
            var values = URLResourceValues()
            values.isExcludedFromBackup = true
            try folder.setResourceValues(values)
        }
    }
#endif
