import GridworkCore
import SwiftUI

/// The households of a cell, hamlet by hamlet in road order.
struct CellHomes: Equatable {
    let cell: CellView
    let homes: [Home]

    static func of(_ core: CoreClient) async throws -> [CellHomes] {
        var cells: [CellHomes] = []
        for cell in try await core.cells() {
            cells.append(CellHomes(cell: cell, homes: try await core.homes(of: cell.id).map(Home.init)))
        }
        return cells
    }
}

/// A household as a list names it: by its people.
struct Home: Equatable, Identifiable {
    let household: String
    let hamlet: String
    let people: [String]
    /// How many live there; `people` may name only the first of them.
    let count: Int

    /// As the row of a household that was found.
    var id: String { "\(household)/" }
    var title: String {
        let named = people.prefix(3).joined(separator: "、")
        return count > 3 ? Word.peopleSeveral(named, "\(count)") : named
    }

    init(_ row: HomeRow) {
        self.init(household: row.household, hamlet: row.hamlet, people: row.people, count: Int(row.count))
    }

    private init(household: String, hamlet: String, people: [String], count: Int) {
        (self.household, self.hamlet, self.people, self.count) = (household, hamlet, people, count)
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
                people: people[household] ?? [], count: people[household]?.count ?? 0)
        }
    }
}

struct CellHomesList: View {
    let cells: [CellHomes]

    var body: some View {
        ForEach(cells, id: \.cell.id) { cell in
            Section {
                ForEach(cell.homes) { Row(title: $0.title, detail: $0.hamlet).tag($0.id) }
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
