import Foundation
import GridworkCore
import Testing

@testable import GridworkPad

/// The wording lint: what stands in the catalogue, not what somebody remembers of it.
@Suite struct WordTests {
    let catalogue: StringCatalog

    init() throws {
        let file = try #require(Self.file("Sources/GridworkPad/Localizable.xcstrings"))
        catalogue = try JSONDecoder().decode(StringCatalog.self, from: Data(contentsOf: file))
    }

    /// A file of the package, or of the workspace around it.
    static func file(_ path: String, above levels: Int = 3) -> URL? {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<levels { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent(path)
    }

    @Test func everyWordIsInTheCatalogueAndNothingElse() {
        #expect(Set(catalogue.strings.keys) == Set(Word.allCases.map(\.rawValue)))
        #expect(catalogue.sourceLanguage == "zh-Hans")
        for word in Word.allCases { #expect(word() != word.rawValue) }
    }

    @Test func noSentenceIsLongLoudOrTechnical() {
        let banned = [
            "失败", "错误", "异常", "无效", "非法", "服务器", "数据库", "缓存", "上传", "超时", "请", "抱歉", "!", "！", "立案", "冲突",
            "同步", "检查",
        ]
        for (key, entry) in catalogue.strings {
            let text = entry.localizations["zh-Hans"]?.stringUnit.value ?? ""
            let read = text.replacingOccurrences(of: #"%(\d\$)?@"#, with: "", options: .regularExpression)
            #expect(!read.isEmpty && read.count <= 30, "\(key): \(text)")
            for word in banned { #expect(!text.contains(word), "\(key) says \(word): \(text)") }
            for sign in [",", ".", ";", ":", "?"] {
                #expect(!read.contains(sign), "\(key): half-width \(sign)")
            }
            for clause in read.split(whereSeparator: { "，。；：？".contains($0) }) {
                #expect(clause.count <= 15, "\(key): \(clause)")
            }
        }
    }

    @Test func everyErrorSaysWhatHappenedWhatToDoAndWhereTheDataIs() {
        let places = ["where: phone", "where: township", "where: screen", "where: none"]
        for (key, entry) in catalogue.strings where key.hasPrefix("err.") {
            let text = entry.localizations["zh-Hans"]?.stringUnit.value ?? ""
            #expect(text.contains("，"), "\(key) has one clause: \(text)")
            #expect(places.contains(entry.comment ?? ""), "\(key): where are the data?")
        }
    }

    @Test func everyCodeOfTheCoreHasItsSentence() throws {
        let source = try #require(Self.file("core/app/src/error.rs", above: 4))
        let text = try String(contentsOf: source, encoding: .utf8)
        let arms = try Regex(#"Code::\w+ => "([a-z_]+)""#)
        let codes = text.matches(of: arms).compactMap { $0.output[1].substring.map(String.init) }
        #expect(codes.count > 20)
        for code in codes {
            #expect(CoreFailure.Code(rawValue: code) != nil, "the core has a new code: \(code)")
        }
        for code in CoreFailure.Code.allCases where ![.keyLost, .keyLocked, .codeAlone].contains(code) {
            #expect(codes.contains(code.rawValue), "nothing raises \(code)")
        }
        for code in CoreFailure.Code.allCases {
            #expect(Word(rawValue: "err.\(code.rawValue)") != nil, "\(code)")
        }
        #expect(CoreFailure(named: "of_a_newer_core").sentence == Word.errUnexpected())
    }

    @Test func everyWordIsSaidSomewhere() throws {
        let sources = try #require(Self.file("Sources/GridworkPad"))
        var said: Set<Substring> = []
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init()
        where file.pathExtension == "swift" && file.lastPathComponent != "Word.swift" {
            said.formUnion(try String(contentsOf: file, encoding: .utf8).matches(of: /\w+/).map(\.output))
        }
        // Errors and reasons are said by their codes.
        let codes = Set(CoreFailure.Code.allCases.map { "err.\($0.rawValue)" })
        for word in Word.allCases {
            switch word.rawValue.prefix(while: { $0 != "." }) {
            case "err": #expect(codes.contains(word.rawValue), "\(word) is the sentence of no code")
            case "why": continue
            default: #expect(said.contains("\(word)"[...]), "\(word) is said nowhere")
            }
        }
    }

    @Test func everyReasonOfTheQueueHasItsSentence() throws {
        let source = try #require(Self.file("core/app/src/status.rs", above: 4))
        let text = try String(contentsOf: source, encoding: .utf8)
        let arms = try Regex(
            #"reason: "([a-z_]+)"|Refusal::\w+ => "([a-z_]+)"|RecordState::\w+, "([a-z_]+)"\)"#)
        let reasons = Set(
            text.matches(of: arms).compactMap { found in
                (1...3).compactMap { found.output[$0].substring }.first.map(String.init)
            })
        #expect(
            reasons.isSuperset(of: ["offline", "no_receipt", "part", "file_refused", "malformed", "moved"]))
        for reason in reasons { #expect(Word.why(reason) != Word.errUnexpected(), "\(reason)") }
    }

    @Test func placesAreFilledInOrder() {
        #expect(Word.postsTo("白示意", "10月8日") == "交给 白示意，10月8日")
        #expect(Word.settingsWipeTitle("3") == "清空这台平板？3 条还没送，清了就没了")
        #expect(Phrases.day("2026-10-08") == "10月8日")
        #expect(Phrases.moment(1_791_452_400_000) == "10月8日 17:40")
    }
}
