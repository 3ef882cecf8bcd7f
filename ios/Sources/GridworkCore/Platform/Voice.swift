import Foundation
#if os(iOS)
    import AVFoundation
#endif

/// Reads words aloud, on the device.
public protocol Voice: Sendable {
    /// Returns when all of it was said, or it was told to stop.
    func say(_ words: String) async
    func stop()
}

#if os(iOS)
    /// The system's voice for Chinese. It needs no link.
    public final class SpeechVoice: NSObject, Voice, AVSpeechSynthesizerDelegate, @unchecked Sendable {
        private let synthesizer = AVSpeechSynthesizer()
        private let lock = NSLock()
        private var waiting: CheckedContinuation<Void, Never>?

        override public init() {
            super.init()
            synthesizer.delegate = self
        }

        public func say(_ words: String) async {
            let utterance = AVSpeechUtterance(string: words)
            utterance.voice = AVSpeechSynthesisVoice(language: "zh-CN")
            await withCheckedContinuation { continuation in
                lock.withLock { waiting = continuation }
                synthesizer.speak(utterance)
            }
        }

        public func stop() { synthesizer.stopSpeaking(at: .immediate) }

        public func speechSynthesizer(
            _ synthesizer: AVSpeechSynthesizer, didFinish utterance: AVSpeechUtterance
        ) { ended() }

        public func speechSynthesizer(
            _ synthesizer: AVSpeechSynthesizer, didCancel utterance: AVSpeechUtterance
        ) { ended() }

        private func ended() {
            let done = lock.withLock {
                defer { waiting = nil }
                return waiting
            }
            done?.resume()
        }
    }
#endif
