package cn.gridwork.app.screen.evidence

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
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
import cn.gridwork.app.ui.RawCamera
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewSet
import cn.gridwork.core.Officer
import cn.gridwork.core.SetLine
import java.io.File

data class SetsState(
    val loading: Boolean = true,
    val officer: Officer? = null,
    val sets: List<SetLine> = emptyList(),
    /** The answer to a colleague's invitation, for their phone to scan. */
    val confirmation: String? = null,
    /** Something was handed over to this phone just now. */
    val taken: Boolean = false,
)

/** 执法: the evidence sets of an officer, and what colleagues' phones show to this one. */
class SetsModel(private val client: GridClient, private val entered: () -> Unit) : ScreenModel<SetsState>(SetsState()) {
    init {
        read()
    }

    fun read() = act { load() }

    /** A colleague opened a set: confirm it with this phone's own key. */
    fun confirm(photo: File) = act {
        val text = Codes.read(photo) ?: throw GridFailure.Enrolment("bad_code", null, false)
        val answer = client.confirmSet(text)
        update { it.copy(confirmation = answer) }
    }

    /** A colleague hands something over. */
    fun takeOver(photo: File) = act {
        val text = Codes.read(photo) ?: throw GridFailure.Enrolment("bad_code", null, false)
        client.takeOver(text)
        entered()
        update { it.copy(taken = true) }
        load()
    }

    fun trouble(code: String) = say(code)

    private suspend fun load() {
        val officer = client.officer()
        val sets = client.evidenceSets()
        update { it.copy(loading = false, officer = officer, sets = sets) }
    }
}

@Composable
fun SetsScreen(
    state: SetsState,
    notice: String?,
    onConfirm: (File) -> Unit,
    onTakeOver: (File) -> Unit,
    onTrouble: (String) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val officer = state.officer
    Frame(
        title = stringResource(R.string.evidence_title),
        status = officer?.let { stringResource(R.string.evidence_officer, it.name, it.certificate) },
        notice = notice,
        help = "evidence",
        onBack = onBack,
        bottom = {
            Primary(stringResource(R.string.set_new), Modifier.testTag("new-set"), enabled = officer?.holds == true) {
                onOpen(Route.NewSet(null))
            }
        },
    ) {
        if (officer != null && !officer.holds) item(key = "lapsed") { Line("▲ " + officer.words, Modifier.testTag("lapsed")) }
        items(state.sets, key = { it.id }) { set ->
            ListRow(
                set.matter,
                Modifier.testTag("set"),
                below = listOf(set.place, moment(set.opened), stringResource(R.string.set_items, set.items)).joinToString(" "),
                aside = set.state,
            ) { onOpen(Route.Set(set.id)) }
        }
        if (!state.loading && state.sets.isEmpty()) item(key = "none") { Line(stringResource(R.string.sets_none)) }
        if (officer?.holds == true) {
            item(key = "colleague") {
                Group(stringResource(R.string.colleague_title))
                Side(Modifier.padding(16.dp, 8.dp)) {
                    RawCamera(stringResource(R.string.confirm_scan), "scan-invitation", onTrouble = onTrouble, onTaken = onConfirm)
                    RawCamera(stringResource(R.string.take_over_scan), "scan-hand-over", onTrouble = onTrouble, onTaken = onTakeOver)
                }
                if (state.taken) Line(stringResource(R.string.taken_over), Modifier.testTag("taken-over"))
                state.confirmation?.let { CodeToShow(it, stringResource(R.string.confirm_show)) }
            }
        }
        item(key = "clues") { ListRow(stringResource(R.string.clues_title), Modifier.testTag("to-clues")) { onOpen(Route.Clues) } }
    }
}

data class NewSetState(val matter: String = "", val place: String = "", val made: String? = null) {
    val ready: Boolean get() = matter.isNotBlank() && place.isNotBlank()
}

/** 开一个证据集: what it is about and where; it stands once a second officer has confirmed it. */
class NewSetModel(
    private val client: GridClient,
    private val clue: String?,
    private val entered: () -> Unit,
) : ScreenModel<NewSetState>(NewSetState()) {
    init {
        if (clue != null) {
            act {
                val told = client.clues().firstOrNull { it.id == clue } ?: return@act
                update { it.copy(matter = told.words, place = told.place) }
            }
        }
    }

    fun change(change: (NewSetState) -> NewSetState) = update(change)

    fun make() = act {
        val form = state.value
        val id = client.openSet(NewSet(form.matter.trim(), form.place.trim(), clue = clue))
        entered()
        update { it.copy(made = id) }
    }
}

@Composable
fun NewSetScreen(state: NewSetState, notice: String?, onChange: ((NewSetState) -> NewSetState) -> Unit, onMake: () -> Unit, onBack: () -> Unit) {
    Frame(
        title = stringResource(R.string.set_new),
        notice = notice,
        help = "evidence",
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
