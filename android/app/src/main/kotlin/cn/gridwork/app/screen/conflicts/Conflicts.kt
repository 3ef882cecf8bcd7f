package cn.gridwork.app.screen.conflicts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
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
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.visit.said
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.fieldWords
import cn.gridwork.app.ui.moment
import cn.gridwork.core.Answer
import cn.gridwork.core.Conflict
import cn.gridwork.core.GridClient
import cn.gridwork.core.HeldValue

data class ConflictsState(
    val loading: Boolean = true,
    val conflicts: List<Conflict> = emptyList(),
    /** Left to the township by this worker, for as long as the app runs. */
    val left: Set<String> = emptySet(),
    val settled: Int = 0,
)

/** 记的不一样: both values stand until a person chooses. */
class ConflictsModel(private val client: GridClient) : ScreenModel<ConflictsState>(ConflictsState()) {
    init {
        follow(client) { read() }
    }

    fun use(conflict: Conflict, answer: Answer) = act {
        client.resolve(conflict.document, conflict.member, conflict.field, answer)
        update { it.copy(settled = it.settled + 1) }
        read()
    }

    /** 说不准: nothing is chosen; both values are with the township already. */
    fun leave(conflict: Conflict) = update { it.copy(left = it.left + conflict.key()) }

    private suspend fun read() {
        val conflicts = client.conflicts(MOST)
        update { it.copy(loading = false, conflicts = conflicts) }
    }

    private companion object {
        const val MOST = 100
    }
}

fun Conflict.key() = document + (member ?: "") + field

@Composable
fun ConflictsScreen(
    state: ConflictsState,
    notice: String?,
    onUse: (Conflict, Answer) -> Unit,
    onLeave: (Conflict) -> Unit,
    onBack: () -> Unit,
) {
    Frame(
        title = stringResource(R.string.conflicts_title),
        status = when {
            state.loading -> null
            state.conflicts.isEmpty() -> stringResource(R.string.conflicts_none)
            else -> stringResource(R.string.conflicts_count, state.conflicts.size)
        },
        notice = notice,
        help = "conflicts",
        onBack = onBack,
    ) {
        items(state.conflicts, key = { it.key() }) { conflict -> One(conflict, conflict.key() in state.left, onUse, onLeave) }
    }
}

@Composable
private fun One(conflict: Conflict, left: Boolean, onUse: (Conflict, Answer) -> Unit, onLeave: (Conflict) -> Unit) {
    var own by rememberSaveable(conflict.key()) { mutableStateOf<String?>(null) }
    val field = conflict.fieldWords.ifEmpty { fieldWords(conflict.field) }
    val whose = when {
        conflict.member != null -> stringResource(R.string.member_of, conflict.title, conflict.memberName)
        conflict.title.isNotEmpty() -> stringResource(R.string.household_of, conflict.title)
        else -> null
    }
    val heading = if (whose == null) stringResource(R.string.conflict_heading_of_none, field) else stringResource(R.string.conflict_heading, whose, field)
    Column(Modifier.testTag("conflict"), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Group("⧉ $heading")
        conflict.askedAt?.let { asked ->
            val question = if (conflict.askedWords.isEmpty()) {
                stringResource(R.string.conflict_asked, moment(asked))
            } else {
                stringResource(R.string.conflict_asked_words, moment(asked), conflict.askedWords)
            }
            Line(question, Modifier.testTag("asked"))
        }
        conflict.values.forEachIndexed { index, held ->
            Line(written(held), Modifier.testTag("value-$index"))
            Secondary(stringResource(R.string.conflict_use), Modifier.padding(horizontal = 16.dp).testTag("use-$index")) {
                onUse(conflict, held.value)
            }
        }
        Line(stringResource(R.string.conflict_meanwhile, who(conflict.values.first())), secondary = true)
        val typed = own
        if (typed == null) {
            Side(Modifier.padding(horizontal = 16.dp)) {
                if (conflict.values.all { it.value is Answer.Words || it.value == Answer.Empty }) {
                    Quiet(stringResource(R.string.conflict_neither), Modifier.testTag("neither")) { own = "" }
                }
                if (left) Line(stringResource(R.string.conflict_left)) else Quiet(stringResource(R.string.conflict_unsure), Modifier.testTag("unsure")) { onLeave(conflict) }
            }
        } else {
            Words(stringResource(R.string.conflict_own), typed, Modifier.padding(horizontal = 16.dp), tag = "own") { own = it }
            Secondary(stringResource(R.string.conflict_use), Modifier.padding(horizontal = 16.dp).testTag("use-own"), enabled = typed.isNotBlank()) {
                onUse(conflict, Answer.Words(typed.trim()))
            }
        }
    }
}

@Composable
private fun who(held: HeldValue): String = when {
    held.own -> stringResource(R.string.you)
    held.who.isEmpty() -> stringResource(R.string.somebody)
    else -> held.who
}

@Composable
private fun written(held: HeldValue): String =
    stringResource(R.string.conflict_written, who(held), moment(held.at), words(held))

@Composable
private fun words(held: HeldValue): String = held.words.ifEmpty { said(null, held.value) ?: stringResource(R.string.blank) }
