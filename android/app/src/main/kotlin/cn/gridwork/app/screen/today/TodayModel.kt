package cn.gridwork.app.screen.today

import cn.gridwork.app.ScreenModel
import cn.gridwork.core.DueTask
import cn.gridwork.core.GridClient
import cn.gridwork.core.TaskRef
import cn.gridwork.core.TodayLine
import java.time.Duration
import java.time.Instant
import java.time.LocalDate

/** The day as it is shown. */
data class TodayState(
    val loading: Boolean = true,
    val lines: List<TodayLine> = emptyList(),
    val behind: List<TodayLine> = emptyList(),
    val more: Int = 0,
    val received: Int = 0,
    val waiting: Int = 0,
    /** Photos that are still here, whole or in part. */
    val files: Int = 0,
    /** What came back: entries, and photos the township did not take. */
    val returned: Int = 0,
    val conflicts: Int = 0,
    val listAsOf: Instant? = null,
    /** The line whose day is being put off. */
    val puttingOff: TodayLine? = null,
    val undo: Undo? = null,
) {
    /** Whether the clock of this phone stands before the moment at which the township was last heard. */
    fun clockBehind(now: Instant): Boolean = listAsOf?.isAfter(now + CLOCK_TOLERATED) == true
}

/** Clocks of honest phones differ by minutes. */
private val CLOCK_TOLERATED: Duration = Duration.ofMinutes(10)

/** What was done with one tap and may be taken back. */
data class Undo(val title: String, val tasks: List<TaskRef>)

sealed interface TodayEvent {
    data object More : TodayEvent
    /** A visit was finished on its own screen. */
    data class Finished(val undo: Undo) : TodayEvent
    data class PutOff(val line: TodayLine) : TodayEvent
    data class PutOffTo(val day: LocalDate) : TodayEvent
    data object NotPutOff : TodayEvent
    data object TakeBack : TodayEvent
}

class TodayModel(private val client: GridClient) : ScreenModel<TodayState>(TodayState()) {
    init {
        follow(client) { reload(first = state.value.loading) }
    }

    fun on(event: TodayEvent) {
        when (event) {
            TodayEvent.More -> act {
                val rest = client.todayBehind(0, state.value.more)
                update { it.copy(behind = rest) }
            }
            is TodayEvent.Finished -> act {
                // Where things are is read first: nobody is told that it is done beside an old count.
                reload()
                update { it.copy(undo = event.undo) }
            }
            is TodayEvent.PutOff -> update { it.copy(puttingOff = event.line) }
            TodayEvent.NotPutOff -> update { it.copy(puttingOff = null) }
            is TodayEvent.PutOffTo -> act {
                val line = state.value.puttingOff ?: return@act
                client.putOff(line.tasks.map(DueTask::task), event.day)
                update { it.copy(puttingOff = null) }
                reload()
            }
            TodayEvent.TakeBack -> act {
                val undo = state.value.undo ?: return@act
                client.reopen(undo.tasks)
                update { it.copy(undo = null) }
                reload()
            }
        }
    }

    /**
     * Reads the day again. Lines that are there keep their places; new ones join below, so that nothing
     * moves under the finger.
     */
    private suspend fun reload(first: Boolean = false) {
        val today = client.today()
        val sync = client.syncState()
        val conflicts = client.conflicts(CONFLICTS_COUNTED).size
        val refused = client.queue(QUEUE_COUNTED).count { it.reason == "file_refused" }
        val behind = if (state.value.behind.isEmpty()) emptyList() else client.todayBehind(0, today.more)
        update { old ->
            val fresh = today.lines.associateBy { it.target }
            val kept = old.lines.mapNotNull { fresh[it.target] }
            val joined = today.lines.filter { line -> kept.none { it.target == line.target } }
            old.copy(
                loading = false,
                lines = if (first) today.lines else kept + joined,
                behind = behind,
                more = today.more,
                received = today.received,
                waiting = today.waiting,
                conflicts = conflicts,
                files = sync.files,
                returned = sync.drafts + refused,
                listAsOf = today.listAsOf,
            )
        }
    }

    private companion object {
        const val CONFLICTS_COUNTED = 50
        const val QUEUE_COUNTED = 200
    }
}
