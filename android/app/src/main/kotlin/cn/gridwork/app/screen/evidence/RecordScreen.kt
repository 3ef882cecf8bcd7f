package cn.gridwork.app.screen.evidence

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.LastWords
import cn.gridwork.app.Photos
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.visit.SignatureButton
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.reason
import cn.gridwork.core.Answered
import cn.gridwork.core.EventKind
import cn.gridwork.core.EvidenceRecord
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewEvidenceRecord
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordSigning
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.time.Clock
import java.time.Instant

/** Which record is being written: one of a kind in a set, or the next version of one. */
data class RecordOf(val set: String, val kind: RecordKind, val corrects: String? = null)

data class RecordFormState(
    val kind: RecordKind,
    val begun: Instant,
    /** The record that this is a new version of, why, and when the hearing of it ended. */
    val corrects: String? = null,
    /** The version of it that was read here, and the one that came since, which was not. */
    val follows: String? = null,
    val newer: EvidenceRecord? = null,
    val correction: String = "",
    val ended: Instant? = null,
    val party: String = "",
    val present: String = "",
    val place: String = "",
    val shown: Boolean = false,
    val toldRights: Boolean = false,
    val body: List<Answered> = listOf(Answered("", "")),
    val notes: String = "",
    val said: String = "",
    val readAloud: Boolean = false,
    val blanksStruck: Boolean = false,
    /** Pictures of the signatures, one a page. */
    val signatures: List<String> = emptyList(),
    val pages: Int = 1,
    val unsigned: String = "",
    val witness: String = "",
    /** What the record still lacks, in words; it is none before that. */
    val missing: List<String> = emptyList(),
    val over: Boolean = false,
    /** What was kept of it is not read yet, and would take the place of what is written meanwhile. */
    val loading: Boolean = true,
) {
    private val explained: Boolean get() = corrects == null || correction.isNotBlank()
    private val written: Boolean get() = body.any { it.asked.isNotBlank() }
    private val closed: Boolean get() = signatures.size >= pages || unsigned.isNotBlank()
    val ready: Boolean get() = newer == null && explained && party.isNotBlank() && place.isNotBlank() && written && closed

    /** What a signature stands under: everything but the signing itself. */
    val signed: RecordFormState
        get() = copy(signatures = emptyList(), pages = 1, unsigned = "", witness = "", missing = emptyList(), over = false)
}

/**
 * 现场检查笔录, 询问笔录: in the order in which it happens. It is read aloud before anybody signs; every page is
 * signed, or the refusal stands with its reason. A correction is a new version: it begins from what the last one
 * says, and is read and signed anew.
 */
class RecordModel(
    private val client: GridClient,
    private val last: LastWords<RecordOf, RecordFormState>,
    private val of: RecordOf,
    private val clock: Clock,
) : ScreenModel<RecordFormState>(RecordFormState(of.kind, clock.instant(), of.corrects)) {
    private val set = of.set

    /** What is to be kept and is not yet: an inquiry takes an hour, and the process may end. */
    private var unkept: RecordFormState? = null
    private var keeping: Job? = null

    /** One writing at a time, or an earlier one might end last. */
    private val writing = Mutex()

    init {
        act {
            val left = last.take { it == of }.values.singleOrNull()
            if (left != null) {
                update { left }
                keepSoon()
            }
            val detail = client.evidenceSet(set)
            if (left == null) {
                val kept = if (of.corrects == null) client.keptRecord(set, of.kind) else client.correctedRecord(set, of.corrects)
                update { if (kept != null) kept.asForm() else it.copy(loading = false, place = it.place.ifEmpty { detail.set.place }) }
            }
            look(detail)
            if (of.corrects != null) follow(client, concerns = { it.kind == EventKind.Evidence && it.id == set }) { look(client.evidenceSet(set)) }
        }
    }

    /** The other officer may correct the same record meanwhile: that is read before this is written after it. */
    private fun look(detail: EvidenceSetDetail) = update { form ->
        form.copy(newer = detail.records.firstOrNull { it.id == form.corrects && it.hash != form.follows })
    }

    fun change(change: (RecordFormState) -> RecordFormState) {
        val before = state.value
        update { now ->
            val changed = change(now)
            // Nobody has signed what is written after the signature.
            if (changed.signed == now.signed) changed else changed.copy(signatures = emptyList())
        }
        if (state.value.signatures.isEmpty() && before.signatures.isNotEmpty()) act { Photos.forget(before.signatures) }
        keepSoon()
        if (state.value.ready) {
            act {
                val missing = client.recordMissing(filled(state.value))
                update { it.copy(missing = missing) }
            }
        }
    }

    private fun keepSoon() {
        unkept = state.value
        keeping?.cancel()
        keeping = act {
            delay(QUIET_MS)
            unkept?.let { keep(it) }
        }
    }

    private suspend fun keep(form: RecordFormState) = writing.withLock {
        client.keepRecord(filled(form))
        // What was written meanwhile waits on.
        if (unkept === form) unkept = null
    }

    fun trouble(code: String) = say(code)

    fun write() = act {
        keeping?.cancel()
        writing.withLock {
            // It is not kept any more once it is closed, also where the screen goes in that moment.
            val form = unkept
            unkept = null
            try {
                client.closeRecord(filled(state.value))
            } catch (failure: GridFailure) {
                unkept = form
                throw failure
            }
        }
        Photos.forget(state.value.signatures)
        update { it.copy(over = true) }
    }

    override fun told(failure: GridFailure) = reason(failure)

    override fun onCleared() {
        // The screen is gone in the middle of a word; that is kept too.
        unkept?.let { last.leave(of, it, ::keep) }
    }

    private fun filled(form: RecordFormState) = NewEvidenceRecord(
        set = set,
        corrects = form.corrects,
        follows = form.follows,
        correction = form.correction.trim().ifEmpty { null },
        kind = form.kind,
        party = form.party.trim(),
        present = form.present.trim(),
        place = form.place.trim(),
        begun = form.begun,
        ended = form.ended ?: maxOf(form.begun, clock.instant()),
        shownCertificates = form.shown,
        toldRights = form.toldRights,
        body = form.body.filter { it.asked.isNotBlank() }.map { Answered(it.asked.trim(), it.answer.trim()) },
        notes = form.notes.trim(),
        said = form.said.trim(),
        readAloud = form.readAloud,
        pages = form.pages,
        blanksStruck = form.blanksStruck,
        signing = when {
            form.signatures.size >= form.pages -> RecordSigning.Signed(form.signatures)
            // Not closed yet: the pages that are signed are kept.
            form.signatures.isNotEmpty() && form.unsigned.isBlank() -> RecordSigning.Signed(form.signatures)
            else -> RecordSigning.Refused(form.unsigned.trim(), form.witness.trim().ifEmpty { null })
        },
    )
}

/** A pause in writing after which the form is kept. */
private const val QUIET_MS = 300L

private fun NewEvidenceRecord.asForm(): RecordFormState {
    val refused = signing as? RecordSigning.Refused
    return RecordFormState(
        loading = false,
        kind = kind,
        begun = begun,
        corrects = corrects,
        follows = follows,
        correction = correction.orEmpty(),
        ended = if (corrects == null) null else ended,
        party = party,
        present = present,
        place = place,
        shown = shownCertificates,
        toldRights = toldRights,
        body = body.ifEmpty { listOf(Answered("", "")) },
        notes = notes,
        said = said,
        readAloud = readAloud,
        blanksStruck = blanksStruck,
        signatures = (signing as? RecordSigning.Signed)?.pages.orEmpty(),
        pages = pages,
        unsigned = refused?.reason.orEmpty(),
        witness = refused?.witness.orEmpty(),
    )
}

@Composable
fun RecordScreen(
    state: RecordFormState,
    notice: String?,
    onChange: ((RecordFormState) -> RecordFormState) -> Unit,
    onTrouble: (String) -> Unit,
    onWrite: () -> Unit,
    onBack: () -> Unit,
) {
    val inquiry = state.kind == RecordKind.Inquiry
    val row = Modifier.padding(horizontal = 16.dp)
    Frame(
        title = stringResource(if (inquiry) R.string.record_inquiry else R.string.record_on_site),
        status = stringResource(R.string.record_begun, moment(state.begun)),
        notice = notice,
        help = "record",
        loading = state.loading,
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.record_write), Modifier.testTag("write-record"), enabled = state.ready, onClick = onWrite) },
    ) {
        if (state.corrects != null) {
            item(key = "correction") {
                Line(stringResource(R.string.record_corrects))
                Words(stringResource(R.string.record_correction), state.correction, row, tag = "correction") { text -> onChange { it.copy(correction = text) } }
            }
        }
        state.newer?.let { newer ->
            item(key = "newer") {
                Line("▲ " + stringResource(R.string.record_newer, newer.recorder, newer.version), Modifier.testTag("newer"))
                Said(newer.body, newer.said)
                Secondary(stringResource(R.string.record_newer_read), Modifier.padding(16.dp, 4.dp).testTag("go-on")) {
                    onChange { it.copy(follows = newer.hash, newer = null) }
                }
            }
        }
        item(key = "head") {
            Words(stringResource(R.string.record_party), state.party, row, tag = "party") { text -> onChange { it.copy(party = text) } }
            Words(stringResource(R.string.record_present), state.present, row, tag = "present") { text -> onChange { it.copy(present = text) } }
            Words(stringResource(R.string.set_place), state.place, row, tag = "record-place") { text -> onChange { it.copy(place = text) } }
        }
        item(key = "first") {
            Tick(stringResource(R.string.record_shown), state.shown, Modifier.testTag("shown")) { on -> onChange { it.copy(shown = on) } }
            Tick(stringResource(R.string.record_rights), state.toldRights, Modifier.testTag("rights")) { on -> onChange { it.copy(toldRights = on) } }
        }
        body(state, inquiry, onChange)
        item(key = "notes") {
            Words(stringResource(R.string.record_notes), state.notes, row, tag = "notes") { text -> onChange { it.copy(notes = text) } }
        }
        item(key = "reading") {
            Group(stringResource(R.string.record_reading))
            Line(stringResource(R.string.record_reading_hint), secondary = true)
            Tick(stringResource(R.string.record_read), state.readAloud, Modifier.testTag("read")) { on -> onChange { it.copy(readAloud = on) } }
            Words(stringResource(R.string.record_said), state.said, row, tag = "said") { text -> onChange { it.copy(said = text) } }
            Tick(stringResource(R.string.record_struck), state.blanksStruck, Modifier.testTag("struck")) { on -> onChange { it.copy(blanksStruck = on) } }
        }
        signing(state, onChange, onTrouble)
        if (state.missing.isNotEmpty()) {
            item(key = "missing") {
                Group(stringResource(R.string.capture_missing))
                for (words in state.missing) Line(words, Modifier.testTag("missing"), secondary = true)
            }
        }
    }
}

private fun LazyListScope.body(state: RecordFormState, inquiry: Boolean, onChange: ((RecordFormState) -> RecordFormState) -> Unit) {
    itemsIndexed(state.body) { at, part ->
        val row = Modifier.padding(horizontal = 16.dp)
        val put = { changed: Answered -> onChange { it.copy(body = it.body.toMutableList().also { list -> list[at] = changed }) } }
        Words(stringResource(if (inquiry) R.string.record_question else R.string.record_looked, at + 1), part.asked, row, tag = "asked-$at") {
            put(part.copy(asked = it))
        }
        Words(stringResource(if (inquiry) R.string.record_answer else R.string.record_found), part.answer, row, tag = "answer-$at") {
            put(part.copy(answer = it))
        }
    }
    item(key = "more") {
        Quiet(stringResource(R.string.record_more), Modifier.padding(horizontal = 16.dp).testTag("more-body")) {
            onChange { it.copy(body = it.body + Answered("", "")) }
        }
    }
}

private fun LazyListScope.signing(
    state: RecordFormState,
    onChange: ((RecordFormState) -> RecordFormState) -> Unit,
    onTrouble: (String) -> Unit,
) = item(key = "signing") {
    val row = Modifier.padding(horizontal = 16.dp)
    Group(stringResource(R.string.record_pages, state.pages))
    Side(row) {
        Quiet(stringResource(R.string.record_page_more), Modifier.testTag("page-more")) { onChange { it.copy(pages = it.pages + 1) } }
        if (state.pages > 1) {
            Quiet(stringResource(R.string.record_page_less), Modifier.testTag("page-less")) {
                onChange { it.copy(pages = it.pages - 1, signatures = it.signatures.take(it.pages - 1)) }
            }
        }
    }
    for (page in 1..state.pages) {
        // The pages are signed one after the other, and none before it was read.
        if (page > state.signatures.size + 1 || !state.readAloud) break
        Line(stringResource(R.string.record_page, page))
        Side(row) {
            SignatureButton(page <= state.signatures.size, "page-$page", onTrouble) { path ->
                onChange { it.copy(signatures = it.signatures.take(page - 1) + path + it.signatures.drop(page)) }
            }
        }
    }
    if (state.signatures.size < state.pages) {
        Words(stringResource(R.string.unsigned_why), state.unsigned, row, tag = "unsigned") { text -> onChange { it.copy(unsigned = text) } }
        Words(stringResource(R.string.witness), state.witness, row, tag = "witness") { text -> onChange { it.copy(witness = text) } }
    }
}
