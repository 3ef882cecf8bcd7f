package cn.gridwork.app.screen

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.Phase
import cn.gridwork.app.Platform
import cn.gridwork.app.R
import cn.gridwork.app.ui.EmergencyCalls
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Secondary

/** Opening, or what keeps the folder from opening. Nothing is deleted, and help is still a call away. */
@Composable
fun BlockedScreen(code: String?) {
    Frame(
        title = stringResource(R.string.app_name),
        status = if (code == null) stringResource(R.string.opening) else null,
        notice = code,
    ) {
        if (code != null) item { EmergencyCalls() }
    }
}

/** The township withdrew this phone. What it did not send can still be carried in on a stick before it is emptied. */
@Composable
fun WithdrawnScreen(phase: Phase.Withdrawn, platform: Platform) {
    var sure by rememberSaveable { mutableStateOf(false) }
    Frame(
        title = stringResource(R.string.withdrawn_title),
        notice = "revoked",
        bottom = {
            if (sure) {
                Primary(stringResource(R.string.withdrawn_send_first), Modifier.testTag("send-first")) { platform.exchangeNow() }
                Secondary(stringResource(R.string.withdrawn_wipe_now), Modifier.testTag("wipe-now"), onClick = platform.wipe)
            } else {
                Primary(stringResource(R.string.withdrawn_wipe), Modifier.testTag("wipe")) { sure = true }
            }
        },
    ) {
        item {
            Line(stringResource(if (phase.wipe) R.string.withdrawn_ordered else R.string.withdrawn_hint))
            if (sure) Line(stringResource(R.string.withdrawn_sure), Modifier.testTag("sure"))
        }
    }
}
