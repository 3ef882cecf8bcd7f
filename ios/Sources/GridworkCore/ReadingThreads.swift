import Foundation

/// A few threads for calls that block and only read, beside each other and beside those of a `BlockingQueue`.
final class ReadingThreads: Sendable {
    /// As many as the core has connections to read with: more would wait inside it, and not for ever.
    static let most = 2

    private let threads: OperationQueue

    init(name: String) {
        threads = OperationQueue()
        threads.name = name
        threads.qualityOfService = .userInitiated
        threads.maxConcurrentOperationCount = Self.most
    }

    func run<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            threads.addOperation { continuation.resume(with: Result(catching: call)) }
        }
    }
}
