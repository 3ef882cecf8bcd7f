import SwiftUI

/// Colours of `design/tokens.json`, light and dark. A test holds the two together.
public enum Token: String, CaseIterable, Sendable {
    case paper, surface, sunken, ink, ink2, accent, accentSoft, wait, waitSoft, stop, stopSoft, edge, line,
        onAccent

    public var light: UInt32 {
        switch self {
        case .paper: 0xFAF8F4
        case .surface: 0xFFFFFF
        case .sunken: 0xF1EEE7
        case .ink: 0x1F1B16
        case .ink2: 0x524B41
        case .accent: 0x0B5A7A
        case .accentSoft: 0xE1EFF5
        case .wait: 0x8A6100
        case .waitSoft: 0xFBF0D9
        case .stop: 0x8C1515
        case .stopSoft: 0xFBE9E6
        case .edge: 0x857D6F
        case .line: 0xD9D3C7
        case .onAccent: 0xFFFFFF
        }
    }

    public var dark: UInt32 {
        switch self {
        case .paper: 0x121314
        case .surface: 0x1C1E20
        case .sunken: 0x0B0C0C
        case .ink: 0xF2EFEA
        case .ink2: 0xC3BEB5
        case .accent: 0x7CC4E4
        case .accentSoft: 0x12303D
        case .wait: 0xF2C063
        case .waitSoft: 0x352710
        case .stop: 0xFF8F80
        case .stopSoft: 0x3D1713
        case .edge: 0x8C9196
        case .line: 0x3A3D40
        case .onAccent: 0x10222B
        }
    }
}

extension Color {
    static let gwInk = Color(.ink)
    static let gwInk2 = Color(.ink2)
    static let gwAccent = Color(.accent)
    static let gwWait = Color(.wait)
    static let gwWaitSoft = Color(.waitSoft)
    static let gwStop = Color(.stop)
    static let gwSurface = Color(.surface)

    /// A token as the system's colour for light and dark.
    init(_ token: Token) {
        #if canImport(UIKit)
            self.init(
                uiColor: UIColor { traits in
                    UIColor(hex: traits.userInterfaceStyle == .dark ? token.dark : token.light)
                })
        #else
            self.init(token.rawValue)
        #endif
    }
}

#if canImport(UIKit)
    extension UIColor {
        convenience init(hex: UInt32) {
            let part = { (shift: UInt32) in CGFloat((hex >> shift) & 0xFF) / 255 }
            self.init(red: part(16), green: part(8), blue: part(0), alpha: 1)
        }
    }
#endif

/// Sizes in points.
enum Size {
    static let target: Double = 44
    static let primary: Double = 60
    static let gap: Double = 8
    /// Columns of the frame.
    static let sidebar: Double = 220
    static let list: Double = 340
}
