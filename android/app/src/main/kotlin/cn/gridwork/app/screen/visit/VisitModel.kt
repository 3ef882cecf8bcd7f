package cn.gridwork.app.screen.visit

import android.os.Bundle
import androidx.lifecycle.viewModelScope
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.LastWords
import cn.gridwork.app.Photos
import cn.gridwork.app.ScreenModel
import cn.gridwork.core.Answer
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.Finding
import cn.gridwork.core.FormItem
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.HandTarget
import cn.gridwork.core.Hit
import cn.gridwork.core.PastVisit
import cn.gridwork.core.RecordState
import cn.gridwork.core.TaskRef
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** A visit: one house, everything due there on one list. */
data class VisitState(
    val loading: Boolean = true,
    val sheets: List<Sheet> = emptyList(),
    /** What visits noted here in the same weeks of last year. */
    val lastYear: List<PastVisit> = emptyList(),
    /** Items opened by hand, by their [key]. */
    val unfolded: Set<String> = emptySet(),
    /** Every question is shown, not only what may be wrong. */
    val all: Boolean = false,
    /** The last look before finishing. */
    val reviewing: Boolean = false,
    /** The item to go back to from the last look, until it is in sight. */
    val sought: String? = null,
    /** What follows from the answers, and how many fields are blank; read for the last look. */
    val findings: List<Finding> = emptyList(),
    val blank: Int = 0,
    /** Templates that may be started by hand, and those started here. */
    val startable: Set<String> = emptySet(),
    val started: Set<String> = emptySet(),
    val saved: RecordState? = null,
    /** Words typed and not yet written down, by task and field. */
    val typing: Map<Typed, String> = emptyMap(),
    /** Fields whose typed text does not fit, to be said beside them. */
    val unfit: Set<Typed> = emptySet(),
    /** People offered for a reference, by field. */
    val offered: Map<Typed, List<Hit>> = emptyMap(),
    val closedSent: Boolean = false,
    /** The visit is over; the screen goes. */
    val over: Boolean = false,
) {
    val canBeUnchanged: Boolean get() = sheets.isNotEmpty() && sheets.all { it.form.noChange != null }
    val asksPeople: Boolean get() = sheets.any { it.form.asksPeople }

    /** What [typed] text is as an answer: `null` where it is none, or where the form has no such field. */
    fun answerOf(typed: Typed, text: String): Answer? {
        val sheet = sheets.firstOrNull { it.task == typed.task } ?: return null
        val part = sheet.form.items.flatMap { it.parts }.firstOrNull { typed.field in it.fields } ?: return null
        return typedAnswer(part.kind, text)
    }

    /** What was typed and is no answer of the core yet. */
    fun unsettled(): Map<Typed, String> = typing.filter { (typed, text) ->
        val held = sheets.firstOrNull { it.task == typed.task }?.answers?.get(typed.field) ?: Answer.Empty
        answerOf(typed, text) != held
    }

    fun open(sheet: Sheet, item: FormItem): Boolean =
        all || key(sheet, item) in unfolded || sheet.answered(item) || sheet.flags.isEmpty()
}

/**
 * What lies open, and what was typed and not written down yet. The answers themselves are in the core from
 * the moment they are given.
 */
private object VisitEntered : Entered<VisitState> {
    override fun write(state: VisitState, to: Bundle) {
        to.putStringArrayList("unfolded", ArrayList(state.unfolded))
        to.putBoolean("all", state.all)
        to.putBoolean("reviewing", state.reviewing)
        to.putBoolean("closed", state.closedSent)
        to.putStringArrayList("started", ArrayList(state.started))
        // Until the forms are read, what was restored is what is typed.
        val typed = if (state.loading) state.typing else state.unsettled()
        to.putStringArrayList("typed", typed.flatMapTo(ArrayList()) { (at, text) -> listOf(at.task.template, at.task.target, at.task.window.toString(), at.field, text) })
    }

    override fun read(state: VisitState, from: Bundle): VisitState {
        fun list(key: String) = from.getStringArrayList(key).orEmpty()
        return state.copy(
            unfolded = list("unfolded").toSet(),
            all = from.getBoolean("all"),
            reviewing = from.getBoolean("reviewing"),
            closedSent = from.getBoolean("closed"),
            started = list("started").toSet(),
            typing = list("typed").chunked(5).associate { (template, target, window, field, text) ->
                Typed(TaskRef(template, target, window.toULong()), field) to text
            },
        )
    }
}

/** Where something is typed. */
data class Typed(val task: TaskRef, val field: String)

/** Names an item, also where two people of a house have the same form. */
fun key(sheet: Sheet, item: FormItem) = "${sheet.form.template}#${item.number}@${sheet.task.target}"

sealed interface VisitEvent {
    data class Tick(val flag: Flag, val set: Boolean) : VisitEvent
    data class Give(val task: TaskRef, val field: String, val answer: Answer) : VisitEvent
    data class Type(val typed: Typed, val text: String) : VisitEvent
    data class GiveItem(val task: TaskRef, val item: FormItem, val answer: Answer) : VisitEvent
    data class Attach(val task: TaskRef, val field: String, val path: String) : VisitEvent
    data class Look(val typed: Typed, val query: String) : VisitEvent
    data class Unfold(val sheet: Sheet, val item: FormItem) : VisitEvent

    /** Back from the last look to one item. */
    data class Change(val sheet: Sheet, val item: FormItem) : VisitEvent
    data object Found : VisitEvent
    data class Closed(val channel: ClosedChannel, val words: String) : VisitEvent
    data class Trouble(val code: String) : VisitEvent
    data object ShowAll : VisitEvent
    data object Review : VisitEvent

    /** Another task of the same house that an answer asks for. */
    data class StartToo(val template: String) : VisitEvent
    data object GoOn : VisitEvent
    data object NoChange : VisitEvent
    data object Decline : VisitEvent
    data object Finish : VisitEvent
}

/**
 * Saving is not a button: every change is written down when it is made, typed words a moment after the
 * last key and at the latest when the screen goes.
 */
class VisitModel(
    private val client: GridClient,
    /** The house or place where it is. */
    private val at: String,
    private val tasks: List<TaskRef>,
    private val last: LastWords<Typed, Answer>,
    kept: Kept? = null,
) : ScreenModel<VisitState>(VisitState(), kept, VisitEntered) {
    private val writing = Mutex()
    private val timers = mutableMapOf<Typed, Job>()

    /** What was given and is not known to be written down; what is just being written too, for that may be cut off. */
    private val pending = mutableMapOf<Typed, Answer>()

    init {
        begin {
            val left = last.take { it.task in tasks }
            pending.putAll(left)
            val names = if (tasks.all { it.target == at }) emptyMap() else names()
            val sheets = tasks.map { Sheet(it, client.formOf(it), client.task(it).answers, names[it.target], client.lastTime(it)) }
            val lastYear = lastYear()
            update { it.copy(loading = false, sheets = sheets, lastYear = lastYear) }
            left.forEach(::show)
            // What was left here and could not be written down is tried again, and so is what was typed when the
            // process ended.
            for ((typed, text) in state.value.typing) {
                when (val answer = state.value.answerOf(typed, text)) {
                    null -> update { it.copy(unfit = it.unfit + typed) }
                    else -> pending[typed] = answer
                }
            }
            flush()
            if (state.value.reviewing) review()
            lookWhereItIs()
        }
    }

    fun on(event: VisitEvent) {
        when (event) {
            is VisitEvent.Tick -> {
                val held = sheet(event.flag.task)?.answers?.get(event.flag.field)
                give(event.flag.task, event.flag.field, event.flag.after(held, event.set))
            }
            is VisitEvent.Give -> give(event.task, event.field, event.answer)
            is VisitEvent.GiveItem -> {
                val sheet = sheet(event.task) ?: return
                sheet.fields(event.item).forEach { give(event.task, it, event.answer) }
            }
            is VisitEvent.Type -> type(event.typed, event.text)
            is VisitEvent.Attach -> act {
                client.attach(event.task, event.field, event.path)
                Photos.forget(listOf(event.path))
                reread(event.task)
            }
            is VisitEvent.Look -> act {
                val hits = client.find(event.query, OFFERED)
                update { it.copy(offered = it.offered + (event.typed to hits)) }
            }
            is VisitEvent.Unfold -> update { it.copy(unfolded = it.unfolded + key(event.sheet, event.item)) }
            is VisitEvent.Change -> update {
                val sought = key(event.sheet, event.item)
                it.copy(unfolded = it.unfolded + sought, sought = sought, reviewing = false)
            }
            VisitEvent.Found -> update { it.copy(sought = null) }
            is VisitEvent.Closed -> act {
                client.tellClosed(event.channel, event.words)
                update { it.copy(closedSent = true) }
            }
            is VisitEvent.Trouble -> say(event.code)
            VisitEvent.ShowAll -> update { it.copy(all = true) }
            VisitEvent.Review -> act { review() }
            is VisitEvent.StartToo -> act {
                client.startByHand(event.template, at)
                update { it.copy(started = it.started + event.template) }
            }
            VisitEvent.GoOn -> update { it.copy(reviewing = false) }
            VisitEvent.NoChange -> close { client.noChange(tasks) }
            VisitEvent.Decline -> close { client.decline(tasks) }
            VisitEvent.Finish -> close { client.finish(tasks) }
        }
    }

    private suspend fun review() {
        flush()
        val findings = tasks.flatMap { client.findings(it) }.distinctBy { it.words to it.followUp }
        val blank = tasks.sumOf { client.missing(it).size }
        val startable = client.handStarts().filter { it.about == HandTarget.Household }.mapTo(mutableSetOf()) { it.template }
        update { it.copy(reviewing = true, findings = findings, blank = blank, startable = startable) }
    }

    /** Who lives where the visit is; nobody at a place. */
    private suspend fun names(): Map<String, String> = try {
        client.household(at).members.associate { it.person to it.name }
    } catch (_: GridFailure.Entry) {
        emptyMap()
    }

    /** Of a household; a place has none. */
    private suspend fun lastYear(): List<PastVisit> = try {
        client.lastYear(at)
    } catch (_: GridFailure.Entry) {
        emptyList()
    }

    private fun sheet(task: TaskRef) = state.value.sheets.firstOrNull { it.task == task }

    private fun close(step: suspend () -> Unit) = act {
        flush()
        step()
        update { it.copy(over = true) }
    }

    /** An answer that is given takes the place of what was being typed there. */
    private fun give(task: TaskRef, field: String, answer: Answer) {
        val typed = Typed(task, field)
        timers.remove(typed)?.cancel()
        pending[typed] = answer
        update { it.copy(typing = it.typing - typed) }
        act {
            try {
                settle(typed)
            } catch (failure: GridFailure) {
                // The screen does not show it, so that nobody waits for it.
                pending.remove(typed, answer)
                throw failure
            }
        }
    }

    private fun show(typed: Typed, answer: Answer) = update { state ->
        state.copy(
            sheets = state.sheets.map {
                if (it.task == typed.task) it.copy(answers = it.answers + (typed.field to answer)) else it
            },
            unfit = state.unfit - typed,
        )
    }

    private fun type(typed: Typed, text: String) {
        val answer = state.value.answerOf(typed, text)
        update {
            it.copy(
                typing = it.typing + (typed to text),
                unfit = if (answer == null) it.unfit + typed else it.unfit - typed,
            )
        }
        timers.remove(typed)?.cancel()
        if (answer == null) {
            pending.remove(typed)
            return
        }
        pending[typed] = answer
        timers[typed] = viewModelScope.launch {
            delay(SETTLE_MS)
            act { settle(typed) }
        }
    }

    /** Writes down what waits there. Where that fails it goes on waiting, for the next key or for leaving. */
    private suspend fun settle(typed: Typed) {
        writing.withLock {
            val answer = pending[typed] ?: return
            client.answer(typed.task, typed.field, answer)
            // What was given meanwhile waits on.
            pending.remove(typed, answer)
            show(typed, answer)
        }
        lookWhereItIs()
    }

    private suspend fun flush() {
        timers.values.forEach { it.cancel() }
        timers.clear()
        pending.keys.toList().forEach { settle(it) }
    }

    private suspend fun reread(task: TaskRef) {
        val answers = client.task(task).answers
        update { state ->
            state.copy(sheets = state.sheets.map { if (it.task == task) it.copy(answers = answers) else it })
        }
        lookWhereItIs()
    }

    /** Where the visit's entries are: at the least received of them. */
    private suspend fun lookWhereItIs() {
        val states = tasks.mapNotNull { task ->
            try {
                client.stateOf(client.task(task).id)
            } catch (_: GridFailure.Entry) {
                null // Not touched yet.
            }
        }
        update { it.copy(saved = states.minOrNull()) }
    }

    override fun onCleared() {
        val left = pending.toMap()
        pending.clear()
        // The screen is gone; what was given in the last moment is written down all the same, after what is just
        // being written.
        for ((typed, answer) in left) {
            last.leave(typed, answer) { writing.withLock { client.answer(typed.task, typed.field, it) } }
        }
    }

    private companion object {
        const val SETTLE_MS = 700L
        const val OFFERED = 10
    }
}
