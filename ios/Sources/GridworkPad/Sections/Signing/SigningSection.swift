import GridworkCore
import Observation
import SwiftUI

/// 待我签: incidents that wait to be verified, the earliest limit first. Whether the signature is this person's
/// is the model's to say; where it is not, its reason stands in place of the buttons.
@MainActor @Observable final class SigningSection: PadSection {
    let id = "signing"
    let title = Word.sectionSigning
    let icon = "signature"
    var selection: String? { didSet { if selection != oldValue { why = "" } } }
    /// What still has to be done, for a rework.
    var why = ""
    var typed: [String: String] {
        get { why.isEmpty ? [:] : ["why": why] }
        set { why = newValue["why"] ?? "" }
    }
    private(set) var waiting: [ToVerify] = []
    /// Signed here and not sent yet: it can be taken back.
    private(set) var signed: [Signed] = []
    @ObservationIgnored let session: Session

    /// A signature that is still only here.
    struct Signed: Equatable {
        let id: String
        let words: String
        let passed: Bool
    }

    init(_ session: Session) { self.session = session }

    var rows: [String] { waiting.map(\.incident.id) }
    /// Only what this person may sign.
    var badge: Int { waiting.count { $0.barred == nil } }
    var chosen: ToVerify? { waiting.first { $0.incident.id == selection } }
    var maySign: Bool { chosen.map { $0.barred == nil } ?? false }

    func load() async {
        if let found = await session.read({ try await $0.toVerify() }) { waiting = found }
        var kept: [Signed] = []
        for row in signed where (try? await session.core.state(of: row.id)) == .saved { kept.append(row) }
        signed = kept
        if chosen == nil { selection = rows.first }
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .incident || kind == .directory || kind == .other
    }

    func primary() async { await sign(passed: true) }
    func secondary() async { await sign(passed: false) }

    func sign(passed: Bool) async {
        guard let chosen, maySign else { return }
        let why = why.trimmingCharacters(in: .whitespacesAndNewlines)
        guard passed || !why.isEmpty else { return session.say(Word.signingWhyMissing()) }
        let id = chosen.incident.id
        let next = rows.firstIndex(of: id).flatMap { rows.dropFirst($0 + 1).first }
        let done: Void? = await session.attempt {
            try await $0.step(id, .verify(passed: passed, why: why))
        }
        guard done != nil else { return }
        signed.append(Signed(id: id, words: chosen.incident.words, passed: passed))
        selection = next
        await load()
    }

    /// 改回: the last signature, or one of those still here.
    func undo() async { if let last = signed.last { await takeBack(last.id) } }

    func takeBack(_ id: String) async {
        let done: Void? = await session.attempt { try await $0.takeBack(id) }
        await load()
        if done != nil { selection = id }
    }

    var list: AnyView { AnyView(SigningList(model: self)) }
    var detail: AnyView { AnyView(SigningDetail(model: self)) }
}

struct SigningList: View {
    @Bindable var model: SigningSection

    var body: some View {
        List(selection: $model.selection) {
            if model.waiting.isEmpty { Empty(.signingEmpty, symbol: "signature") }
            ForEach(model.waiting, id: \.incident.id) { row in
                Row(
                    title: row.incident.words,
                    detail: row.finishBy.map { Word.signingLimit(Phrases.moment($0)) }
                        ?? Word.signingNoLimit()
                )
                .tag(row.incident.id)
            }
        }
        .safeAreaInset(edge: .bottom) {
            VStack(alignment: .leading) {
                ForEach(model.signed, id: \.id) { row in
                    Beside {
                        Text("\(row.words) \(row.passed ? Word.signingPass() : Word.signingRework())")
                        PlainButton(.signingUndo) { await model.takeBack(row.id) }
                    }
                }
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct SigningDetail: View {
    @Bindable var model: SigningSection

    var body: some View {
        if let row = model.chosen {
            Form {
                Section {
                    Fact(.signingReported, row.incident.words)
                    Fact(.signingPlace, row.incident.place)
                    Fact(.signingDone, row.result)
                    Fact(.signingBy, row.handledBy)
                    if row.photos > 0 { Text(Word.signingPhotos("\(row.photos)")) }
                }
                Section {
                    ForEach(row.incident.answers, id: \.self) { Text($0) }
                } header: {
                    Text(Word.signingHistory())
                }
                Section {
                    if let barred = row.barred {
                        Text(barred).accessibilityIdentifier("barred")
                    } else {
                        TextField(Word.signingWhy(), text: $model.why, axis: .vertical)
                            .accessibilityIdentifier("why")
                        PrimaryButton(.signingPass) { await model.sign(passed: true) }
                        PlainButton(.signingRework) { await model.sign(passed: false) }
                    }
                }
            }
            .navigationTitle(Text(row.incident.number))
        } else {
            Empty(model.signed.isEmpty ? .signingEmpty : .signingSigned, symbol: "signature")
        }
    }
}
