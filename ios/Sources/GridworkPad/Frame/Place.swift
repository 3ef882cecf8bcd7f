import Foundation

/// Where a person was: the section, the row of each, and what was being typed there and is not said yet.
struct Place: Codable, Equatable {
    var section: String?
    var rows: [String: String] = [:]
    var typed: [String: [String: String]] = [:]

    /// As it was kept; nothing where it cannot be read, as after an update that keeps other things.
    init?(_ kept: Data?) {
        guard let kept, let place = try? JSONDecoder().decode(Place.self, from: kept) else { return nil }
        self = place
    }

    @MainActor init(section: String?, of sections: [any PadSection]) {
        self.section = section
        for section in sections {
            rows[section.id] = section.selection
            if !section.typed.isEmpty { typed[section.id] = section.typed }
        }
    }
}
