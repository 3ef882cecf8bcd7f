import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Uploads a file in another process, so that it goes on while the app is suspended.
public protocol PartUploads: Sendable {
    func upload(_ file: URL, to url: URL) async -> HttpOutcome
}

/// The exchange through uploads from files. The core's requests are small (a part is 32 KiB), each becomes a file of
/// its own; what was cut is asked for again, because the exchange itself is durable in the core. The next part is
/// asked for when the answer to the last one was taken in: a suspended app sends one part, is woken by its answer,
/// and goes on for the seconds of `BackgroundRefresh`.
public struct BackgroundTransport: Transport {
    private let folder: URL
    private let uploads: any PartUploads

    /// Files of an earlier process are of no use: their requests are made anew.
    public init(folder: URL, uploads: any PartUploads) throws {
        (self.folder, self.uploads) = (folder, uploads)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    public func post(_ request: HttpRequest) async -> HttpOutcome {
        guard let url = URL(string: request.url) else { return .unreachable }
        let file = folder.appendingPathComponent("\(UUID().uuidString).part")
        defer { try? FileManager.default.removeItem(at: file) }
        do { try request.body.write(to: file) } catch { return .unreachable }
        return await uploads.upload(file, to: url)
    }
}

#if os(iOS)
    /// A background URLSession, one for each identifier, made again at launch.
    public final class BackgroundSession: NSObject, PartUploads, URLSessionDataDelegate, @unchecked Sendable {
        public static let identifier = "cn.gridwork.upload"

        private let lock = NSLock()
        private var waiting: [Int: CheckedContinuation<HttpOutcome, Never>] = [:]
        private var bodies: [Int: Data] = [:]
        private lazy var session: URLSession = {
            let settings = URLSessionConfiguration.background(withIdentifier: Self.identifier)
            settings.isDiscretionary = false
            settings.sessionSendsLaunchEvents = true
            return URLSession(configuration: settings, delegate: self, delegateQueue: nil)
        }()

        /// The session is made at once: the system holds what ended while the app was away until it is.
        override public init() {
            super.init()
            _ = session
        }

        public func upload(_ file: URL, to url: URL) async -> HttpOutcome {
            var post = URLRequest(url: url)
            post.httpMethod = "POST"
            post.setValue("application/octet-stream", forHTTPHeaderField: "content-type")
            return await withCheckedContinuation { continuation in
                let task = session.uploadTask(with: post, fromFile: file)
                lock.withLock { waiting[task.taskIdentifier] = continuation }
                task.resume()
            }
        }

        public func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
            lock.withLock { bodies[dataTask.taskIdentifier, default: Data()] += data }
        }

        public func urlSession(
            _ session: URLSession, task: URLSessionTask, didCompleteWithError error: Error?
        ) {
            let (continuation, body) = lock.withLock {
                (
                    waiting.removeValue(forKey: task.taskIdentifier),
                    bodies.removeValue(forKey: task.taskIdentifier) ?? Data()
                )
            }
            let status = (task.response as? HTTPURLResponse).flatMap { UInt16(exactly: $0.statusCode) }
            guard error == nil, let status else { continuation?.resume(returning: .unreachable); return }
            continuation?.resume(returning: .answer(status: status, body: body))
        }
    }
#endif
