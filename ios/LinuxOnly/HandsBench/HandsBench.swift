import Foundation
import GridworkCore
import TestTownship

/// What the core costs through Swift: `cargo xtask bench --only hands` makes the phone of 300 households and 10,000
/// documents, measures the same answers in Rust, and runs this beside it over the release library.
@main struct HandsBench {
    static let (openings, rows, pages, rounds) = (9, 100, 25, 25)
    static let (aSecond, searches) = (200, 2_000)

    /// What the program that made the phone says of it.
    let told: [String: String]
    let folder: URL
    var missed = 0

    static func main() async throws {
        guard let made = ProcessInfo.processInfo.environment["GRIDWORK_HANDS"] else {
            throw Trouble("GRIDWORK_HANDS names the phone; see `cargo xtask bench --only hands`")
        }
        var bench = try HandsBench(URL(fileURLWithPath: made))
        try await bench.run()
        if bench.missed > 0 { exit(1) }
    }

    init(_ made: URL) throws {
        let text = try String(contentsOf: made.appendingPathComponent("hands.properties"), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
        told = Dictionary(lines.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) }) { $1 }
        folder = made.appendingPathComponent("swift")
    }

    private func told(_ name: String) throws -> String {
        guard let value = told[name] else { throw Trouble("hands.properties has no \(name)") }
        return value
    }

    private var key: Data {
        get throws {
            let hex = try Array(told("key"))
            let bytes = stride(from: 0, to: hex.count - 1, by: 2).map { String(hex[$0...$0 + 1]) }
            return Data(bytes.compactMap { UInt8($0, radix: 16) })
        }
    }

    mutating func run() async throws {
        let (phone, key) = (try copied(), try key)
        // The library is loaded, as it is when the app has shown its first picture.
        let empty = folder.appendingPathComponent("empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        try await CoreClient.open(folder: empty, key: key).shutDown()
        try await opening(phone, key)
        let core = try await CoreClient.open(folder: phone, key: key)
        try await page(core)
        try await core.shutDown()
        try await answers()
        try await searching()
    }

    /// A fresh copy of the phone, on the disk where Rust writes to its own.
    private func copied() throws -> URL {
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let phone = folder.appendingPathComponent("phone")
        try FileManager.default.copyItem(atPath: told("phone"), toPath: phone.path)
        return phone
    }

    private mutating func opening(_ phone: URL, _ key: Data) async throws {
        var times: [Double] = []
        for _ in 0..<Self.openings {
            let begun = ContinuousClock.now
            let core = try await CoreClient.open(folder: phone, key: key)
            guard try await !core.today().lines.isEmpty else { throw Trouble("the day is empty") }
            times.append(ms(since: begun))
            try await core.shutDown()
        }
        say("open to the first page of 今日, the first time", times[0], "ms", nil)
        say("open to the first page of 今日", median(times), "ms", 150)
    }

    private mutating func page(_ core: CoreClient) async throws {
        var fullest: (name: String, hits: Int) = ("", 0)
        for hamlet in try await core.hamlets() {
            let hits = try await core.find(hamlet.name, limit: UInt32(Self.rows)).count
            if hits > fullest.hits { fullest = (hamlet.name, hits) }
        }
        guard fullest.hits == Self.rows else { throw Trouble("the fullest page has \(fullest.hits) rows") }
        var times: [Double] = []
        for _ in 0..<Self.pages {
            let begun = ContinuousClock.now
            _ = try await core.find(fullest.name, limit: UInt32(Self.rows))
            times.append(ms(since: begun))
        }
        say("a page of \(Self.rows) rows, found by hamlet", median(times), "ms", 3)
    }

    /// In rounds, each beside one of Rust: the disk that an answer waits for is another one a minute later.
    private mutating func answers() async throws {
        var (here, rust, ratio): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<Self.rounds {
            try await here.append(round())
            try rust.append(inRust())
            ratio.append(here[here.count - 1] / rust[rust.count - 1])
        }
        say("an answer (\(Int(median(here))) µs, in Rust \(Int(median(rust))) µs)", median(ratio), "×", 1.3)
    }

    /// What an answer takes here on a fresh copy of the phone, microseconds.
    private func round() async throws -> Double {
        guard let (wanted, rounds) = try (Int(told("questions")), Int(told("answers"))) as? (Int, Int) else {
            throw Trouble("hands.properties counts in letters")
        }
        let core = try await CoreClient.open(folder: copied(), key: key)
        var questions: [(TaskRef, String)] = []
        for due in try await core.todayBehind(offset: 0, limit: 200).flatMap(\.tasks) {
            guard questions.count < wanted else { break }
            let parts = try await core.form(of: due.task).items.flatMap(\.parts)
            let asked = parts.first { $0.kind == .yesNo && !$0.fromTarget && !$0.closed }
            if let field = asked?.fields.first { questions.append((due.task, field)) }
        }
        guard !questions.isEmpty else { throw Trouble("the phone has nothing to answer") }
        for (task, field) in questions { try await core.answer(task, field, .yesNo(yes: false)) }
        var times: [Double] = []
        for round in 0..<rounds {
            let (task, field) = questions[round % questions.count]
            let begun = ContinuousClock.now
            try await core.answer(task, field, .yesNo(yes: (round / questions.count).isMultiple(of: 2)))
            times.append(ms(since: begun) * 1_000)
        }
        try await core.shutDown()
        return median(times)
    }

    /// The same in Rust, in a process of its own.
    private func inRust() throws -> Double {
        let (process, said) = (Process(), Pipe())
        process.executableURL = try URL(fileURLWithPath: told("rust"))
        process.arguments = try ["--answer-on", told("phone")]
        process.standardOutput = said
        try process.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let took = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
        guard process.terminationStatus == 0, let took else { throw Trouble("Rust has no figure") }
        return took
    }

    /// 200 searches a second while the phone writes and exchanges without a pause: a phone of the training hub's
    /// small cell, because the large one has no hub to speak with.
    private mutating func searching() async throws {
        let township = try Township()
        try township.serve()
        let phone = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let lines = try await phone.lines().filter(\.isHousehold)
        let houses = lines.map(\.target)
        let names = Set(lines.map { String($0.title.prefix(1)) }).sorted() + ["w", "wang"]
        let exchanging = Task {
            var exchanged = 0
            while !Task.isCancelled {
                try await phone.core.edit(
                    household: houses[exchanged % houses.count], "nickname", .words(text: "示意\(exchanged)"))
                try await phone.sync()
                exchanged += 1
            }
            return exchanged
        }
        let (clock, begun) = (ContinuousClock(), ContinuousClock.now)
        var times: [Double] = []
        for number in 0..<Self.searches {
            // Counted from its own time: whoever waits behind a slow one waits too.
            let due = begun + .seconds(1) * number / Self.aSecond
            try await clock.sleep(until: due, tolerance: .zero)
            _ = try await phone.core.find(names[number % names.count], limit: 20)
            times.append(ms(since: due))
        }
        exchanging.cancel()
        let exchanged = try await exchanging.value
        guard exchanged > 1 else { throw Trouble("nothing was exchanged beside the searches") }
        let p99 = times.sorted()[times.count * 99 / 100]
        say("p99 of \(Self.aSecond) searches a second beside \(exchanged) exchanges", p99, "ms", 50)
        try await phone.core.shutDown()
    }

    private func ms(since begun: ContinuousClock.Instant) -> Double {
        begun.duration(to: .now) / .milliseconds(1)
    }
    private func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

    private mutating func say(_ what: String, _ value: Double, _ unit: String, _ most: Double?) {
        let holds = most.map { value <= $0 } ?? true
        let limit = most.map { " (≤ \($0)) \(holds ? "pass" : "FAIL")" } ?? ""
        print("Swift  \(what): \(String(format: "%.2f", value)) \(unit)\(limit)")
        if !holds { missed += 1 }
    }
}
