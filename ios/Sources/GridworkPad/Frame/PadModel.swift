import Foundation
import GridworkCore
import Observation
import SwiftUI

/// The frame: which section is open, and which of them reads again after a change.
@MainActor @Observable public final class PadModel {
    public let session: Session
    public let sections: [any PadSection]
    public let enrol: EnrolModel
    public var chosen: String? {
        didSet {
            searching = false
            column = .content
            if chosen != oldValue, let section { Task { await section.appeared() } }
        }
    }
    /// The column on top where there is room for one only, as on a third of the screen.
    public var column = NavigationSplitViewColumn.content
    /// ⌘F: the search field of the people has the focus.
    public var searching = false

    @ObservationIgnored private let keeper: (any PlaceKeeper)?
    @ObservationIgnored private var kept: Place?

    public init(_ session: Session, place keeper: (any PlaceKeeper)? = nil) {
        (self.session, self.keeper) = (session, keeper)
        let sections = Registry.sections(session)
        let place = Place(keeper?.read())
        self.sections = sections
        enrol = EnrolModel(session)
        kept = place
        chosen = (sections.first { $0.id == place?.section } ?? sections.first)?.id
        for section in sections {
            if let row = place?.rows[section.id] { section.selection = row }
            if let typed = place?.typed[section.id] { section.typed = typed }
        }
        if place.flatMap({ $0.section }).flatMap({ place?.rows[$0] }) != nil { column = .detail }
        watch()
    }

    public var section: (any PadSection)? { sections.first { $0.id == chosen } }
    /// Whether this installation has to be enrolled before there is anything to show.
    public var needsEnrolment: Bool { session.status == .new || session.status == .enrolAgain }

    /// Reads everything.
    public func start() async { await take(.everything) }

    public func load() async { for section in sections { await section.load() } }

    /// Follows the core's changes as long as the screen is there; the first word is to read everything.
    public func follow() async {
        for await change in await session.core.changes() { await take(change) }
    }

    public func take(_ change: CoreClient.Change) async {
        await session.refresh()
        guard !needsEnrolment else { return }
        for section in sections where section.concerns(change) { await section.load() }
    }

    /// Whether a person has the app before them.
    public private(set) var inFront = true

    /// The app came to the front.
    public func entered() async {
        inFront = true
        try? await session.core.resume()
        await start()
        await catchUp()
    }

    /// Says what waits and hears what is new, as often as the app comes before somebody. Words only: a link that is
    /// paid for by the megabyte carries files when they are asked to go.
    public func catchUp() async {
        await session.refresh()
        if !needsEnrolment { await session.exchange(.words, asked: false) }
    }

    /// The app left the screen. What is being typed is said first; then every file is let go.
    public func left() async {
        inFront = false
        for section in sections { await section.commit() }
        keep()
        // Somebody may have come back while the last words were written down.
        if !inFront { try? await session.core.pause() }
    }

    // MARK: place

    /// Keeps the place a moment after it changed, so that a person who types is not written down letter by letter.
    private func watch() {
        guard keeper != nil else { return }
        withObservationTracking {
            _ = Place(section: chosen, of: sections)
        } onChange: { [weak self] in
            Task { @MainActor in
                try? await Task.sleep(for: .milliseconds(300))
                self?.keep()
                self?.watch()
            }
        }
    }

    private func keep() {
        // Where this installation stands is not known before the first reading.
        guard let keeper, session.state != nil else { return }
        guard !needsEnrolment, !session.isWithdrawn else { return keeper.forget() }
        let now = Place(section: chosen, of: sections)
        guard now != kept, let data = try? JSONEncoder().encode(now) else { return }
        keeper.write(data)
        kept = now
    }

    // MARK: keys

    public enum Key: Hashable, Sendable {
        case up, down, primary, secondary, undo, find
        case section(Int)
    }

    public func press(_ key: Key) async {
        switch key {
        case .up: section?.move(by: -1)
        case .down: section?.move(by: 1)
        case .primary: await section?.primary()
        case .secondary: await section?.secondary()
        case .undo: await section?.undo()
        case .find:
            chosen = "people"
            searching = true
        case .section(let number):
            if sections.indices.contains(number - 1) { chosen = sections[number - 1].id }
        }
    }
}
