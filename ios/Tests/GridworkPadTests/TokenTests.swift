import Foundation
import Testing

@testable import GridworkPad

/// Colours of the screens against the one source of tokens, and against the contrast people need.
@Suite struct TokenTests {
    struct Tokens: Decodable { let color: [String: [String: String]] }

    @Test func coloursAreThoseOfTheOneSource() throws {
        let file = try #require(WordTests.file("design/tokens.json", above: 4))
        let tokens = try JSONDecoder().decode(Tokens.self, from: Data(contentsOf: file))
        for (scheme, value) in [("light", \Token.light), ("dark", \Token.dark)] {
            let source = try #require(tokens.color[scheme])
            #expect(Set(source.keys) == Set(Token.allCases.map(\.rawValue)))
            for token in Token.allCases {
                let hex = String(token[keyPath: value], radix: 16, uppercase: true)
                let padded = "#" + String(repeating: "0", count: 6 - hex.count) + hex
                #expect(source[token.rawValue] == padded, "\(token) \(scheme)")
            }
        }
    }

    @Test func textStandsOutFromItsGround() {
        for value in [\Token.light, \Token.dark] {
            let paper = Token.paper[keyPath: value]
            for text in [Token.ink, .ink2, .accent, .wait, .stop] {
                #expect(contrast(text[keyPath: value], paper) >= 4.5, "\(text)")
            }
            #expect(contrast(Token.edge[keyPath: value], paper) >= 3)
            #expect(contrast(Token.onAccent[keyPath: value], Token.accent[keyPath: value]) >= 4.5)
            #expect(contrast(Token.ink[keyPath: value], Token.waitSoft[keyPath: value]) >= 4.5)
        }
    }

    private func contrast(_ one: UInt32, _ other: UInt32) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private func luminance(_ hex: UInt32) -> Double {
        let parts = [16, 8, 0].map { (shift: UInt32) -> Double in
            let part = Double((hex >> shift) & 0xFF) / 255
            return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
