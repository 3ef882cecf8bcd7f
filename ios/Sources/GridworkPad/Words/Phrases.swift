import Foundation
import GridworkCore

/// Days, moments and states as people say them.
public enum Phrases {
    /// 10月8日, from `2026-10-08`.
    public static func day(_ text: String) -> String {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return parts.count == 3 ? "\(parts[1])月\(parts[2])日" : text
    }

    /// 10月8日 17:40, in the county.
    public static func moment(_ milliseconds: Int64) -> String {
        let parts = county.dateComponents(
            [.month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
        let minute = parts.minute ?? 0
        return "\(parts.month ?? 0)月\(parts.day ?? 0)日 \(parts.hour ?? 0):\(minute < 10 ? "0" : "")\(minute)"
    }

    /// 2026-10-08, the day in the county.
    public static func isoDay(_ date: Date) -> String {
        let parts = county.dateComponents([.year, .month, .day], from: date)
        return [parts.year, parts.month, parts.day].map { part in
            let number = part ?? 0
            return number < 10 ? "0\(number)" : "\(number)"
        }.joined(separator: "-")
    }

    /// About how large, in the unit people know.
    public static func size(_ bytes: UInt64) -> String {
        bytes < 1 << 20 ? "\(max(1, bytes >> 10)) 千" : "\((bytes + (1 << 19)) >> 20) 兆"
    }

    private static let county: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt
        return calendar
    }()
}

/// Word and shape of where a record is; colour never says it alone.
public struct StateMark: Equatable, Sendable {
    public let word: Word
    public let symbol: String

    public init(_ state: RecordState) {
        (word, symbol) =
            switch state {
            case .draft: (.stateDraft, "pencil")
            case .saved: (.stateSaved, "ipad")
            case .sent: (.stateSent, "arrow.up")
            case .received: (.stateReceived, "checkmark")
            case .done: (.stateDone, "circle.fill")
            }
    }
}

extension SyncState {
    /// One line that says how the exchange stands.
    public var sentence: String {
        if let problem, problem != "busy" { return CoreFailure(named: problem).sentence }
        if downloading { return Word.exchangeReceiving() }
        let kept = waiting + unconfirmed
        if problem != nil { return kept > 0 ? Word.errBusy() : Word.exchangeOffline() }
        if kept + files + drafts > 0 { return Word.exchangeOnly("\(kept + files + drafts)") }
        guard let lastContact else { return Word.exchangeNever() }
        return Word.exchangeAll(Phrases.moment(lastContact))
    }
}
