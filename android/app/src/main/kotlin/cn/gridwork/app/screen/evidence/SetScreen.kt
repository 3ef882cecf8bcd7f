package cn.gridwork.app.screen.evidence

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Codes
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.CodeToShow
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.RawCamera
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.reason
import cn.gridwork.app.ui.size
import cn.gridwork.core.EvidenceItem
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Officer
import cn.gridwork.core.RecordKind
import java.io.File

data class SetState(
    val detail: EvidenceSetDetail? = null,
    val colleagues: List<Officer> = emptyList(),
    /** The code for the second officer's phone. */
    val invitation: String? = null,
    /** The text of the second officer's card, waiting for its words. */
    val card: String? = null,
    /** The item whose hand-over is being signed, and its code once it is. */
    val handing: String? = null,
    val handOver: String? = null,
)

sealed interface SetEvent {
    data object Invite : SetEvent
    data class Confirmation(val photo: File) : SetEvent
    data class Card(val photo: File) : SetEvent
    data class Unlock(val passphrase: String) : SetEvent
    data class Hand(val item: String) : SetEvent
    data class HandTo(val person: String, val why: String) : SetEvent
    data class Release(val item: String) : SetEvent
    data class Close(val reason: String) : SetEvent
    data class Trouble(val code: String) : SetEvent
}

/** One evidence set: who stands behind it, what it holds, and where each piece is. */
class SetModel(
    private val client: GridClient,
    private val id: String,
) : ScreenModel<SetState>(SetState()) {
    init {
        read()
    }

    fun read() = act {
        load()
        val colleagues = client.fellowOfficers()
        update { it.copy(colleagues = colleagues) }
    }

    fun on(event: SetEvent) {
        when (event) {
            SetEvent.Invite -> act {
                val text = client.confirmationCode(id)
                update { it.copy(invitation = text) }
            }
            is SetEvent.Confirmation -> change {
                client.takeConfirmation(id, scanned(event.photo))
                update { it.copy(invitation = null) }
            }
            is SetEvent.Card -> act {
                val text = scanned(event.photo)
                update { it.copy(card = text) }
            }
            is SetEvent.Unlock -> change {
                // The card is unlocked for this one confirmation and kept nowhere.
                client.confirmByCard(id, state.value.card ?: return@change, event.passphrase)
                update { it.copy(card = null, invitation = null) }
            }
            is SetEvent.Hand -> update { it.copy(handing = event.item, handOver = null) }
            is SetEvent.HandTo -> change {
                val item = state.value.handing ?: return@change
                val text = client.handOver(id, item, event.person, event.why)
                update { it.copy(handOver = text) }
            }
            is SetEvent.Release -> change { client.releaseOriginal(id, event.item) }
            is SetEvent.Close -> change { client.closeEvidenceSet(id, event.reason) }
            is SetEvent.Trouble -> say(event.code)
        }
    }

    private suspend fun scanned(photo: File): String = Codes.read(photo) ?: throw GridFailure.Enrolment("bad_code", null, false)

    private fun change(block: suspend () -> Unit) = act {
        block()
        load()
    }

    private suspend fun load() {
        val detail = client.evidenceSet(id)
        update { it.copy(detail = detail) }
    }

    override fun told(failure: GridFailure) = reason(failure)
}

@Composable
fun SetScreen(state: SetState, notice: String?, onEvent: (SetEvent) -> Unit, onOpen: (Route) -> Unit, onBack: () -> Unit) {
    val detail = state.detail
    val set = detail?.set
    Frame(
        title = stringResource(R.string.evidence_set),
        status = set?.state,
        notice = notice,
        help = "evidence",
        onBack = onBack,
        bottom = {
            if (set != null && detail.own && !set.closed) {
                Primary(stringResource(R.string.capture_new), Modifier.testTag("capture")) { onOpen(Route.Capture(set.id)) }
            }
        },
    ) {
        if (set == null) return@Frame
        item(key = "matter") {
            Line(set.matter)
            Line(set.place, secondary = true)
        }
        items(detail.officers, key = { "officer-" + it.person }) {
            ListRow(it.name, Modifier.testTag("officer"), below = stringResource(R.string.certificate, it.certificate))
        }
        if (detail.own && !set.stands && !set.closed) second(state, onEvent)
        held(detail, state, onEvent)
        records(detail, onOpen)
        if (detail.own && !set.closed) item(key = "close") { Close(onEvent) }
    }
}

/** The second officer: on a phone of their own, or with their card and its words on this one. */
private fun LazyListScope.second(state: SetState, onEvent: (SetEvent) -> Unit) = item(key = "second") {
    // A secret: on no disk, not even for a turned screen.
    var passphrase by remember { mutableStateOf("") }
    Group(stringResource(R.string.second_title))
    Line(stringResource(R.string.second_hint), secondary = true)
    val invitation = state.invitation
    if (invitation == null) {
        Secondary(stringResource(R.string.second_show), Modifier.padding(16.dp, 4.dp).testTag("invite")) { onEvent(SetEvent.Invite) }
    } else {
        CodeToShow(invitation, stringResource(R.string.second_scan_this))
        Side(Modifier.padding(16.dp, 4.dp)) {
            RawCamera(stringResource(R.string.second_scan_answer), "scan-confirmation", onTrouble = { onEvent(SetEvent.Trouble(it)) }) {
                onEvent(SetEvent.Confirmation(it))
            }
        }
    }
    Side(Modifier.padding(16.dp, 4.dp)) {
        RawCamera(stringResource(R.string.second_scan_card), "scan-card", onTrouble = { onEvent(SetEvent.Trouble(it)) }) {
            onEvent(SetEvent.Card(it))
        }
    }
    if (state.card != null) {
        Words(
            stringResource(R.string.card_words), passphrase, Modifier.padding(horizontal = 16.dp),
            keyboard = KeyboardOptions(keyboardType = KeyboardType.Password), single = true, tag = "card-words",
        ) { passphrase = it }
        Secondary(stringResource(R.string.second_confirm), Modifier.padding(16.dp, 4.dp).testTag("confirm-card"), enabled = passphrase.isNotEmpty()) {
            onEvent(SetEvent.Unlock(passphrase))
            passphrase = ""
        }
    }
}

private fun LazyListScope.held(detail: EvidenceSetDetail, state: SetState, onEvent: (SetEvent) -> Unit) {
    if (detail.items.isNotEmpty()) item(key = "items") { Group(stringResource(R.string.set_held, detail.items.size)) }
    items(detail.items, key = { it.id }) { Held(it, detail.set.closed, state, onEvent) }
}

@Composable
private fun Held(item: EvidenceItem, closed: Boolean, state: SetState, onEvent: (SetEvent) -> Unit) {
    var why by rememberSaveable(item.id) { mutableStateOf("") }
    ListRow(
        item.title,
        Modifier.testTag("item"),
        below = listOf(item.kindWord, item.method, moment(item.at), size(item.bytes)).joinToString(" "),
        aside = item.state,
    )
    for (words in item.doubts) Line("▲ $words", Modifier.testTag("doubt"), secondary = true)
    Line(stringResource(R.string.item_keeper, item.keeper), Modifier.testTag("keeper"), secondary = true)
    for (step in item.custody) {
        Line(stringResource(R.string.item_custody, moment(step.at), step.giver, step.taker), Modifier.testTag("custody"), secondary = true)
    }
    if (item.mayRelease && item.here) {
        Quiet(stringResource(R.string.release), Modifier.padding(horizontal = 16.dp).testTag("release")) { onEvent(SetEvent.Release(item.id)) }
    }
    if (closed || !item.keptByMe) return
    Quiet(stringResource(R.string.hand_over), Modifier.padding(horizontal = 16.dp).testTag("hand-over")) { onEvent(SetEvent.Hand(item.id)) }
    if (state.handing != item.id) return
    val code = state.handOver
    if (code != null) {
        CodeToShow(code, stringResource(R.string.hand_over_show))
        return
    }
    Words(stringResource(R.string.hand_over_why), why, Modifier.padding(horizontal = 16.dp), tag = "hand-over-why") { why = it }
    Group(stringResource(R.string.hand_over_to))
    for (colleague in state.colleagues) {
        Secondary(
            colleague.name, Modifier.padding(16.dp, 4.dp).testTag("to-${colleague.person}"), enabled = why.isNotBlank(),
        ) { onEvent(SetEvent.HandTo(colleague.person, why.trim())) }
    }
}

private fun LazyListScope.records(detail: EvidenceSetDetail, onOpen: (Route) -> Unit) {
    val set = detail.set
    item(key = "records") { Group(stringResource(R.string.records_title)) }
    items(detail.records, key = { "record-${it.id}" }) { record ->
        ListRow(
            record.title,
            Modifier.testTag("record"),
            below = stringResource(R.string.record_below, record.party, record.version),
            aside = record.signing,
        )
    }
    if (detail.own && !set.closed) {
        item(key = "write") {
            Secondary(stringResource(R.string.record_on_site), Modifier.padding(16.dp, 4.dp).testTag("on-site")) {
                onOpen(Route.Record(set.id, RecordKind.OnSite))
            }
            Secondary(stringResource(R.string.record_inquiry), Modifier.padding(16.dp, 4.dp).testTag("inquiry")) {
                onOpen(Route.Record(set.id, RecordKind.Inquiry))
            }
        }
    }
}

/** 封存: nothing is added any more. */
@Composable
private fun Close(onEvent: (SetEvent) -> Unit) {
    var asked by rememberSaveable { mutableStateOf(false) }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!asked) {
        Quiet(stringResource(R.string.set_close), Modifier.padding(horizontal = 16.dp).testTag("close-set")) { asked = true }
        return
    }
    Line(stringResource(R.string.set_close_hint))
    Words(stringResource(R.string.set_close_why), reason, Modifier.padding(horizontal = 16.dp), tag = "close-why") { reason = it }
    Secondary(stringResource(R.string.set_close), Modifier.padding(16.dp, 4.dp).testTag("close-now"), enabled = reason.isNotBlank()) {
        onEvent(SetEvent.Close(reason.trim()))
    }
    Quiet(stringResource(R.string.set_close_not), Modifier.padding(horizontal = 16.dp)) { asked = false }
}
