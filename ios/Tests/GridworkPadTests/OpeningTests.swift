import Foundation
import GridworkCore
import SwiftUI
import TestTownship
import Testing

@testable import GridworkPad

/// What stands between the data and the first screen, with a key store that forgets. Fake: the Keychain is Apple's.
@MainActor @Suite(.serialized, .timeLimit(.minutes(3))) struct OpeningTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("opening-\(UUID().uuidString)")
    let vault = FakeVault()

    /// The app is started.
    private func launch() async -> Opening {
        let opening = Opening(folder: folder, vault: vault, protection: FakeGuard()) { core, emptied in
            Session(
                core: core, driver: SyncDriver(core: core, transport: URLSessionTransport()),
                afterWipe: emptied)
        }
        await opening.open()
        return opening
    }

    private func node(_ opening: Opening) -> Node { Rendering.node(OpeningView(opening)) }

    private func until(_ what: String, _ opening: Opening, _ holds: () -> Bool) async throws {
        for _ in 0..<400 {
            if holds() { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Trouble("\(what) did not happen:\n\(node(opening))")
    }

    /// Every folder with a database in it.
    private func databases() -> [String] {
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix("gridwork.db") }
    }

    /// A tablet that somebody worked with, and was ended.
    private func used() async throws {
        let township = try Pad.township.get()
        let pad = try #require(await launch().pad)
        #expect(
            try await pad.session.enrol(
                TypedCode(township.code(for: township.first("branch_leader"))), deviceName: "示例平板"))
        await pad.session.exchange()
        try await pad.session.core.report(
            NewIncident(words: "井盖松了", category: "Y06", cell: pad.session.core.cells()[0].id, place: "村口"))
        try await pad.session.core.shutDown()
    }

    @Test func aLostKeyIsNoDeadEndAndTheOldDataStays() async throws {
        try await used()
        try vault.destroy()
        let opening = await launch()
        #expect(node(opening).texts.contains(Word.errKeyLost()))
        #expect(databases() == ["gridwork.db"] && vault.made == 1, "nothing is done unasked")
        // It is asked once; whoever would rather not changes nothing.
        try node(opening).press(Word.openStartOver.rawValue)
        try await until("the question", opening) { node(opening).texts.contains(Word.openStartOverSure()) }
        try node(opening).press(Word.openStartOverNot.rawValue)
        #expect(!node(opening).texts.contains(Word.openStartOverSure()))
        #expect(databases() == ["gridwork.db"] && opening.keyIsGone)
        try node(opening).press(Word.openStartOver.rawValue)
        try await until("the question", opening) { opening.asking }
        try node(opening).press(Word.openStartOverNow.rawValue)
        try await until("it begins anew", opening) { opening.pad != nil }
        let pad = try #require(opening.pad)
        await pad.start()
        #expect(node(opening).texts.contains(Word.enrolFirst()))
        #expect(databases().count == 2 && databases().contains { $0.contains("damaged-") })
        // It is a tablet like any other: it is enrolled, and opens at the next start.
        let township = try Pad.township.get()
        #expect(
            try await pad.session.enrol(
                TypedCode(township.code(for: township.first("branch_leader"))), deviceName: "示例平板"))
        try await pad.session.core.shutDown()
        let next = try #require(await launch().pad)
        await next.start()
        #expect(!next.needsEnrolment)
        #expect(databases().count == 2)
    }

    @Test func anotherKeyInTheStoreIsNoDeadEndEither() async throws {
        try await used()
        try vault.destroy()
        _ = try vault.make()
        let opening = await launch()
        #expect(node(opening).texts.contains(Word.errWrongKey()))
        await opening.startOver()
        #expect(opening.pad != nil && databases().count == 2)
        #expect(vault.made == 2, "the store's own key is used from now on")
    }

    @Test func beforeTheFirstUnlockItWaitsAndNothingIsOfferedThatSetsDataAside() async throws {
        try await used()
        vault.lockDevice(true)
        let opening = await launch()
        #expect(node(opening).texts.contains(Word.errKeyLocked()))
        #expect(!node(opening).texts.contains(Word.openStartOver()))
        await opening.startOver()
        #expect(opening.pad == nil && databases() == ["gridwork.db"])
        // Still locked, then unlocked: coming to the front opens it.
        await opening.entered()
        #expect(opening.pad == nil)
        vault.lockDevice(false)
        await opening.entered()
        let pad = try #require(opening.pad)
        await pad.start()
        #expect(!pad.needsEnrolment)
        #expect(try await pad.session.core.syncState().waiting == 1)
        // Who opens what is open gets the same, also two at a time.
        async let one: Void = opening.open()
        async let other: Void = opening.open()
        _ = await (one, other)
        #expect(opening.pad === pad)
    }

    @Test func afterAWipeTheKeyIsGoneAndAnEmptyTabletOpens() async throws {
        try await used()
        let opening = await launch()
        let pad = try #require(opening.pad)
        await pad.start()
        #expect(await pad.session.wipe())
        #expect(try vault.key() == nil && opening.pad == nil)
        // The screen and a background refresh open it at the same time.
        async let one: Void = opening.open()
        async let other: Void = opening.open()
        _ = await (one, other)
        let anew = try #require(opening.pad)
        await anew.start()
        #expect(anew.needsEnrolment && vault.made == 2)
    }
}
