import Foundation
import GridworkCore

/// A key store in memory, in place of the Keychain. Fake: it exists in tests only.
public final class FakeVault: KeyVault, @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Data?
    private var locked = false
    public private(set) var made = 0

    public init() {}

    public func key() throws -> Data? {
        try lock.withLock {
            if locked { throw CoreFailure(.keyLocked, retryable: true) }
            return stored
        }
    }
    public func make() throws -> Data {
        lock.withLock {
            made += 1
            let key = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
            stored = key
            return key
        }
    }
    public func destroy() throws { lock.withLock { stored = nil } }
    public func lockDevice(_ locked: Bool) { lock.withLock { self.locked = locked } }
}

/// Remembers what was to be said, and says it at once or when it is let go. Fake: the voice is Apple's.
public final class FakeVoice: Voice, @unchecked Sendable {
    private let lock = NSLock()
    private var waiting: CheckedContinuation<Void, Never>?
    private var words: [String] = []
    private let holds: Bool

    public init(holds: Bool = false) { self.holds = holds }

    public var said: [String] { lock.withLock { words } }
    public func say(_ sentence: String) async {
        lock.withLock { words.append(sentence) }
        if holds { await withCheckedContinuation { next in lock.withLock { waiting = next } } }
    }
    public func stop() { lock.withLock { waiting }?.resume() }
}

/// Remembers what was protected. Fake: only iOS has protection classes.
public final class FakeGuard: FolderGuard, @unchecked Sendable {
    public private(set) var protected: [URL] = []

    public init() {}

    public func protect(_ folder: URL) throws { protected.append(folder) }
}
