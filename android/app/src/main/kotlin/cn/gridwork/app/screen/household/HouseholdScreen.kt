package cn.gridwork.app.screen.household

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.screen.visit.rememberPoint
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Steps
import cn.gridwork.app.ui.REASONS
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.day
import cn.gridwork.app.ui.dial
import cn.gridwork.app.ui.reasonWords
import cn.gridwork.core.Household
import cn.gridwork.core.Member
import cn.gridwork.core.PastVisit

/** 户详情: who lives here, what was noted, and the visit of the day. */
@Composable
fun HouseholdScreen(
    state: HouseholdState,
    notice: String?,
    onEvent: (HouseholdEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val name = stringResource(R.string.household_of, state.head?.name ?: "")
    val context = LocalContext.current
    LaunchedEffect(state.dialling) {
        state.dialling?.let { number ->
            dial(context, number)
            onEvent(HouseholdEvent.Dialled)
        }
    }
    Steps(state.doing.step, Doing.Reading.step) { Step(name, state, notice, onEvent, onOpen, onBack) }
}

@Composable
private fun Step(
    name: String,
    state: HouseholdState,
    notice: String?,
    onEvent: (HouseholdEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val shown = state.household
    val place = rememberPoint({ onEvent(HouseholdEvent.Trouble("no_house_fix")) }) { onEvent(HouseholdEvent.Placed(it)) }
    Frame(
        title = if (shown == null) stringResource(R.string.household_title) else name,
        status = shown?.let {
            stringResource(R.string.household_status, it.hamlet, it.members.size) + "  " + Mark.of(it.state).text()
        },
        notice = notice,
        help = "household",
        onBack = if (state.doing == Doing.Reading) onBack else ({ onEvent(HouseholdEvent.Stop) }),
        bottom = {
            when (val doing = state.doing) {
                is Doing.Editing -> Primary(stringResource(R.string.done), Modifier.testTag("done")) { onEvent(HouseholdEvent.Done) }
                is Doing.Correcting -> Primary(stringResource(R.string.done), Modifier.testTag("done"), enabled = doing.name.isNotBlank()) {
                    onEvent(HouseholdEvent.Done)
                }
                is Doing.Adding -> Primary(stringResource(R.string.add_person), Modifier.testTag("done"), enabled = doing.name.isNotBlank()) {
                    onEvent(HouseholdEvent.Done)
                }
                Doing.Reading -> state.visit?.let { line ->
                    Primary(stringResource(R.string.visit), Modifier.testTag("to-visit")) {
                        onOpen(Route.Visit(name, line.hamlet, line.target, line.tasks.map { it.task }))
                    }
                }
                else -> Unit
            }
        },
    ) {
        if (shown == null) return@Frame
        when (val doing = state.doing) {
            Doing.Reading -> reading(shown, state, place, onEvent, onOpen)
            Doing.Unplacing -> unplacing(onEvent)
            is Doing.Asking -> asking(doing, onEvent)
            is Doing.Editing -> editing(doing, onEvent)
            is Doing.Adding -> adding(doing, onEvent)
            is Doing.Correcting -> correcting(doing, onEvent)
            is Doing.Beginning -> beginning(doing, onEvent)
            is Doing.Leaving -> leaving(doing, shown, onEvent)
        }
    }
}

private fun LazyListScope.reading(
    shown: Household,
    state: HouseholdState,
    place: () -> Unit,
    onEvent: (HouseholdEvent) -> Unit,
    onOpen: (Route) -> Unit,
) {
    if (shown.conflicts > 0) {
        item(key = "conflicts") {
            ListRow("⧉ " + stringResource(R.string.today_conflicts, shown.conflicts), Modifier.testTag("to-conflicts")) {
                onOpen(Route.Conflicts)
            }
        }
    }
    item(key = "where") {
        if (shown.address.isNotEmpty()) Line(stringResource(R.string.address_is, shown.address))
        if (shown.nickname.isNotEmpty()) Line(stringResource(R.string.nickname_is, shown.nickname))
        if (shown.note.isNotEmpty()) Line(stringResource(R.string.note_is, shown.note))
        Side(Modifier.padding(horizontal = 16.dp)) {
            Quiet(stringResource(R.string.edit_household), Modifier.testTag("edit")) { onEvent(HouseholdEvent.Edit) }
            Quiet(stringResource(R.string.add_person), Modifier.testTag("add")) { onEvent(HouseholdEvent.Add) }
            Quiet(stringResource(R.string.begin_here), Modifier.testTag("begin")) { onEvent(HouseholdEvent.Begin) }
            if (shown.members.size > 1) {
                Quiet(stringResource(R.string.split), Modifier.testTag("split")) { onOpen(Route.Split(shown.id)) }
            }
            if (shown.members.isNotEmpty()) {
                Quiet(stringResource(R.string.merge), Modifier.testTag("merge")) { onOpen(Route.Merge(shown.id)) }
            }
        }
    }
    item(key = "place") {
        val within = shown.placedWithin
        Line(
            if (within == null) stringResource(R.string.house_unplaced) else stringResource(R.string.house_placed, within),
            Modifier.testTag("place"),
        )
        Side(Modifier.padding(horizontal = 16.dp)) {
            Quiet(stringResource(if (within == null) R.string.place_house else R.string.place_house_anew), Modifier.testTag("locate-house"), place)
            if (within != null) {
                Quiet(stringResource(R.string.unplace_house), Modifier.testTag("unplace")) { onEvent(HouseholdEvent.Unplace) }
            }
        }
    }
    if (state.lastYear.isNotEmpty()) {
        item(key = "last-year") { Group(stringResource(R.string.last_year)) }
        items(state.lastYear, key = { "last-year-" + it.task }) { Past(it) }
        item(key = "members") { Group(stringResource(R.string.members)) }
    }
    items(shown.members, key = { it.person }) { Person(it, state, onEvent) }
    if (shown.former.isNotEmpty()) {
        item(key = "former") { Group(stringResource(R.string.former_members)) }
        items(shown.former, key = { "former-" + it.person }) { ListRow(it.name, below = stringResource(leftWords(it.left))) }
    }
}

/** One visit of a year ago: what it noted, or how it ended where it noted nothing. */
@Composable
private fun Past(past: PastVisit) = ListRow(
    past.title,
    Modifier.testTag("last-year"),
    below = past.noted.joinToString("\n").ifEmpty { past.said },
    aside = day(past.day),
)

@Composable
private fun Person(member: Member, state: HouseholdState, onEvent: (HouseholdEvent) -> Unit) {
    val age = member.age?.let { stringResource(R.string.years_old, it) }
    val words = listOfNotNull(stringResource(relationWords(member.relation)), age, member.nickname.ifEmpty { null }).joinToString(" ")
    Column(Modifier.testTag("member"), verticalArrangement = Arrangement.spacedBy(0.dp)) {
        ListRow(
            member.name, below = words,
            aside = state.revealed[member.person] ?: member.phone.ifEmpty { null },
        )
        Side(Modifier.padding(horizontal = 16.dp)) {
            if (member.phone.isNotEmpty()) {
                val again = member.person in state.revealed
                Quiet(stringResource(R.string.call), Modifier.testTag("call-${member.person}")) { onEvent(HouseholdEvent.Call(member.person)) }
                Quiet(stringResource(if (again) R.string.see_again else R.string.see_number), Modifier.testTag("reveal-${member.person}")) {
                    onEvent(HouseholdEvent.Ask(member.person))
                }
            }
            Quiet(stringResource(R.string.correct_person), Modifier.testTag("correct-${member.person}")) { onEvent(HouseholdEvent.Correct(member.person)) }
            Quiet(stringResource(R.string.moved_away), Modifier.testTag("leave-${member.person}")) { onEvent(HouseholdEvent.Leave(member.person)) }
        }
    }
}

private fun LazyListScope.asking(doing: Doing.Asking, onEvent: (HouseholdEvent) -> Unit) {
    item(key = "ask") { Line(stringResource(R.string.reveal_ask), Modifier.testTag("ask")) }
    items(REASONS, key = { it.name }) { reason ->
        ListRow(reasonWords(reason), Modifier.testTag("reason-${reason.name}")) { onEvent(HouseholdEvent.Reveal(doing.person, reason)) }
    }
    item(key = "not") {
        Quiet(stringResource(R.string.reveal_not), Modifier.padding(horizontal = 16.dp)) { onEvent(HouseholdEvent.Stop) }
    }
}

private fun LazyListScope.unplacing(onEvent: (HouseholdEvent) -> Unit) {
    item(key = "ask") { Line(stringResource(R.string.unplace_ask), Modifier.testTag("ask")) }
    item(key = "off") {
        ListRow(stringResource(R.string.unplace_yes), Modifier.testTag("unplaced")) { onEvent(HouseholdEvent.Unplaced) }
    }
    item(key = "not") {
        Quiet(stringResource(R.string.unplace_not), Modifier.padding(horizontal = 16.dp)) { onEvent(HouseholdEvent.Stop) }
    }
}

private fun LazyListScope.beginning(doing: Doing.Beginning, onEvent: (HouseholdEvent) -> Unit) {
    item(key = "hint") {
        Line(stringResource(if (doing.offered.isEmpty()) R.string.begin_none else R.string.begin_hint), secondary = true)
    }
    items(doing.offered, key = { it.template }) { start ->
        ListRow((if (start.urgent) "▲ " else "") + start.title, Modifier.testTag("begin-${start.template}")) {
            onEvent(HouseholdEvent.BeginWith(start))
        }
    }
}

private fun LazyListScope.editing(doing: Doing.Editing, onEvent: (HouseholdEvent) -> Unit) {
    item(key = "address") {
        Words(stringResource(R.string.address), doing.address, Modifier.padding(horizontal = 16.dp), tag = "address") {
            onEvent(HouseholdEvent.Change(doing.copy(address = it)))
        }
    }
    item(key = "nickname") {
        Words(stringResource(R.string.house_nickname), doing.nickname, Modifier.padding(horizontal = 16.dp), single = true, tag = "nickname") {
            onEvent(HouseholdEvent.Change(doing.copy(nickname = it)))
        }
    }
    item(key = "note") {
        Words(stringResource(R.string.note), doing.note, Modifier.padding(horizontal = 16.dp), tag = "note") {
            onEvent(HouseholdEvent.Change(doing.copy(note = it)))
        }
    }
}

private fun LazyListScope.adding(doing: Doing.Adding, onEvent: (HouseholdEvent) -> Unit) {
    item(key = "name") {
        Words(stringResource(R.string.person_name), doing.name, Modifier.padding(horizontal = 16.dp), single = true, tag = "name") {
            onEvent(HouseholdEvent.Change(doing.copy(name = it)))
        }
    }
    item(key = "relation") { Relation(doing.relation) { onEvent(HouseholdEvent.Change(doing.copy(relation = it))) } }
    item(key = "sex") {
        Side(Modifier.padding(horizontal = 16.dp)) {
            Pick(stringResource(R.string.male), doing.sex == 1) { onEvent(HouseholdEvent.Change(doing.copy(sex = 1))) }
            Pick(stringResource(R.string.female), doing.sex == 2) { onEvent(HouseholdEvent.Change(doing.copy(sex = 2))) }
        }
    }
    item(key = "phone") {
        Words(
            stringResource(R.string.phone), doing.phone, Modifier.padding(horizontal = 16.dp),
            KeyboardOptions(keyboardType = KeyboardType.Phone), single = true, tag = "phone",
        ) { onEvent(HouseholdEvent.Change(doing.copy(phone = it))) }
    }
}

private fun LazyListScope.correcting(doing: Doing.Correcting, onEvent: (HouseholdEvent) -> Unit) {
    val row = Modifier.padding(horizontal = 16.dp)
    item(key = "name") {
        Words(stringResource(R.string.person_name), doing.name, row, single = true, tag = "name") {
            onEvent(HouseholdEvent.Change(doing.copy(name = it)))
        }
    }
    item(key = "nickname") {
        Words(stringResource(R.string.nickname), doing.nickname, row, single = true, tag = "nickname") {
            onEvent(HouseholdEvent.Change(doing.copy(nickname = it)))
        }
    }
    item(key = "phone") {
        Words(
            stringResource(R.string.new_phone), doing.phone, row,
            KeyboardOptions(keyboardType = KeyboardType.Phone), single = true, tag = "phone",
        ) { onEvent(HouseholdEvent.Change(doing.copy(phone = it))) }
    }
    item(key = "relation") { Relation(doing.relation) { onEvent(HouseholdEvent.Change(doing.copy(relation = it))) } }
}

@Composable
internal fun Relation(held: Int, label: String = stringResource(R.string.relation), onChoose: (Int) -> Unit) {
    Line(label)
    Side(Modifier.padding(horizontal = 16.dp)) {
        for ((code, words) in RELATIONS) {
            // Several codes share a word; one that was not chosen here stays what it is.
            val chosen = held != 0 && relationWords(held) == words
            Pick(stringResource(words), chosen, Modifier.testTag("relation-$code")) { if (!chosen) onChoose(code) }
        }
    }
}

private fun LazyListScope.leaving(doing: Doing.Leaving, shown: Household, onEvent: (HouseholdEvent) -> Unit) {
    val name = shown.members.firstOrNull { it.person == doing.person }?.name ?: ""
    item(key = "who") { Line(stringResource(R.string.leaving_who, name)) }
    items(LEFT, key = { it.first }) { (code, words) ->
        ListRow(stringResource(words), Modifier.testTag("left-$code")) { onEvent(HouseholdEvent.Left(doing.person, code)) }
    }
    item(key = "to") {
        Words(stringResource(R.string.move_to), doing.query, Modifier.padding(horizontal = 16.dp), single = true, tag = "move-to") {
            onEvent(HouseholdEvent.LookFor(it))
        }
    }
    items(doing.offered, key = { it.household }) { hit ->
        ListRow(stringResource(R.string.household_of, hit.name), Modifier.testTag("move-${hit.household}"), below = hit.hamlet) {
            onEvent(HouseholdEvent.MoveTo(doing.person, hit.household))
        }
    }
}

/** The eight choices of a relation and their codes (GB/T 4761). */
internal val RELATIONS = listOf(
    2 to R.string.relation_head,
    10 to R.string.relation_spouse,
    20 to R.string.relation_son,
    30 to R.string.relation_daughter,
    38 to R.string.relation_in_law,
    40 to R.string.relation_grandchild,
    50 to R.string.relation_parent,
    99 to R.string.relation_other,
)

private fun relationWords(code: Int): Int = when (code) {
    in 1..2 -> R.string.relation_head
    in 10..19 -> R.string.relation_spouse
    28, 38 -> R.string.relation_in_law
    in 20..29 -> R.string.relation_son
    in 30..39 -> R.string.relation_daughter
    in 40..49 -> R.string.relation_grandchild
    in 50..59 -> R.string.relation_parent
    else -> R.string.relation_other
}

/** Why somebody left, by the code of the core. */
private val LEFT = listOf(
    1 to R.string.left_died,
    2 to R.string.left_moved,
    3 to R.string.left_married,
    4 to R.string.left_split,
    5 to R.string.left_merged,
    6 to R.string.left_mistake,
)

private fun leftWords(code: Int): Int = LEFT.firstOrNull { it.first == code }?.second ?: R.string.left_transferred
