package cn.gridwork.app.screen.enrol

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.rememberCamera

/** 启用: scan what the township gave, see where it leads, set six digits, download. */
@Composable
fun EnrolScreen(state: EnrolState, again: Boolean, notice: String?, onEvent: (EnrolEvent) -> Unit) {
    val scan = rememberCamera("scan", onTrouble = { onEvent(EnrolEvent.Trouble(it)) }) { onEvent(EnrolEvent.Scanned(it)) }
    Frame(
        title = stringResource(R.string.enrol_title),
        notice = notice,
        help = "enrol",
        status = stringResource(
            when (state.step) {
                EnrolStep.Code -> if (again) R.string.enrol_again_hint else R.string.enrol_hint
                EnrolStep.Agree -> R.string.enrol_agree_hint
                EnrolStep.Pin -> R.string.enrol_pin_hint
                EnrolStep.Download -> R.string.enrol_download_hint
            },
        ),
        bottom = {
            when (state.step) {
                EnrolStep.Code -> if (state.typing) {
                    Primary(stringResource(R.string.enrol_check), Modifier.testTag("check"), enabled = state.code.isNotBlank()) {
                        onEvent(EnrolEvent.Check)
                    }
                } else {
                    Primary(stringResource(R.string.enrol_scan), Modifier.testTag("scan"), onClick = scan)
                }
                EnrolStep.Agree -> Primary(stringResource(R.string.enrol_agree), Modifier.testTag("agree"), enabled = !state.busy) {
                    onEvent(EnrolEvent.Agree)
                }
                EnrolStep.Pin -> Primary(
                    stringResource(R.string.enrol_pin_set), Modifier.testTag("set-pin"),
                    enabled = state.pin.length == EnrolModel.PIN_DIGITS,
                ) { onEvent(EnrolEvent.SetPin) }
                EnrolStep.Download -> if (!state.busy) {
                    Primary(stringResource(R.string.enrol_download), Modifier.testTag("download")) { onEvent(EnrolEvent.DownloadAgain) }
                    Secondary(stringResource(R.string.enrol_use_now), Modifier.testTag("use-now")) { onEvent(EnrolEvent.UseNow) }
                }
            }
        },
    ) {
        when (state.step) {
            EnrolStep.Code -> item {
                if (state.typing) {
                    Words(
                        stringResource(R.string.enrol_code), state.code, Modifier.padding(horizontal = 16.dp),
                        KeyboardOptions(capitalization = KeyboardCapitalization.Characters, autoCorrectEnabled = false), tag = "code",
                    ) { onEvent(EnrolEvent.Code(it)) }
                    state.read?.let { Line(stringResource(R.string.enrol_code_read, it), Modifier.testTag("read")) }
                } else {
                    Quiet(stringResource(R.string.enrol_type), Modifier.padding(horizontal = 16.dp).testTag("type")) {
                        onEvent(EnrolEvent.TypeInstead)
                    }
                }
            }
            EnrolStep.Agree -> item {
                Line(stringResource(R.string.enrol_hub, state.hub), Modifier.testTag("hub"))
                Line(stringResource(R.string.enrol_promise))
                Quiet(stringResource(R.string.enrol_other), Modifier.padding(horizontal = 16.dp).testTag("other")) { onEvent(EnrolEvent.Back) }
            }
            EnrolStep.Pin -> item {
                Words(
                    stringResource(R.string.enrol_pin), "●".repeat(state.pin.length), Modifier.padding(horizontal = 16.dp),
                    keyboard = KeyboardOptions(keyboardType = KeyboardType.NumberPassword), single = true, tag = "pin",
                ) { text ->
                    // The dots stand for digits typed before; what follows them is new.
                    val kept = text.count { it == '●' }.coerceAtMost(state.pin.length)
                    onEvent(EnrolEvent.Pin(state.pin.take(kept) + text.filter { it.isDigit() }))
                }
            }
            EnrolStep.Download -> item {
                if (state.busy) Line(stringResource(R.string.enrol_downloading, state.rounds))
            }
        }
    }
}
