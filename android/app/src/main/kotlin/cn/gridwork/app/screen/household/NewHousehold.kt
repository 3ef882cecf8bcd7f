package cn.gridwork.app.screen.household

import android.os.Bundle
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
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
import cn.gridwork.app.ui.Words
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hamlet
import cn.gridwork.core.NewHousehold
import cn.gridwork.core.NewPerson

data class NewHouseholdState(
    val loading: Boolean = true,
    val hamlets: List<Hamlet> = emptyList(),
    val hamlet: String? = null,
    val address: String = "",
    val name: String = "",
    val sex: Int = 0,
    val phone: String = "",
    /** The household that was made; its screen opens instead of this one. */
    val made: String? = null,
) {
    val ready: Boolean get() = hamlet != null && name.isNotBlank()
}

/** 加一户: where it is and who heads it; everything else is added on its own screen. */
class NewHouseholdModel(
    private val client: GridClient,
    kept: Kept? = null,
) : ScreenModel<NewHouseholdState>(NewHouseholdState(), kept, NewHouseholdEntered) {
    init {
        begin {
            val hamlets = client.hamlets()
            update { it.copy(loading = false, hamlets = hamlets) }
        }
    }

    fun change(change: (NewHouseholdState) -> NewHouseholdState) = update(change)

    fun make() = act {
        val form = state.value
        val hamlet = form.hamlets.firstOrNull { it.id == form.hamlet } ?: return@act
        val head = NewPerson(
            form.name.trim(), form.sex, relation = HEAD, residency = AT_HOME, phone = form.phone.filter { it.isDigit() }.ifEmpty { null },
        )
        val made = client.addHousehold(NewHousehold(hamlet.cell, hamlet.id, form.address.trim(), head))
        update { it.copy(made = made) }
    }

    private companion object {
        const val HEAD = 2
        const val AT_HOME = 1
    }
}

private object NewHouseholdEntered : Entered<NewHouseholdState> {
    override fun write(state: NewHouseholdState, to: Bundle) {
        to.putString("hamlet", state.hamlet)
        to.putString("address", state.address)
        to.putString("name", state.name)
        to.putInt("sex", state.sex)
        to.putString("phone", state.phone)
    }

    override fun read(state: NewHouseholdState, from: Bundle) = state.copy(
        hamlet = from.getString("hamlet"),
        address = from.getString("address").orEmpty(),
        name = from.getString("name").orEmpty(),
        sex = from.getInt("sex"),
        phone = from.getString("phone").orEmpty(),
    )
}

@Composable
fun NewHouseholdScreen(
    state: NewHouseholdState,
    notice: String?,
    onChange: ((NewHouseholdState) -> NewHouseholdState) -> Unit,
    onMake: () -> Unit,
    onBack: () -> Unit,
) {
    val row = Modifier.padding(horizontal = 16.dp)
    Frame(
        title = stringResource(R.string.add_household),
        notice = notice,
        help = "household",
        loading = state.loading,
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.add_household), Modifier.testTag("done"), enabled = state.ready, onClick = onMake) },
    ) {
        item(key = "hamlet") {
            Line(stringResource(R.string.add_household_where))
            Side(row) {
                for (hamlet in state.hamlets) {
                    Pick(hamlet.name, hamlet.id == state.hamlet, Modifier.testTag("hamlet-${hamlet.id}")) { onChange { it.copy(hamlet = hamlet.id) } }
                }
            }
        }
        item(key = "address") { Words(stringResource(R.string.address), state.address, row, tag = "address") { text -> onChange { it.copy(address = text) } } }
        item(key = "name") {
            Words(stringResource(R.string.add_household_head), state.name, row, single = true, tag = "name") { text -> onChange { it.copy(name = text) } }
        }
        item(key = "sex") {
            Side(row) {
                Pick(stringResource(R.string.male), state.sex == 1) { onChange { it.copy(sex = 1) } }
                Pick(stringResource(R.string.female), state.sex == 2) { onChange { it.copy(sex = 2) } }
            }
        }
        item(key = "phone") {
            Words(
                stringResource(R.string.phone), state.phone, row, KeyboardOptions(keyboardType = KeyboardType.Phone), single = true, tag = "phone",
            ) { text -> onChange { it.copy(phone = text) } }
        }
    }
}
