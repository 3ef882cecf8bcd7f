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
    private(set) var queue: [QueueLine] = []
    private(set) var said: String?
    @ObservationIgnored let session: Session

    init(_ session: Session) { self.session = session }

    var rows: [String] { queue.map(\.id) }
    var badge: Int { queue.count }
    var chosen: QueueLine? { queue.first { $0.id == selection } }

    /// 等送, 等回执, 退回, those that are not empty.
    var groups: [(Word, [QueueLine])] {
        let groups: [(Word, [QueueLine])] = [
            (.exchangeReturned, queue.filter { $0.state == .draft }),
            (.exchangeWait, queue.filter { $0.state == .saved }),
            (.exchangeReceipt, queue.filter { $0.state != .draft && $0.state != .saved }),
        ]
        return groups.filter { !$0.1.isEmpty }
    }

    func load() async {
        if let found = await session.read({ try await $0.queue() }) { queue = found }
        if chosen == nil { selection = rows.first }
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
    /// Why it waits or came back, in a sentence; empty where its state says enough.
    var why: String { reason.isEmpty ? "" : CoreFailure(named: reason).sentence }
}

struct ExchangeList: View {
    @Bindable var model: ExchangeSection

    var body: some View {
        List(selection: $model.selection) {
            if let state = model.session.state { Text(state.sentence).font(.headline) }
            if let said = model.said { Text(said) }
            PrimaryButton(.exchangeNow) { await model.send() }
                .disabled(model.session.exchanging)
            ForEach(model.groups, id: \.0) { word, lines in
                Section {
                    ForEach(lines, id: \.id) { line in
                        Row(
                            title: line.title, detail: Word.exchangeSince(Phrases.moment(line.since)),
                            state: line.state
                        )
                        .tag(line.id)
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
            if let line = model.chosen {
                Section {
                    Text(line.title).font(.title2)
                    StateLabel(line.state)
                    if !line.why.isEmpty { Text(line.why) }
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
