import GridworkCore
import Observation
import SwiftUI

/// One thing that the township returned: why, what was written, and the two ways on.
@MainActor @Observable final class ReturnedModel: Identifiable {
    nonisolated let id: String
    let draft: DraftView
    /// What is written instead, by the place of the value.
    var typed: [Int: String] = [:]
    /// The last question before it is given up.
    var asking = false
    @ObservationIgnored private let session: Session

    /// `before` has what was typed into it, and into others, before the app was ended.
    init(_ session: Session, _ draft: DraftView, typed before: [String: String] = [:]) {
        (self.session, self.draft, id) = (session, draft, "draft-\(draft.no)")
        for place in draft.values.indices { typed[place] = before["\(id)/\(place)"] }
    }

    /// The values that were changed and say something.
    var corrections: [DraftValue] {
        draft.values.enumerated().compactMap { place, said in
            guard let text = typed[place]?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty,
                said.put.value != .words(text: text)
            else { return nil }
            return DraftValue(member: said.put.member, field: said.put.field, value: .words(text: text))
        }
    }

    /// Says it again, as it is or corrected. What is refused here stays, with its sentence.
    @discardableResult
    func retry() async -> Bool {
        let (no, corrections) = (draft.no, corrections)
        let done: Void? = await session.attempt { try await $0.retry(no, corrections: corrections) }
        return done != nil
    }

    func discard() async -> Bool {
        asking = false
        let no = draft.no
        let done: Void? = await session.attempt { try await $0.discard(no) }
        return done != nil
    }

    func text(_ place: Int) -> String { typed[place] ?? draft.values[place].put.value.shown }
}

extension DraftedView {
    /// Whose and what; a field of a newer version has no word here.
    var label: String {
        let field = fieldWords.isEmpty ? Word.fieldOther() : fieldWords
        return memberName.isEmpty ? field : Word.exchangeOf(memberName, field)
    }
    /// What it says: codes in words, a phone masked.
    var said: String { words.isEmpty ? put.value.shown : words }
    /// Whether it was typed, and so is put right by typing: what a code says was chosen.
    var isTyped: Bool {
        guard case .words(let text) = put.value else { return false }
        return words.isEmpty || words == text || put.field == "phone"
    }
}

struct ReturnedDetail: View {
    let model: ExchangeSection
    @Bindable var returned: ReturnedModel

    var body: some View {
        Section {
            Text(returned.draft.title).font(.title2)
            Text(Word.why(returned.draft.reason))
            Text(Word.exchangeReturnedAt(Phrases.moment(returned.draft.at)))
            if !returned.draft.words.isEmpty { Text(returned.draft.words) }
        }
        Section {
            ForEach(Array(returned.draft.values.enumerated()), id: \.offset) { place, value in
                Text(value.label).foregroundStyle(Color.gwInk2)
                if value.isTyped {
                    TextField(
                        value.label,
                        text: Binding(get: { returned.text(place) }, set: { returned.typed[place] = $0 }),
                        axis: .vertical
                    )
                    .accessibilityIdentifier("value-\(place)")
                } else {
                    Text(value.said)
                }
            }
        }
        Section {
            PrimaryButton(.exchangeRetry) { await model.retry(returned) }
            PlainButton(.exchangeDiscard) { returned.asking = true }
            if returned.asking {
                Text(Word.exchangeDiscardTitle())
                PlainButton(.exchangeKeep) { returned.asking = false }
                PlainButton(.exchangeDelete) { await model.discard(returned) }
            }
        }
    }
}
