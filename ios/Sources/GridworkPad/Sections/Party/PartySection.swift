import GridworkCore
import Observation
import SwiftUI

/// 党建任务: the tasks of the Party-building domain that are due, with their forms.
@MainActor @Observable final class PartySection: PadSection {
    let id = "party"
    let title = Word.sectionParty
    let icon = "list.clipboard"
    var selection: String?
    private(set) var due: [Due] = []
    private(set) var form: FormModel?
    /// Tasks of the domain that are begun by hand, once a matter for the village.
    private(set) var starts: [HandStart] = []
    private var village: String?
    /// What was being typed into a form before the app was ended.
    private var before: (task: String?, typed: [String: String]) = (nil, [:])
    @ObservationIgnored let session: Session
    /// Templates of the domain carry its letters.
    static let domain = "DJ-"

    /// A task and what it is about.
    struct Due: Equatable {
        let task: TodayTask
        let at: String
        let late: Bool
    }

    init(_ session: Session) { self.session = session }

    var typed: [String: String] {
        get { form?.typed ?? before.typed }
        set { before = (selection, newValue) }
    }

    var rows: [String] { due.map(\.task.id) }
    var badge: Int { due.count { $0.late } }

    func load() async {
        let lines = await session.read { try await $0.everyLine() }
        if let lines {
            due = lines.flatMap { line in
                line.tasks.filter { $0.task.template.hasPrefix(Self.domain) }
                    .map { Due(task: $0, at: line.title, late: line.late) }
            }
        }
        if let found = await session.read({ try await $0.handStarts() }) {
            starts = found.filter { $0.template.hasPrefix(Self.domain) && $0.about == .village }
        }
        if let cells = await session.read({ try await $0.cells() }) { village = cells.first?.villageId }
        // A task that was handed in stays open, and is no row any more.
        if form == nil, !rows.contains(selection ?? "") { selection = rows.first }
        await open()
    }

    /// Opens the chosen task; a form that is open already keeps what was typed.
    func open() async {
        if let form, form.id == selection { return await form.load() }
        guard let found = due.first(where: { $0.task.id == selection }) else { return }
        form?.stopReading()
        let form = FormModel(session, found.task)
        if before.task == form.id { for (field, text) in before.typed { form.type(field, text) } }
        before = (nil, [:])
        await form.load()
        self.form = form
    }

    func commit() async {
        form?.stopReading()
        await form?.commitAll()
    }

    /// Begins a task by hand and opens its form.
    func begin(_ start: HandStart) async {
        guard let village else { return }
        let task = await session.attempt { try await $0.startByHand(start.template, about: village) }
        guard let task else { return }
        await load()
        selection = due.first { $0.task.task == task }?.task.id ?? selection
        await open()
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .task || kind == .directory || kind == .other
    }

    func primary() async {
        if form?.reviewing == true { await form?.submit() } else { form?.review() }
    }

    var list: AnyView { AnyView(PartyList(model: self)) }
    var detail: AnyView {
        form.map { AnyView(FormView(model: $0)) } ?? AnyView(Empty(.appChoose, symbol: icon))
    }
}

struct PartyList: View {
    @Bindable var model: PartySection

    var body: some View {
        List(selection: $model.selection) {
            if model.due.isEmpty { Empty(.partyEmpty, symbol: model.icon) }
            ForEach(model.due, id: \.task.id) { due in
                VStack(alignment: .leading) {
                    Row(title: due.task.title, detail: due.at)
                    Text(due.late ? Word.partyLate() : Word.partyDue(Phrases.day(due.task.due)))
                    if due.task.started { Text(Word.partyStarted()).foregroundStyle(Color.gwInk2) }
                }
                .tag(due.task.id)
            }
        }
        .navigationTitle(Text(model.title()))
        .toolbar {
            ToolbarItem(placement: .primaryAction) {
                Menu(Word.partyBegin()) {
                    ForEach(model.starts, id: \.template) { start in
                        Button(start.title) { Task { await model.begin(start) } }
                    }
                }
            }
        }
        .onChange(of: model.selection) { _, _ in Task { await model.open() } }
    }
}
