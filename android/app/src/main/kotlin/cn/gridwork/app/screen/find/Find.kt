package cn.gridwork.app.screen.find

import android.os.Bundle
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
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
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.moment
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hit
import kotlinx.coroutines.Job
import java.time.Instant

data class FindState(
    val query: String = "",
    val hits: List<Hit> = emptyList(),
    /** What was opened last from here; kept while the app runs, on no disk. */
    val recent: List<Hit> = emptyList(),
    val searched: Boolean = false,
    val listAsOf: Instant? = null,
)

sealed interface FindEvent {
    data class Query(val text: String) : FindEvent
    data class Open(val hit: Hit) : FindEvent
}

class FindModel(private val client: GridClient, kept: Kept? = null) : ScreenModel<FindState>(FindState(), kept, FindEntered) {
    private var searching: Job? = null

    init {
        if (state.value.query.isNotBlank()) search(state.value.query)
        act {
            val state = client.syncState()
            update { it.copy(listAsOf = state.lastContact) }
        }
    }

    fun on(event: FindEvent) {
        when (event) {
            is FindEvent.Query -> {
                update { it.copy(query = event.text) }
                search(event.text)
            }
            is FindEvent.Open -> update {
                it.copy(recent = (listOf(event.hit) + it.recent.filter { hit -> hit != event.hit }).take(RECENT))
            }
        }
    }

    private fun search(text: String) {
        searching?.cancel()
        searching = act {
            val hits = client.find(text, HITS)
            update { it.copy(hits = hits, searched = text.isNotBlank()) }
        }
    }

    private companion object {
        const val HITS = 50
        const val RECENT = 5
    }
}

private object FindEntered : Entered<FindState> {
    override fun write(state: FindState, to: Bundle) = to.putString("query", state.query)

    override fun read(state: FindState, from: Bundle) = state.copy(query = from.getString("query").orEmpty())
}

/** 找人: a name, a nickname, the first letters or a hamlet. */
@Composable
fun FindScreen(state: FindState, notice: String?, onEvent: (FindEvent) -> Unit, onOpen: (Route) -> Unit) {
    val shown = if (state.query.isBlank()) state.recent else state.hits
    Frame(
        title = stringResource(R.string.find_title),
        status = when {
            state.query.isBlank() -> state.listAsOf?.let { stringResource(R.string.list_as_of, moment(it)) } ?: stringResource(R.string.find_here)
            else -> stringResource(R.string.find_count, state.hits.size)
        },
        notice = notice,
        help = "find",
    ) {
        item(key = "query") {
            Words(
                stringResource(R.string.find_label), state.query, Modifier.padding(horizontal = 16.dp), single = true, tag = "query",
            ) { onEvent(FindEvent.Query(it)) }
        }
        if (state.query.isBlank() && state.recent.isNotEmpty()) item(key = "recent") { Group(stringResource(R.string.find_recent)) }
        if (state.searched && state.query.isNotBlank() && state.hits.isEmpty()) item(key = "none") { Line(stringResource(R.string.find_none)) }
        if (state.query.isBlank() || state.hits.isEmpty()) {
            item(key = "new") {
                Quiet(stringResource(R.string.add_household), Modifier.padding(horizontal = 16.dp).testTag("add-household")) {
                    onOpen(Route.NewHousehold)
                }
            }
        }
        items(shown, key = { it.household + it.person }) { hit ->
            ListRow(
                hit.name + if (hit.nickname.isEmpty()) "" else "（${hit.nickname}）",
                Modifier.testTag("hit"),
                below = hit.hamlet,
            ) {
                onEvent(FindEvent.Open(hit))
                onOpen(Route.Household(hit.household))
            }
        }
    }
}
