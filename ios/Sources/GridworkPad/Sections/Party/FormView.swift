import GridworkCore
import SwiftUI

/// The form of a template: one list, exceptions first, counts said aloud while they are typed.
struct FormView: View {
    let model: FormModel

    var body: some View {
        Form {
            if let form = model.form {
                if model.closed {
                    Section {
                        Text(Word.partyClosed())
                        StateLabel(model.state)
                        HearAndPrint(model: model)
                        PlainButton(.partyReopen) { await model.reopen() }
                    }
                } else if form.noChange != nil {
                    PrimaryButton(.partyNoChange) { await model.noChange() }
                }
                ForEach(form.items, id: \.number) { item in
                    ItemView(model: model, item: item, asksPeople: form.asksPeople)
                }
                Counts(counts: model.counts)
                if !model.closed { Finish(model: model, form: form) }
                Section {
                    Text(form.basis).font(.footnote).foregroundStyle(Color.gwInk2)
                } header: {
                    Text(Word.partyBasis())
                }
            } else {
                ProgressView { Text(Word.appLoading()) }
            }
        }
        .navigationTitle(Text(model.title))
    }
}

/// Quorum and votes, read aloud.
struct Counts: View {
    let counts: [CountView]

    var body: some View {
        Section {
            ForEach(counts, id: \.words) { count in
                Label(
                    "\(count.words)，\(count.holds ? Word.partyEnough() : Word.partyShort())",
                    systemImage: count.holds ? "checkmark" : "clock"
                )
                .foregroundStyle(count.holds ? Color.gwInk : Color.gwWait)
                .accessibilityIdentifier("count")
            }
        }
    }
}

struct Finish: View {
    let model: FormModel
    let form: TaskForm

    var body: some View {
        Section {
            if model.reviewing {
                ForEach(model.blanks, id: \.self) { blank in
                    LabeledContent {
                        Text(Word.partyBlank()).foregroundStyle(Color.gwWait)
                    } label: {
                        Text(blank)
                    }
                }
                HearAndPrint(model: model)
                PrimaryButton(.partySubmit) { await model.submit() }
                PlainButton(.partyBack) { model.back() }
            } else {
                PrimaryButton(.partyFinish) { model.review() }
                if form.asksPeople { PlainButton(.partyDecline) { await model.decline() } }
            }
        }
    }
}

struct ItemView: View {
    let model: FormModel
    let item: FormItem
    let asksPeople: Bool

    var body: some View {
        Section {
            if let last = model.last?.said(item) {
                Text(last).font(.footnote).foregroundStyle(Color.gwInk2)
            }
            ForEach(0..<model.rows(item), id: \.self) { row in
                ForEach(item.parts.filter { $0.fields.indices.contains(row) }, id: \.fields) { part in
                    PartView(model: model, part: part, field: part.fields[row])
                        .disabled(model.closed)
                }
                if model.takesPhoto(item, row) {
                    Photographed(model: model, field: item.photoFields[row])
                    if item.skipFields.indices.contains(row) {
                        Skipped(model: model, field: item.skipFields[row]).disabled(model.closed)
                    }
                }
            }
            if !model.closed && item.parts.contains(where: { !$0.fromTarget }) { whole }
        } header: {
            Text(item.question)
        } footer: {
            if let hint = item.hint { Text(hint) }
        }
    }

    /// What can be said of the whole question.
    @ViewBuilder private var whole: some View {
        if asksPeople { said(.partyDeclined, .declined) }
        said(.partyNotApplicable, .notApplicable)
    }

    private func said(_ word: Word, _ value: AnswerValue) -> some View {
        Button {
            Task { await model.answer(all: item, value) }
        } label: {
            Text(word()).frame(minHeight: Size.target)
        }
        .buttonStyle(.bordered)
        .accessibilityIdentifier("\(word.rawValue)-\(item.number)")
    }
}

/// A question answered by a photo beside the words, such as minutes written by hand.
struct Photographed: View {
    let model: FormModel
    let field: String

    var body: some View {
        if model.value(field) != nil { Text(Word.partyAttached()) }
        #if canImport(UIKit)
            if !model.closed { PhotoField(model: model, field: field) }
        #else
            Text(Word.partyPhoto()).accessibilityIdentifier("photo-\(field)")
        #endif
    }
}

/// 可不拍: why there is no photo of a problem; every reason is as good as one.
struct Skipped: View {
    let model: FormModel
    let field: String
    /// The reasons in the order of their codes, from 1.
    static let reasons: [Word] = [
        .partySkipDanger, .partySkipNoSignal, .partySkipUnwilling, .partySkipDark,
    ]

    var body: some View {
        Text(Word.partySkip()).foregroundStyle(Color.gwInk2)
        ForEach(Self.reasons.indices, id: \.self) { place in
            let value = AnswerValue.choice(code: UInt32(place + 1))
            let chosen = model.value(field) == value
            ChoiceButton(Self.reasons[place](), chosen: chosen, id: "skip-\(field)-\(place + 1)") {
                await model.answer(field, chosen ? .empty : value)
            }
        }
    }
}

/// One typed answer.
struct PartView: View {
    let model: FormModel
    let part: FormPart
    let field: String

    var body: some View {
        if !part.label.isEmpty { Text(part.label).foregroundStyle(Color.gwInk2) }
        if part.fromTarget {
            Text(Word.partyOwn())
        } else {
            answer
            if part.unsure {
                choice(Word.partyUnsure(), chosen: model.value(field) == .notApplicable) {
                    await model.answer(field, .notApplicable)
                }
            }
        }
    }

    @ViewBuilder private var answer: some View {
        switch part.kind {
        case .yesNo:
            choice(Word.partyYes(), chosen: model.value(field) == .yesNo(yes: true)) {
                await model.answer(field, .yesNo(yes: true))
            }
            choice(Word.partyNo(), chosen: model.value(field) == .yesNo(yes: false)) {
                await model.answer(field, .yesNo(yes: false))
            }
        case .single(let options):
            ForEach(options, id: \.code) { option in
                choice(option.words, chosen: model.value(field) == .choice(code: option.code)) {
                    await model.answer(field, .choice(code: option.code))
                }
            }
        case .multi(let options):
            ForEach(options, id: \.code) { option in
                choice(option.words, chosen: model.chosen(field, option.code)) {
                    await model.toggle(field, option.code)
                }
            }
        case .number(_, _, let unit):
            typing(unit ?? "").keyboardType(.numberPad)
        case .words: typing("")
        case .day, .time: MomentField(model: model, field: field, isDay: part.kind == .day)
        case .record(let to): PickField(model: model, field: field, to: to)
        case .document, .signature, .point:
            if model.value(field) != nil { Text(Word.partyAttached()) }
            #if canImport(UIKit)
                if part.kind == .document { PhotoField(model: model, field: field) }
            #endif
        }
    }

    private func typing(_ unit: String) -> some View {
        TextField(
            unit, text: Binding(get: { model.text(field) }, set: { model.type(field, $0) }), axis: .vertical
        )
        .onSubmit { Task { await model.commit(field, part.kind) } }
        .task(id: model.typed[field]) {
            // A pause in typing says it.
            try? await Task.sleep(for: .milliseconds(700))
            if !Task.isCancelled { await model.commit(field, part.kind) }
        }
        .accessibilityIdentifier("field-\(field)")
    }

    private func choice(
        _ words: String, chosen: Bool, _ act: @escaping @MainActor () async -> Void
    ) -> some View {
        ChoiceButton(words, chosen: chosen, id: "field-\(field)", act: act)
    }
}

/// A day or a time of day.
struct MomentField: View {
    let model: FormModel
    let field: String
    let isDay: Bool

    var body: some View {
        DatePicker(
            "",
            selection: Binding(
                get: { model.moment(field) }, set: { at in Task { await model.put(field, at, isDay: isDay) } }
            ),
            displayedComponents: isDay ? .date : .hourAndMinute)
        if let value = model.value(field) { Text(value.shown) }
    }
}

/// Somebody or some house of the roster.
struct PickField: View {
    let model: FormModel
    let field: String
    let to: Referent

    var body: some View {
        if model.value(field) != nil { Text(Word.partyAttached()) }
        TextField(
            Word.partyPick(),
            text: Binding(
                get: { model.typed[field] ?? "" },
                set: { text in Task { await model.search(field, text) } })
        )
        .accessibilityIdentifier("field-\(field)")
        ForEach(model.found[field] ?? [], id: \.rowID) { hit in
            Button {
                Task { await model.pick(field, hit, to) }
            } label: {
                Text("\(hit.name) \(hit.hamlet)").frame(minHeight: Size.target)
            }
        }
    }
}
