import Foundation
import GridworkCore
import TestTownship
import Testing

/// Uploads through an ordinary session and looks at the file first. Fake: only iOS uploads in another process.
actor FakeUploads: PartUploads {
    private(set) var bodies: [Data] = []
    private let line = URLSessionTransport()
    private var held: CheckedContinuation<Void, Never>?
    private var holds = false

    /// The next upload is slow: it ends when it is let go.
    func hold() { holds = true }
    var isHeld: Bool { held != nil }
    func letGo() {
        holds = false
        held?.resume()
        held = nil
    }

    func upload(_ file: URL, to url: URL) async -> HttpOutcome {
        guard let body = try? Data(contentsOf: file) else { return .unreachable }
        bodies.append(body)
        if holds { await withCheckedContinuation { held = $0 } }
        return await line.post(HttpRequest(id: 0, url: url.absoluteString, body: body))
    }
}

final class FakeScheduler: RefreshScheduler, @unchecked Sendable {
    private(set) var asked = 0
    func schedule(after seconds: TimeInterval) { asked += 1 }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct PlatformTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    }

    @Test func theKeyIsMadeOnceAndDataWithoutItsKeyIsKept() async throws {
        let (folder, vault, protection) = (folder(), FakeVault(), FakeGuard())
        let first = try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        #expect(first.opened.created)
        try await first.shutDown()
        let second = try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        #expect(!second.opened.created)
        #expect(vault.made == 1)
        #expect(protection.protected == [folder, folder])
        try await second.shutDown()
        // Before the first unlock the key does not answer: nothing is made anew.
        vault.lockDevice(true)
        await #expect(throws: CoreFailure(.keyLocked, retryable: true)) {
            try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        }
        vault.lockDevice(false)
        // Restored from a backup onto another device: no key came along.
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        try vault.destroy()
        await #expect(throws: CoreFailure(.keyLost)) {
            try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        }
        #expect(vault.made == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
        // Whoever says so begins anew; the data is kept aside, byte for byte as long as it was.
        let database = folder.appendingPathComponent("gridwork.db")
        let length = try Data(contentsOf: database).count
        let anew = try await CoreClient.startOver(folder: folder, vault: vault, protection: protection)
        #expect(vault.made == 2)
        #expect(try await anew.status() == .new)
        let aside = URL(fileURLWithPath: try #require(anew.opened.damaged))
        #expect(try Data(contentsOf: aside.appendingPathComponent("gridwork.db")).count >= length)
        try await anew.shutDown()
        let again = try await CoreClient.open(folder: folder, vault: vault, protection: protection)
        #expect(try await again.status() == .new)
        #expect(again.opened.damaged == nil)
    }

    @Test func aRefreshExchangesInItsSecondsAndLetsEveryFileGo() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let incident = try await tablet.core.report(blockedRoad)
        try await tablet.core.pause()
        let scheduler = FakeScheduler()
        let refresh = BackgroundRefresh(core: tablet.core, driver: tablet.driver, scheduler: scheduler)
        #expect(await refresh.run())
        #expect(scheduler.asked == 1)
        await #expect(throws: CoreFailure(.paused, retryable: true)) { try await tablet.core.today() }
        try await tablet.core.resume()
        #expect(try await tablet.core.state(of: incident) == .received)
        // Without the hub it says so, asks for the next one all the same, and lets go as well.
        await tablet.line.cut()
        #expect(await refresh.run() == false)
        #expect(scheduler.asked == 2)
        // A person who came back meanwhile is not thrown out.
        await tablet.line.mend()
        #expect(await refresh.run { true })
        #expect(try await tablet.core.today().training)
    }

    @Test func partsGoOutAsFilesAndLeaveNothingBehind() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let photo = try picture(bytes: 80_000)
        let incident = try await tablet.core.report(
            NewIncident(words: "雪把进村的路封了", category: "Y06", place: "村口", photos: [photo.path]))
        let (parts, uploads) = (folder(), FakeUploads())
        try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
        try Data("of a process that died".utf8).write(to: parts.appendingPathComponent("old.part"))
        let transport = try BackgroundTransport(folder: parts, uploads: uploads)
        let result = await SyncDriver(core: tablet.core, transport: transport).sync()
        #expect(result.problem == nil)
        #expect(try await tablet.core.state(of: incident) == .received)
        #expect(try await tablet.core.syncState().files == 0)
        #expect(await uploads.bodies.count >= 4)
        #expect(try FileManager.default.contentsOfDirectory(atPath: parts.path).isEmpty)
    }

    @Test func wordsGoDirectlyAndFilesByTheWayThatOutlivesTheApp() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let photo = try picture(bytes: 80_000)
        let incident = try await tablet.core.report(
            NewIncident(words: "雪把进村的路封了", category: "Y06", place: "村口", photos: [photo.path]))
        let uploads = FakeUploads()
        let background = try BackgroundTransport(folder: folder(), uploads: uploads)
        let driver = SyncDriver(core: tablet.core, transport: tablet.line, files: background)
        // No line: the words did not leave, and no file goes before them.
        await tablet.line.cut()
        #expect(await driver.sync().problem?.code == .busy)
        #expect(await uploads.bodies.isEmpty)
        await tablet.line.mend()
        #expect(await driver.sync(.words).problem == nil)
        #expect(try await tablet.core.state(of: incident) == .received)
        #expect(try await tablet.core.syncState().files == 1)
        #expect(await uploads.bodies.isEmpty)
        #expect(await driver.sync().problem == nil)
        #expect(try await tablet.core.syncState().files == 0)
        #expect(await !uploads.bodies.isEmpty)
    }

    /// A photo of five parts, on its way when the app is suspended: the answer to its first part comes to a paused
    /// core. Then the app is woken.
    private func suspended(
        _ seconds: TimeInterval,
        _ woken: (Tablet, FakeUploads, BackgroundRefresh, Task<SyncResult, Never>) async throws -> Void
    ) async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let photo = try picture(bytes: 150_000)
        try await tablet.core.report(
            NewIncident(words: "雪把进村的路封了", category: "Y06", place: "村口", photos: [photo.path]))
        let uploads = FakeUploads()
        let background = try BackgroundTransport(folder: folder(), uploads: uploads)
        let driver = SyncDriver(core: tablet.core, transport: tablet.line, files: background)
        await uploads.hold()
        let sending = Task { await driver.sync() }
        while await !uploads.isHeld { try await Task.sleep(for: .milliseconds(5)) }
        try await tablet.core.pause()
        let refresh = BackgroundRefresh(
            core: tablet.core, driver: driver, scheduler: FakeScheduler(), seconds: seconds)
        try await woken(tablet, uploads, refresh, sending)
    }

    @Test func aWakeForAPartGoesOnWithTheOtherParts() async throws {
        try await suspended(BackgroundRefresh.seconds) { tablet, uploads, refresh, sending in
            await uploads.letGo()
            #expect(await sending.value.problem?.code == .paused, "a suspended app takes no answer in")
            let before = await uploads.bodies.count
            // Any other wake has words only.
            #expect(await refresh.run())
            #expect(await uploads.bodies.count == before)
            #expect(await refresh.run(.full))
            #expect(await uploads.bodies.count >= before + 4)
            await #expect(throws: CoreFailure(.paused, retryable: true)) {
                try await tablet.core.today()
            }
            try await tablet.core.resume()
            #expect(try await tablet.core.syncState().files == 0)
        }
    }

    @Test func anAnswerThatComesAfterTheWakeGoesOnAsWell() async throws {
        try await suspended(BackgroundRefresh.seconds) { tablet, uploads, refresh, sending in
            async let woken = refresh.run(.full)
            while (try? await tablet.core.today()) == nil { try await Task.sleep(for: .milliseconds(5)) }
            await uploads.letGo()
            #expect(await woken)
            #expect(await sending.value.problem == nil)
            try await tablet.core.resume()
            #expect(try await tablet.core.syncState().files == 0)
        }
    }

    @Test func aWakeDoesNotWaitForAnUploadThatOutlastsItsSeconds() async throws {
        try await suspended(0.3) { tablet, uploads, refresh, sending in
            let begun = ContinuousClock.now
            #expect(await refresh.run(.full) == false)
            #expect(begun.duration(to: .now) < .seconds(10))
            await #expect(throws: CoreFailure(.paused, retryable: true)) {
                try await tablet.core.today()
            }
            // Its end finds the app suspended again; the next wake sends what is left.
            await uploads.letGo()
            #expect(await sending.value.problem?.code == .paused)
            while await !refresh.run(.full) {}
            try await tablet.core.resume()
            #expect(try await tablet.core.syncState().files == 0)
        }
    }

    @Test func whatIsNoPhotoOrTooLargeIsNamedAndTheWordsStay() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        let text = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jpg")
        try Data("not a photo".utf8).write(to: text)
        await #expect(throws: CoreFailure.self) {
            try await tablet.core.report(
                NewIncident(words: "路封了", category: "Y06", place: "村口", photos: [text.path]))
        }
        // 300 MB, sparse: refused by its size before it is read.
        let film = try picture(bytes: 0)
        let handle = try FileHandle(forWritingTo: film)
        try handle.truncate(atOffset: 300 << 20)
        try handle.close()
        await #expect(throws: CoreFailure(.tooBig)) {
            try await tablet.core.report(
                NewIncident(words: "路封了", category: "Y06", place: "村口", photos: [film.path]))
        }
        #expect(try await tablet.core.syncState().waiting == 0)
        #expect(try await tablet.core.report(blockedRoad).isEmpty == false)
    }

    @Test func whoAsksWhileAnExchangeRunsWaitsForIt() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        try await tablet.core.report(blockedRoad)
        async let one = tablet.driver.sync()
        async let other = tablet.driver.sync()
        let results = await [one, other]
        #expect(results.allSatisfy { $0.problem == nil })
        #expect(try await tablet.core.queue().isEmpty)
    }

    @Test func changesAreToldOnceToEverybodyWhoListens() async throws {
        let township = try ScenarioTests.township.get()
        let tablet = try await Tablet.enrolled(township.first("grid_worker"), at: township)
        var (one, other) = (
            await tablet.core.changes().makeAsyncIterator(), await tablet.core.changes().makeAsyncIterator()
        )
        // First of all everything, so that whoever reads on it misses nothing.
        #expect(await one.next() == .everything)
        #expect(await other.next() == .everything)
        let incident = try await tablet.core.report(blockedRoad)
        #expect(await one.next() == .record(.incident, incident))
        #expect(await other.next() == .record(.incident, incident))
    }
}
