import GridworkCore
import Observation
import SwiftUI

/// 本村: what waits for me, cells without a person, absences over three days, handovers that are not complete.
@MainActor @Observable final class VillageSection: PadSection {
    let id = "village"
    let title = Word.sectionVillage
    let icon = "house"
    var selection: String?
    private(set) var cells: [CellView] = []
    private(set) var posts: [PostView] = []
    @ObservationIgnored let session: Session
    let signing: SigningSection

    init(_ session: Session, signing: SigningSection) { (self.session, self.signing) = (session, signing) }

    var badge: Int { uncovered.count + away.count + handedOver.count }
    var rows: [String] { cells.map(\.id) }
    var away: [PostView] { posts.filter(\.longAway) }
    var handedOver: [PostView] { posts.filter { $0.handover?.isOpen ?? false } }
    /// Posts of the chosen cell and of its village; the core names both.
    var postsHere: [PostView] { posts.filter { $0.scope == chosen?.name || $0.scope == chosen?.village } }
    var uncovered: [CellView] { cells.filter(\.onDuty.isEmpty) }
    var chosen: CellView? { cells.first { $0.id == selection } }

    func load() async {
        if let found = await session.read({ try await ($0.cells(), $0.posts()) }) {
            (cells, posts) = found
        }
        if chosen == nil { selection = cells.first?.id }
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .directory || kind == .household || kind == .other
    }

    var list: AnyView { AnyView(VillageList(model: self)) }
    var detail: AnyView { AnyView(CellDetail(cell: chosen, posts: postsHere)) }
}

struct VillageList: View {
    @Bindable var model: VillageSection

    var body: some View {
        List(selection: $model.selection) {
            Section {
                let waiting = model.signing.badge
                Text(waiting > 0 ? Word.villageWaits("\(waiting)") : Word.villageNothing())
                    .accessibilityIdentifier("waits")
                ForEach(model.away, id: \.id) { post in
                    Label(Word.villageAway(post.holder), systemImage: "clock")
                        .foregroundStyle(Color.gwWait)
                }
                ForEach(model.handedOver, id: \.id) { post in
                    Label(Word.villageHandover(post.holder), systemImage: "clock")
                        .foregroundStyle(Color.gwWait)
                }
            }
            Section {
                if model.cells.isEmpty { Empty(.villageEmpty) }
                ForEach(model.cells, id: \.id) { cell in
                    Row(
                        title: "\(cell.village) \(cell.name)",
                        detail: cell.onDuty.isEmpty
                            ? Word.villageUncovered() : Word.villageHouseholds("\(cell.households)")
                    )
                    .tag(cell.id)
                }
            } header: {
                Text(Word.villageCells())
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct CellDetail: View {
    let cell: CellView?
    let posts: [PostView]

    var body: some View {
        if let cell {
            Form {
                Section {
                    if cell.onDuty.isEmpty {
                        Label(Word.villageUncovered(), systemImage: "clock").foregroundStyle(Color.gwWait)
                    }
                    ForEach(cell.onDuty, id: \.self) { Text($0) }
                } header: {
                    Text(Word.villageDuty())
                }
                Section {
                    ForEach(cell.hamlets, id: \.self) { Text($0) }
                } header: {
                    Text(Word.villageHamlets())
                }
                Section {
                    ForEach(posts, id: \.id) { post in
                        Row(title: "\(post.role) \(post.holder)", detail: post.summary)
                    }
                } header: {
                    Text(Word.villagePosts())
                }
            }
            .navigationTitle(Text("\(cell.village) \(cell.name)"))
        } else {
            Empty(.appChoose, symbol: "house")
        }
    }
}
