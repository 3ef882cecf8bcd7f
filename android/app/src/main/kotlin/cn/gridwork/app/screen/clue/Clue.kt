package cn.gridwork.app.screen.clue

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
import cn.gridwork.app.Photos
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.visit.CameraButton
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.reason
import cn.gridwork.core.Clue
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Hamlet
import cn.gridwork.core.NewClue

data class NewClueState(
    val loading: Boolean = true,
    /** The sentence that says what a clue is. */
    val what: String = "",
    val words: String = "",
    val place: String = "",
    val hamlets: List<Hamlet> = emptyList(),
    val hamlet: String? = null,
    val photos: List<String> = emptyList(),
    /** It was handed in. */
    val over: Boolean = false,
) {
    val ready: Boolean get() = words.isNotBlank() && hamlet != null
}

/** A clue 线索, from nothing or from an incident: words, place, a photo from afar. It is never evidence. */
class NewClueModel(
    private val client: GridClient,
    private val incident: String?,
    kept: Kept? = null,
) : ScreenModel<NewClueState>(NewClueState(), kept, ClueEntered) {
    init {
        act {
            val hamlets = client.hamlets()
            val told = incident?.let { client.incident(it) }
            val what = client.whatAClueIs()
            update {
                it.copy(
                    loading = false,
                    what = what,
                    hamlets = hamlets,
                    hamlet = it.hamlet ?: hamlets.firstOrNull { hamlet -> hamlet.name == told?.place }?.id ?: hamlets.firstOrNull()?.id,
                    words = it.words.ifEmpty { told?.words.orEmpty() },
                    place = it.place.ifEmpty { told?.place.orEmpty() },
                )
            }
        }
    }

    fun change(change: (NewClueState) -> NewClueState) = update(change)

    fun trouble(code: String) = say(code)

    override fun told(failure: GridFailure) = reason(failure)

    fun tell() = act {
        val form = state.value
        val hamlet = form.hamlets.first { it.id == form.hamlet }
        client.tellClue(
            NewClue(
                words = form.words.trim(),
                place = form.place.trim().ifEmpty { hamlet.name },
                cell = hamlet.cell,
                photos = form.photos,
                incident = incident,
            ),
        )
        Photos.forget(form.photos)
        update { it.copy(over = true) }
    }
}

private object ClueEntered : Entered<NewClueState> {
    override fun write(state: NewClueState, to: Bundle) {
        to.putString("words", state.words)
        to.putString("place", state.place)
        to.putString("hamlet", state.hamlet)
        to.putStringArrayList("photos", ArrayList(state.photos))
    }

    override fun read(state: NewClueState, from: Bundle) = state.copy(
        words = from.getString("words").orEmpty(),
        place = from.getString("place").orEmpty(),
        hamlet = from.getString("hamlet"),
        photos = from.getStringArrayList("photos").orEmpty(),
    )
}

@Composable
fun NewClueScreen(
    state: NewClueState,
    notice: String?,
    onChange: ((NewClueState) -> NewClueState) -> Unit,
    onTrouble: (String) -> Unit,
    onTell: () -> Unit,
    onBack: () -> Unit,
) {
    Frame(
        title = stringResource(R.string.clue_new),
        notice = notice,
        help = "clue",
        loading = state.loading,
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.clue_tell), Modifier.testTag("tell"), enabled = state.ready, onClick = onTell) },
    ) {
        item(key = "what") { Line(state.what, Modifier.testTag("what-a-clue-is")) }
        item(key = "words") {
            Words(stringResource(R.string.clue_words), state.words, Modifier.padding(horizontal = 16.dp), tag = "clue-words") { text ->
                onChange { it.copy(words = text) }
            }
        }
        item(key = "place") {
            Group(stringResource(R.string.report_place))
            Side(Modifier.padding(16.dp, 8.dp)) {
                for (hamlet in state.hamlets) {
                    Pick(hamlet.name, hamlet.id == state.hamlet, Modifier.testTag("hamlet-${hamlet.id}")) {
                        onChange { it.copy(hamlet = hamlet.id) }
                    }
                }
            }
            Words(stringResource(R.string.report_place_words), state.place, Modifier.padding(horizontal = 16.dp), tag = "place") { text ->
                onChange { it.copy(place = text) }
            }
        }
        item(key = "photo") {
            Line(stringResource(R.string.clue_photo_hint), secondary = true)
            Side(Modifier.padding(horizontal = 16.dp)) {
                CameraButton(state.photos.isNotEmpty(), "clue", onTrouble) { path -> onChange { it.copy(photos = it.photos + path) } }
            }
        }
    }
}

data class CluesState(val loading: Boolean = true, val what: String = "", val clues: List<Clue> = emptyList())

/** The clues one told, and for an officer those of the office. */
class CluesModel(private val client: GridClient) : ScreenModel<CluesState>(CluesState()) {
    init {
        read()
    }

    fun read() = act { load() }

    fun take(clue: String) = act {
        client.takeClue(clue)
        load()
    }

    fun drop(clue: String, reason: String) = act {
        client.dropClue(clue, reason)
        load()
    }

    private suspend fun load() {
        val what = client.whatAClueIs()
        val clues = client.clues(0, PAGE)
        update { CluesState(false, what, clues) }
    }

    override fun told(failure: GridFailure) = reason(failure)

    private companion object {
        const val PAGE = 200
    }
}

@Composable
fun CluesScreen(
    state: CluesState,
    notice: String?,
    onTake: (String) -> Unit,
    onDrop: (String, String) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    var dropping by rememberSaveable { mutableStateOf<String?>(null) }
    var reason by rememberSaveable { mutableStateOf("") }
    Frame(
        title = stringResource(R.string.clues_title),
        status = if (state.loading) stringResource(R.string.reading) else stringResource(R.string.incidents_count, state.clues.size),
        notice = notice,
        help = "clue",
        loading = state.loading,
        onBack = onBack,
        bottom = {
            Primary(stringResource(R.string.clue_new), Modifier.testTag("new-clue")) { onOpen(Route.NewClue(null)) }
        },
    ) {
        item(key = "what") { Line(state.what, Modifier.testTag("what-a-clue-is"), secondary = true) }
        if (state.clues.isEmpty()) item(key = "none") { Line(stringResource(R.string.clues_none)) }
        items(state.clues, key = { it.id }) { clue ->
            ListRow(
                clue.words,
                Modifier.testTag("clue"),
                below = listOf(clue.place, moment(clue.at), clue.teller).filter { it.isNotEmpty() }.joinToString(" "),
                aside = clue.state,
                mark = Mark.of(clue.record),
            )
            if (clue.reason.isNotEmpty()) Line(clue.reason, secondary = true)
            if (clue.photos > 0) Line(stringResource(R.string.photos_there, clue.photos), secondary = true)
            if (clue.offers.isNotEmpty()) {
                Side(Modifier.padding(horizontal = 16.dp)) {
                    if ("take" in clue.offers) Quiet(stringResource(R.string.clue_take), Modifier.testTag("take-clue")) { onTake(clue.id) }
                    if ("follow" in clue.offers) {
                        Quiet(stringResource(R.string.clue_to_set), Modifier.testTag("clue-to-set")) { onOpen(Route.NewSet(clue.id)) }
                    }
                    if ("drop" in clue.offers) Quiet(stringResource(R.string.clue_drop), Modifier.testTag("drop-clue")) { dropping = clue.id }
                }
                if (dropping == clue.id) {
                    Words(stringResource(R.string.clue_drop_why), reason, Modifier.padding(horizontal = 16.dp), tag = "drop-why") { reason = it }
                    Secondary(stringResource(R.string.clue_drop), Modifier.padding(16.dp, 4.dp).testTag("drop-now"), enabled = reason.isNotBlank()) {
                        onDrop(clue.id, reason.trim())
                        dropping = null
                        reason = ""
                    }
                }
            }
        }
    }
}
