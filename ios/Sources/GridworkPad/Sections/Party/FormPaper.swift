import Foundation
import GridworkCore
import SwiftUI

/// A form as it is read aloud and printed: what was asked, and what was answered in words.
struct FormPaper: Equatable {
    struct Line: Equatable {
        let asked: String
        let said: String
    }
    let title: String
    let lines: [Line]
    /// Quorum and votes.
    let counts: [String]

    /// One after the other, as somebody would read it out.
    var sentences: [String] { [title] + lines.map { "\($0.asked)：\($0.said)" } + counts }

    /// One or more A4 pages with room to sign.
    var html: String {
        let rows = lines.map { "<tr><th>\($0.asked.escaped)</th><td>\($0.said.escaped)</td></tr>" }
        let counted = counts.map { "<p>\($0.escaped)</p>" }
        let page = "@page { size: A4; margin: 20mm } body { font: 12pt serif } table { width: 100% }"
        let cells = "th { text-align: left; font-weight: normal; width: 45% } tr { page-break-inside: avoid }"
        let sign = "\(Word.partySignHere())______________　\(Word.partySignDay())______________"
        return """
            <html lang="zh-Hans"><head><style>\(page) \(cells)</style></head><body>
            <h1>\(title.escaped)</h1><table>\(rows.joined())</table>\(counted.joined())
            <p>\(sign)</p></body></html>
            """
    }
}

extension String {
    /// As text within a page.
    fileprivate var escaped: String {
        replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\n", with: "<br>")
    }
}

extension FormModel {
    /// What stands in the form now. What belongs to a closed channel is on no paper.
    var paper: FormPaper {
        var lines: [FormPaper.Line] = []
        for item in form?.items ?? [] {
            for row in 0..<rows(item) {
                for part in item.parts where !part.closed && !part.fromTarget {
                    guard part.fields.indices.contains(row) else { continue }
                    let value = value(part.fields[row])
                    // Only the first row of a repeated question has to say that it is blank.
                    guard value != nil || !part.optional && row == 0 else { continue }
                    let asked = part.label.isEmpty ? item.question : part.label
                    lines.append(.init(asked: asked, said: value.map(part.words) ?? Word.partyBlank()))
                }
            }
        }
        let counted = counts.map { "\($0.words)，\($0.holds ? Word.partyEnough() : Word.partyShort())" }
        return FormPaper(title: title, lines: lines, counts: counted)
    }

    var canReadAloud: Bool { session.voice != nil }

    /// Reads the form out, so that whoever signs hears what they sign.
    func readAloud() async {
        guard let voice = session.voice, !reading else { return }
        await commitAll()
        reading = true
        for sentence in paper.sentences where reading { await voice.say(sentence) }
        reading = false
    }

    func stopReading() {
        guard reading else { return }
        reading = false
        session.voice?.stop()
    }
}

extension FormPart {
    /// An answer in the words of the template.
    func words(_ value: AnswerValue) -> String {
        switch (value, kind) {
        case (.choice(let code), .single(let options)):
            options.first { $0.code == code }?.words ?? value.shown
        case (.choices(let bits), .multi(let options)):
            options.filter { bits >> UInt64($0.code) & 1 == 1 }.map(\.words).joined(separator: "、")
        case (.number(let number), .number(_, _, let unit)): "\(number)\(unit ?? "")"
        default: value.shown
        }
    }
}

/// Before a form is signed or handed in: hearing it, and having it on paper.
struct HearAndPrint: View {
    let model: FormModel

    var body: some View {
        if model.canReadAloud {
            if model.reading {
                PlainButton(.partyAloudStop) { model.stopReading() }
            } else {
                PlainButton(.partyAloud) { await model.readAloud() }
            }
        }
        #if canImport(UIKit)
            PrintButton(paper: model.paper)
        #else
            Text(Word.partyPrint()).accessibilityIdentifier(Word.partyPrint.rawValue)
        #endif
    }
}
