package cn.gridwork.app.screen.exchange

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.viewModelScope
import android.net.Uri
import cn.gridwork.app.Carrier
import cn.gridwork.app.NetworkKind
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.size
import cn.gridwork.app.ui.wordsOf
import cn.gridwork.core.Exchange
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.QueueLine
import cn.gridwork.core.RecordState
import cn.gridwork.core.Returned
import cn.gridwork.core.SyncState
import kotlinx.coroutines.launch

data class ExchangeState(
    val sync: SyncState? = null,
    val queue: List<QueueLine> = emptyList(),
    /** What the township returned. */
    val returned: List<Returned> = emptyList(),
    val running: Exchange.Progress? = null,
    val network: NetworkKind = NetworkKind.None,
    /** Why nothing leaves by itself, by its code. */
    val hindered: String? = null,
    /** What the stick did last. */
    val stick: Stick? = null,
    /** Bytes of photos: whether they go over mobile data is asked first. */
    val asking: Long? = null,
) {
    /** What is on this phone alone. */
    val here: Int get() = sync?.let { it.waiting + it.drafts } ?: 0

    /** Photos that the township did not take. */
    val refused: Int get() = queue.count { it.reason == "file_refused" }
}

/** 收发: what left, what waits and why, how large, over which network. */
class ExchangeModel(
    private val client: GridClient,
    private val exchange: Exchange,
    private val carrier: Carrier,
    /** What keeps entries, or photos as well, from leaving by themselves. */
    private val hindrance: (files: Boolean) -> String?,
    private val start: (files: Boolean) -> Unit,
) : ScreenModel<ExchangeState>(ExchangeState()) {
    init {
        follow(client) { read() }
        viewModelScope.launch { exchange.running.collect { progress -> update { it.copy(running = progress) } } }
    }

    /** Sends what waits; photos over mobile data only once that is said. */
    fun now() = act {
        val photos = client.queue(MOST).filter { it.parts > 0 && it.reason != "file_refused" }
        val bytes = photos.sumOf { it.bytes * (it.parts - it.partsDone) / it.parts }
        if (carrier.network() == NetworkKind.Mobile && bytes >= ASKED_FROM) update { it.copy(asking = bytes) } else start(true)
    }

    /** The answer: all of it, or words alone. */
    fun now(photos: Boolean) {
        update { it.copy(asking = null) }
        start(photos)
    }

    /** Says everything again that came back. What cannot be said as it is stays, and is told. */
    fun allAgain() = act {
        var left: GridFailure? = null
        for (returned in client.returned()) {
            try {
                client.sayAgain(returned.no)
            } catch (failure: GridFailure) {
                left = failure
            }
        }
        read()
        now()
        if (left != null) throw left
    }

    /** Puts what waits on a stick: the file the worker chose. */
    fun copyTo(to: Uri) = act {
        carrier.out(to) { client.exportBundle(it) }
        read()
        update { it.copy(stick = Stick.Copied(photosStay = (it.sync?.files ?: 0) > 0)) }
    }

    /** Takes the receipt that came back. */
    fun takeReceipt(from: Uri) = act {
        val completed = carrier.into(from) { client.importReceipt(it) }
        update { it.copy(stick = Stick.Confirmed(completed.received)) }
        read()
    }

    private suspend fun read() {
        val sync = client.syncState()
        val queue = client.queue(MOST)
        val returned = client.returned()
        val hindered = if (queue.isEmpty()) null else hindrance(sync.files > 0)
        update { it.copy(sync = sync, queue = queue, returned = returned, network = carrier.network(), hindered = hindered) }
    }

    private companion object {
        const val MOST = 200

        /** Fewer bytes of photos are sent without a question. */
        const val ASKED_FROM = 1_000_000L
    }
}

@Composable
fun ExchangeScreen(
    state: ExchangeState,
    notice: String?,
    onNow: () -> Unit,
    onAnswer: (photos: Boolean) -> Unit,
    onAllAgain: () -> Unit,
    onOpen: (Route) -> Unit,
    onCopyTo: (Uri) -> Unit,
    onReceipt: (Uri) -> Unit,
) {
    Frame(
        title = stringResource(R.string.exchange_title),
        status = summary(state),
        others = listOf(R.string.exchange_here, R.string.exchange_no_receipt, R.string.exchange_files).map { stringResource(it, 10) },
        notice = notice ?: state.sync?.problem?.takeIf { state.running == null && state.asking == null },
        help = "exchange",
        loading = state.sync == null,
        bottom = {
            if (state.asking == null) {
                Primary(stringResource(R.string.exchange_now), Modifier.testTag("exchange-now"), enabled = state.running == null) { onNow() }
            } else {
                Primary(stringResource(R.string.exchange_with_photos, size(state.asking)), Modifier.testTag("with-photos")) { onAnswer(true) }
                Secondary(stringResource(R.string.exchange_words), Modifier.testTag("words-only")) { onAnswer(false) }
            }
        },
    ) {
        item(key = "network") {
            Line(stringResource(state.network.words), Modifier.testTag("network"), secondary = true)
            state.sync?.lastContact?.let { Line(stringResource(R.string.exchange_last, moment(it)), secondary = true) }
        }
        returned(state.returned, onAllAgain, onOpen)
        // Below what came back: it comes and goes, and those can be tapped.
        state.hindered?.let { item(key = "hindered") { Line(wordsOf(it), Modifier.testTag("hindered")) } }
        // Photos that came back; entries stand above with their ways on.
        group(state.network, R.string.exchange_returned_files, state.queue.filter { it.reason == "file_refused" })
        group(state.network, R.string.exchange_waiting, state.queue.filter { it.state == RecordState.Saved })
        group(state.network, R.string.exchange_unconfirmed, state.queue.filter { it.state == RecordState.Sent })
        if (state.queue.isEmpty() && state.returned.isEmpty()) item(key = "empty") { Line(stringResource(R.string.exchange_all)) }
        item(key = "stick") {
            Stick(state.stick, onCopyTo, onReceipt)
        }
    }
}

private fun LazyListScope.returned(returned: List<Returned>, onAllAgain: () -> Unit, onOpen: (Route) -> Unit) {
    if (returned.isEmpty()) return
    item(key = "returned") {
        Group(stringResource(R.string.exchange_returned))
        if (returned.size > 1) {
            Quiet(stringResource(R.string.returned_all_again), Modifier.padding(horizontal = 16.dp).testTag("all-again"), onAllAgain)
        }
    }
    items(returned, key = { "returned-${it.no}" }) { one ->
        ListRow(
            one.title.ifEmpty { stringResource(R.string.one_item) },
            Modifier.testTag("returned"),
            below = wordsOf(one.reason),
            aside = moment(one.at),
            mark = Mark.Returned,
        ) { onOpen(Route.Returned(one.no)) }
    }
}

private fun LazyListScope.group(network: NetworkKind, title: Int, lines: List<QueueLine>) {
    if (lines.isEmpty()) return
    item(key = "group-$title") { Group(stringResource(title)) }
    items(lines.size, key = { "$title-$it-" + lines[it].id }) { index ->
        val line = lines[index]
        val why = when {
            line.reason == "part" -> stringResource(R.string.photo_parts, line.partsDone, line.parts)
            line.state == RecordState.Sent -> stringResource(R.string.waits_for_receipt)
            // The core cannot see the network; with one, it only waits for its turn.
            line.reason == "offline" && network != NetworkKind.None -> stringResource(R.string.waits_for_turn)
            else -> wordsOf(line.reason)
        }
        ListRow(
            line.title.ifEmpty { stringResource(R.string.one_item) },
            Modifier.testTag("queued"),
            below = why,
            aside = size(line.bytes) + (line.since?.let { "\n" + moment(it) } ?: ""),
            mark = if (line.state == RecordState.Draft) Mark.Returned else Mark.of(line.state),
        )
    }
}

@Composable
private fun summary(state: ExchangeState): String {
    val sync = state.sync ?: return stringResource(R.string.exchange_reading)
    return when {
        state.running != null -> stringResource(R.string.exchange_running, state.running.received)
        state.here > 0 -> stringResource(R.string.exchange_here, state.here)
        sync.unconfirmed > 0 -> stringResource(R.string.exchange_no_receipt, sync.unconfirmed)
        sync.files > 0 -> stringResource(R.string.exchange_files, sync.files)
        state.refused > 0 -> stringResource(R.string.today_returned, state.refused)
        else -> stringResource(R.string.exchange_all)
    }
}
