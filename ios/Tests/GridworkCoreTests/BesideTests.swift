import Dispatch
import Foundation
import TestTownship
import Testing

@testable import GridworkCore

/// What reads goes beside what writes.
@Suite(.timeLimit(.minutes(1))) struct BesideTests {
    @Test func whoLooksSomethingUpWaitsForNothingThatIsWritten() async throws {
        let tablet = try await Tablet()
        let (begun, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let writing = Task {
            try await tablet.core.write { _ in
                begun.signal()
                end.wait()
            }
        }
        await reached(begun)
        // The thread for what writes is taken until `end`: a read that went there would never come back.
        #expect(try await tablet.core.status() == .new)
        await #expect(throws: CoreFailure(.notEnrolled)) { try await tablet.core.find("w") }
        end.signal()
        try await writing.value
        try await tablet.core.shutDown()
    }

    @Test func whatWasWrittenIsReadByWhoWaitedForIt() async throws {
        let tablet = try await Tablet()
        for round in 0..<20 {
            try await tablet.core.pause()
            await #expect(throws: CoreFailure.self, "round \(round)") { try await tablet.core.verify() }
            try await tablet.core.resume()
            #expect(try await tablet.core.verify().sound)
        }
        try await tablet.core.shutDown()
    }

    private func reached(_ begun: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
    }
}
