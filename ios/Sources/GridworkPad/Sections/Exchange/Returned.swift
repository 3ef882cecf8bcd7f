import GridworkCore
import Observation
import SwiftUI

/// One thing that the township returned: why, what was written, and the two ways on.
@MainActor @Observable final class ReturnedModel: Identifiable {
    nonisolated let id: String
    let draft: DraftView
    /// What is written or chosen instead, by the place of the value.
    private(set) var instead: [Int: AnswerValue] = [:]
    /// What the form of a task offers, by its fields; nothing where the task is not on the list any more.
    private(set) var kinds: [String: AnswerKind] = [:]
    /// The last question before it is given up.
    var asking = false
    @ObservationIgnored private let session: Session

    /// `before` has what was begun in it, and in others, before the app was ended.
    init(
        _ session: Session, _ draft: DraftView, kinds: [String: AnswerKind] = [:],
        before: [String: String] = [:]
    ) {
        (self.session, self.draft, id) = (session, draft, "draft-\(draft.no)")
        self.kinds = kinds
        for place in draft.values.indices {
            instead[place] = before["\(id)/\(place)"].flatMap(AnswerValue.init(kept:))
        }
    }

    /// The values that were changed and say something.
    var corrections: [DraftValue] {
        draft.values.enumerated().compactMap { place, said in
            guard let now = instead[place]?.trimmed, now != said.put.value else { return nil }
            return DraftValue(member: said.put.member, field: said.put.field, value: now)
        }
    }

    /// Whether what was chosen is still answered.
    var ready: Bool { !instead.values.contains(.choices(bits: 0)) }

    /// What was begun in it, to be kept.
    var begun: [String: String] {
        instead.reduce(into: [:]) { all, value in all["\(id)/\(value.key)"] = value.value.kept }
    }

    func text(_ place: Int) -> String { now(place).shown }
    func type(_ place: Int, _ text: String) { instead[place] = .words(text: text) }
    func choose(_ place: Int, _ value: AnswerValue) { instead[place] = value }

    /// What stands at a place now.
    func now(_ place: Int) -> AnswerValue { instead[place] ?? draft.values[place].put.value }

    func toggle(_ place: Int, _ code: UInt32) {
        if case .choices(let bits) = now(place) { choose(place, .choices(bits: bits ^ (1 << UInt64(code)))) }
    }

    /// What can be chosen at a place, with its words; nothing where it is chosen in its record alone.
    func offers(_ place: Int) -> [(words: String, value: AnswerValue)] {
        let put = draft.values[place].put
        switch (put.value, put.member == nil ? kinds[put.field] : nil) {
        case (.yesNo, _): return [true, false].map { (AnswerValue.yesNo(yes: $0).shown, .yesNo(yes: $0)) }
        case (.choice, .single(let options)): return options.map { ($0.words, .choice(code: $0.code)) }
        default: return []
        }
    }

    /// What can be ticked at a place.
    func ticks(_ place: Int) -> [FormOption] {
        let put = draft.values[place].put
        if case .choices = put.value, put.member == nil, case .multi(let options) = kinds[put.field] {
            return options
        }
        return []
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
}

extension AnswerValue {
    /// Words without what stands around them; `nil` if nothing is said.
    fileprivate var trimmed: AnswerValue? {
        guard case .words(let text) = self else { return self }
        let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return words.isEmpty ? nil : .words(text: words)
    }

    /// What is written or chosen instead, as a line; of anything else nothing is begun.
    fileprivate var kept: String? {
        switch self {
        case .words(let text): "words \(text)"
        case .yesNo(let yes): "yes \(yes)"
        case .choice(let code): "one \(code)"
        case .choices(let bits): "some \(bits)"
        default: nil
        }
    }

    fileprivate init?(kept line: String) {
        let held = line.drop { $0 != " " }.dropFirst()
        switch line.prefix(while: { $0 != " " }) {
        case "words": self = .words(text: String(held))
        case "yes":
            guard let yes = Bool(String(held)) else { return nil }
            self = .yesNo(yes: yes)
        case "one":
            guard let code = UInt32(held) else { return nil }
            self = .choice(code: code)
        case "some":
            guard let bits = UInt64(held) else { return nil }
            self = .choices(bits: bits)
        default: return nil
        }
    }

    /// Whether it was chosen in the form of a task.
    var isChosen: Bool {
        switch self {
        case .choice, .choices: true
        default: false
        }
    }
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
                        text: Binding(get: { returned.text(place) }, set: { returned.type(place, $0) }),
                        axis: .vertical
                    )
                    .accessibilityIdentifier("value-\(place)")
                } else if !returned.offers(place).isEmpty {
                    ForEach(Array(returned.offers(place).enumerated()), id: \.offset) { at, offer in
                        ChoiceButton(
                            offer.words, chosen: returned.now(place) == offer.value,
                            id: "value-\(place)-\(at)"
                        ) {
                            returned.choose(place, offer.value)
                        }
                    }
                } else if !returned.ticks(place).isEmpty {
                    ForEach(returned.ticks(place), id: \.code) { option in
                        ChoiceButton(
                            option.words, chosen: returned.now(place).has(option.code),
                            id: "value-\(place)-\(option.code)"
                        ) {
                            returned.toggle(place, option.code)
                        }
                    }
                } else {
                    Text(value.said)
                }
            }
        }
        Section {
            PrimaryButton(.exchangeRetry) { await model.retry(returned) }
                .disabled(!returned.ready)
            PlainButton(.exchangeDiscard) { returned.asking = true }
            if returned.asking {
                Text(Word.exchangeDiscardTitle())
                PlainButton(.exchangeKeep) { returned.asking = false }
                PlainButton(.exchangeDelete) { await model.discard(returned) }
            }
        }
    }
}
