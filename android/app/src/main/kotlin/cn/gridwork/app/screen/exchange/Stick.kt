package cn.gridwork.app.screen.exchange

import android.net.Uri
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Secondary

/** What the stick did last. */
sealed interface Stick {
    /** [photosStay]: a stick carries words; photos wait for a signal. */
    data class Copied(val photosStay: Boolean) : Stick
    data class Confirmed(val received: Int) : Stick
}

/** By stick: out goes what waits, sealed for the township; in comes its receipt. */
@Composable
fun Stick(last: Stick?, onCopyTo: (Uri) -> Unit, onReceipt: (Uri) -> Unit) {
    val out = rememberLauncherForActivityResult(ActivityResultContracts.CreateDocument("application/octet-stream")) { uri ->
        if (uri != null) onCopyTo(uri)
    }
    val receipt = rememberLauncherForActivityResult(ActivityResultContracts.OpenDocument()) { uri -> if (uri != null) onReceipt(uri) }
    Group(stringResource(R.string.stick_title))
    Line(stringResource(R.string.stick_hint), secondary = true)
    when (last) {
        is Stick.Copied -> {
            val words = if (last.photosStay) R.string.stick_copied_words else R.string.stick_copied
            Line(stringResource(words), Modifier.testTag("stick"))
        }
        is Stick.Confirmed -> Line(stringResource(R.string.stick_confirmed, last.received), Modifier.testTag("stick"))
        null -> Unit
    }
    Secondary(stringResource(R.string.stick_out), Modifier.padding(16.dp, 4.dp).testTag("stick-out")) { out.launch("gridwork.gwb") }
    Secondary(stringResource(R.string.stick_in), Modifier.padding(16.dp, 4.dp).testTag("stick-in")) { receipt.launch(arrayOf("*/*")) }
}
