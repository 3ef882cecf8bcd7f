package cn.gridwork.app.screen.visit

import androidx.lifecycle.viewModelScope
import cn.gridwork.app.ScreenModel
import cn.gridwork.core.Answer
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.FormItem
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Hit
import cn.gridwork.core.RecordState
import cn.gridwork.core.TaskRef
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** A visit: one house, everything due there on one list. */
data class VisitState(
    val loading: Boolean = true,
    val sheets: List<Sheet> = emptyList(),
    /** Items opened by hand, as `template#number`. */
    val unfolded: Set<String> = emptySet(),
    /** Every question is shown, not only what may be wrong. */
    val all: Boolean = false,
    /** The last look before finishing. */
    val reviewing: Boolean = false,
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

    fun open(sheet: Sheet, item: FormItem): Boolean =
        all || key(sheet, item) in unfolded || sheet.answered(item) || sheet.flags.isEmpty()
}

/** Where something is typed. */
data class Typed(val task: TaskRef, val field: String)

fun key(sheet: Sheet, item: FormItem) = "${sheet.form.template}#${item.number}"

sealed interface VisitEvent {
    data class Tick(val flag: Flag, val set: Boolean) : VisitEvent
    data class Give(val task: TaskRef, val field: String, val answer: Answer) : VisitEvent
    data class Type(val typed: Typed, val text: String, val answer: Answer?) : VisitEvent
    data class GiveItem(val task: TaskRef, val item: FormItem, val answer: Answer) : VisitEvent
    data class Attach(val task: TaskRef, val field: String, val path: String) : VisitEvent
    data class Look(val typed: Typed, val query: String) : VisitEvent
    data class Unfold(val sheet: Sheet, val item: FormItem) : VisitEvent
    data class Closed(val channel: ClosedChannel, val words: String) : VisitEvent
    data class Trouble(val code: String) : VisitEvent
    data object ShowAll : VisitEvent
    data object Review : VisitEvent
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
    private val tasks: List<TaskRef>,
) : ScreenModel<VisitState>(VisitState()) {
    private val writing = Mutex()
    private val timers = mutableMapOf<Typed, Job>()
    private val pending = mutableMapOf<Typed, Answer>()

    init {
        act {
            val sheets = tasks.map { Sheet(it, client.form(it.template), client.task(it).answers) }
            update { it.copy(loading = false, sheets = sheets) }
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
            is VisitEvent.Type -> type(event)
            is VisitEvent.Attach -> act {
                client.attach(event.task, event.field, event.path)
                reread(event.task)
            }
            is VisitEvent.Look -> act {
                val hits = client.find(event.query, OFFERED)
                update { it.copy(offered = it.offered + (event.typed to hits)) }
            }
            is VisitEvent.Unfold -> update { it.copy(unfolded = it.unfolded + key(event.sheet, event.item)) }
            is VisitEvent.Closed -> act {
                client.reportClosed(event.channel, event.words, null)
                update { it.copy(closedSent = true) }
            }
            is VisitEvent.Trouble -> say(event.code)
            VisitEvent.ShowAll -> update { it.copy(all = true) }
            VisitEvent.Review -> act {
                flush()
                update { it.copy(reviewing = true) }
            }
            VisitEvent.GoOn -> update { it.copy(reviewing = false) }
            VisitEvent.NoChange -> close { client.noChange(tasks) }
            VisitEvent.Decline -> close { client.decline(tasks) }
            VisitEvent.Finish -> close { client.finish(tasks) }
        }
    }

    private fun sheet(task: TaskRef) = state.value.sheets.firstOrNull { it.task == task }

    private fun close(step: suspend () -> Unit) = act {
        flush()
        step()
        update { it.copy(over = true) }
    }

    private fun give(task: TaskRef, field: String, answer: Answer) = act { write(task, field, answer) }

    private suspend fun write(task: TaskRef, field: String, answer: Answer) = writing.withLock {
        client.answer(task, field, answer)
        update { state ->
            state.copy(
                sheets = state.sheets.map {
                    if (it.task == task) it.copy(answers = it.answers + (field to answer)) else it
                },
                unfit = state.unfit - Typed(task, field),
            )
        }
        lookWhereItIs()
    }

    private fun type(event: VisitEvent.Type) {
        val typed = event.typed
        update {
            it.copy(
                typing = it.typing + (typed to event.text),
                unfit = if (event.answer == null) it.unfit + typed else it.unfit - typed,
            )
        }
        timers.remove(typed)?.cancel()
        val answer = event.answer
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

    private suspend fun settle(typed: Typed) {
        val answer = pending.remove(typed) ?: return
        try {
            write(typed.task, typed.field, answer)
        } catch (failure: GridFailure) {
            // What was typed stays on the screen and is tried again with the next key or on leaving.
            pending.putIfAbsent(typed, answer)
            throw failure
        }
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
        if (left.isEmpty()) return
        // The screen is gone; what was typed in the last moment is written down all the same.
        CoroutineScope(Dispatchers.Default + NonCancellable).launch {
            for ((typed, answer) in left) {
                try {
                    client.answer(typed.task, typed.field, answer)
                } catch (_: GridFailure) {
                    // The last keys of a field that cannot be written: nobody is there to be told.
                }
            }
        }
    }

    private companion object {
        const val SETTLE_MS = 700L
        const val OFFERED = 10
    }
}
