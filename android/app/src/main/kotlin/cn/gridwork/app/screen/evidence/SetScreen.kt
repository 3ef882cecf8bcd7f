package cn.gridwork.app.screen.evidence

import android.graphics.Bitmap
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
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
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.RawCamera
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.size
import cn.gridwork.core.Answered
import cn.gridwork.core.DerivedFor
import cn.gridwork.core.EventKind
import cn.gridwork.core.EvidenceCode
import cn.gridwork.core.EvidenceItem
import cn.gridwork.core.EvidenceRecord
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
    /** The second officer's card, waiting for its words. */
    val card: ScannedCard? = null,
    /** The record that waits for the other officer's signature, and the code that asks for it. */
    val asking: String? = null,
    val asked: String? = null,
    /** The item whose hand-over is being signed, and its code once it is. */
    val handing: String? = null,
    val handOver: String? = null,
    /** The small pictures that were looked at last, and those with something covered. */
    val pictures: Map<String, Pictures> = emptyMap(),
)

data class Pictures(val small: Bitmap?, val covered: Bitmap?)

/** The text of a card, and the record it is to sign; the set itself if there is none. */
data class ScannedCard(val text: String, val record: String?)

sealed interface SetEvent {
    data object Invite : SetEvent
    data class Confirmation(val photo: File) : SetEvent
    data class Card(val photo: File, val record: String? = null) : SetEvent
    data class Unlock(val passphrase: String) : SetEvent
    data class Ask(val record: String) : SetEvent
    data class Countersign(val record: String) : SetEvent
    data class Look(val item: String) : SetEvent
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
    private val derivatives: Derivatives,
) : ScreenModel<SetState>(SetState()) {
    init {
        read()
        // What comes while the page is open stands on it.
        follow(client, concerns = { it.id == id || it.kind == EventKind.File }) { load() }
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
                update { it.copy(invitation = null, asking = null, asked = null) }
            }
            is SetEvent.Card -> act {
                update { it.copy(card = null) }
                val text = scanned(event.photo)
                // Nobody types the words of a card under something else.
                if (client.readEvidenceCode(text) != EvidenceCode.Card) throw GridFailure.Enrolment("other_code", null, false)
                update { it.copy(card = ScannedCard(text, event.record)) }
            }
            is SetEvent.Unlock -> change {
                // The card is unlocked for this one signature and kept nowhere.
                val card = state.value.card ?: return@change
                if (card.record == null) client.confirmByCard(id, card.text, event.passphrase)
                else client.countersignByCard(id, card.record, card.text, event.passphrase)
                update { it.copy(card = null, invitation = null, asking = null, asked = null) }
            }
            is SetEvent.Ask -> act {
                val text = client.countersignCode(id, event.record)
                update { it.copy(asking = event.record, asked = text) }
            }
            is SetEvent.Countersign -> change { client.countersign(id, event.record) }
            is SetEvent.Look -> act {
                val found = Pictures(derivatives.of(id, event.item, DerivedFor.Thumbnail), derivatives.of(id, event.item, DerivedFor.Redaction))
                update { it.copy(pictures = (it.pictures - event.item + (event.item to found)).entries.toList().takeLast(MOST).associate { (k, v) -> k to v }) }
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

    override fun told(failure: GridFailure) = codeReason(failure)

    private companion object {
        /** Pictures that are held at a time. */
        const val MOST = 40
    }
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
        held(detail, state, onEvent, onOpen)
        records(detail, state, onEvent, onOpen)
        if (detail.own && !set.closed) item(key = "close") { Close(detail.missing, onEvent) }
    }
}

/** The second officer: on a phone of their own, or with their card and its words on this one. */
private fun LazyListScope.second(state: SetState, onEvent: (SetEvent) -> Unit) = item(key = "second") {
    Group(stringResource(R.string.second_title))
    Line(stringResource(R.string.second_hint), secondary = true)
    if (state.invitation == null) {
        Secondary(stringResource(R.string.second_show), Modifier.padding(16.dp, 4.dp).testTag("invite")) { onEvent(SetEvent.Invite) }
    }
    Colleague(state.invitation, stringResource(R.string.second_scan_this), state.card?.takeIf { it.record == null }, null, onEvent)
}

/** What a colleague does with this phone: scans its code and is scanned back, or has their card scanned and types its words. */
@Composable
private fun Colleague(code: String?, spoken: String, card: ScannedCard?, record: String?, onEvent: (SetEvent) -> Unit) {
    // A secret: on no disk, not even for a turned screen.
    var passphrase by remember { mutableStateOf("") }
    val row = Modifier.padding(16.dp, 4.dp)
    val trouble = { why: String -> onEvent(SetEvent.Trouble(why)) }
    if (code != null) {
        CodeToShow(code, spoken)
        Side(row) { RawCamera(stringResource(R.string.second_scan_answer), "scan-confirmation", onTrouble = trouble) { onEvent(SetEvent.Confirmation(it)) } }
    }
    Side(row) { RawCamera(stringResource(R.string.second_scan_card), "scan-card", onTrouble = trouble) { onEvent(SetEvent.Card(it, record)) } }
    if (card == null) return
    Words(
        stringResource(R.string.card_words), passphrase, Modifier.padding(horizontal = 16.dp),
        keyboard = KeyboardOptions(keyboardType = KeyboardType.Password), single = true, tag = "card-words",
    ) { passphrase = it }
    Secondary(stringResource(R.string.second_confirm), row.testTag("confirm-card"), enabled = passphrase.isNotEmpty()) {
        onEvent(SetEvent.Unlock(passphrase))
        passphrase = ""
    }
}

private fun LazyListScope.held(detail: EvidenceSetDetail, state: SetState, onEvent: (SetEvent) -> Unit, onOpen: (Route) -> Unit) {
    if (detail.items.isNotEmpty()) item(key = "items") { Group(stringResource(R.string.set_held, detail.items.size)) }
    items(detail.items, key = { it.id }) { Held(detail, it, state, onEvent, onOpen) }
}

@Composable
private fun Held(detail: EvidenceSetDetail, item: EvidenceItem, state: SetState, onEvent: (SetEvent) -> Unit, onOpen: (Route) -> Unit) {
    val closed = detail.set.closed
    val picture = item.mime.startsWith("image/")
    var why by rememberSaveable(item.id) { mutableStateOf("") }
    ListRow(
        item.title,
        Modifier.testTag("item"),
        below = listOf(item.kindWord, item.method, moment(item.at), size(item.bytes)).joinToString(" "),
        aside = item.state,
    )
    if (picture) {
        LaunchedEffect(item.id, detail) { onEvent(SetEvent.Look(item.id)) }
        Small(state.pictures[item.id], item.title)
        if (detail.own && item.here && !closed) {
            Quiet(stringResource(R.string.redact_title), Modifier.padding(horizontal = 16.dp).testTag("redact")) { onOpen(Route.Redact(detail.set.id, item.id)) }
        }
    }
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

/**
 * The pictures made of an original. They have their place before they are read, and where there are none: rows
 * below would move under the finger when they come.
 */
@Composable
private fun Small(pictures: Pictures?, title: String) {
    val (small, covered) = pictures ?: Pictures(null, null)
    Row(
        Modifier.padding(horizontal = 16.dp).fillMaxWidth().height(120.dp).testTag("pictures"),
        horizontalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        Box(Modifier.weight(1f).fillMaxHeight().background(Gw.colors.sunken), contentAlignment = Alignment.Center) {
            if (small != null) Made(small, title, "thumbnail")
            if (pictures != null && small == null) {
                Text(
                    stringResource(R.string.no_thumbnail), Modifier.testTag("no-thumbnail"),
                    color = Gw.colors.ink2, style = MaterialTheme.typography.bodySmall,
                )
            }
        }
        Box(Modifier.weight(1f).fillMaxHeight(), contentAlignment = Alignment.Center) {
            if (covered != null) Made(covered, stringResource(R.string.redacted), "redacted")
        }
    }
}

/** A picture made of an original, with the words that say so. */
@Composable
private fun Made(picture: Bitmap, words: String, tag: String) = Image(
    remember(picture) { picture.asImageBitmap() },
    contentDescription = words,
    modifier = Modifier.fillMaxHeight().testTag(tag),
    contentScale = ContentScale.Fit,
)

private fun LazyListScope.records(detail: EvidenceSetDetail, state: SetState, onEvent: (SetEvent) -> Unit, onOpen: (Route) -> Unit) {
    val set = detail.set
    item(key = "records") { Group(stringResource(R.string.records_title)) }
    items(detail.records, key = { "record-${it.id}" }) { Written(detail, it, state, onEvent, onOpen) }
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

/** A record: who signed it, what it says, what it said before, and what this person may do with it. */
@Composable
private fun Written(detail: EvidenceSetDetail, record: EvidenceRecord, state: SetState, onEvent: (SetEvent) -> Unit, onOpen: (Route) -> Unit) {
    var shown by rememberSaveable(record.id) { mutableStateOf(false) }
    val row = Modifier.padding(16.dp, 4.dp)
    ListRow(
        record.title,
        Modifier.testTag("record"),
        below = stringResource(R.string.record_below, record.party, record.version),
        aside = record.signing,
    ) { shown = !shown }
    if (record.countersigner.isNotEmpty()) {
        Line(stringResource(R.string.record_signers, record.recorder, record.countersigner), Modifier.testTag("signers"), secondary = true)
    }
    for (words in record.missing) Line("▲ $words", Modifier.testTag("record-missing"), secondary = true)
    if (shown) Said(record.body, record.said)
    for (before in record.earlier) {
        Line(stringResource(R.string.record_earlier, before.version, moment(before.at), before.signing), Modifier.testTag("earlier"), secondary = true)
        if (shown) Said(before.body, before.said)
    }
    // Nobody signs what was not on this screen.
    if (record.awaitsMe) {
        if (!shown) Secondary(stringResource(R.string.record_show), row.testTag("show-record")) { shown = true }
        else Secondary(stringResource(R.string.record_sign), row.testTag("countersign")) { onEvent(SetEvent.Countersign(record.id)) }
    }
    if (record.mayAsk) {
        val asked = state.asked.takeIf { state.asking == record.id }
        if (asked == null) Secondary(stringResource(R.string.record_ask), row.testTag("ask-sign")) { onEvent(SetEvent.Ask(record.id)) }
        else Colleague(asked, stringResource(R.string.record_ask_scan), state.card?.takeIf { it.record == record.id }, record.id, onEvent)
    }
    if (detail.own && !detail.set.closed) {
        Quiet(stringResource(R.string.record_correct), Modifier.padding(horizontal = 16.dp).testTag("correct")) {
            onOpen(Route.Record(detail.set.id, record.kind, record.id))
        }
    }
}

@Composable
internal fun Said(body: List<Answered>, said: String) {
    for (part in body) {
        Line(part.asked)
        Line(part.answer, Modifier.testTag("answer"), secondary = true)
    }
    Line(said, secondary = true)
}

/** 封存: nothing is added any more. */
@Composable
private fun Close(missing: List<String>, onEvent: (SetEvent) -> Unit) {
    var asked by rememberSaveable { mutableStateOf(false) }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!asked) {
        Quiet(stringResource(R.string.set_close), Modifier.padding(horizontal = 16.dp).testTag("close-set")) { asked = true }
        return
    }
    // Said before, for afterwards nothing can be added.
    if (missing.isEmpty()) Line(stringResource(R.string.set_close_whole), Modifier.testTag("close-whole"))
    else Group(stringResource(R.string.set_close_lacks))
    for (words in missing) Line("▲ $words", Modifier.testTag("close-missing"))
    Line(stringResource(R.string.set_close_hint))
    Words(stringResource(R.string.set_close_why), reason, Modifier.padding(horizontal = 16.dp), tag = "close-why") { reason = it }
    Secondary(stringResource(R.string.set_close), Modifier.padding(16.dp, 4.dp).testTag("close-now"), enabled = reason.isNotBlank()) {
        onEvent(SetEvent.Close(reason.trim()))
    }
    Quiet(stringResource(R.string.set_close_not), Modifier.padding(horizontal = 16.dp)) { asked = false }
}
