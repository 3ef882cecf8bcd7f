package cn.gridwork.app.ui

import androidx.annotation.StringRes
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.core.GridFailure

/** What is said about a code of the core or of this app. No code, text of an exception or stack is ever shown. */
@StringRes
fun wordsFor(code: String): Int = when (code) {
    "qr_other", "not_enrolled", "already_enrolled" -> R.string.err_qr_other
    "qr_old" -> R.string.err_qr_old
    "qr_used" -> R.string.err_qr_used
    "code_typo" -> R.string.err_code_typo
    "code_alone" -> R.string.err_code_alone
    "camera_off" -> R.string.err_camera_off
    "enrol_offline" -> R.string.err_enrol_offline
    "hub_key", "other_kind" -> R.string.err_hub_key
    "bio_changed" -> R.string.err_bio_changed
    "lease" -> R.string.err_lease
    "disk_low" -> R.string.err_disk_low
    "disk_full" -> R.string.err_disk_full
    "damaged" -> R.string.err_damaged
    "wrong_key" -> R.string.err_wrong_key
    "newer" -> R.string.err_newer
    "killed" -> R.string.err_killed
    "clock" -> R.string.err_clock
    "bad_code" -> R.string.err_bad_code
    "other_code" -> R.string.err_other_code
    "card_words" -> R.string.err_card_words
    "bad_file", "not_photo" -> R.string.err_not_photo
    "too_big" -> R.string.err_too_big
    "gone" -> R.string.err_gone
    "offline" -> R.string.err_offline
    "weak" -> R.string.err_weak
    "busy", "bad_answer", "too_many" -> R.string.err_no_answer
    "hub_behind" -> R.string.err_hub_behind
    "file_refused" -> R.string.err_file_refused
    "malformed", "out_of_context", "builds_on_refused", "erased" -> R.string.err_refused
    "moved" -> R.string.err_moved
    "revoked" -> R.string.err_revoked
    "enrol_again" -> R.string.err_enrol_again
    "old_app" -> R.string.err_old_app
    "battery" -> R.string.err_battery
    "bg_denied" -> R.string.err_bg_denied
    "usb_other" -> R.string.err_usb_other
    "usb_cut" -> R.string.err_usb_cut
    "forbidden" -> R.string.err_forbidden
    "no_fix" -> R.string.err_no_fix
    "no_house_fix" -> R.string.err_no_house_fix
    "vague_fix" -> R.string.err_vague_fix
    "bad_value" -> R.string.err_bad_value
    "in_conflict", "not_in_conflict" -> R.string.err_in_conflict
    "closed", "wrong_state" -> R.string.err_closed
    "closed_phone" -> R.string.err_closed_phone
    "not_found" -> R.string.err_not_found
    else -> R.string.err_unexpected
}

/** The words of a code. A reason that the core gives in words of the law is shown as it is. */
@Composable
fun wordsOf(code: String): String = if (inWords(code)) code else stringResource(wordsFor(code))

/** Whether a text is for people: codes are plain ASCII. */
fun inWords(text: String): Boolean = text.any { it in '\u4e00'..'\u9fff' }

/** Why the core said no: in its own words where it gives them, else by its code. */
fun reason(failure: GridFailure): String = failure.field?.takeIf(::inWords) ?: failure.code

/** What a field is called; a form's field is "一项". */
@Composable
fun fieldWords(field: String): String = stringResource(
    when (field) {
        "address" -> R.string.address
        "nickname" -> R.string.nickname
        "note" -> R.string.note
        "name" -> R.string.person_name
        "phone" -> R.string.phone
        "birth" -> R.string.birth
        "relation" -> R.string.relation
        "residency" -> R.string.residency
        else -> R.string.one_item
    },
)
