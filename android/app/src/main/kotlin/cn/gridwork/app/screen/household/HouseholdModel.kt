package cn.gridwork.app.screen.household

import android.os.Bundle
import androidx.lifecycle.viewModelScope
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.ScreenModel
import cn.gridwork.core.Answer
import cn.gridwork.core.EventKind
import cn.gridwork.core.GridClient
import cn.gridwork.core.HandStart
import cn.gridwork.core.HandTarget
import cn.gridwork.core.Hit
import cn.gridwork.core.Household
import cn.gridwork.core.Member
import cn.gridwork.core.NewPerson
import cn.gridwork.core.PastVisit
import cn.gridwork.core.RevealReason
import cn.gridwork.core.TodayLine
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import java.time.LocalDate

/** What is being done on the screen of a household besides reading. */
sealed interface Doing {
    val step: String get() = this::class.simpleName.orEmpty()

    data object Reading : Doing

    /** Choosing why a number is shown. */
    data class Asking(val person: String) : Doing
    data class Editing(val address: String, val nickname: String, val note: String) : Doing
    data class Adding(val name: String = "", val relation: Int = 99, val sex: Int = 0, val phone: String = "") : Doing

    /** Something about a person is put right. The number is covered, so a new one is written, or none. */
    data class Correcting(
        val person: String,
        val name: String = "",
        val nickname: String = "",
        val relation: Int = 0,
        val phone: String = "",
    ) : Doing

    /** Choosing what is begun here for something found just now. */
    data class Beginning(val offered: List<HandStart>) : Doing

    /** The place of the house is to go from the map. */
    data object Unplacing : Doing

    /** A person leaves, or moves to a household that is being looked for. */
    data class Leaving(val person: String, val query: String = "", val offered: List<Hit> = emptyList()) : Doing
}

data class HouseholdState(
    val household: Household? = null,
    val visit: TodayLine? = null,
    /** What visits noted in the same weeks of last year. */
    val lastYear: List<PastVisit> = emptyList(),
    val doing: Doing = Doing.Reading,
    /** A number shown in full, by person; it goes after half a minute. */
    val revealed: Map<String, String> = emptyMap(),
    /** A number on its way to the dialler; it is shown nowhere here. */
    val dialling: String? = null,
) {
    val head: Member? get() = household?.members?.firstOrNull { it.relation in 1..2 } ?: household?.members?.firstOrNull()
}

sealed interface HouseholdEvent {
    data class Ask(val person: String) : HouseholdEvent
    data class Reveal(val person: String, val reason: RevealReason) : HouseholdEvent
    data class Call(val person: String) : HouseholdEvent
    data object Dialled : HouseholdEvent
    data object Begin : HouseholdEvent
    data class BeginWith(val start: HandStart) : HouseholdEvent
    data object Edit : HouseholdEvent
    data object Add : HouseholdEvent
    data class Correct(val person: String) : HouseholdEvent
    data class Change(val doing: Doing) : HouseholdEvent
    data class Leave(val person: String) : HouseholdEvent
    data class Left(val person: String, val reason: Int) : HouseholdEvent

    /** Where the phone was when somebody before the house asked for it. */
    data class Placed(val point: Answer.Point) : HouseholdEvent
    data object Unplace : HouseholdEvent
    data object Unplaced : HouseholdEvent
    data class Trouble(val code: String) : HouseholdEvent
    data class LookFor(val text: String) : HouseholdEvent
    data class MoveTo(val person: String, val household: String) : HouseholdEvent
    data object Done : HouseholdEvent
    data object Stop : HouseholdEvent
}

/** A household of this phone. */
class HouseholdModel(
    private val client: GridClient,
    private val id: String,
    kept: Kept? = null,
    private val today: () -> LocalDate,
) : ScreenModel<HouseholdState>(HouseholdState(), kept, HouseholdEntered) {
    private val hiding = mutableMapOf<String, Job>()

    init {
        // A task may be the visit of the day, and a change of the directory may give it another name.
        follow(client, concerns = { it.id == id || it.kind == EventKind.Task || it.kind == EventKind.Directory }) { read() }
        begin {
            // Whom somebody was looking for when the process ended is looked for again.
            (state.value.doing as? Doing.Leaving)?.let { if (it.query.isNotEmpty()) lookFor(it.query) }
        }
    }

    fun on(event: HouseholdEvent) {
        when (event) {
            is HouseholdEvent.Ask -> update { it.copy(doing = Doing.Asking(event.person)) }
            is HouseholdEvent.Reveal -> act {
                val number = client.reveal(id, event.person, "phone", event.reason)
                update { it.copy(doing = Doing.Reading, revealed = it.revealed + (event.person to number)) }
                hideLater(event.person)
            }
            is HouseholdEvent.Call -> act {
                val number = client.reveal(id, event.person, "phone", RevealReason.Contact)
                update { it.copy(dialling = number) }
            }
            HouseholdEvent.Dialled -> update { it.copy(dialling = null) }
            HouseholdEvent.Begin -> act {
                val offered = client.handStarts().filter { it.about == HandTarget.Household }
                update { it.copy(doing = Doing.Beginning(offered)) }
            }
            is HouseholdEvent.BeginWith -> act {
                client.startByHand(event.start.template, id)
                stop()
            }
            HouseholdEvent.Edit -> update { state ->
                val shown = state.household ?: return@update state
                state.copy(doing = Doing.Editing(shown.address, shown.nickname, shown.note))
            }
            is HouseholdEvent.Correct -> update { state ->
                val member = state.household?.members?.firstOrNull { it.person == event.person } ?: return@update state
                state.copy(doing = Doing.Correcting(member.person, member.name, member.nickname, member.relation))
            }
            HouseholdEvent.Add -> update { it.copy(doing = Doing.Adding()) }
            is HouseholdEvent.Change -> update { it.copy(doing = event.doing) }
            is HouseholdEvent.Leave -> update { it.copy(doing = Doing.Leaving(event.person)) }
            is HouseholdEvent.Left -> act {
                client.leave(id, event.person, event.reason, today())
                stop()
            }
            is HouseholdEvent.Placed -> place(event.point)
            HouseholdEvent.Unplace -> update { it.copy(doing = Doing.Unplacing) }
            HouseholdEvent.Unplaced -> act {
                client.editHousehold(id, PLACE, Answer.Empty)
                stop()
            }
            is HouseholdEvent.Trouble -> say(event.code)
            is HouseholdEvent.LookFor -> act { lookFor(event.text) }
            is HouseholdEvent.MoveTo -> act {
                client.moveMember(id, event.person, event.household, today())
                stop()
            }
            HouseholdEvent.Done -> act { done() }
            HouseholdEvent.Stop -> update { it.copy(doing = Doing.Reading) }
        }
    }

    /** What knows little more than the hamlet covers nothing that was noted in front of the house. */
    private fun place(point: Answer.Point) {
        if (point.accuracyMetres > EXACT_M) return say("vague_fix")
        act {
            client.editHousehold(id, PLACE, point)
            read()
        }
    }

    private suspend fun lookFor(query: String) {
        update { it.copy(doing = (it.doing as? Doing.Leaving)?.copy(query = query) ?: it.doing) }
        val offered = client.find(query, OFFERED).filter { it.household != id }.distinctBy { it.household }
        update { it.copy(doing = (it.doing as? Doing.Leaving)?.copy(offered = offered) ?: it.doing) }
    }

    private suspend fun done() {
        val shown = state.value.household ?: return
        when (val doing = state.value.doing) {
            is Doing.Editing -> {
                if (doing.address != shown.address) client.editHousehold(id, "address", Answer.Words(doing.address.trim()))
                if (doing.nickname != shown.nickname) client.editHousehold(id, "nickname", Answer.Words(doing.nickname.trim()))
                if (doing.note != shown.note) client.noteHousehold(id, doing.note)
            }
            is Doing.Correcting -> shown.members.firstOrNull { it.person == doing.person }?.let { correct(doing, it) }
            is Doing.Adding -> client.addMember(
                id,
                NewPerson(
                    doing.name.trim(), doing.sex, doing.relation, residency = 1,
                    phone = doing.phone.filter { it.isDigit() }.ifEmpty { null },
                ),
            )
            else -> Unit
        }
        stop()
    }

    /** Only what is different is written: what another phone wrote meanwhile about the rest stands. */
    private suspend fun correct(doing: Doing.Correcting, was: Member) {
        val phone = doing.phone.filter { it.isDigit() }
        val written = listOfNotNull(
            ("name" to Answer.Words(doing.name.trim())).takeIf { doing.name.trim() != was.name },
            ("nickname" to Answer.Words(doing.nickname.trim())).takeIf { doing.nickname.trim() != was.nickname },
            ("relation" to Answer.Choice(doing.relation)).takeIf { doing.relation != was.relation },
            ("phone" to Answer.Words(phone)).takeIf { phone.isNotEmpty() },
        )
        for ((field, value) in written) client.editMember(id, was.person, field, value)
        // A number that was being shown is not the one that stands now.
        if (phone.isNotEmpty()) update { it.copy(revealed = it.revealed - was.person) }
    }

    private suspend fun stop() {
        update { it.copy(doing = Doing.Reading) }
        read()
    }

    private suspend fun read() {
        val household = client.household(id)
        val today = client.today()
        val line = today.lines.firstOrNull { it.target == id }
            ?: if (today.more > 0) client.todayBehind(0, today.more).firstOrNull { it.target == id } else null
        val lastYear = client.lastYear(id)
        update { it.copy(household = household, visit = line, lastYear = lastYear) }
    }

    private fun hideLater(person: String) {
        hiding.remove(person)?.cancel()
        hiding[person] = viewModelScope.launch {
            delay(SHOWN_MS)
            update { it.copy(revealed = it.revealed - person) }
        }
    }

    companion object {
        /** How long a value stands in full, as the core's `REVEAL_SECONDS`. */
        const val SHOWN_MS = 30_000L
        private const val OFFERED = 10
        private const val PLACE = "point"

        /** How far off a house on the map may be, as the core's `EXACT_M`. */
        private const val EXACT_M = 200
    }
}

/** A form that was being filled in; what was only being looked at is not. */
private object HouseholdEntered : Entered<HouseholdState> {
    override fun write(state: HouseholdState, to: Bundle) {
        to.putString("doing", state.doing.step)
        when (val doing = state.doing) {
            is Doing.Editing -> {
                to.putString("address", doing.address)
                to.putString("nickname", doing.nickname)
                to.putString("note", doing.note)
            }
            is Doing.Correcting -> {
                to.putString("person", doing.person)
                to.putString("name", doing.name)
                to.putString("nickname", doing.nickname)
                to.putInt("relation", doing.relation)
                to.putString("phone", doing.phone)
            }
            is Doing.Adding -> {
                to.putString("name", doing.name)
                to.putInt("relation", doing.relation)
                to.putInt("sex", doing.sex)
                to.putString("phone", doing.phone)
            }
            is Doing.Leaving -> {
                to.putString("person", doing.person)
                to.putString("query", doing.query)
            }
            else -> Unit
        }
    }

    override fun read(state: HouseholdState, from: Bundle): HouseholdState {
        fun text(key: String) = from.getString(key).orEmpty()
        val doing = when (from.getString("doing")) {
            Doing.Editing::class.simpleName -> Doing.Editing(text("address"), text("nickname"), text("note"))
            Doing.Adding::class.simpleName -> Doing.Adding(text("name"), from.getInt("relation"), from.getInt("sex"), text("phone"))
            Doing.Correcting::class.simpleName ->
                Doing.Correcting(text("person"), text("name"), text("nickname"), from.getInt("relation"), text("phone"))
            Doing.Leaving::class.simpleName -> Doing.Leaving(text("person"), text("query"))
            else -> Doing.Reading
        }
        return state.copy(doing = doing)
    }
}
