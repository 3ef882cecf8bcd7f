import Foundation
import GridworkCore

/// A training hub on loopback, run from its own binary: `init`, `import`, `enrol`, `serve`.
public final class Township: @unchecked Sendable {
    public let folder: URL
    public private(set) var staff: [Person] = []
    private let hub: String
    public let port: UInt16
    private var server: Program?
    private let lock = NSRecursiveLock()

    /// Somebody of the directory, as `enrol --list` prints them.
    public struct Person: Sendable {
        public let id, name, role, place: String
    }

    public var url: String { "http://127.0.0.1:\(port)" }

    /// `port` puts it in the place of another one, which must not serve then.
    public init(cells: Int = 2, seed: Int = 11, port wanted: UInt16? = nil) throws {
        guard let hub = ProcessInfo.processInfo.environment["GRIDWORK_HUB"] else {
            throw Trouble("GRIDWORK_HUB names the hub's binary; `cargo xtask ios` sets it")
        }
        self.hub = hub
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gridwork-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try wanted ?? freePort()
        try command([
            "init", "training", "--url", url, "--offline", folder.appendingPathComponent("offline").path,
        ])
        try command(["import", "county", "--cells", "\(cells)", "--seed", "\(seed)"])
        staff = try command(["enrol", "--list"]).split(separator: "\n").map { line in
            let row = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard row.count >= 5 else { throw Trouble("enrol --list: \(line)") }
            return Person(id: row[0], name: row[1], role: row[2], place: row[4])
        }
    }

    deinit { server?.kill() }

    public func first(_ role: String) throws -> Person {
        guard let found = staff.first(where: { $0.role == role }) else { throw Trouble("nobody is \(role)") }
        return found
    }

    /// A one-time enrolment code for a person.
    public func code(for person: Person) throws -> String {
        try stopped {
            let printed = try command(["enrol", "--person", person.id])
            guard let line = printed.split(separator: "\n").first(where: { $0.hasPrefix("qr: ") }) else {
                throw Trouble("enrol printed no code")
            }
            return String(line.dropFirst(4))
        }
    }

    /// Puts the end of every code into the past, in the file of the stopped hub: of each record an array, the
    /// person, then the moment of its end in eight bytes of milliseconds.
    public func outliveCodes() throws {
        let past = String(UInt64(Date().timeIntervalSince1970 * 1_000) - 60_000, radix: 16)
        let bytes = String(repeating: "0", count: 16 - past.count) + past
        try stopped {
            try Database(folder.appendingPathComponent("hub/hub.db")).run(
                """
                UPDATE cabinet SET value = CAST(substr(value, 1, 19) || x'\(bytes)' || substr(value, 28) AS BLOB)
                WHERE drawer = 4 AND length(value) >= 27 AND substr(value, 19, 1) = x'1b'
                """)
        }
    }

    /// Runs a command of the binary while the hub does not serve, and serves again if it did.
    @discardableResult
    public func stopped(_ words: String...) throws -> String { try stopped { try command(words) } }

    @discardableResult
    public func stopped(_ words: [String], input: String) throws -> String {
        try stopped { try command(words, input: input) }
    }

    private func stopped<T>(_ work: () throws -> T) throws -> T {
        lock.lock()
        defer { lock.unlock() }
        let serving = server != nil
        stop()
        defer { if serving { try? serve() } }
        return try work()
    }

    /// Serves until stopped; returns once it does.
    public func serve() throws {
        lock.lock()
        defer { lock.unlock() }
        guard server == nil else { return }
        let hub = try Program(hub, ["--data", data, "serve", "--listen", "127.0.0.1:\(port)"], log: log)
        endAtExit(hub)
        let line = try hub.firstLine()
        guard line.hasPrefix("serving:") else { throw Trouble("the hub does not serve: \(line)") }
        server = hub
    }

    public func stop() {
        lock.lock()
        defer { lock.unlock() }
        server?.kill()
        server = nil
    }

    private var log: URL { folder.appendingPathComponent("hub.log") }
    private var data: String { folder.appendingPathComponent("hub").path }

    @discardableResult
    public func command(_ words: [String], input: String = "") throws -> String {
        let program = try Program(hub, ["--data", data] + words, input: input, log: log)
        let printed = program.everything()
        let status = program.wait()
        guard status == 0 else {
            throw Trouble(
                "\(words.first ?? "") ended with \(status): \(try String(contentsOf: log, encoding: .utf8))")
        }
        return printed
    }
}

/// Hubs that serve; they end with the tests.
private let serving = Serving()
private final class Serving: @unchecked Sendable {
    let lock = NSLock()
    var programs: [Program] = []
}
private func endAtExit(_ program: Program) {
    serving.lock.withLock {
        if serving.programs.isEmpty { atexit { for program in serving.programs { program.signal() } } }
        serving.programs.append(program)
    }
}

/// A running program. (`Process.waitUntilExit` runs a run loop, which a thread of Swift's pool does not have.)
private final class Program {
    private let process = Process()
    private let said = Pipe()
    private let ended = DispatchSemaphore(value: 0)

    init(_ path: String, _ arguments: [String], input: String = "", log: URL) throws {
        let typed = Pipe()
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        // Never the test's own: whoever reads that would wait for the hub's end.
        process.standardError = try FileHandle(forWritingTo: log)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        (process.standardOutput, process.standardInput) = (said, typed)
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        typed.fileHandleForWriting.write(Data(input.utf8))
        try typed.fileHandleForWriting.close()
    }

    func firstLine() throws -> String {
        var line = Data()
        while let byte = try said.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }

    func everything() -> String {
        String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    func wait() -> Int32 {
        ended.wait()
        return process.terminationStatus
    }

    /// As a power cut would: the hub has to stand that. (A thread of Swift's pool blocks SIGTERM, and so does
    /// what it starts.)
    func kill() {
        signal()
        _ = wait()
    }

    func signal() { _ = Foundation.kill(process.processIdentifier, SIGKILL) }
}

/// What a test could not set up.
public struct Trouble: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A port of loopback that nobody listens on.
private func freePort() throws -> UInt16 {
    #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
    #else
        let stream = SOCK_STREAM
    #endif
    let probe = socket(AF_INET, stream, 0)
    defer { close(probe) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
            bind(probe, raw, length) == 0 && getsockname(probe, raw, &length) == 0
        }
    }
    guard bound else { throw Trouble("no free port") }
    return UInt16(bigEndian: address.sin_port)
}
