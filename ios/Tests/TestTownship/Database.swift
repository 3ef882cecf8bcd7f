import Foundation

/// A file of SQLite, written by the system's own library: what no command of a hub does to its file.
struct Database {
    private typealias Open =
        @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    private typealias Close = @convention(c) (OpaquePointer?) -> Int32
    private typealias Changes = @convention(c) (OpaquePointer?) -> Int32
    private typealias Run =
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>, OpaquePointer?, OpaquePointer?, OpaquePointer?
        ) -> Int32

    private let file: URL
    private let library: UnsafeMutableRawPointer

    init(_ file: URL) throws {
        let names: [String] = ["libsqlite3.so.0", "libsqlite3.dylib"]
        guard let library = names.lazy.compactMap({ name in dlopen(name, RTLD_NOW) }).first else {
            throw Trouble("there is no SQLite")
        }
        (self.file, self.library) = (file, library)
    }

    /// Runs a statement that changes something.
    func run(_ statement: String) throws {
        var database: OpaquePointer?
        let open = try call("sqlite3_open", as: Open.self)
        let close = try call("sqlite3_close", as: Close.self)
        guard open(file.path, &database) == 0 else { throw Trouble("\(file.path) does not open") }
        defer { _ = close(database) }
        let done = try call("sqlite3_exec", as: Run.self)(database, statement, nil, nil, nil)
        guard try done == 0 && call("sqlite3_changes", as: Changes.self)(database) > 0 else {
            throw Trouble("\(statement) changed nothing: \(done)")
        }
    }

    private func call<F>(_ name: String, as type: F.Type) throws -> F {
        guard let symbol = dlsym(library, name) else { throw Trouble("no \(name)") }
        return unsafeBitCast(symbol, to: type)
    }
}
