import GridworkCore
import SwiftUI

/// What is being done to the household that stands open: some or all of its people go on elsewhere. To found a
/// household is the worker's.
struct Deed {
    enum Kind: String, CaseIterable {
        case move, merge, transfer

        var word: Word {
            switch self {
            case .move: .deedsMove
            case .merge: .deedsMerge
            case .transfer: .deedsTransfer
            }
        }
    }

    let kind: Kind
    var going: Set<String> = []
    var reason: MoveReason?
    var query = ""
    var found: [Hit] = []
    var into: Hit?
    var cell: CellView?

    static let reasons: [(MoveReason, Word)] = [
        (.marriage, .deedsMarriage), (.split, .deedsSplit), (.joinsRelatives, .deedsJoins),
        (.mistake, .deedsMistake), (.relocation, .deedsRelocation),
    ]
    /// Most households offered for a name.
    static let most: UInt32 = 10
}

extension PeopleSection {
    /// Where the open household lies, as the list has it.
    var here: CellView? { cells.first { $0.homes.contains { $0.household == household?.id } }?.cell }
    /// The cells it can pass to.
    var elsewhere: [CellView] { cells.map(\.cell).filter { $0.id != here?.id } }
    /// What can be done to the open household.
    var deeds: [Deed.Kind] {
        guard let household, !household.members.isEmpty else { return [] }
        return Deed.Kind.allCases.filter { kind in
            switch kind {
            case .transfer: here != nil && !elsewhere.isEmpty
            case .move, .merge: true
            }
        }
    }
    var deedIsReady: Bool {
        guard let deed, household != nil else { return false }
        return switch deed.kind {
        case .move: !deed.going.isEmpty && deed.reason != nil && deed.into != nil
        case .merge: deed.into != nil
        case .transfer: deed.cell != nil
        }
    }

    func goes(_ person: String) {
        if deed?.going.remove(person) == nil { deed?.going.insert(person) }
    }

    func findWhither() async {
        guard let query = deed?.query.trimmingCharacters(in: .whitespacesAndNewlines), !query.isEmpty else {
            deed?.found = []
            return
        }
        let found = await session.read { try await $0.find(query, limit: Deed.most) } ?? []
        var seen: Set<String> = [household?.id ?? ""]
        deed?.found = found.filter { seen.insert($0.household).inserted }
    }

    /// Does it, and shows the household that everybody goes on in.
    func doDeed() async {
        guard deedIsReady, let deed, let household else { return }
        let (people, today) = (household.members.map(\.person), Phrases.isoDay(session.now()))
        let going = people.filter { deed.going.contains($0) }
        let shown: String? = await session.attempt { core in
            switch deed.kind {
            case .move:
                guard let into = deed.into, let reason = deed.reason else { return household.id }
                try await core.move(going, from: household.id, to: into.household, reason, on: today)
                return into.household
            case .merge:
                guard let into = deed.into else { return household.id }
                try await core.merge(household.id, into: into.household, on: today)
                return into.household
            case .transfer:
                guard let cell = deed.cell else { return household.id }
                try await core.transfer(household.id, to: cell.id)
                return household.id
            }
        }
        guard let shown else { return }
        self.deed = nil
        query = ""
        selection = "\(shown)/"
        await load()
    }
}

/// The deeds that can be done, or the one that is being prepared.
struct Deeds: View {
    @Bindable var model: PeopleSection

    var body: some View {
        Section {
            if let deed = model.deed {
                Text(deed.kind.word()).font(.headline)
                if deed.kind == .move {
                    Going(model: model)
                    Reasons(model: model)
                }
                if deed.kind == .transfer { Cells(model: model) } else { Whither(model: model) }
                if let into = deed.into, deed.kind == .merge { Text(Word.deedsMerged(into.name)) }
                if let cell = deed.cell { Text(Word.deedsTransferred("\(cell.village) \(cell.name)")) }
                PrimaryButton(.deedsDo) { await model.doDeed() }.disabled(!model.deedIsReady)
                PlainButton(.deedsNot) { model.deed = nil }
            } else {
                ForEach(model.deeds, id: \.self) { kind in
                    PlainButton(kind.word) { model.deed = Deed(kind: kind) }
                }
            }
        } header: {
            Text(Word.deedsTitle())
        }
    }
}

private struct Going: View {
    let model: PeopleSection

    var body: some View {
        Text(Word.deedsWho()).foregroundStyle(Color.gwInk2)
        ForEach(model.household?.members ?? [], id: \.person) { member in
            ChoiceButton(
                member.name, chosen: model.deed?.going.contains(member.person) ?? false,
                id: "goes-\(member.person)"
            ) { model.goes(member.person) }
        }
    }
}

private struct Reasons: View {
    let model: PeopleSection

    var body: some View {
        Text(Word.deedsWhy()).foregroundStyle(Color.gwInk2)
        ForEach(Deed.reasons, id: \.1) { reason, word in
            ChoiceButton(word(), chosen: model.deed?.reason == reason, id: word.rawValue) {
                model.deed?.reason = reason
            }
        }
    }
}

private struct Whither: View {
    @Bindable var model: PeopleSection

    var body: some View {
        TextField(
            Word.deedsTo(), text: Binding(get: { model.deed?.query ?? "" }, set: { model.deed?.query = $0 })
        )
        .autocorrectionDisabled()
        .accessibilityIdentifier("deed-to")
        .task(id: model.deed?.query) { await model.findWhither() }
        ForEach(model.deed?.found ?? [], id: \.rowID) { hit in
            ChoiceButton(
                "\(hit.name) \(hit.hamlet)", chosen: model.deed?.into?.household == hit.household,
                id: "into-\(hit.household)"
            ) { model.deed?.into = hit }
        }
    }
}

private struct Cells: View {
    let model: PeopleSection

    var body: some View {
        Text(Word.deedsCell()).foregroundStyle(Color.gwInk2)
        ForEach(model.elsewhere, id: \.id) { cell in
            ChoiceButton(
                "\(cell.village) \(cell.name)", chosen: model.deed?.cell?.id == cell.id, id: "cell-\(cell.id)"
            ) { model.deed?.cell = cell }
        }
    }
}
