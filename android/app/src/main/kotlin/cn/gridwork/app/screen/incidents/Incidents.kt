package cn.gridwork.app.screen.incidents

import android.os.Bundle
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.core.EventKind
import cn.gridwork.core.GridClient
import cn.gridwork.core.Incident
import cn.gridwork.core.IncidentStep
import cn.gridwork.core.Rating
import cn.gridwork.core.ToVerify

data class IncidentsState(
    val loading: Boolean = true,
    val incidents: List<Incident> = emptyList(),
    val more: Boolean = false,
    val shown: Incident? = null,
    /** What waits to be verified; of the one shown, if it does. */
    val toVerify: List<ToVerify> = emptyList(),
    /** The steps of the one shown that can be taken now, by their names. */
    val offers: Set<String> = emptySet(),
    /** The step just taken here can be taken back. */
    val undo: Boolean = false,
    /** The sentence of a step, until it is written down. */
    val note: String = "",
)

private object IncidentEntered : Entered<IncidentsState> {
    override fun write(state: IncidentsState, to: Bundle) = to.putString("note", state.note)

    override fun read(state: IncidentsState, from: Bundle) = state.copy(note = from.getString("note").orEmpty())
}

/** 我的上报: pages of incidents, newest first, and one of them. */
class IncidentsModel(
    private val client: GridClient,
    private val id: String?,
    kept: Kept? = null,
) : ScreenModel<IncidentsState>(IncidentsState(), kept, IncidentEntered) {
    init {
        begin()
        follow(client, concerns = { it.kind == EventKind.Incident }) { read() }
    }

    fun note(text: String) = update { it.copy(note = text) }

    fun more() = act {
        val next = client.incidents(state.value.incidents.size, PAGE)
        update { it.copy(incidents = it.incidents + next, more = next.size == PAGE) }
    }

    fun step(step: IncidentStep) = act {
        client.incidentStep(id ?: return@act, step)
        update { it.copy(undo = true, note = "") }
        read()
    }

    fun takeBack() = act {
        client.takeBack(id ?: return@act)
        update { it.copy(undo = false) }
        read()
    }

    private suspend fun read() {
        if (id != null) {
            val shown = client.incident(id)
            val toVerify = client.toVerify(PAGE).filter { it.incident.id == id }
            val offers = client.incidentOffers(id)
            update { it.copy(loading = false, shown = shown, toVerify = toVerify, offers = offers) }
        } else {
            val page = client.incidents(0, maxOf(PAGE, state.value.incidents.size))
            val toVerify = client.toVerify(PAGE).filter { it.barred == null }
            update { it.copy(loading = false, toVerify = toVerify, incidents = page, more = page.size == PAGE) }
        }
    }

    private companion object {
        const val PAGE = 50
    }
}

/** How many are not over, at the least where not all are listed yet, and how many wait for a word. */
@Composable
private fun standing(state: IncidentsState): String {
    val open = state.incidents.count { !it.over }
    val words = stringResource(if (state.more) R.string.incidents_open_least else R.string.incidents_open, open)
    val waiting = state.toVerify.size
    return if (waiting == 0) words else words + "，" + stringResource(R.string.incidents_to_verify, waiting)
}

@Composable
fun IncidentsScreen(state: IncidentsState, notice: String?, onMore: () -> Unit, onOpen: (Route) -> Unit, onBack: () -> Unit) {
    Frame(
        title = stringResource(R.string.incidents_title),
        status = when {
            state.loading -> stringResource(R.string.reading)
            state.incidents.isEmpty() -> null
            else -> standing(state)
        },
        notice = notice,
        help = "incidents",
        onBack = onBack,
    ) {
        if (!state.loading && state.incidents.isEmpty()) item { Line(stringResource(R.string.incidents_none)) }
        if (state.toVerify.isNotEmpty()) {
            item(key = "to-verify") { Group(stringResource(R.string.incidents_to_verify, state.toVerify.size)) }
            items(state.toVerify, key = { "verify-" + it.incident.id }) { Row(it.incident, "to-verify", onOpen) }
            item(key = "all") { Group(stringResource(R.string.incidents_all)) }
        }
        items(state.incidents, key = { it.id }) { Row(it, "incident", onOpen) }
        if (state.more) {
            item(key = "more") { Secondary(stringResource(R.string.more), Modifier.padding(horizontal = 16.dp), onClick = onMore) }
        }
    }
}

@Composable
private fun Row(incident: Incident, tag: String, onOpen: (Route) -> Unit) = ListRow(
    incident.words,
    Modifier.testTag(tag),
    below = listOf(incident.categoryName, incident.place).filter { it.isNotEmpty() }.joinToString(" "),
    aside = stateWords(incident),
    mark = Mark.of(incident.record),
) { onOpen(Route.Incident(incident.id)) }

/** One incident: what the township answered first, then what was reported. */
@Composable
fun IncidentScreen(
    state: IncidentsState,
    notice: String?,
    onNote: (String) -> Unit,
    onStep: (IncidentStep) -> Unit,
    onTakeBack: () -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val incident = state.shown
    val note = state.note
    Frame(
        title = incident?.categoryName ?: stringResource(R.string.incidents_title),
        status = incident?.let { stateWords(it) + "  " + Mark.of(it.record).text() },
        notice = notice,
        help = "incidents",
        onBack = onBack,
    ) {
        if (incident == null) return@Frame
        item(key = "number") { Line(stringResource(R.string.incident_number, incident.number), secondary = true) }
        if (state.undo) {
            item(key = "undo") {
                Quiet(stringResource(R.string.take_back), Modifier.padding(horizontal = 16.dp).testTag("take-back"), onTakeBack)
            }
        }
        items(state.toVerify, key = { "verify" }) { Verify(it, onStep) }
        if (incident.answers.isNotEmpty()) {
            item(key = "answers") { Group(stringResource(R.string.incident_answers)) }
            items(incident.answers.asReversed(), key = { "answer-$it" }) { Line(it, Modifier.testTag("answer")) }
        }
        item(key = "words") {
            Group(stringResource(R.string.incident_words, moment(incident.reportedAt)))
            Line(incident.words)
            if (incident.place.isNotEmpty()) Line(incident.place)
        }
        if (state.offers.any { it in SAID }) {
            item(key = "note") {
                Words(stringResource(R.string.incident_note), note, Modifier.padding(horizontal = 16.dp), tag = "note", onChange = onNote)
                for ((name, words, step) in SAID_STEPS) {
                    if (name !in state.offers) continue
                    Secondary(stringResource(words), Modifier.padding(16.dp, 4.dp).testTag("step-$name"), enabled = note.isNotBlank()) {
                        onStep(step(note.trim()))
                    }
                }
            }
        }
        if (RATE in state.offers) item(key = "rate") { Rate(onStep) }
        item(key = "clue") {
            Quiet(stringResource(R.string.incident_to_clue), Modifier.padding(horizontal = 16.dp).testTag("to-clue")) {
                onOpen(Route.NewClue(incident.id))
            }
        }
    }
}

/** The steps that take a sentence: their name, their button, and what they make of it. */
private val SAID_STEPS = listOf<Triple<String, Int, (String) -> IncidentStep>>(
    Triple("note", R.string.incident_note_send, { IncidentStep.Note(it) }),
    Triple("self_solve", R.string.incident_self_solved, { IncidentStep.SelfSolve(it) }),
    Triple("start", R.string.incident_start, { IncidentStep.Start(it) }),
    Triple("done", R.string.incident_done, { IncidentStep.Done(it) }),
)
private val SAID = SAID_STEPS.map { it.first }.toSet()
private const val RATE = "rate"

/** How the resident found it, said to the worker: a fact of the incident, no figure about anybody. */
@Composable
private fun Rate(onStep: (IncidentStep) -> Unit) {
    Group(stringResource(R.string.rate_title))
    Side(Modifier.padding(horizontal = 16.dp)) {
        for ((rating, words) in RATINGS) {
            Quiet(stringResource(words), Modifier.testTag("rate-${rating.name}")) { onStep(IncidentStep.Rate(rating, "", oral = true)) }
        }
    }
}

private val RATINGS = listOf(
    Rating.Satisfied to R.string.rate_satisfied,
    Rating.Mostly to R.string.rate_mostly,
    Rating.Dissatisfied to R.string.rate_dissatisfied,
    Rating.NotReached to R.string.rate_not_reached,
)

/** What was done, by whom, and the two words about it; a handler's own is for somebody else. */
@Composable
private fun Verify(waiting: ToVerify, onStep: (IncidentStep) -> Unit) {
    var why by rememberSaveable { mutableStateOf("") }
    val row = Modifier.padding(16.dp, 4.dp)
    Group(stringResource(R.string.verify_title, waiting.handledBy))
    Line(waiting.result)
    val barred = waiting.barred
    if (barred != null) {
        Line(barred, Modifier.testTag("barred"), secondary = true)
        return
    }
    Secondary(stringResource(R.string.verify_passed), row.testTag("passed")) { onStep(IncidentStep.Verify(true, "")) }
    Words(stringResource(R.string.verify_why), why, Modifier.padding(horizontal = 16.dp), tag = "why") { why = it }
    Secondary(stringResource(R.string.verify_rework), row.testTag("rework"), enabled = why.isNotBlank()) {
        onStep(IncidentStep.Verify(false, why.trim()))
    }
}

/** The state as this phone knows it; before a receipt it says so. */
@Composable
private fun stateWords(incident: Incident): String =
    if (incident.provisional) stringResource(R.string.incident_provisional, incident.state) else incident.state
