import GridworkCore
import Observation
import SwiftUI

/// 网格和人: people and households as far as the role sees them, masked; a full value for a reason that is logged.
@MainActor @Observable final class PeopleSection: PadSection {
    let id = "people"
    let title = Word.sectionPeople
    let icon = "person.text.rectangle"
    var query = ""
    var selection: String?
    var typed: [String: String] {
        get {
            var typed = query.isEmpty ? [:] : ["query": query]
            guard let deed else { return typed }
            typed["deed"] = deed.kind.rawValue
            typed["going"] = deed.going.sorted().joined(separator: " ")
            typed["to"] = deed.query
            return typed
        }
        set {
            query = newValue["query"] ?? ""
            guard let kind = newValue["deed"].flatMap(Deed.Kind.init(rawValue:)) else { return }
            deed = Deed(
                kind: kind, going: Set((newValue["going"] ?? "").split(separator: " ").map(String.init)),
                query: newValue["to"] ?? "")
        }
    }
    /// What is being done to the household that stands open.
    var deed: Deed?
    private(set) var hits: [Hit] = []
    /// What stands here while nothing is searched for.
    private(set) var cells: [CellHomes] = []
    private(set) var household: HouseholdView?
    /// What visits noted in the same weeks of last year.
    private(set) var lastYear: [PastVisit] = []
    /// The person whose number is about to be shown.
    var asking: String?
    /// The numbers shown in full now, by person.
    private(set) var shown: [String: String] = [:]
    /// How long a number stands in full, as the core's `REVEAL_SECONDS`.
    @ObservationIgnored var shownFor = Duration.seconds(30)
    @ObservationIgnored private var hiding: [String: Task<Void, Never>] = [:]
    @ObservationIgnored let session: Session
    static let most: UInt32 = 50

    init(_ session: Session) { self.session = session }

    var rows: [String] {
        wanted.isEmpty ? cells.flatMap { $0.homes.map(\.id) } : hits.map(\.rowID)
    }
    private var wanted: String { query.trimmingCharacters(in: .whitespacesAndNewlines) }
    /// Who corrects what is written of the household: the branch leader reads, moves people and settles
    /// conflicts.
    var keepers: [String] {
        let home = cells.first { $0.homes.contains { $0.household == household?.id } }
        return home?.cell.onDuty ?? []
    }
    var asOf: String? {
        session.state?.lastContact.map { Word.peopleAsOf(Phrases.moment($0)) }
    }

    func load() async {
        cells = await session.read { try await CellHomes.of($0) } ?? cells
        await search()
        await open()
    }

    func search() async {
        let wanted = wanted
        guard !wanted.isEmpty else {
            hits = []
            return
        }
        if let found = await session.read({ try await $0.find(wanted, limit: Self.most) }) { hits = found }
    }

    /// Opens the household of the chosen row, or reads it again. Numbers of another one are hidden.
    func open() async {
        guard let selection, rows.contains(selection), let id = selection.split(separator: "/").first else {
            hide()
            (household, lastYear) = (nil, [])
            return
        }
        let chosen = String(id)
        if chosen != household?.id { hide() }
        // What was begun with another household is not done to this one.
        if let household, chosen != household.id { deed = nil }
        household = await session.read { try await $0.household(chosen) }
        lastYear = await session.read { try await $0.lastYear(chosen) } ?? []
    }

    func reveal(for reason: RevealReason) async {
        guard let household, let person = asking else { return }
        asking = nil
        let number = await session.attempt {
            try await $0.reveal(household: household.id, person: person, field: "phone", reason: reason)
        }
        guard let number else { return }
        shown[person] = number
        hiding[person]?.cancel()
        hiding[person] = Task { [weak self, shownFor] in
            try? await Task.sleep(for: shownFor)
            if !Task.isCancelled { self?.shown[person] = nil }
        }
    }

    /// Leaving the screen hides every number.
    func commit() async { hide() }

    func hide() {
        for task in hiding.values { task.cancel() }
        (hiding, shown) = ([:], [:])
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .household || kind == .other
    }

    var list: AnyView { AnyView(PeopleList(model: self)) }
    var detail: AnyView { AnyView(HouseholdDetail(model: self)) }
}

extension Hit {
    var rowID: String { "\(household)/\(person ?? "")" }
}

extension RevealReason {
    static let all: [(RevealReason, Word)] = [
        (.visit, .peopleReasonVisit), (.contact, .peopleReasonContact), (.incident, .peopleReasonIncident),
        (.evacuation, .peopleReasonEvacuation), (.benefit, .peopleReasonBenefit),
        (.mediation, .peopleReasonMediation), (.ownRequest, .peopleReasonOwnRequest),
        (.correction, .peopleReasonCorrection), (.supervision, .peopleReasonSupervision),
    ]
}

struct PeopleList: View {
    @Bindable var model: PeopleSection
    @FocusState private var searching: Bool

    var body: some View {
        List(selection: $model.selection) {
            TextField(Word.peopleSearch(), text: $model.query)
                .focused($searching)
                .autocorrectionDisabled()
                .accessibilityIdentifier("query")
            if let asOf = model.asOf { Text(asOf).font(.footnote).foregroundStyle(Color.gwInk2) }
            if model.query.isEmpty {
                if model.rows.isEmpty { Empty(.peopleStart, symbol: "magnifyingglass") }
                CellHomesList(cells: model.cells)
            } else if model.hits.isEmpty {
                Empty(.peopleNone, symbol: "magnifyingglass")
            }
            ForEach(model.query.isEmpty ? [] : model.hits, id: \.rowID) { hit in
                Row(
                    title: hit.name,
                    detail: [hit.nickname, hit.hamlet].filter { !$0.isEmpty }.joined(separator: " ")
                )
                .tag(hit.rowID)
            }
        }
        .navigationTitle(Text(model.title()))
        .task(id: model.query) { await model.search() }
        .onChange(of: model.selection) { _, _ in Task { await model.open() } }
    }
}

struct HouseholdDetail: View {
    @Bindable var model: PeopleSection

    var body: some View {
        if let household = model.household {
            Form {
                Section {
                    Text("\(household.hamlet) \(household.address)")
                    if !household.note.isEmpty { Fact(.peopleNote, household.note) }
                    if household.conflicts > 0 { Text(Word.peopleConflicts("\(household.conflicts)")) }
                    StateLabel(household.state)
                }
                if !model.lastYear.isEmpty { LastYear(visits: model.lastYear) }
                Section {
                    ForEach(household.members, id: \.person) { member in
                        MemberRow(member: member, shown: model.shown[member.person]) {
                            model.asking = member.person
                        }
                    }
                } header: {
                    Text(Word.peopleMembers())
                }
                if !household.former.isEmpty {
                    Section {
                        ForEach(household.former, id: \.person) { Text($0.name) }
                    } header: {
                        Text(Word.peopleFormer())
                    }
                }
                if !model.deeds.isEmpty { Deeds(model: model) }
                if !model.keepers.isEmpty {
                    Section {
                        ForEach(model.keepers, id: \.self) { Text($0) }
                    } header: {
                        Text(Word.peopleCorrect())
                    }
                }
            }
            .navigationTitle(Text(household.members.first?.name ?? household.address))
            .confirmationDialog(
                Text(Word.peopleRevealTitle()),
                isPresented: Binding(get: { model.asking != nil }, set: { if !$0 { model.asking = nil } }),
                titleVisibility: .visible
            ) {
                ForEach(RevealReason.all, id: \.1) { reason, word in
                    Button(word()) { Task { await model.reveal(for: reason) } }
                }
                Button(Word.peopleLeave(), role: .cancel) { model.asking = nil }
            }
            .onDisappear { model.hide() }
        } else {
            Empty(.appChoose, symbol: "person.text.rectangle")
        }
    }
}

/// The visits of a year ago: what each noted, or how it ended where it noted nothing.
struct LastYear: View {
    let visits: [PastVisit]

    var body: some View {
        Section {
            ForEach(visits, id: \.task) { past in
                VStack(alignment: .leading) {
                    Text("\(Phrases.day(past.day)) \(past.title)").font(.headline)
                    Text(past.noted.isEmpty ? past.said : past.noted.joined(separator: "\n"))
                }
            }
        } header: {
            Text(Word.peopleLastYear())
        }
    }
}

struct MemberRow: View {
    let member: MemberView
    let shown: String?
    let ask: @MainActor () -> Void

    var body: some View {
        VStack(alignment: .leading) {
            Text(member.name).font(.headline)
            Text(member.summary)
            if !member.phone.isEmpty {
                Fact(.peoplePhone, shown ?? member.phone)
                if shown == nil { PlainButton(.peopleReveal) { ask() } }
            }
        }
    }
}
