package cn.gridwork.app.screen.report

import android.os.Bundle
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.Photos
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.visit.CameraButton
import cn.gridwork.app.screen.visit.ClosedChannelEditor
import cn.gridwork.app.screen.visit.tellClosed
import cn.gridwork.app.ui.EmergencyCalls
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.core.Category
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.EventKind
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hamlet
import cn.gridwork.core.NewIncident

data class ReportState(
    val words: String = "",
    val categories: List<Category> = emptyList(),
    val category: String? = null,
    /** All of them are shown, not only the usual ones. */
    val all: Boolean = false,
    val hamlets: List<Hamlet> = emptyList(),
    val hamlet: String? = null,
    val choosingPlace: Boolean = false,
    val place: String = "",
    val photos: List<String> = emptyList(),
    /** The number called before the form. */
    val called: String? = null,
    /** What was handed in; the form is fresh again. */
    val handedIn: String? = null,
    /** Something for the closed channel is being told, or was. It leaves no trace among the reports. */
    val closing: Boolean = false,
    val closedSent: Boolean = false,
    /** What is chosen from was not read yet. */
    val loading: Boolean = true,
) {
    val chosen: Category? get() = categories.firstOrNull { it.code == category }
    val ready: Boolean get() = words.isNotBlank() && category != null
}

sealed interface ReportEvent {
    data class Words(val text: String) : ReportEvent
    data class Choose(val category: String) : ReportEvent
    data object All : ReportEvent
    data class Place(val text: String) : ReportEvent
    data object OtherPlace : ReportEvent
    data class In(val hamlet: String) : ReportEvent
    data class Photo(val path: String) : ReportEvent
    data class Called(val number: String) : ReportEvent
    data class Trouble(val code: String) : ReportEvent
    data object HandIn : ReportEvent
    data object Another : ReportEvent
    data object Close : ReportEvent
    data class Closed(val channel: ClosedChannel, val words: String) : ReportEvent
}

/**
 * An incident in four taps and the words. The telephone comes first; the place offered is the hamlet
 * last reported from, else the first on the road.
 */
class ReportModel(
    private val client: GridClient,
    category: String? = null,
    kept: Kept? = null,
) : ScreenModel<ReportState>(ReportState(category = category), kept, ReportEntered) {
    init {
        begin()
        // The first download may still be bringing the hamlets.
        follow(client, concerns = { it.kind == EventKind.Place || it.kind == EventKind.Directory }) {
            val hamlets = client.hamlets()
            val categories = client.categories()
            update { it.copy(categories = categories, hamlets = hamlets, hamlet = it.hamlet ?: hamlets.firstOrNull()?.id, loading = false) }
        }
    }

    fun on(event: ReportEvent) {
        when (event) {
            is ReportEvent.Words -> update { it.copy(words = event.text, handedIn = null) }
            is ReportEvent.Choose -> update { it.copy(category = event.category) }
            ReportEvent.All -> update { it.copy(all = true) }
            is ReportEvent.Place -> update { it.copy(place = event.text) }
            ReportEvent.OtherPlace -> update { it.copy(choosingPlace = true) }
            is ReportEvent.In -> update { it.copy(hamlet = event.hamlet, choosingPlace = false) }
            is ReportEvent.Photo -> update { it.copy(photos = it.photos + event.path) }
            is ReportEvent.Called -> update { it.copy(called = event.number) }
            is ReportEvent.Trouble -> say(event.code)
            ReportEvent.HandIn -> act {
                val form = state.value
                val category = form.category ?: return@act
                val hamlet = form.hamlets.firstOrNull { it.id == form.hamlet }
                val id = client.report(
                    NewIncident(
                        words = form.words.trim(),
                        category = category,
                        cell = hamlet?.cell,
                        hamlet = hamlet?.id,
                        place = form.place.trim().ifEmpty { null },
                        photos = form.photos,
                        called = form.called,
                    ),
                )
                Photos.forget(form.photos)
                update { old ->
                    ReportState(categories = old.categories, hamlets = old.hamlets, hamlet = old.hamlet, handedIn = id, loading = old.loading)
                }
            }
            ReportEvent.Another -> update { it.copy(handedIn = null) }
            ReportEvent.Close -> update { it.copy(closing = !it.closing, closedSent = false) }
            is ReportEvent.Closed -> act {
                client.tellClosed(event.channel, event.words.trim())
                update { it.copy(closedSent = true) }
            }
        }
    }
}

private object ReportEntered : Entered<ReportState> {
    /** The hamlet is chosen by itself. */
    override fun begun(state: ReportState, initial: ReportState) = state.copy(hamlet = initial.hamlet) != initial

    override fun write(state: ReportState, to: Bundle) {
        to.putString("words", state.words)
        to.putString("category", state.category)
        to.putString("hamlet", state.hamlet)
        to.putString("place", state.place)
        to.putStringArrayList("photos", ArrayList(state.photos))
        to.putString("called", state.called)
        to.putBoolean("closing", state.closing)
    }

    override fun read(state: ReportState, from: Bundle) = state.copy(
        words = from.getString("words").orEmpty(),
        category = from.getString("category"),
        hamlet = from.getString("hamlet"),
        place = from.getString("place").orEmpty(),
        photos = from.getStringArrayList("photos").orEmpty(),
        called = from.getString("called"),
        closing = from.getBoolean("closing"),
    )
}

/** 上报: say it, what kind, where, hand in. */
@Composable
fun ReportScreen(
    state: ReportState,
    notice: String?,
    onEvent: (ReportEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: (() -> Unit)? = null,
) {
    // What was told to the closed channel is not to be seen by whoever holds the phone next.
    val told by rememberUpdatedState(state.closedSent)
    DisposableEffect(Unit) { onDispose { if (told) onEvent(ReportEvent.Close) } }
    Frame(
        title = stringResource(R.string.report_title),
        status = stringResource(if (state.handedIn != null) R.string.report_handed_in else R.string.report_hint),
        others = listOf(stringResource(R.string.report_handed_in)),
        notice = notice,
        help = "report",
        onBack = onBack,
        bottom = {
            Primary(stringResource(R.string.report_hand_in), Modifier.testTag("hand-in"), enabled = state.ready) {
                onEvent(ReportEvent.HandIn)
            }
        },
    ) {
        item(key = "calls") {
            EmergencyCalls(Modifier.padding(horizontal = 16.dp)) { onEvent(ReportEvent.Called(it)) }
        }
        item(key = "mine") {
            Quiet(stringResource(R.string.incidents_title), Modifier.padding(horizontal = 16.dp).testTag("to-incidents")) {
                onOpen(Route.Incidents)
            }
        }
        item(key = "words") {
            Words(stringResource(R.string.report_words), state.words, Modifier.padding(horizontal = 16.dp), tag = "incident-words") {
                onEvent(ReportEvent.Words(it))
            }
        }
        // Telephone and words wait for nothing; what is chosen from comes below them, all at once.
        if (state.loading) return@Frame
        item(key = "categories") {
            Group(stringResource(R.string.report_category))
            Side(Modifier.padding(16.dp, 8.dp)) {
                val shown = if (state.all) state.categories else usual(state)
                for (category in shown) {
                    Pick(category.name, category.code == state.category, Modifier.testTag("category-${category.code}")) {
                        onEvent(ReportEvent.Choose(category.code))
                    }
                }
                if (!state.all && state.categories.size > USUAL) {
                    Quiet(stringResource(R.string.report_all), Modifier.testTag("all-categories")) { onEvent(ReportEvent.All) }
                }
            }
            val call = state.chosen?.call.orEmpty()
            if (call.isNotEmpty()) {
                Line("▲ " + stringResource(R.string.report_call_first, call.joinToString("、")), Modifier.testTag("call-first"))
            }
        }
        item(key = "place") {
            Group(stringResource(R.string.report_place))
            val name = state.hamlets.firstOrNull { it.id == state.hamlet }?.name ?: ""
            if (state.choosingPlace) {
                Side(Modifier.padding(16.dp, 8.dp)) {
                    for (hamlet in state.hamlets) {
                        Pick(hamlet.name, hamlet.id == state.hamlet, Modifier.testTag("hamlet-${hamlet.id}")) {
                            onEvent(ReportEvent.In(hamlet.id))
                        }
                    }
                }
            } else {
                Side(Modifier.padding(horizontal = 16.dp)) {
                    Line(name, Modifier.testTag("hamlet"))
                    Quiet(stringResource(R.string.change), Modifier.testTag("other-place")) { onEvent(ReportEvent.OtherPlace) }
                }
            }
            Words(stringResource(R.string.report_place_words), state.place, Modifier.padding(horizontal = 16.dp), tag = "place") {
                onEvent(ReportEvent.Place(it))
            }
        }
        item(key = "photo") {
            Side(Modifier.padding(horizontal = 16.dp)) {
                CameraButton(state.photos.isNotEmpty(), "incident", onTrouble = { onEvent(ReportEvent.Trouble(it)) }) {
                    onEvent(ReportEvent.Photo(it))
                }
            }
        }
        item(key = "closed") {
            Column(Modifier.padding(horizontal = 16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                Quiet(stringResource(R.string.closed_open), Modifier.testTag("closed-open")) { onEvent(ReportEvent.Close) }
                if (state.closing) ClosedChannelEditor(state.closedSent, "report") { channel, words -> onEvent(ReportEvent.Closed(channel, words)) }
            }
        }
    }
}

/** The first ones, and the chosen one if it is not among them. */
private fun usual(state: ReportState): List<Category> {
    val first = state.categories.take(USUAL)
    return first + listOfNotNull(state.chosen?.takeIf { it !in first })
}

private const val USUAL = 6
