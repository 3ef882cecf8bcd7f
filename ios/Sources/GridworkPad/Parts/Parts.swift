import GridworkCore
import SwiftUI

/// Word and shape of where a record is.
struct StateLabel: View {
    let mark: StateMark
    init(_ state: RecordState) { mark = StateMark(state) }

    var body: some View {
        Label(mark.word(), systemImage: mark.symbol)
            .font(.footnote)
            .foregroundStyle(Color.gwInk2)
    }
}

/// The one button a screen is for.
struct PrimaryButton: View {
    let word: Word
    let act: @MainActor () async -> Void
    init(_ word: Word, act: @escaping @MainActor () async -> Void) { (self.word, self.act) = (word, act) }

    var body: some View {
        Button {
            Task { await act() }
        } label: {
            Text(word()).frame(maxWidth: .infinity, minHeight: Size.primary)
        }
        .buttonStyle(.borderedProminent)
        .accessibilityIdentifier(word.rawValue)
    }
}

/// Any other button.
struct PlainButton: View {
    let word: Word
    let act: @MainActor () async -> Void
    init(_ word: Word, act: @escaping @MainActor () async -> Void) { (self.word, self.act) = (word, act) }

    var body: some View {
        Button {
            Task { await act() }
        } label: {
            Text(word()).frame(minHeight: Size.target)
        }
        .buttonStyle(.bordered)
        .accessibilityIdentifier(word.rawValue)
    }
}

/// One of several; it says whether it is the one.
struct ChoiceButton: View {
    let words: String
    let chosen: Bool
    let id: String
    let act: @MainActor () async -> Void
    init(_ words: String, chosen: Bool, id: String, act: @escaping @MainActor () async -> Void) {
        (self.words, self.chosen, self.id, self.act) = (words, chosen, id, act)
    }

    var body: some View {
        Button {
            Task { await act() }
        } label: {
            Label(words, systemImage: chosen ? "checkmark.circle" : "circle").frame(minHeight: Size.target)
        }
        .accessibilityAddTraits(chosen ? .isSelected : [])
        .accessibilityIdentifier(id)
    }
}

/// A list without rows says so in words, and what to do.
struct Empty: View {
    let word: Word
    let symbol: String
    init(_ word: Word, symbol: String = "tray") { (self.word, self.symbol) = (word, symbol) }

    var body: some View {
        ContentUnavailableView {
            Label(word(), systemImage: symbol)
        }
    }
}

/// A label and a value that is read in one piece.
struct Fact: View {
    let word: Word
    let value: String
    init(_ word: Word, _ value: String) { (self.word, self.value) = (word, value) }

    var body: some View {
        LabeledContent {
            Text(value)
        } label: {
            Text(word())
        }
        .accessibilityElement(children: .combine)
    }
}

/// Side by side; one over the other where letters are very large.
struct Beside<Content: View>: View {
    @Environment(\.dynamicTypeSize) private var letters
    let content: Content
    init(@ViewBuilder content: () -> Content) { self.content = content() }

    var body: some View {
        if letters.isAccessibilitySize {
            VStack(alignment: .leading) { content }
        } else {
            HStack { content }
        }
    }
}

/// A row of a list: the first line, and a quieter second one.
struct Row: View {
    let title: String
    let detail: String
    var state: RecordState?

    var body: some View {
        VStack(alignment: .leading) {
            Text(title).font(.headline)
            if !detail.isEmpty { Text(detail).foregroundStyle(Color.gwInk2) }
            if let state { StateLabel(state) }
        }
        .frame(minHeight: Size.target)
        .accessibilityElement(children: .combine)
    }
}
