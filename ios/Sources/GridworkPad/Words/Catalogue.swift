import Foundation
import GridworkCore

/// The words of the app, from the String Catalog. On Apple's systems the catalogue is compiled into the bundle;
/// elsewhere the catalogue itself is read, so that tests see the same words.
enum Catalogue {
    static func text(_ word: Word) -> String {
        #if canImport(Darwin)
            Bundle.module.localizedString(forKey: word.rawValue, value: nil, table: nil)
        #else
            words[word.rawValue] ?? word.rawValue
        #endif
    }

    #if !canImport(Darwin)
        private static let words: [String: String] = {
            guard let file = Bundle.module.url(forResource: "Localizable", withExtension: "xcstrings"),
                let data = try? Data(contentsOf: file),
                let catalogue = try? JSONDecoder().decode(StringCatalog.self, from: data)
            else { return [:] }
            return catalogue.strings.compactMapValues { $0.localizations["zh-Hans"]?.stringUnit.value }
        }()
    #endif
}

/// The part of Xcode's format that is used here.
struct StringCatalog: Decodable {
    struct Entry: Decodable {
        let comment: String?
        let localizations: [String: Localization]
    }
    struct Localization: Decodable { let stringUnit: Unit }
    struct Unit: Decodable { let value: String }
    let sourceLanguage: String
    let strings: [String: Entry]
}

extension Word {
    /// The words with what is filled in. Places are `%@`, or `%1$@` where there are several.
    public func callAsFunction(_ filled: String...) -> String {
        var text = Catalogue.text(self)
        for (number, value) in filled.enumerated() {
            text = text.replacingOccurrences(of: "%\(number + 1)$@", with: value)
            if filled.count == 1 { text = text.replacingOccurrences(of: "%@", with: value) }
        }
        return text
    }
}

extension CoreFailure {
    /// What happened and what to do, never a code.
    public var sentence: String {
        if code == .notFound, field == "office" { return Word.cluesNoOffice() }
        return (Word(rawValue: "err.\(code.rawValue)") ?? .errUnexpected)()
    }
}
