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
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.Words
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hamlet
import cn.gridwork.core.Household
import cn.gridwork.core.SplitHousehold
import java.time.LocalDate

data class SplitState(
    val household: Household? = null,
    /** The hamlets of the cell that the household lies in. */
    val hamlets: List<Hamlet> = emptyList(),
    val leaving: Set<String> = emptySet(),
    val head: String? = null,
    val hamlet: String? = null,
    val address: String = "",
    /** The household that was made; its screen opens instead of this one. */
    val made: String? = null,
) {
    /** Who heads the new household: whom somebody chose, or the only one who goes. */
    val heads: String? get() = head?.takeIf { it in leaving } ?: leaving.singleOrNull()

    /** Somebody stays: where nobody does, the house has moved and is the same one. */
    val ready: Boolean get() = heads != null && hamlet != null && leaving.size < (household?.members?.size ?: 0)
}

/** 分户: some of a house become a household of their own. */
class SplitModel(
    private val client: GridClient,
    private val id: String,
    kept: Kept? = null,
    private val today: () -> LocalDate,
) : ScreenModel<SplitState>(SplitState(), kept, SplitEntered) {
    init {
        begin {
            val household = client.household(id)
            val all = client.hamlets()
            val here = all.firstOrNull { it.name == household.hamlet }
            val near = all.filter { here == null || it.cell == here.cell }
            update { it.copy(household = household, hamlets = near, hamlet = it.hamlet ?: here?.id) }
        }
    }

    fun change(change: (SplitState) -> SplitState) = update(change)

    fun split() = act {
        val form = state.value
        val people = form.household?.members.orEmpty().map { it.person }.filter { it in form.leaving }
        val (head, hamlet) = (form.heads ?: return@act) to (form.hamlet ?: return@act)
        val made = client.splitHousehold(id, people, SplitHousehold(hamlet, form.address.trim(), head), today())
        update { it.copy(made = made) }
    }
}

private object SplitEntered : Entered<SplitState> {
    override fun write(state: SplitState, to: Bundle) {
        to.putStringArrayList("leaving", ArrayList(state.leaving))
        to.putString("head", state.head)
        to.putString("hamlet", state.hamlet)
        to.putString("address", state.address)
    }

    override fun read(state: SplitState, from: Bundle) = state.copy(
        leaving = from.getStringArrayList("leaving").orEmpty().toSet(),
        head = from.getString("head"),
        hamlet = from.getString("hamlet"),
        address = from.getString("address").orEmpty(),
    )

    /** The hamlet is filled in by the screen itself. */
    override fun begun(state: SplitState, initial: SplitState) = state.copy(hamlet = null) != initial
}

@Composable
fun SplitScreen(
    state: SplitState,
    notice: String?,
    onChange: ((SplitState) -> SplitState) -> Unit,
    onSplit: () -> Unit,
    onBack: () -> Unit,
) {
    val row = Modifier.padding(horizontal = 16.dp)
    Frame(
        title = stringResource(R.string.split),
        status = stringResource(R.string.split_hint),
        notice = notice,
        help = "reshape",
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.split), Modifier.testTag("done"), enabled = state.ready, onClick = onSplit) },
    ) {
        val members = state.household?.members ?: return@Frame
        item(key = "who") { Line(stringResource(R.string.split_who)) }
        items(members, key = { it.person }) { member ->
            Tick(member.name, member.person in state.leaving, Modifier.testTag("goes-${member.person}")) { goes ->
                onChange { it.copy(leaving = if (goes) it.leaving + member.person else it.leaving - member.person) }
            }
        }
        if (state.leaving.size > 1) {
            item(key = "head") {
                Line(stringResource(R.string.split_head))
                Side(row) {
                    for (member in members.filter { it.person in state.leaving }) {
                        Pick(member.name, member.person == state.heads, Modifier.testTag("heads-${member.person}")) {
                            onChange { it.copy(head = member.person) }
                        }
                    }
                }
            }
        }
        item(key = "hamlet") {
            Line(stringResource(R.string.add_household_where))
            Side(row) {
                for (hamlet in state.hamlets) {
                    Pick(hamlet.name, hamlet.id == state.hamlet, Modifier.testTag("hamlet-${hamlet.id}")) { onChange { it.copy(hamlet = hamlet.id) } }
                }
            }
        }
        item(key = "address") { Words(stringResource(R.string.address), state.address, row, tag = "address") { text -> onChange { it.copy(address = text) } } }
    }
}
