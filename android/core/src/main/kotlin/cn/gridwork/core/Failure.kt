package cn.gridwork.core

/**
 * What went wrong, in terms a screen can act on. The words a user reads are the app's, chosen by
 * [code]; the message of the exception is for a log and carries no personal data.
 */
sealed class GridFailure(
    /** The stable code of the core, such as `qr_used`. */
    val code: String,
    /** Where: a field or an argument, if one is to blame. */
    val field: String?,
    /** Whether the same call can succeed later without anybody doing anything else. */
    val retryable: Boolean,
) : Exception(if (field == null) code else "$code ($field)") {

    /** The code or the hub does not let this phone in. */
    class Enrolment(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** The folder cannot be opened or written. What was entered before is there. */
    class Storage(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** The exchange with the township. Nothing is lost by it. */
    class Exchange(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** A photo, a bundle or a receipt is not what it should be. */
    class File(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** An entry cannot be taken as it is: a value, a role, a state. */
    class Entry(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** The core is paused, locked or shut down. */
    class Away(code: String, field: String?, retryable: Boolean) : GridFailure(code, field, retryable)

    /** A fault of this program. */
    class Unexpected(code: String, field: String?) : GridFailure(code, field, false)

    internal companion object {
        fun of(code: String, field: String?, retryable: Boolean): GridFailure = when (code) {
            "not_enrolled", "already_enrolled", "qr_other", "code_typo", "qr_old", "qr_used", "too_many",
            "other_kind",
            -> Enrolment(code, field, retryable)
            "wrong_key", "newer", "damaged", "disk_full", "busy" -> Storage(code, field, retryable)
            "hub_key", "hub_behind", "bad_answer", "revoked", "enrol_again", "old_app" -> Exchange(code, field, retryable)
            "bad_file", "too_big", "usb_other", "usb_cut" -> File(code, field, retryable)
            "not_found", "forbidden", "bad_value", "in_conflict", "not_in_conflict", "wrong_state" ->
                Entry(code, field, retryable)
            "lease", "paused", "closed" -> Away(code, field, retryable)
            else -> Unexpected(code, field)
        }
    }
}
