import GridworkCore
import SwiftUI

/// The households of a cell, hamlet by hamlet in road order.
struct CellHomes: Equatable {
    let cell: CellView
    let homes: [Home]
    /// Whether a hamlet has more people than one search tells.
    let cut: Bool

    /// Most people of a hamlet that are looked through, as many as the core tells at once.
    static let most: UInt32 = 100

    static func of(_ core: CoreClient) async throws -> [CellHomes] {
        var cells: [CellHomes] = []
        for cell in try await core.cells() {
            var (homes, cut) = ([Home](), false)
            for name in cell.hamlets {
                let hits = try await core.find(name, limit: most)
                cut = cut || hits.count == Int(most)
                homes += Home.of(hits.filter { $0.hamlet == name })
            }
            cells.append(CellHomes(cell: cell, homes: homes, cut: cut))
        }
        return cells
    }
}

/// A household as a list names it: by its people.
struct Home: Equatable, Identifiable {
    let household: String
    let hamlet: String
    let people: [String]

    /// As the row of a household that was found.
    var id: String { "\(household)/" }
    var title: String {
        let named = people.prefix(3).joined(separator: "、")
        return people.count > 3 ? Word.peopleSeveral(named, "\(people.count)") : named
    }

    /// The households of people that were found, in the order in which they were.
    static func of(_ hits: [Hit]) -> [Home] {
        var order: [String] = []
        var people: [String: [String]] = [:]
        for hit in hits {
            if people[hit.household] == nil { order.append(hit.household) }
            people[hit.household, default: []].append(hit.name)
        }
        return order.map { household in
            Home(
                household: household, hamlet: hits.first { $0.household == household }?.hamlet ?? "",
                people: people[household] ?? [])
        }
    }
}

struct CellHomesList: View {
    let cells: [CellHomes]

    var body: some View {
        ForEach(cells, id: \.cell.id) { cell in
            Section {
                ForEach(cell.homes) { Row(title: $0.title, detail: $0.hamlet).tag($0.id) }
                if cell.cut { Text(Word.peopleMore()).foregroundStyle(Color.gwInk2) }
            } header: {
                Text("\(cell.cell.village) \(cell.cell.name)")
            }
        }
    }
}

extension MemberView {
    /// Relation, age and what the person is called.
    var summary: String {
        let age = age.map { Word.peopleAge("\($0)") } ?? ""
        return [relationWord(), age, nickname].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The relation to the head of the household, in the eight choices of GB/T 4761.
    var relationWord: Word {
        switch relation {
        case 1, 2: .relationHead
        case 10...12: .relationSpouse
        case 28, 38: .relationInLaw
        case 20...29: .relationSon
        case 30...39: .relationDaughter
        case 40...49: .relationGrandchild
        case 50...59: .relationParent
        default: .relationOther
        }
    }
}
