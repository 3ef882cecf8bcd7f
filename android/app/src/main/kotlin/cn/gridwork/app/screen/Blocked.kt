package cn.gridwork.app.screen

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.app.ui.EmergencyCalls
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Secondary

/**
 * Opening, or what keeps the folder from opening. Nothing is deleted, and help is still a call away. Where the
 * key is gone, the phone can be enrolled anew; the data stays beside.
 */
@Composable
fun BlockedScreen(code: String?, startOver: () -> Unit = {}) {
    var sure by rememberSaveable { mutableStateOf(false) }
    Frame(
        title = stringResource(R.string.app_name),
        status = if (code == null) stringResource(R.string.opening) else null,
        notice = code,
        bottom = {
            if (code == "wrong_key") {
                if (sure) {
                    Secondary(stringResource(R.string.start_over_now), Modifier.testTag("start-over-now"), onClick = startOver)
                } else {
                    Primary(stringResource(R.string.start_over), Modifier.testTag("start-over")) { sure = true }
                }
            }
        },
    ) {
        if (sure) item { Line(stringResource(R.string.start_over_sure), Modifier.testTag("sure")) }
        if (code != null) item { EmergencyCalls() }
    }
}
