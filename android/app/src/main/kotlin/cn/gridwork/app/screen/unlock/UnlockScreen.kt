package cn.gridwork.app.screen.unlock

import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.security.Attempt
import cn.gridwork.app.security.Gate
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Room
import cn.gridwork.app.ui.EmergencyCalls

/** 解锁: the system's own recognition, or six digits. Calls for help need no lock opened. */
@Composable
fun UnlockScreen(biometrics: Boolean, trouble: String?, onPin: (String) -> Attempt, onBiometrics: () -> Unit) {
    var digits by remember { mutableStateOf("") }
    var last by remember { mutableStateOf<Attempt?>(null) }
    val notice = when (val attempt = last) {
        is Attempt.Wrong -> stringResource(R.string.err_pin, attempt.left)
        is Attempt.Wait -> stringResource(R.string.err_pin_wait, attempt.minutes)
        else -> null
    }
    Frame(
        title = stringResource(R.string.unlock_title),
        help = "unlock",
        notice = trouble,
        status = stringResource(if (biometrics) R.string.unlock_hint_biometrics else R.string.unlock_hint),
        bottom = {
            if (biometrics) Primary(stringResource(R.string.unlock_biometrics), Modifier.testTag("biometrics"), onClick = onBiometrics)
        },
    ) {
        item {
            val count = stringResource(R.string.unlock_digits, digits.length, Gate.DIGITS)
            Text(
                "●".repeat(digits.length) + "○".repeat(Gate.DIGITS - digits.length),
                Modifier.fillMaxWidth().padding(16.dp, 4.dp).testTag("digits").clearAndSetSemantics {
                    contentDescription = count
                    liveRegion = LiveRegionMode.Polite
                },
                style = MaterialTheme.typography.displaySmall,
                color = Gw.colors.ink,
            )
            // The keys stand still when a word comes above them.
            if (notice != null) Line("▲ $notice", Modifier.testTag("notice")) else Room { Line("▲ " + stringResource(R.string.err_pin, 1)) }
        }
        item {
            Keypad(
                onDigit = {
                    if (digits.length < Gate.DIGITS) digits += it
                    if (digits.length == Gate.DIGITS) {
                        last = onPin(digits)
                        digits = ""
                    }
                },
                onErase = { digits = digits.dropLast(1) },
            )
        }
        item { EmergencyCalls(Modifier.padding(16.dp)) }
    }
}

@Composable
private fun Keypad(onDigit: (String) -> Unit, onErase: () -> Unit) {
    val erase = stringResource(R.string.unlock_erase)
    val rows = listOf(listOf("1", "2", "3"), listOf("4", "5", "6"), listOf("7", "8", "9"), listOf("", "0", erase))
    Column(Modifier.fillMaxWidth().padding(horizontal = 16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (row in rows) {
            Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                for (key in row) {
                    if (key.isEmpty()) {
                        Box(Modifier.weight(1f))
                        continue
                    }
                    Box(
                        Modifier.weight(1f).heightIn(min = 72.dp).border(1.dp, Gw.colors.edge, MaterialTheme.shapes.medium)
                            .clickable(role = Role.Button) { if (key == erase) onErase() else onDigit(key) }
                            .testTag("key-$key"),
                        contentAlignment = Alignment.Center,
                    ) { Text(key, style = MaterialTheme.typography.headlineMedium, color = Gw.colors.ink) }
                }
            }
        }
    }
}
