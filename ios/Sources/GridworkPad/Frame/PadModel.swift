import GridworkCore
import Observation

/// The frame: which section is open, and which of them reads again after a change.
@MainActor @Observable public final class PadModel {
    public let session: Session
    public let sections: [any PadSection]
    public let enrol: EnrolModel
    public var chosen: String? {
        didSet {
            searching = false
            if chosen != oldValue, let section { Task { await section.appeared() } }
        }
    }
    /// ⌘F: the search field of the people has the focus.
    public var searching = false

    public init(_ session: Session) {
        self.session = session
        sections = Registry.sections(session)
        enrol = EnrolModel(session)
        chosen = sections.first?.id
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
        // Somebody may have come back while the last words were written down.
        if !inFront { try? await session.core.pause() }
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
