import SwiftUI

/// Sidebar, list and detail. Every decision is the models'.
public struct PadView: View {
    @Bindable var model: PadModel
    @Environment(\.scenePhase) private var phase
    @Environment(\.dynamicTypeSize) private var letters

    public init(_ model: PadModel) { self.model = model }

    public var body: some View {
        Group {
            if model.needsEnrolment {
                EnrolView(model: model.enrol)
            } else if letters.isAccessibilitySize {
                overOneAnother
            } else {
                columns
            }
        }
        .overlay(alignment: .top) { Banner(session: model.session) }
        .background { Keys(model: model) }
        .tint(.gwAccent)
        .task { await model.follow() }
        .task { await model.catchUp() }
        .onChange(of: phase) { _, phase in
            // A call or the photo picker over the app makes it inactive only: the person is still here.
            Task {
                switch phase {
                case .active: await model.entered()
                case .background: await model.left()
                default: break
                }
            }
        }
    }
}

extension PadView {
    /// Three columns; where there is room for one only, the one the person was at.
    private var columns: some View {
        NavigationSplitView(preferredCompactColumn: $model.column) {
            Sidebar(model: model).navigationSplitViewColumnWidth(Size.sidebar)
        } content: {
            if let section = model.section { section.list.navigationSplitViewColumnWidth(Size.list) }
        } detail: {
            if let section = model.section { section.detail }
        }
    }

    /// Very large letters have the whole width: the list stands over its detail.
    private var overOneAnother: some View {
        NavigationSplitView {
            Sidebar(model: model)
        } detail: {
            if let section = model.section {
                VStack(spacing: 0) {
                    section.list
                    Divider()
                    section.detail
                }
            }
        }
    }
}

struct Sidebar: View {
    @Bindable var model: PadModel

    var body: some View {
        List(selection: $model.chosen) {
            ForEach(model.sections, id: \.id) { section in
                Label(section.title(), systemImage: section.icon)
                    .badge(section.badge)
                    .frame(minHeight: Size.target)
                    .accessibilityIdentifier("section-\(section.id)")
                    .tag(section.id)
            }
        }
        .listStyle(.sidebar)
        .navigationTitle(Text(Word.appName()))
        .safeAreaInset(edge: .bottom) { ExchangeLine(session: model.session) }
    }
}

/// The practice mark on every screen of a training device, and the one sentence about what went wrong.
struct Banner: View {
    let session: Session

    var body: some View {
        VStack(spacing: Size.gap) {
            if session.training {
                Text(Word.appPractice()).font(.footnote).foregroundStyle(Color.gwInk2)
            }
            if session.clockIsBack {
                Label(Word.appClock(), systemImage: "clock")
                    .foregroundStyle(Color.gwWait)
                    .accessibilityIdentifier("clock")
            }
            if let notice = session.notice {
                Text(notice)
                    .padding()
                    .background(Color.gwWaitSoft)
                    .accessibilityIdentifier("notice")
            }
        }
    }
}

/// How the exchange stands, on every screen.
struct ExchangeLine: View {
    let session: Session

    var body: some View {
        if session.exchanging {
            ProgressView { Text(Word.exchangeBusy()) }
        } else if let state = session.state {
            Text(state.sentence)
                .font(.footnote)
                .foregroundStyle(Color.gwInk2)
                .padding()
                .accessibilityIdentifier("exchange-line")
        }
    }
}

/// Keys of a hardware keyboard. The buttons are never seen.
struct Keys: View {
    let model: PadModel

    var body: some View {
        Group {
            key(.up, .upArrow, [])
            key(.down, .downArrow, [])
            key(.primary, .return, .command)
            key(.secondary, .delete, .command)
            key(.undo, "z", .command)
            key(.find, "f", .command)
            ForEach(1..<9) { number in
                key(.section(number), KeyEquivalent(Character("\(number)")), .command)
            }
        }
        .opacity(0)
        .accessibilityHidden(true)
    }

    private func key(_ key: PadModel.Key, _ equivalent: KeyEquivalent, _ with: EventModifiers) -> some View {
        Button("") { Task { await model.press(key) } }
            .keyboardShortcut(equivalent, modifiers: with)
    }
}
