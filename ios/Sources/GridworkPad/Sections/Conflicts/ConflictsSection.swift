import GridworkCore
import Observation
import SwiftUI

/// 记的不一样: fields that hold two values, each with who wrote it and when. Neither is chosen beforehand.
@MainActor @Observable final class ConflictsSection: PadSection {
    let id = "conflicts"
    let title = Word.sectionConflicts
    let icon = "square.on.square"
    var selection: String? { didSet { if selection != oldValue { written = "" } } }
    /// A third value, for fields of words.
    var written = ""
    var typed: [String: String] {
        get { written.isEmpty ? [:] : ["written": written] }
        set { written = newValue["written"] ?? "" }
    }
    private(set) var conflicts: [ConflictView] = []
    private(set) var settled = 0
    /// Rows that were left to the township.
    private(set) var left: Set<String> = []
    @ObservationIgnored let session: Session

    init(_ session: Session) { self.session = session }

    var rows: [String] { conflicts.map(\.rowID) }
    var badge: Int { conflicts.count }
    var chosen: ConflictView? { conflicts.first { $0.rowID == selection } }

    func load() async {
        if let found = await session.read({ try await $0.conflicts() }) { conflicts = found }
        if chosen == nil { selection = rows.first }
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .household || kind == .task || kind == .place || kind == .other
    }

    func use(_ value: AnswerValue) async {
        guard let chosen else { return }
        let done: Void? = await session.attempt {
            try await $0.resolve(
                document: chosen.document, member: chosen.member, field: chosen.field, value: value)
        }
        guard done != nil else { return }
        settled += 1
        await load()
    }

    /// 说不准: nothing is chosen; both values are with the township already.
    func leave() { if let selection { left.insert(selection) } }

    var canWrite: Bool {
        guard let chosen, !written.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else {
            return false
        }
        return chosen.isWords
    }

    func useWritten() async {
        guard canWrite else { return }
        await use(.words(text: written.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    var list: AnyView { AnyView(ConflictList(model: self)) }
    var detail: AnyView { AnyView(ConflictDetail(model: self)) }
}

extension ConflictView {
    var rowID: String { "\(document)/\(member ?? "")/\(field)" }
    var isWords: Bool { values.allSatisfy { if case .words = $0.value { true } else { false } } }
    /// What the field is called; a field of a newer version has no word here.
    var fieldSaid: String { fieldWords.isEmpty ? Word.fieldOther() : fieldWords }
    /// Whose or what it is.
    var named: String { title.isEmpty ? fieldSaid : title }
    /// What the township asks back, if it does.
    var question: String? {
        guard let askedAt else { return nil }
        let asked = Phrases.moment(askedAt)
        return askedWords.isEmpty
            ? Word.conflictsAsked(asked) : Word.conflictsAskedWords(asked, askedWords)
    }
    var heading: String {
        let whose = memberName.isEmpty ? title : memberName
        return whose.isEmpty ? fieldSaid : Word.conflictsTitle(whose, fieldSaid)
    }
}

extension HeldView {
    /// What it says: codes in words, a phone masked.
    var said: String { words.isEmpty ? value.shown : words }
    var writer: String {
        let who = own ? Word.conflictsMine() : who.isEmpty ? Word.conflictsUnknown() : who
        return Word.conflictsRow(who, Phrases.moment(at))
    }
}

struct ConflictList: View {
    @Bindable var model: ConflictsSection

    var body: some View {
        List(selection: $model.selection) {
            if model.conflicts.isEmpty { Empty(.conflictsEmpty, symbol: "square.on.square") }
            ForEach(model.conflicts, id: \.rowID) { conflict in
                Row(title: conflict.named, detail: conflict.fieldSaid).tag(conflict.rowID)
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct ConflictDetail: View {
    @Bindable var model: ConflictsSection

    var body: some View {
        if let conflict = model.chosen {
            Form {
                Text(conflict.heading)
                if let question = conflict.question { Text(question) }
                ForEach(Array(conflict.values.enumerated()), id: \.offset) { number, held in
                    Section {
                        Text(held.writer).foregroundStyle(Color.gwInk2)
                        Text(held.said).font(.title2)
                        if number == 0 { Text(Word.conflictsNow()) }
                        PlainButton(.conflictsUse) { await model.use(held.value) }
                    }
                }
                if conflict.isWords {
                    Section {
                        TextField(Word.conflictsValue(), text: $model.written, axis: .vertical)
                            .accessibilityIdentifier("written")
                        PlainButton(.conflictsSave) { await model.useWritten() }
                            .disabled(!model.canWrite)
                    } header: {
                        Text(Word.conflictsWrite())
                    }
                }
                Section {
                    if model.left.contains(conflict.rowID) {
                        Text(Word.conflictsLeft())
                    } else {
                        PlainButton(.conflictsUnsure) { model.leave() }
                    }
                }
            }
            .navigationTitle(Text(conflict.named))
        } else {
            Empty(model.settled > 0 ? .conflictsChosen : .conflictsEmpty, symbol: "square.on.square")
        }
    }
}
