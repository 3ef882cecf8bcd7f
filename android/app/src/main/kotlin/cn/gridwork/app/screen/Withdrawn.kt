package cn.gridwork.app.screen

import android.net.Uri
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import cn.gridwork.app.Carrier
import cn.gridwork.app.Phase
import cn.gridwork.app.Platform
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.exchange.Stick
import cn.gridwork.app.ui.EmergencyCalls
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Secondary
import cn.gridwork.core.GridClient

data class WithdrawnState(val unsent: Int? = null, val stick: Stick? = null)

/** What a withdrawn phone still holds, and the stick on which it can be carried in. */
class WithdrawnModel(private val client: GridClient, private val carrier: Carrier) : ScreenModel<WithdrawnState>(WithdrawnState()) {
    init {
        follow(client) { read() }
    }

    private suspend fun read() {
        val sync = client.syncState()
        update { it.copy(unsent = sync.waiting + sync.unconfirmed) }
    }

    fun copyTo(to: Uri) = act {
        carrier.out(to) { client.exportBundle(it) }
        val files = client.syncState().files
        update { it.copy(stick = Stick.Copied(photosStay = files > 0)) }
        read()
    }

    fun takeReceipt(from: Uri) = act {
        val completed = carrier.into(from) { client.importReceipt(it) }
        update { it.copy(stick = Stick.Confirmed(completed.received)) }
        read()
    }
}

/**
 * The township withdrew this phone. What it did not send can still be sent, or carried in on a stick, before it
 * is emptied.
 */
@Composable
fun WithdrawnScreen(phase: Phase.Withdrawn, platform: Platform) {
    var sure by rememberSaveable { mutableStateOf(false) }
    val model = viewModel(platform.models.standing, key = "withdrawn") { WithdrawnModel(phase.session.client, platform.carrier) }
    val state by model.state.collectAsStateWithLifecycle()
    val notice by model.notice.collectAsStateWithLifecycle()
    Frame(
        title = stringResource(R.string.withdrawn_title),
        status = state.unsent?.let { stringResource(R.string.own_data_unsent, it) } ?: stringResource(R.string.exchange_reading),
        notice = notice ?: "revoked",
        bottom = {
            if (sure) {
                Primary(stringResource(R.string.withdrawn_send_first), Modifier.testTag("send-first")) { platform.exchangeNow(true) }
                Secondary(stringResource(R.string.withdrawn_wipe_now), Modifier.testTag("wipe-now"), onClick = platform.wipe)
            } else {
                Primary(stringResource(R.string.withdrawn_wipe), Modifier.testTag("wipe")) { sure = true }
            }
        },
    ) {
        item(key = "why") {
            Line(stringResource(if (phase.wipe) R.string.withdrawn_ordered else R.string.withdrawn_hint))
            if (sure) Line(stringResource(R.string.withdrawn_sure), Modifier.testTag("sure"))
        }
        // Before what is read: a call waits for nothing, and stands still.
        item(key = "calls") { EmergencyCalls(Modifier.padding(horizontal = 16.dp)) }
        if ((state.unsent ?: 0) > 0 || state.stick != null) item(key = "stick") { Stick(state.stick, model::copyTo, model::takeReceipt) }
    }
}
