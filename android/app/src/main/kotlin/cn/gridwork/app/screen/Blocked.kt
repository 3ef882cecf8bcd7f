package cn.gridwork.app.screen

import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.app.ui.EmergencyCalls
import cn.gridwork.app.ui.Frame

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
