import GridworkCore
import Observation
import SwiftUI

/// 设置: this device, checking what is stored, a report without personal data, wiping.
@MainActor @Observable final class SettingsSection: PadSection {
    let id = "settings"
    let title = Word.sectionSettings
    let icon = "gearshape"
    var selection: String?
    let rows: [String] = []
    private(set) var device: UInt32?
    private(set) var about: AboutView?
    /// Whose numbers this person looked at, the last first.
    private(set) var looks: [LookView] = []
    private(set) var checked: String?
    private(set) var report: String?
    var wiping = false
    private(set) var wiped = false
    @ObservationIgnored let session: Session

    init(_ session: Session) { self.session = session }

    func load() async {
        device = try? await session.core.device()
        about = await session.read { try await $0.about() }
        looks = await session.read { try await $0.ownLooks() } ?? []
    }

    /// A look is told by no event.
    func appeared() async { await load() }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .directory || kind == .other
    }

    func check() async {
        guard let found = await session.attempt({ try await $0.verify() }) else { return }
        let unopened = found.unopened.reduce(found.filesDamaged) { $0 + $1.values }
        checked = found.sound ? Word.settingsSound() : Word.settingsUnsound("\(unopened)")
    }

    func writeReport() async { report = await session.attempt { try await $0.problemReport() } }

    /// What only this device has; it is said before anything is wiped.
    var unsent: UInt32 { session.state.map { $0.waiting + $0.unconfirmed + $0.files + $0.drafts } ?? 0 }
    var wipeTitle: String { unsent > 0 ? Word.settingsWipeTitle("\(unsent)") : Word.settingsWipeClean() }

    func sendFirst() async {
        wiping = false
        await session.exchange()
    }

    func wipe() async {
        wiping = false
        wiped = await session.wipe()
    }

    var list: AnyView { AnyView(SettingsList(model: self)) }
    var detail: AnyView { AnyView(About(model: self)) }
}

struct SettingsList: View {
    @Bindable var model: SettingsSection

    var body: some View {
        Form {
            if model.session.status == .revoked || model.session.status == .wipeOrdered {
                Text(Word.settingsRevoked()).accessibilityIdentifier("revoked")
            }
            if let device = model.device { Fact(.settingsDevice, "\(device)") }
            Text(Word.settingsSize())
            Section {
                PlainButton(.settingsCheck) { await model.check() }
                if let checked = model.checked { Text(checked) }
            }
            Section {
                PlainButton(.settingsReport) { await model.writeReport() }
                if let report = model.report { Text(report).font(.footnote) }
            } footer: {
                Text(Word.settingsReportHint())
            }
            Section {
                PlainButton(.settingsWipe) { model.wiping = true }
                if model.wiped { Text(Word.settingsWiped()) }
            }
        }
        .navigationTitle(Text(model.title()))
        .confirmationDialog(Text(model.wipeTitle), isPresented: $model.wiping, titleVisibility: .visible) {
            Button(Word.settingsSendFirst()) { Task { await model.sendFirst() } }
            Button(Word.settingsWipeAnyway(), role: .destructive) { Task { await model.wipe() } }
        }
    }
}

/// Who stands behind this device, as the directory says, and what its person looked at.
struct About: View {
    @Bindable var model: SettingsSection

    var body: some View {
        Form {
            Section {
                Fact(.settingsOwner, written(model.about?.organiser))
                Fact(.settingsFiling, written(model.about?.filing))
                ForEach(more, id: \.0) { word, said in Fact(word, said) }
                Text(Word.settingsOwn())
            }
            Section {
                if model.looks.isEmpty { Text(Word.settingsLooksNone()) }
                ForEach(model.looks.indices, id: \.self) { LookRow(look: model.looks[$0]) }
            } header: {
                Text(Word.settingsLooks())
            }
        }
        .navigationTitle(Text(Word.settingsAbout()))
    }

    private func written(_ said: String?) -> String {
        guard let said, !said.isEmpty else { return Word.settingsUnwritten() }
        return said
    }

    /// The lines that somebody wrote.
    private var more: [(Word, String)] {
        guard let about = model.about else { return [] }
        let lines: [(Word, String)] = [
            (.settingsOperator, about.operator), (.settingsTownship, about.township),
            (.settingsDuty, about.dutyPhone ?? ""), (.settingsComplaint, about.complaintsPhone),
            (.settingsComplaintAt, about.complaintsAt), (.settingsPrivacy, about.privacyContact),
        ]
        return lines.filter { !$0.1.isEmpty }
    }
}

struct LookRow: View {
    let look: LookView

    var body: some View {
        VStack(alignment: .leading) {
            Text(look.name.isEmpty ? Word.settingsLooksGone() : look.name).font(.headline)
            if let word = RevealReason.all.first(where: { $0.0 == look.reason })?.1 { Text(word()) }
            Text(Phrases.moment(look.at)).font(.footnote)
        }
    }
}
