import Foundation
import GridworkCore
import TestTownship
import Testing

/// The twelve scenarios that run in Rust, Python, Kotlin and Swift alike, over the real core and a real hub.
@Suite(.serialized, .timeLimit(.minutes(3))) final class ScenarioTests {
    /// One hub for all of them; it ends with the test process.
    static let township = Result {
        let township = try Township()
        try township.serve()
        return township
    }
    let township: Township
    let worker: Township.Person

    init() throws {
        township = try Self.township.get()
        worker = try township.first("grid_worker")
    }

    func tablet() async throws -> Tablet { try await Tablet.enrolled(worker, at: township) }

    @Test func scenario01Enrol() async throws {
        let tablet = try await Tablet()
        #expect(tablet.core.opened.created)
        #expect(try await tablet.core.status() == .new)
        await #expect(throws: CoreFailure(.notEnrolled)) { try await tablet.core.today() }
        await #expect(throws: CoreFailure(.qrOther)) {
            try await tablet.driver.enrol(qr: "别家的码", deviceName: "示例平板")
        }
        let code = try township.code(for: worker)
        try await tablet.driver.enrol(qr: code, deviceName: "示例平板")
        #expect(try await tablet.core.status() == .ready)
        #expect(try await tablet.core.training())
        let again = try await Tablet()
        await #expect(throws: CoreFailure(.qrUsed)) {
            try await again.driver.enrol(qr: code, deviceName: "示例平板")
        }
    }

    @Test func scenario02FirstDownload() async throws {
        let tablet = try await Tablet()
        try await tablet.driver.enrol(qr: township.code(for: worker), deviceName: "示例平板")
        // Cut after the first request: what has come is kept, and the rest comes later.
        await tablet.line.cut(after: 1)
        #expect(await tablet.driver.sync().problem == CoreFailure(.busy))
        await tablet.line.mend()
        try await tablet.sync()
        let state = try await tablet.core.syncState()
        #expect(!state.downloading)
        #expect((state.waiting, state.unconfirmed, state.drafts) == (0, 0, 0))
        #expect(try await tablet.core.hamlets().isEmpty == false)
        let known = try await tablet.lines().filter(\.isHousehold)
        #expect(!known.isEmpty)
        #expect(try await tablet.core.household(known[0].target).members.isEmpty == false)
    }

    @Test func scenario03Today() async throws {
        let tablet = try await tablet()
        let today = try await tablet.core.today()
        #expect((1...7).contains(today.lines.count))
        #expect(today.training)
        #expect(today.listAsOf != nil)
        // Road order, one line a house.
        let houses = try await tablet.lines().filter(\.isHousehold).map(\.target)
        #expect(Set(houses).count == houses.count)
    }

    @Test func scenario04VisitWithException() async throws {
        let tablet = try await tablet()
        let due = try await tablet.task { form in form.parts.contains { $0.canBeProblem } }
        let answered = try await tablet.answerAll(due.task)
        #expect(try await tablet.core.task(due.task).answers.count == answered)
        #expect(try await tablet.core.state(of: due.id) == .saved)
        try await tablet.sync()
        #expect(try await tablet.core.state(of: due.id) == .received)
        try await tablet.core.finish([due.task])
        try await tablet.sync()
        #expect(try await tablet.core.task(due.task).closed)
        #expect(try await tablet.core.state(of: due.id) == .done)
    }

    @Test func scenario05NoChange() async throws {
        let tablet = try await tablet()
        let due = try await tablet.task { $0.noChange != nil }
        try await tablet.core.noChange([due.task])
        #expect(try await tablet.core.syncState().waiting == 1)
        try await tablet.sync()
        #expect(try await tablet.core.task(due.task).closed)
        #expect(try await tablet.core.state(of: due.id) == .done)
    }

    @Test func scenario06Incident() async throws {
        let tablet = try await tablet()
        #expect(try await tablet.core.categories().contains { $0.code == "Y06" })
        let incident = try await tablet.core.report(blockedRoad)
        #expect(try await tablet.core.incident(incident).provisional)
        #expect(try await tablet.core.state(of: incident) == .saved)
        try await tablet.sync()
        #expect(try await tablet.core.state(of: incident) == .received)
        #expect(try await tablet.core.incidents(limit: 5).map(\.id).contains(incident))
        // A second device of the same cell reads it.
        let other = try await self.tablet()
        #expect(try await other.core.incident(incident).words == blockedRoad.words)
    }

    @Test func scenario07Conflict() async throws {
        let (first, second) = (try await tablet(), try await tablet())
        let house = try await first.household(1)
        try await first.core.edit(household: house, "address", .words(text: "东头第一家"))
        try await second.core.edit(household: house, "address", .words(text: "东头第二家"))
        for tablet in [first, second, first] { try await tablet.sync() }
        for tablet in [first, second] {
            let conflict = try #require(await tablet.core.conflicts().first { $0.document == house })
            #expect(conflict.field == "address")
            #expect(conflict.values.count == 2)
            #expect(conflict.values.filter(\.own).count == 1)
        }
        await #expect(throws: CoreFailure.self) {
            try await first.core.edit(household: house, "address", .words(text: "第三种"))
        }
        try await first.core.resolve(
            document: house, member: nil, field: "address", value: .words(text: "东头第二家"))
        for tablet in [first, second] { try await tablet.sync() }
        for tablet in [first, second] {
            #expect(try await tablet.core.conflicts().allSatisfy { $0.document != house })
            #expect(try await tablet.core.household(house).address == "东头第二家")
        }
    }

    @Test func scenario08UploadCutAndResumed() async throws {
        var tablet = try await tablet()
        let photo = try picture(bytes: 100_000)
        let incident = try await tablet.core.report(
            NewIncident(words: "雪把进村的路封了", category: "Y06", place: "村口", photos: [photo.path]))
        // The second part of the photo finds nobody, and the process ends with it.
        let parts = PartsCut(after: 1)
        await tablet.line.cut { parts.cuts($0) }
        #expect(await tablet.driver.sync().problem == CoreFailure(.busy))
        #expect(try await tablet.core.syncState().files == 1)
        #expect(try await tablet.core.state(of: incident) == .received)
        let file = try #require(await tablet.core.queue().first { $0.parts > 0 })
        #expect(file.parts > 1 && file.partsDone < file.parts)
        tablet = try await tablet.restarted()
        try await tablet.sync()
        #expect(try await tablet.core.syncState().files == 0)
        #expect(try await tablet.core.queue().isEmpty)
    }

    @Test func scenario09RevokeAndWipe() async throws {
        let tablet = try await tablet()
        try await tablet.core.report(blockedRoad)
        try township.stopped("revoke", "device", "\(try await tablet.core.device())")
        _ = await tablet.driver.sync()
        #expect([.revoked, .wipeOrdered].contains(try await tablet.core.status()))
        try await tablet.core.wipe()
        await #expect(throws: CoreFailure(.closed)) { try await tablet.core.today() }
        let anew = try await Tablet(folder: tablet.folder)
        #expect(anew.core.opened.created)
        #expect(try await anew.core.status() == .new)
    }

    @Test func scenario10DamagedFile() async throws {
        let tablet = try await tablet()
        try await tablet.core.report(blockedRoad)
        try await tablet.core.shutDown()
        let files = try FileManager.default.contentsOfDirectory(
            at: tablet.folder, includingPropertiesForKeys: [.fileSizeKey])
        let database = try #require(files.first { $0.pathExtension == "db" || $0.pathExtension == "sqlite" })
        let handle = try FileHandle(forUpdating: database)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: 8_192))
        try handle.close()
        let opened = try await Tablet(folder: tablet.folder, key: tablet.key)
        let kept = try #require(opened.core.opened.damaged)
        #expect(try FileManager.default.contentsOfDirectory(atPath: kept).isEmpty == false)
        try await opened.driver.enrol(qr: township.code(for: worker), deviceName: "示例平板")
        try await opened.sync()
        #expect(try await opened.core.today().lines.isEmpty == false)
    }

    @Test func scenario11PauseAndResumeInTheMiddle() async throws {
        let tablet = try await tablet()
        let incident = try await tablet.core.report(blockedRoad)
        let request = try #require(await tablet.core.nextRequest(.words))
        let answer = await tablet.line.post(request)
        try await tablet.core.pause()
        try await tablet.core.pause()
        await #expect(throws: CoreFailure(.paused, retryable: true)) { try await tablet.core.today() }
        await #expect(throws: CoreFailure.self) { try await tablet.core.complete(request.id, answer) }
        try await tablet.core.resume()
        #expect(try await tablet.core.state(of: incident) == .sent)
        try await tablet.sync()
        #expect(try await tablet.core.state(of: incident) == .received)
    }

    @Test func scenario12UpgradeFromAnOldFolder() async throws {
        let fixture = URL(
            fileURLWithPath: try #require(ProcessInfo.processInfo.environment["GRIDWORK_FIXTURE"]))
        let said = try JSONDecoder().decode(
            Said.self, from: Data(contentsOf: fixture.appendingPathComponent("said.json")))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.copyItem(at: fixture.appendingPathComponent("phone"), to: folder)
        let opened = try await Tablet(folder: folder, key: Data(said.key))
        #expect(!opened.core.opened.created)
        #expect(opened.core.opened.damaged == nil)
        #expect(try await opened.core.status() == .ready)
        #expect(try await opened.core.incident(said.received).words == said.words[0])
        #expect(try await opened.core.incident(said.waiting).words == said.words[1])
        #expect(try await opened.core.state(of: said.received) == .received)
        #expect(try await opened.core.state(of: said.waiting) == .sent)
        #expect(try await opened.core.household(said.household).address == said.address)
    }

    /// What was said on the phone of the fixture.
    struct Said: Decodable {
        let key: [UInt8]
        let received: String
        let waiting: String
        let words: [String]
        let household: String
        let address: String
    }
}
