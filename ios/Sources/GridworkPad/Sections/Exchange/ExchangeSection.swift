import Foundation
import GridworkCore
import Observation
import SwiftUI

/// 收发: what is only on this device, why each of it waits, and the ways to the township.
@MainActor @Observable final class ExchangeSection: PadSection {
    let id = "exchange"
    let title = Word.sectionExchange
    let icon = "arrow.up.arrow.down"
    var selection: String?
    private(set) var queue: [Queued] = []
    /// What came back, each with its two ways on.
    private(set) var returned: [ReturnedModel] = []
    private(set) var said: String?
    /// Corrections of before the app was ended, until what they correct is read.
    private var before: [String: String] = [:]
    @ObservationIgnored let session: Session

    /// A line of the queue; a record may have several, so its place names it too.
    struct Queued: Identifiable {
        let id: String
        let line: QueueLine
    }

    init(_ session: Session) { self.session = session }

    /// Corrections that were begun, by what came back and the place in it.
    var typed: [String: String] {
        get {
            returned.reduce(into: before) { all, draft in all.merge(draft.begun) { _, now in now } }
        }
        set { before = newValue }
    }

    var rows: [String] { returned.map(\.id) + groups.flatMap { $0.1.map(\.id) } }
    var badge: Int { rows.count }
    var chosen: QueueLine? { queue.first { $0.id == selection }?.line }
    var draft: ReturnedModel? { returned.first { $0.id == selection } }

    /// Photos that came back, 等送, 等回执, those that are not empty.
    var groups: [(Word, [Queued])] {
        let groups: [(Word, [Queued])] = [
            (.exchangeReturnedFiles, queue.filter { $0.line.state == .draft }),
            (.exchangeWait, queue.filter { $0.line.state == .saved }),
            (.exchangeReceipt, queue.filter { $0.line.state != .draft && $0.line.state != .saved }),
        ]
        return groups.filter { !$0.1.isEmpty }
    }

    func load() async {
        let read = await session.read { try await ($0.queue(), $0.drafts()) }
        if let (lines, drafts) = read {
            // Entries that came back are told from the drafts themselves.
            let rest = lines.filter { $0.state != .draft || $0.reason == "file_refused" }
            queue = rest.enumerated().map { Queued(id: "\($0.offset)/\($0.element.id)", line: $0.element) }
            var kinds: [Int64: [String: AnswerKind]] = [:]
            for draft in drafts where !returned.contains(where: { $0.draft == draft }) {
                kinds[draft.no] = await self.kinds(draft)
            }
            // What was being corrected stays as it was begun, also while the forms were read.
            returned = drafts.map { draft in
                returned.first { $0.draft == draft }
                    ?? ReturnedModel(session, draft, kinds: kinds[draft.no] ?? [:], before: before)
            }
            before = [:]
        }
        if !rows.contains(selection ?? "") { selection = rows.first }
    }

    /// What was chosen in the form of a task is chosen from it again.
    private func kinds(_ draft: DraftView) async -> [String: AnswerKind] {
        guard draft.values.contains(where: { $0.put.value.isChosen }) else { return [:] }
        let record = draft.record
        let form = await session.read { core -> TaskForm? in
            let tasks = try await core.everyLine().flatMap(\.tasks)
            guard let due = tasks.first(where: { $0.id == record }) else { return nil }
            return try await core.form(of: due.task)
        }
        var kinds: [String: AnswerKind] = [:]
        for part in (form ?? nil)?.items.flatMap(\.parts) ?? [] {
            for field in part.fields { kinds[field] = part.kind }
        }
        return kinds
    }

    func retry(_ draft: ReturnedModel) async { if await draft.retry() { await load() } }
    func discard(_ draft: ReturnedModel) async { if await draft.discard() { await load() } }

    /// Says everything again that came back. What cannot be said as it is stays, and is told.
    func retryAll() async {
        for draft in returned { await draft.retry() }
        await load()
    }

    func primary() async { await send() }

    func send() async {
        said = nil
        await session.exchange()
        await load()
    }

    func export(to file: URL) async {
        let done: Void? = await session.attempt { try await $0.exportBundle(to: file) }
        said = done.map { Word.exchangeExported() }
        await load()
    }

    func receipt(from file: URL) async {
        guard let done = await session.attempt({ try await $0.importReceipt(from: file) }) else { return }
        if let problem = done.problem { return session.say(CoreFailure(named: problem).sentence) }
        said = Word.exchangeReceiptIn("\(done.received)")
        await load()
    }

    var list: AnyView { AnyView(ExchangeList(model: self)) }
    var detail: AnyView { AnyView(QueueDetail(model: self)) }
}

extension QueueLine {
    /// Why it waits or came back, in a sentence.
    var why: String { Word.why(reason) }
}

struct ExchangeList: View {
    @Bindable var model: ExchangeSection

    var body: some View {
        List(selection: $model.selection) {
            if let state = model.session.state { Text(state.sentence).font(.headline) }
            if let said = model.said { Text(said) }
            PrimaryButton(.exchangeNow) { await model.send() }
                .disabled(model.session.exchanging)
            if !model.returned.isEmpty {
                Section {
                    ForEach(model.returned) { one in
                        Row(title: one.draft.title, detail: Word.why(one.draft.reason), state: .draft).tag(
                            one.id)
                    }
                    if model.returned.count > 1 { PlainButton(.exchangeAgain) { await model.retryAll() } }
                } header: {
                    Text(Word.exchangeReturned())
                }
            }
            ForEach(model.groups, id: \.0) { word, lines in
                Section {
                    ForEach(lines) { queued in
                        Row(
                            title: queued.line.title,
                            detail: queued.line.since > 0
                                ? Word.exchangeSince(Phrases.moment(queued.line.since)) : "",
                            state: queued.line.state
                        )
                        .tag(queued.id)
                    }
                } header: {
                    Text(word())
                }
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct QueueDetail: View {
    let model: ExchangeSection

    var body: some View {
        Form {
            if let draft = model.draft {
                ReturnedDetail(model: model, returned: draft)
            } else if let line = model.chosen {
                Section {
                    Text(line.title).font(.title2)
                    StateLabel(line.state)
                    Text(line.why)
                    Text(Word.exchangeBytes(Phrases.size(line.bytes)))
                    if line.parts > 0 { Text(Word.exchangeParts("\(line.partsDone)", "\(line.parts)")) }
                }
            } else {
                Empty(.exchangeEmpty, symbol: "checkmark")
            }
            #if canImport(UIKit)
                StickButtons(model: model)
            #endif
        }
        .navigationTitle(Text(model.title()))
    }
}
