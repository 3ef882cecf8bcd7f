import Foundation
import GridworkFFI

extension CoreClient {
    /// The list of the day: at most seven lines first.
    public nonisolated func today() async throws -> Today { try await read { try $0.today() } }
    public nonisolated func todayBehind(offset: UInt32, limit: UInt32) async throws -> [TodayLine] {
        try await read { try $0.todayBehind(offset: offset, limit: limit) }
    }
    /// Every line of the day, page by page: a whole village has more than one page.
    public nonisolated func everyLine() async throws -> [TodayLine] {
        let first = try await today()
        var behind: [TodayLine] = []
        while behind.count < first.more {
            let page = try await todayBehind(offset: UInt32(behind.count), limit: 200)
            if page.isEmpty { break }
            behind += page
        }
        return first.lines + behind
    }
    public nonisolated func form(_ template: String) async throws -> TaskForm {
        try await read { try $0.form(template: template) }
    }
    /// The form of a task: the version it was begun under, or the one in force.
    public nonisolated func form(of task: TaskRef) async throws -> TaskForm {
        try await read { try $0.formOf(task: task) }
    }
    public nonisolated func task(_ task: TaskRef) async throws -> TaskView {
        try await read { try $0.task(task: task) }
    }
    /// What the same form about the same target was answered with before, as far as this device holds it.
    public nonisolated func lastTime(_ task: TaskRef) async throws -> LastTime? {
        try await read { try $0.lastTime(task: task) }
    }
    /// Answers one field of a task. Durable when it returns.
    public func answer(_ task: TaskRef, _ field: String, _ value: AnswerValue) throws {
        try write { try $0.answer(given: FieldAnswer(task: task, field: field, value: value)) }
    }
    /// Answers a field with a file, which stays where it is.
    public func attach(_ task: TaskRef, _ field: String, file: URL) throws {
        try write { try $0.attach(task: task, field: field, path: file.path) }
    }
    public func noChange(_ tasks: [TaskRef]) throws { try write { try $0.noChange(tasksDue: tasks) } }
    public func finish(_ tasks: [TaskRef]) throws { try write { try $0.finish(tasksDue: tasks) } }
    public func decline(_ tasks: [TaskRef]) throws { try write { try $0.decline(tasksDue: tasks) } }
    /// Puts tasks off to a day, `YYYY-MM-DD`.
    public func putOff(_ tasks: [TaskRef], to day: String) throws {
        try write { try $0.putOff(tasksDue: tasks, to: day) }
    }
    /// What this person may begin by hand.
    public nonisolated func handStarts() async throws -> [HandStart] {
        try await read { try $0.handStarts() }
    }
    /// Begins a task about something, today.
    public func startByHand(_ template: String, about target: String) throws -> TaskRef {
        try write { try $0.startByHand(template: template, target: target) }
    }
    public func reopen(_ tasks: [TaskRef]) throws { try write { try $0.reopen(tasksDue: tasks) } }
    /// What the township returned, oldest first.
    public nonisolated func drafts() async throws -> [DraftView] { try await read { try $0.drafts() } }
    /// Says it again, as it is or corrected, and ends it.
    public func retry(_ draft: Int64, corrections: [DraftValue] = []) throws {
        try write { try $0.retryDraft(no: draft, corrections: corrections) }
    }
    /// Gives it up for good.
    public func discard(_ draft: Int64) throws { try write { try $0.discardDraft(no: draft) } }
    public nonisolated func state(of record: String) async throws -> RecordState {
        try await read { try $0.stateOf(record: record) }
    }
    public nonisolated func conflicts(limit: UInt32 = 200) async throws -> [ConflictView] {
        try await read { try $0.conflicts(limit: limit) }
    }
    /// Settles a field by one of its values or a third one.
    public func resolve(document: String, member: String?, field: String, value: AnswerValue) throws {
        try write { try $0.resolve(document: document, member: member, field: field, value: value) }
    }
}
