package cn.gridwork.app.screen.household

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
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Words
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hit
import cn.gridwork.core.Household
import java.time.LocalDate

data class MergeState(
    val household: Household? = null,
    val query: String = "",
    val offered: List<Hit> = emptyList(),
    /** The household that was chosen, until somebody says yes or no. */
    val into: Hit? = null,
    /** The household that everybody went on in; its screen opens instead of the two of this one. */
    val merged: String? = null,
)

/** 并户: everybody of a house goes on in another one. */
class MergeModel(
    private val client: GridClient,
    private val id: String,
    kept: Kept? = null,
    private val today: () -> LocalDate,
) : ScreenModel<MergeState>(MergeState(), kept, MergeEntered) {
    init {
        begin {
            val household = client.household(id)
            update { it.copy(household = household) }
            if (state.value.query.isNotEmpty()) search()
        }
    }

    fun lookFor(text: String) {
        update { it.copy(query = text) }
        act { search() }
    }

    fun choose(hit: Hit?) = update { it.copy(into = hit) }

    fun merge() = act {
        val into = state.value.into ?: return@act
        client.mergeHouseholds(id, into.household, today())
        update { it.copy(merged = into.household) }
    }

    private suspend fun search() {
        val query = state.value.query
        val offered = client.find(query, OFFERED).filter { it.household != id }.distinctBy { it.household }
        update { if (it.query == query) it.copy(offered = offered) else it }
    }

    private companion object {
        const val OFFERED = 10
    }
}

/** What was looked for; whether to do it is asked anew. */
private object MergeEntered : Entered<MergeState> {
    override fun write(state: MergeState, to: Bundle) = to.putString("query", state.query)

    override fun read(state: MergeState, from: Bundle) = state.copy(query = from.getString("query").orEmpty())
}

@Composable
fun MergeScreen(
    state: MergeState,
    notice: String?,
    onLookFor: (String) -> Unit,
    onChoose: (Hit?) -> Unit,
    onMerge: () -> Unit,
    onBack: () -> Unit,
) {
    val into = state.into
    Frame(
        title = stringResource(R.string.merge),
        status = stringResource(R.string.merge_hint),
        notice = notice,
        help = "reshape",
        onBack = onBack,
        bottom = { if (into != null) Primary(stringResource(R.string.merge_now), Modifier.testTag("done"), onClick = onMerge) },
    ) {
        if (into != null) {
            item(key = "ask") {
                Line(
                    stringResource(R.string.merge_ask, stringResource(R.string.household_of, into.name), state.household?.members.orEmpty().size),
                    Modifier.testTag("ask"),
                )
                Quiet(stringResource(R.string.merge_not), Modifier.padding(horizontal = 16.dp).testTag("not")) { onChoose(null) }
            }
            return@Frame
        }
        item(key = "to") {
            Words(stringResource(R.string.merge_to), state.query, Modifier.padding(horizontal = 16.dp), single = true, tag = "merge-to", onChange = onLookFor)
        }
        items(state.offered, key = { it.household }) { hit ->
            ListRow(stringResource(R.string.household_of, hit.name), Modifier.testTag("into-${hit.household}"), below = hit.hamlet) { onChoose(hit) }
        }
    }
}
