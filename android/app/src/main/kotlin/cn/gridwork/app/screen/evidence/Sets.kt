package cn.gridwork.app.screen.evidence

import android.os.Bundle
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Codes
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.CodeToShow
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.RawCamera
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.reason
import cn.gridwork.core.EventKind
import cn.gridwork.core.EvidenceCode
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewEvidenceSet
import cn.gridwork.core.WaitingHandOver
import java.io.File

data class SetsState(
    val loading: Boolean = true,
    /** Why this person may not gather evidence today, in words. */
    val barred: String? = null,
    val sets: List<EvidenceSet> = emptyList(),
    /** What a colleague's phone shows and this one has scanned, to be looked at before anything is done. */
    val scanned: EvidenceCode? = null,
    val text: String = "",
    /** The answer to a colleague's invitation, for their phone to scan. */
    val confirmation: String? = null,
    /** Something was handed over to this phone just now. */
    val taken: Boolean = false,
    /** What was taken over and waits for its set, or was not taken into it. */
    val waiting: List<WaitingHandOver> = emptyList(),
)

/** Why a code that was scanned is not taken; the core's words are those of the enrolment there. */
internal fun codeReason(failure: GridFailure): String = when {
    failure.code == "qr_other" || failure.code == "code_typo" -> "other_code"
    failure.code == "bad_value" && failure.field == "pass" -> "card_words"
    else -> reason(failure)
}

/** 执法: the evidence sets of an officer, and what colleagues' phones show to this one. */
class SetsModel(private val client: GridClient) : ScreenModel<SetsState>(SetsState()) {
    init {
        read()
        follow(client, concerns = { it.kind == EventKind.Evidence || it.kind == EventKind.Directory }) { load() }
    }

    fun read() = act { load() }

    /** Reads what a colleague's phone shows; nothing is done before it was looked at. */
    fun scan(photo: File) = act {
        val text = Codes.read(photo) ?: throw GridFailure.Enrolment("bad_code", null, false)
        val code = client.readEvidenceCode(text)
        update { it.copy(scanned = code, text = text, confirmation = null, taken = false) }
    }

    /** Confirms the colleague's set, or signs the record, with this phone's own key. */
    fun confirm() = act {
        val answer = client.confirmScanned(state.value.text)
        update { it.copy(confirmation = answer, scanned = null) }
    }

    /** Takes over what a colleague hands over. */
    fun takeOver() = act {
        client.takeOver(state.value.text)
        update { it.copy(taken = true, scanned = null) }
        load()
    }

    fun dismiss(waiting: WaitingHandOver) = act {
        client.dismissHandOver(waiting.set, waiting.item)
        load()
    }

    fun leave() = update { it.copy(scanned = null) }

    override fun told(failure: GridFailure) = codeReason(failure)

    fun trouble(code: String) = say(code)

    private suspend fun load() {
        val barred = client.evidenceBarred()
        val sets = client.evidenceSets(0, PAGE)
        val waiting = client.waitingHandOvers()
        update { it.copy(loading = false, barred = barred, sets = sets, waiting = waiting) }
    }

    private companion object {
        const val PAGE = 200
    }
}

@Composable
fun SetsScreen(
    state: SetsState,
    notice: String?,
    onScan: (File) -> Unit,
    onConfirm: () -> Unit,
    onTakeOver: () -> Unit,
    onDismiss: (WaitingHandOver) -> Unit,
    onLeave: () -> Unit,
    onTrouble: (String) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    Frame(
        title = stringResource(R.string.evidence_title),
        status = if (state.loading) stringResource(R.string.reading) else stringResource(R.string.set_items, state.sets.size),
        notice = notice,
        help = "evidence",
        loading = state.loading,
        onBack = onBack,
        bottom = {
            Primary(stringResource(R.string.set_new), Modifier.testTag("new-set"), enabled = !state.loading && state.barred == null) {
                onOpen(Route.NewSet(null))
            }
        },
    ) {
        state.barred?.let { words -> item(key = "barred") { Line("▲ $words", Modifier.testTag("evidence-barred")) } }
        items(state.sets, key = { it.id }) { set ->
            ListRow(
                set.matter,
                Modifier.testTag("set"),
                below = listOf(set.place, moment(set.opened), stringResource(R.string.set_items, set.items)).joinToString(" "),
                aside = set.state,
                mark = Mark.of(set.record),
            ) { onOpen(Route.Set(set.id)) }
        }
        if (state.sets.isEmpty()) item(key = "none") { Line(stringResource(R.string.sets_none)) }
        items(state.waiting, key = { "waiting-${it.set}-${it.item}" }) { waiting ->
            val refused = waiting.refused
            Line(
                when (refused) {
                    null -> stringResource(R.string.hand_over_waits, waiting.giver, waiting.why)
                    else -> stringResource(R.string.hand_over_refused, waiting.giver, waiting.why, refused)
                },
                Modifier.testTag("waiting-hand-over"),
            )
            if (refused != null) Quiet(stringResource(R.string.hand_over_read), Modifier.padding(horizontal = 16.dp)) { onDismiss(waiting) }
        }
        if (state.barred == null) item(key = "colleague") { Colleague(state, onScan, onConfirm, onTakeOver, onLeave, onTrouble) }
        item(key = "clues") { ListRow(stringResource(R.string.clues_title), Modifier.testTag("to-clues")) { onOpen(Route.Clues) } }
    }
}

/** What a colleague's phone shows: looked at first, then confirmed or taken over. */
@Composable
private fun Colleague(
    state: SetsState,
    onScan: (File) -> Unit,
    onConfirm: () -> Unit,
    onTakeOver: () -> Unit,
    onLeave: () -> Unit,
    onTrouble: (String) -> Unit,
) {
    val row = Modifier.padding(16.dp, 4.dp)
    Group(stringResource(R.string.colleague_title))
    Side(row) { RawCamera(stringResource(R.string.colleague_scan), "scan-colleague", onTrouble = onTrouble, onTaken = onScan) }
    when (val code = state.scanned) {
        is EvidenceCode.Opening -> {
            Line(stringResource(R.string.confirm_what, code.officer, moment(code.at)))
            Line(code.matter)
            Line(code.place, secondary = true)
            Secondary(stringResource(R.string.confirm_with), row.testTag("confirm"), onClick = onConfirm)
        }
        is EvidenceCode.Record -> {
            Line(stringResource(R.string.sign_what, code.recorder, code.title, code.version), Modifier.testTag("sign-what"))
            Line(code.party, secondary = true)
            Secondary(stringResource(R.string.sign_with), row.testTag("confirm"), onClick = onConfirm)
        }
        is EvidenceCode.HandOver -> {
            Line(stringResource(R.string.take_over_what, code.giver))
            Line(code.why, secondary = true)
            if (!code.toMe) Line(stringResource(R.string.take_over_other, code.taker))
            Secondary(stringResource(R.string.take_over), row.testTag("take-over"), enabled = code.toMe, onClick = onTakeOver)
        }
        is EvidenceCode.Confirmation, EvidenceCode.Card -> Line(stringResource(R.string.code_elsewhere))
        null -> {}
    }
    if (state.scanned != null) Quiet(stringResource(R.string.leave_it), Modifier.padding(horizontal = 16.dp), onLeave)
    if (state.taken) Line(stringResource(R.string.taken_over), Modifier.testTag("taken-over"))
    state.confirmation?.let { CodeToShow(it, stringResource(R.string.confirm_show)) }
}

data class NewSetState(val matter: String = "", val place: String = "", val made: String? = null, val loading: Boolean = false) {
    val ready: Boolean get() = matter.isNotBlank() && place.isNotBlank()
}

/** 开一个证据集: what it is about and where; it stands once a second officer has confirmed it. */
class NewSetModel(
    private val client: GridClient,
    private val clue: String?,
    kept: Kept? = null,
) : ScreenModel<NewSetState>(NewSetState(loading = clue != null), kept, NewSetEntered) {
    init {
        if (clue != null) {
            act {
                try {
                    val told = client.clues(0, 200).firstOrNull { it.id == clue } ?: return@act
                    update { it.copy(matter = it.matter.ifEmpty { told.words }, place = it.place.ifEmpty { told.place }) }
                } finally {
                    update { it.copy(loading = false) }
                }
            }
        }
    }

    fun change(change: (NewSetState) -> NewSetState) = update(change)

    override fun told(failure: GridFailure) = reason(failure)

    fun make() = act {
        val form = state.value
        val id = client.openEvidenceSet(NewEvidenceSet(form.matter.trim(), form.place.trim(), clue = clue))
        if (clue != null) client.clueFollowed(clue, id)
        update { it.copy(made = id) }
    }
}

private object NewSetEntered : Entered<NewSetState> {
    override fun write(state: NewSetState, to: Bundle) {
        to.putString("matter", state.matter)
        to.putString("place", state.place)
    }

    override fun read(state: NewSetState, from: Bundle) =
        state.copy(matter = from.getString("matter").orEmpty(), place = from.getString("place").orEmpty())
}

@Composable
fun NewSetScreen(state: NewSetState, notice: String?, onChange: ((NewSetState) -> NewSetState) -> Unit, onMake: () -> Unit, onBack: () -> Unit) {
    Frame(
        title = stringResource(R.string.set_new),
        notice = notice,
        help = "evidence",
        loading = state.loading,
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.set_make), Modifier.testTag("make-set"), enabled = state.ready, onClick = onMake) },
    ) {
        item(key = "form") {
            Line(stringResource(R.string.set_hint))
            Words(stringResource(R.string.set_matter), state.matter, Modifier.padding(horizontal = 16.dp), tag = "matter") { text ->
                onChange { it.copy(matter = text) }
            }
            Words(stringResource(R.string.set_place), state.place, Modifier.padding(horizontal = 16.dp), tag = "set-place") { text ->
                onChange { it.copy(place = text) }
            }
        }
    }
}
