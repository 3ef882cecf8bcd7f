import GridworkCore
import Observation
import SwiftUI

/// 线索: what the branch leader tells the enforcement office, from an incident or from nothing, and what became of
/// it. A clue is never evidence.
@MainActor @Observable final class CluesSection: PadSection {
    let id = "clues"
    let title = Word.sectionClues
    let icon = "eye"
    var selection: String?
    /// What is seen and where; left out, the incident's own words are taken.
    var words = ""
    var place = ""
    /// The incident it is made from.
    private(set) var incident: String?
    /// The cell it is about, where that has to be said.
    private(set) var cell: String?
    private(set) var what = ""
    private(set) var clues: [ClueView] = []
    private(set) var incidents: [IncidentView] = []
    private(set) var cells: [CellView] = []
    @ObservationIgnored let session: Session
    /// The row of a new one.
    static let new = "new"
    static let most: UInt32 = 50

    init(_ session: Session) { self.session = session }

    var rows: [String] { [Self.new] + clues.map(\.id) }
    var chosen: ClueView? { clues.first { $0.id == selection } }
    var typed: [String: String] {
        get { ["words": words, "place": place].filter { !$0.value.isEmpty } }
        set { (words, place) = (newValue["words"] ?? "", newValue["place"] ?? "") }
    }
    /// Whether the cell has to be said: the incident knows its own.
    var asksCell: Bool { incident == nil && cells.count > 1 }
    var ready: Bool {
        incident != nil || !words.allSatisfy(\.isWhitespace) && (!asksCell || cell != nil)
    }

    func load() async {
        let read = await session.read {
            try await ($0.whatAClueIs(), $0.clues(), $0.incidents(limit: Self.most), $0.cells())
        }
        if let read { (what, clues, incidents, cells) = read }
        if !rows.contains(selection ?? "") { selection = Self.new }
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .clue || kind == .incident || kind == .directory || kind == .other
    }

    func take(_ incident: String) { self.incident = self.incident == incident ? nil : incident }
    func take(cell: String) { self.cell = cell }

    func primary() async { await tell() }

    /// Tells it. What was written stays where it could not be.
    func tell() async {
        guard selection == Self.new, ready else { return }
        let new = NewClue(
            words: words, place: place, incident: incident, cell: incident == nil ? cell : nil)
        guard let told = await session.attempt({ try await $0.tell(new) }) else { return }
        (words, place, incident, cell) = ("", "", nil, nil)
        await load()
        selection = told
    }

    var list: AnyView { AnyView(CluesList(model: self)) }
    var detail: AnyView {
        chosen.map { AnyView(ClueDetail(clue: $0)) } ?? AnyView(NewClueForm(model: self))
    }
}

struct CluesList: View {
    @Bindable var model: CluesSection

    var body: some View {
        List(selection: $model.selection) {
            Label(Word.cluesNew(), systemImage: "plus")
                .frame(minHeight: Size.target)
                .tag(CluesSection.new)
            ForEach(model.clues, id: \.id) { clue in
                Row(title: clue.words, detail: clue.state, state: clue.record).tag(clue.id)
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct NewClueForm: View {
    @Bindable var model: CluesSection

    var body: some View {
        Form {
            Section { Text(model.what).foregroundStyle(Color.gwInk2) }
            Section {
                TextField(Word.cluesWords(), text: $model.words, axis: .vertical)
                    .accessibilityIdentifier("clue-words")
                TextField(Word.signingPlace(), text: $model.place).accessibilityIdentifier("clue-place")
            }
            if model.asksCell {
                Section {
                    ForEach(model.cells, id: \.id) { cell in
                        let name = "\(cell.village) \(cell.name)"
                        ChoiceButton(name, chosen: model.cell == cell.id, id: "clue-\(cell.id)") {
                            model.take(cell: cell.id)
                        }
                    }
                } header: {
                    Text(Word.villageCells())
                }
            }
            if !model.incidents.isEmpty {
                Section {
                    ForEach(model.incidents, id: \.id) { incident in
                        let told = "\(incident.words) \(incident.place)"
                        let chosen = model.incident == incident.id
                        ChoiceButton(told, chosen: chosen, id: "clue-\(incident.id)") {
                            model.take(incident.id)
                        }
                    }
                } header: {
                    Text(Word.cluesFrom())
                }
            }
            Section { PrimaryButton(.cluesTell) { await model.tell() }.disabled(!model.ready) }
        }
        .navigationTitle(Text(Word.cluesNew()))
    }
}

struct ClueDetail: View {
    let clue: ClueView

    var body: some View {
        Form {
            Section {
                Text(clue.words)
                Fact(.signingPlace, clue.place)
                Fact(.cluesAt, Phrases.moment(clue.at))
                Fact(.cluesState, clue.state)
                if !clue.reason.isEmpty { Text(clue.reason) }
                StateLabel(clue.record)
            }
        }
        .navigationTitle(Text(Word.sectionClues()))
    }
}
