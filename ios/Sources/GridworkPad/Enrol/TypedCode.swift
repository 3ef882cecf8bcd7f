import Foundation

/// The hub of the county that the app was built for.
public struct County: Equatable, Sendable {
    public let address: String
    public let rootKey: Data

    /// Nothing where the app was built for no county, or not rightly.
    public init?(address: String, key: String) {
        let digits = Array(key.trimmingCharacters(in: .whitespacesAndNewlines))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { at in
            at + 1 < digits.count ? UInt8(String(digits[at...at + 1]), radix: 16) : nil
        }
        guard !address.isEmpty, digits.count == 64, bytes.count == 32 else { return nil }
        (self.address, rootKey) = (address, Data(bytes))
    }
}

/// What somebody typed for a code.
public enum TypedCode: Equatable, Sendable {
    /// The whole line that a code for scanning holds.
    case line(String)
    /// The characters alone, as they are read aloud; whether they are twelve is the core's to say.
    case short(String)

    private static let mark = "GW1|"
    private static let dashes: Set<Character> = ["-", "_", ".", "‐", "‑", "‒", "–", "—", "―"]

    /// The keyboard may have made characters wide, broken the line, or begun it in small letters.
    public init(_ text: String) {
        let plain = text.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace }
        if plain.uppercased().hasPrefix(Self.mark) {
            self = .line(Self.mark + plain.dropFirst(Self.mark.count))
        } else if plain.allSatisfy({
            $0.isASCII && ($0.isLetter || $0.isNumber) || Self.dashes.contains($0)
        }) {
            self = .short(plain)
        } else {
            self = .line(plain)
        }
    }

    /// The characters as the township's notice shows them, to be compared with it: in fours, 0 for O, 1 for I and L.
    public var asOnTheNotice: String? {
        guard case .short(let text) = self else { return nil }
        let plain = text.uppercased().filter { !Self.dashes.contains($0) }.map { character in
            switch character {
            case "O": Character("0")
            case "I", "L": Character("1")
            default: character
            }
        }
        let fours = stride(from: 0, to: plain.count, by: 4).map {
            String(plain[$0..<min($0 + 4, plain.count)])
        }
        return fours.isEmpty ? nil : fours.joined(separator: "-")
    }
}
