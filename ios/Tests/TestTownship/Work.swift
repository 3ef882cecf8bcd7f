import Foundation
import GridworkCore

/// What several tests report.
public let blockedRoad = NewIncident(words: "雪把进村的路封了", category: "Y06", place: "村口")

/// A file that begins as a photo does.
public func picture(bytes: Int) throws -> URL {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jpg")
    try (Data([0xFF, 0xD8, 0xFF, 0xE0]) + Data(repeating: 0x5A, count: bytes)).write(to: file)
    return file
}

/// Lets some parts of files through and cuts the others.
public final class PartsCut: @unchecked Sendable {
    private let lock = NSLock()
    private var left: Int

    public init(after parts: Int) { left = parts }

    public func cuts(_ request: HttpRequest) -> Bool {
        guard request.url.hasSuffix("/v1/files") else { return false }
        return lock.withLock {
            left -= 1
            return left < 0
        }
    }
}

extension TaskForm {
    /// The parts that somebody types.
    public var parts: [FormPart] { items.flatMap(\.parts).filter { !$0.fromTarget && !$0.closed } }
}

extension FormPart {
    public var canBeProblem: Bool {
        if case .single(let options) = kind { return options.contains(where: \.problem) }
        return kind == .yesNo && (problem == .yes || problem == .no)
    }

    /// An answer, one that means a problem if asked; none if it takes a file.
    public func answer(problem wanted: Bool, target: String) -> AnswerValue? {
        switch kind {
        case .yesNo: .yesNo(yes: wanted == (problem == .yes))
        case .single(let options): options.first { $0.problem == wanted }.map { .choice(code: $0.code) }
        case .multi(let options):
            options.first { $0.problem == wanted }.map { .choices(bits: 1 << UInt64($0.code)) }
        case .number(let min, _, _): .number(value: min)
        case .day: .day(day: "2026-01-31")
        case .time: .time(minutes: 600)
        case .words: .words(text: "示意")
        case .record: .record(id: target)
        case .point: .point(lonE7: 1_114_500_000, latE7: 411_000_000, accuracyM: 20, source: 1)
        case .signature, .document: nil
        }
    }
}

extension Tablet {
    /// Answers a task with one problem; returns how many fields were answered.
    public func answerAll(_ task: TaskRef) async throws -> Int {
        var (count, wanted) = (0, true)
        for part in try await core.form(task.template).parts {
            let problem = wanted && part.canBeProblem
            if problem { wanted = false }
            guard let value = part.answer(problem: problem, target: task.target) else { continue }
            try await core.answer(task, part.fields[0], value)
            count += 1
        }
        return count
    }
}
