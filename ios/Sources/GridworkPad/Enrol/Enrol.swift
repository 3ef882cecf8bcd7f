import GridworkCore
import Observation
import SwiftUI

/// Becoming a device: a code is scanned or typed, then everything is downloaded.
@MainActor @Observable public final class EnrolModel {
    public var code = ""
    public private(set) var busy = false
    let session: Session

    init(_ session: Session) { self.session = session }

    public var ready: Bool { !busy && !code.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty }
    /// What was typed as it stands on the notice, where it is the characters alone.
    public var read: String? { TypedCode(code).asOnTheNotice }
    public var first: Word { session.status == .enrolAgain ? .enrolAgain : .enrolFirst }

    /// What was typed stays if the hub does not take it.
    public func enrol(deviceName: String = "iPad") async {
        guard ready else { return }
        busy = true
        defer { busy = false }
        guard await session.enrol(TypedCode(code), deviceName: deviceName) else { return }
        self.code = ""
        await session.exchange()
    }

    /// A code of the camera.
    public func scanned(_ text: String) async {
        code = text
        await enrol()
    }
}

struct EnrolView: View {
    @Bindable var model: EnrolModel

    var body: some View {
        Form {
            Section {
                Text(model.first()).font(.title2)
                #if canImport(UIKit)
                    Scanner { text in Task { await model.scanned(text) } }
                #endif
            } footer: {
                Text(Word.enrolOnline())
            }
            Section {
                TextField(Word.enrolCode(), text: $model.code, axis: .vertical)
                    .autocorrectionDisabled()
                    .accessibilityIdentifier("code")
                if let read = model.read { Text(Word.enrolRead(read)) }
                PrimaryButton(.enrolGo) { await model.enrol() }
                    .disabled(!model.ready)
            } header: {
                Text(Word.enrolTyped())
            }
            if model.session.exchanging { ProgressView { Text(Word.exchangeReceiving()) } }
        }
        .navigationTitle(Text(Word.enrolTitle()))
    }
}
