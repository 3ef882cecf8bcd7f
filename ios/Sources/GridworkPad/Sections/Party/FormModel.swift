import Foundation
import GridworkCore
import Observation

/// A task's form. Every answer is said to the core at once: there is nothing to save.
@MainActor @Observable public final class FormModel {
    public let id: String
    public let task: TaskRef
    public let title: String
    public private(set) var form: TaskForm?
    public private(set) var view: TaskView?
    /// What the same form was answered with before.
    public private(set) var last: LastTime?
    /// Quorum and votes as sentences.
    public private(set) var counts: [CountView] = []
    /// What is being typed and not said yet, by field.
    public private(set) var typed: [String: String] = [:]
    /// People found for a field that points to somebody.
    public private(set) var found: [String: [Hit]] = [:]
    public private(set) var reviewing = false
    /// Whether the form is being read aloud.
    var reading = false
    public private(set) var state = RecordState.draft
    @ObservationIgnored let session: Session

    init(_ session: Session, _ due: TodayTask) {
        (self.session, id, task, title) = (session, due.id, due.task, due.title)
    }

    public var closed: Bool { view?.closed ?? false }

    public func load() async {
        let (task, id) = (task, id)
        let read = await session.read { core in
            // A task that nobody touched yet is nowhere but in the list.
            let state = (try? await core.state(of: id)) ?? .draft
            return try await (
                core.form(of: task), core.task(task), core.counts(task), core.lastTime(task), state
            )
        }
        guard let read else { return }
        (form, view, counts, last, state) = read
    }

    public func value(_ field: String) -> AnswerValue? { view?.answers.first { $0.field == field }?.value }

    // MARK: answering

    /// Says an answer. What cannot be taken stays on the screen, with the sentence why.
    @discardableResult
    public func answer(_ field: String, _ value: AnswerValue) async -> Bool {
        let task = task
        let done: Void? = await session.attempt { try await $0.answer(task, field, value) }
        guard done != nil else { return false }
        typed[field] = nil
        await load()
        return true
    }

    public func text(_ field: String) -> String { typed[field] ?? value(field)?.shown ?? "" }
    public func type(_ field: String, _ text: String) { typed[field] = text }

    /// Says what was typed: on return, on leaving the field, after a pause.
    public func commit(_ field: String, _ kind: AnswerKind) async {
        guard let text = typed[field]?.trimmingCharacters(in: .whitespacesAndNewlines) else { return }
        switch kind {
        case .number:
            if text.isEmpty {
                await answer(field, .empty)
            } else if let number = Int64(text) {
                await answer(field, .number(value: number))
            } else {
                session.say(CoreFailure(.badValue).sentence)
            }
        // A search for somebody is no answer yet.
        case .record: break
        default: await answer(field, text.isEmpty ? .empty : .words(text: text))
        }
    }

    /// Commits everything that is still being typed.
    public func commitAll() async {
        for part in form?.items.flatMap(\.parts) ?? [] {
            for field in part.fields where typed[field] != nil { await commit(field, part.kind) }
        }
    }

    /// Answers a whole question at once: 谢绝, or not applicable.
    public func answer(all item: FormItem, _ value: AnswerValue) async {
        for field in item.parts.filter({ !$0.fromTarget }).flatMap(\.fields) {
            guard await answer(field, value) else { return }
        }
    }

    public func toggle(_ field: String, _ code: UInt32) async {
        var bits: UInt64 = 0
        if case .choices(let old) = value(field) { bits = old }
        await answer(field, .choices(bits: bits ^ (1 << UInt64(code))))
    }

    /// Takes in a photo of a document; it leaves in parts and never blocks words.
    public func attach(_ field: String, file: URL) async {
        let task = task
        let done: Void? = await session.attempt { try await $0.attach(task, field, file: file) }
        if done != nil { await load() }
    }

    public func search(_ field: String, _ query: String) async {
        typed[field] = query
        guard query.count > 1 else {
            found[field] = nil
            return
        }
        found[field] = await session.read { try await $0.find(query, limit: 8) }
    }

    public func pick(_ field: String, _ hit: Hit, _ to: Referent) async {
        found[field] = nil
        await answer(field, .record(id: to == .household ? hit.household : hit.person ?? hit.household))
    }

    // MARK: rows

    /// How many rows of a repeated question are shown: those answered and one more.
    public func rows(_ item: FormItem) -> Int {
        let most = Int(max(item.rows, 1))
        let answered = (0..<most).last { row in
            item.parts.contains { $0.fields.indices.contains(row) && value($0.fields[row]) != nil }
        }
        return min(most, (answered ?? -1) + 2)
    }

    /// Whether a photo may stand beside a row: one of a problem only where there is a problem, or was when it was
    /// taken.
    public func takesPhoto(_ item: FormItem, _ row: Int) -> Bool {
        guard item.photoFields.indices.contains(row) else { return false }
        return item.evidence != .problemPhoto || value(item.photoFields[row]) != nil
            || item.parts.contains { part in
                part.fields.indices.contains(row) && value(part.fields[row]).map(part.isProblem) ?? false
            }
    }

    // MARK: finishing

    /// What nobody answered and may not stay open, in the order of the form.
    public var blanks: [String] {
        (form?.items ?? []).flatMap { item in
            item.parts.filter { part in
                !part.optional && !part.fromTarget && !part.closed && !part.isFile
                    && part.fields.first.map { value($0) == nil } ?? false
            }.map { $0.label.isEmpty ? item.question : $0.label }
        }
    }

    public func review() {
        guard !closed else { return }
        reviewing = true
    }
    public func back() {
        stopReading()
        reviewing = false
    }

    public func submit() async {
        await commitAll()
        await step { try await $0.finish($1) }
    }
    public func noChange() async { await step { try await $0.noChange($1) } }
    public func decline() async { await step { try await $0.decline($1) } }
    public func reopen() async { await step { try await $0.reopen($1) } }

    private func step(_ take: @Sendable (CoreClient, [TaskRef]) async throws -> Void) async {
        let task = task
        let done: Void? = await session.attempt { try await take($0, [task]) }
        guard done != nil else { return }
        stopReading()
        reviewing = false
        await load()
    }
}

extension LastTime {
    /// What was answered to a question then; nothing where it was not.
    func said(_ item: FormItem) -> String? {
        let parts = item.parts.filter { !$0.fromTarget }.compactMap { part -> String? in
            let words = part.fields.compactMap { field in answers.first { $0.field == field }?.words }
            if words.isEmpty { return nil }
            return (part.label.isEmpty ? "" : part.label + "：") + words.joined(separator: "、")
        }
        return parts.isEmpty ? nil : Word.partyLast(Phrases.day(day), parts.joined(separator: "；"))
    }
}

extension FormPart {
    var isFile: Bool { kind == .document || kind == .signature }

    /// Whether an answer means a problem, as the template says.
    func isProblem(_ answer: AnswerValue) -> Bool {
        switch (answer, kind, problem) {
        case (.choice(let code), .single(let options), _): options.contains { $0.problem && $0.code == code }
        case (.choices(let bits), .multi(let options), _):
            options.contains { $0.problem && bits >> UInt64($0.code) & 1 == 1 }
        case (.yesNo(let yes), _, .yes): yes
        case (.yesNo(let yes), _, .no): !yes
        case (.words(let text), _, .given): !text.allSatisfy(\.isWhitespace)
        case (.number(let value), _, .above(let limit)): value > limit
        case (.number(let value), _, .below(let limit)): value < limit
        default: false
        }
    }
}

extension AnswerValue {
    /// Whether an option is among the chosen ones.
    func has(_ code: UInt32) -> Bool {
        if case .choices(let bits) = self { bits >> UInt64(code) & 1 == 1 } else { false }
    }

    /// How a value reads.
    var shown: String {
        switch self {
        case .empty: ""
        case .yesNo(let yes): yes ? Word.partyYes() : Word.partyNo()
        case .number(let value): "\(value)"
        case .words(let text): text
        case .choice(let code): "\(code)"
        case .choices(let bits): "\(bits.nonzeroBitCount)"
        case .day(let day): Phrases.day(day)
        case .time(let minutes): "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        case .record, .point, .file: Word.partyAttached()
        case .declined: Word.partyDeclined()
        case .notApplicable: Word.partyNotApplicable()
        case .newer: Word.appNewer()
        }
    }
}

extension FormModel {
    func chosen(_ field: String, _ code: UInt32) -> Bool {
        value(field)?.has(code) ?? false
    }

    /// The moment a day or time stands for; now where nothing is answered.
    func moment(_ field: String) -> Date {
        switch value(field) {
        case .day(let day): return Self.days.date(from: day) ?? Date()
        case .time(let minutes):
            return Calendar.current.startOfDay(for: Date()).addingTimeInterval(Double(minutes) * 60)
        default: return Date()
        }
    }

    func put(_ field: String, _ at: Date, isDay: Bool) async {
        if isDay { return await put(field, day: Self.days.string(from: at)) }
        let parts = Calendar.current.dateComponents([.hour, .minute], from: at)
        await answer(field, .time(minutes: UInt32((parts.hour ?? 0) * 60 + (parts.minute ?? 0))))
    }

    private func put(_ field: String, day: String) async { await answer(field, .day(day: day)) }

    private static let days: DateFormatter = {
        let format = DateFormatter()
        format.calendar = Calendar(identifier: .gregorian)
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyy-MM-dd"
        return format
    }()
}
