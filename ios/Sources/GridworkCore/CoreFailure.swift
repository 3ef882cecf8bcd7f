import GridworkFFI

/// What went wrong, as a code that the catalogue of words has a sentence for. The text of an exception never
/// leaves this module.
public struct CoreFailure: Error, Hashable, Sendable {
    /// The codes of the Rust core (`gridwork_core::Code`) and those of the device around it.
    public enum Code: String, CaseIterable, Sendable {
        case notEnrolled = "not_enrolled"
        case alreadyEnrolled = "already_enrolled"
        case qrOther = "qr_other"
        case codeTypo = "code_typo"
        case qrOld = "qr_old"
        case qrUsed = "qr_used"
        case tooMany = "too_many"
        case hubKey = "hub_key"
        case otherKind = "other_kind"
        case notFound = "not_found"
        case forbidden
        case badValue = "bad_value"
        case inConflict = "in_conflict"
        case notInConflict = "not_in_conflict"
        case wrongState = "wrong_state"
        case lease
        case badFile = "bad_file"
        case tooBig = "too_big"
        case usbOther = "usb_other"
        case usbCut = "usb_cut"
        case badAnswer = "bad_answer"
        case hubBehind = "hub_behind"
        case revoked
        case enrolAgain = "enrol_again"
        case oldApp = "old_app"
        case wrongKey = "wrong_key"
        case newer
        case damaged
        case diskFull = "disk_full"
        case paused
        case closed
        case busy
        case unexpected
        /// The characters of a code were typed where the address and the key of the hub are not known.
        case codeAlone = "code_alone"
        /// The key store holds no key for data that is there: restored from a backup.
        case keyLost = "key_lost"
        /// The key store does not answer before the first unlock of the device.
        case keyLocked = "key_locked"
    }

    public let code: Code
    /// Whether the same call can succeed later by itself.
    public let retryable: Bool
    /// Where: a field or position, never personal data.
    public let field: String?

    public init(_ code: Code, retryable: Bool = false, field: String? = nil) {
        (self.code, self.retryable, self.field) = (code, retryable, field)
    }

    /// A code as the core says it; one this build does not know is `unexpected`.
    public init(named code: String) {
        self.init(Code(rawValue: code) ?? .unexpected)
    }

    /// Any error as one of ours.
    public init(_ error: any Error) {
        switch error {
        case let failure as CoreFailure: self = failure
        case GridError.Failed(let code, let retryable, let field):
            self.init(Code(rawValue: code) ?? .unexpected, retryable: retryable, field: field)
        default: self.init(.unexpected)
        }
    }
}
