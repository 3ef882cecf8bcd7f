import GridworkCore
import SwiftUI

/// One section of the app: a folder with its model and its screens. The frame knows nothing else of it; a new
/// section is a folder and a line in `Registry`.
@MainActor public protocol PadSection: AnyObject {
    /// Found by tests; never shown.
    var id: String { get }
    var title: Word { get }
    /// Name of the symbol beside the title.
    var icon: String { get }
    /// What waits for the person here; nothing is shown for 0.
    var badge: Int { get }
    /// Rows of the list in their order, for the arrow keys.
    var rows: [String] { get }
    var selection: String? { get set }
    /// What is being typed and not said yet, by its place in the section. It outlives the app, set after `selection`.
    var typed: [String: String] { get set }

    func load() async
    /// Came before the person's eyes: what no change tells of is read again.
    func appeared() async
    /// Says what is being typed, before the app leaves the screen.
    func commit() async
    /// Whether the section reads again after such a change.
    func concerns(_ change: CoreClient.Change) -> Bool
    /// ⌘↩ and ⌘⌫.
    func primary() async
    func secondary() async
    /// ⌘Z.
    func undo() async

    var list: AnyView { get }
    var detail: AnyView { get }
}

extension PadSection {
    public var badge: Int { 0 }
    public var typed: [String: String] {
        get { [:] }
        set {}
    }
    public func appeared() async {}
    public func commit() async {}
    public func concerns(_ change: CoreClient.Change) -> Bool { true }
    public func primary() async {}
    public func secondary() async {}
    public func undo() async {}

    /// ↑ and ↓: the next row, or the first where none is chosen.
    public func move(by step: Int) {
        guard !rows.isEmpty else { return }
        guard let selection, let here = rows.firstIndex(of: selection) else {
            selection = rows.first
            return
        }
        self.selection = rows[min(max(here + step, 0), rows.count - 1)]
    }
}

/// The sections in the order of the sidebar and of ⌘1 to ⌘8.
@MainActor public enum Registry {
    public static func sections(_ session: Session) -> [any PadSection] {
        let signing = SigningSection(session)
        return [
            VillageSection(session, signing: signing),
            signing,
            PartySection(session),
            PeopleSection(session),
            PostsSection(session),
            ConflictsSection(session),
            ExchangeSection(session),
            SettingsSection(session),
            CluesSection(session),
        ]
    }
}
