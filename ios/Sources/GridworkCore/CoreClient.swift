import Foundation
import GridworkFFI

/// The Rust core of this installation. Its calls block: the actor runs those that change something on a thread of
/// its own, one after the other, and tells its listeners what changed. Those that read go past them, because an
/// exchange writes for seconds and nobody who looks somebody up waits for it; the core shows them what was last
/// finished.
public actor CoreClient {
    private let core: GridCore
    private let queue = BlockingQueue(label: "cn.gridwork.core")
    private let readers = ReadingThreads(name: "cn.gridwork.core.readers")
    private var listeners: [UUID: AsyncStream<Change>.Continuation] = [:]
    private var heard: UInt64 = 0

    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// What opening found.
    public nonisolated let opened: OpenReport

    /// Opens the installation in a folder of its own. `wrong_key`, `newer` and `busy` leave it as it is.
    public static func open(folder: URL, key: Data, lowMemory: Bool = false) async throws -> CoreClient {
        let config = OpenConfig(dataDir: folder.path, databaseKey: key, lowMemory: lowMemory, app: app)
        return try await begin { try GridCore.open(config: config) }
    }

    /// The way on where the key of the data is gone for good: keeps the data aside, unread and named by `opened`,
    /// and begins anew. With the right key it only opens.
    public static func startOver(folder: URL, key: Data) async throws -> CoreClient {
        let config = OpenConfig(dataDir: folder.path, databaseKey: key, lowMemory: false, app: app)
        return try await begin { try GridCore.startOver(config: config) }
    }

    private static func begin(_ open: @escaping @Sendable () throws -> GridCore) async throws -> CoreClient {
        try await Task.detached {
            do { return try CoreClient(open()) } catch { throw CoreFailure(error) }
        }.value
    }

    private init(_ core: GridCore) throws {
        self.core = core
        opened = try core.opened()
    }

    // MARK: events

    /// What a screen reads again.
    public enum Change: Sendable, Equatable {
        case record(EventKind, String)
        /// Events in between are gone: read everything again.
        case everything
    }

    /// What to read again. The first word is to read everything: whoever reads on it, and on what follows,
    /// misses nothing. The core has no callbacks: after each call that may have changed something its events
    /// are pulled once and handed to every listener.
    public func changes() -> AsyncStream<Change> {
        if listeners.isEmpty { pull { _ in } }
        let (stream, listener) = AsyncStream.makeStream(of: Change.self)
        listener.yield(.everything)
        let id = UUID()
        listeners[id] = listener
        listener.onTermination = { [weak self] _ in Task { await self?.forget(id) } }
        return stream
    }

    private func forget(_ id: UUID) { listeners[id] = nil }

    /// Takes every event there is and tells of it.
    private func pull(_ tell: ([Change]) -> Void) {
        while let batch = try? core.nextEvents(after: heard, limit: 500), batch.last > heard {
            heard = batch.last
            tell(batch.gap ? [.everything] : batch.events.map { .record($0.kind, $0.id) })
        }
    }

    // MARK: calls

    /// A call that reads. It waits for no call that writes.
    nonisolated func read<T: Sendable>(_ call: @escaping @Sendable (GridCore) throws -> T) async throws -> T {
        let core = self.core
        return try await readers.run {
            do { return try call(core) } catch { throw CoreFailure(error) }
        }
    }

    /// A call that may change something.
    func write<T: Sendable>(_ call: @Sendable (GridCore) throws -> T) throws -> T {
        defer {
            if !listeners.isEmpty {
                pull { changes in
                    for change in changes { for listener in listeners.values { listener.yield(change) } }
                }
            }
        }
        do { return try call(core) } catch { throw CoreFailure(error) }
    }
}
