package cn.gridwork.app.screen.today

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.Tab
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Room
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.day
import cn.gridwork.app.ui.dayAndWeekday
import cn.gridwork.app.ui.moment
import cn.gridwork.core.TodayLine
import java.time.LocalDate

/** 今日: at most seven lines first, where everything is, and the rest behind one tap. */
@Composable
fun TodayScreen(
    today: LocalDate,
    state: TodayState,
    notice: String?,
    onEvent: (TodayEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onTab: (Tab) -> Unit,
) {
    Frame(
        title = stringResource(R.string.today_title, dayAndWeekday(today)),
        status = if (state.loading) stringResource(R.string.today_reading) else summary(state),
        others = listOf(summary(state.copy(waiting = 0, files = 0, returned = 0)), summary(state.copy(waiting = 10, files = 10, returned = 0))),
        notice = notice,
        help = "today",
    ) {
        // Nothing before the list is there: what is shown first is what the list keeps in sight.
        if (state.loading) return@Frame
        item(key = "ways") { Ways(state, onOpen, onTab) }
        state.undo?.let { undo ->
            item(key = "undo") {
                Side(Modifier.padding(horizontal = 16.dp).testTag("undo")) {
                    Line(stringResource(R.string.today_done, undo.title))
                    Quiet(stringResource(R.string.take_back), Modifier.testTag("take-back")) { onEvent(TodayEvent.TakeBack) }
                }
            }
        }
        if (state.lines.isEmpty()) item { Line(stringResource(R.string.today_empty)) }
        items(state.lines, key = { it.target }) { line -> Visit(state.lines.indexOf(line) + 1, line, state, today, onEvent, onOpen) }
        if (state.behind.isEmpty() && state.more > 0) {
            item(key = "more") {
                Secondary(
                    stringResource(R.string.today_more, state.more),
                    Modifier.padding(horizontal = 16.dp).testTag("more"),
                ) { onEvent(TodayEvent.More) }
            }
        }
        if (state.behind.isNotEmpty()) {
            item(key = "behind") { Group(stringResource(R.string.today_behind)) }
            items(state.behind, key = { "behind-" + it.target }) { line ->
                Visit(state.lines.size + state.behind.indexOf(line) + 1, line, state, today, onEvent, onOpen)
            }
        }
        item(key = "as-of") {
            Side(Modifier.padding(horizontal = 16.dp)) {
                state.listAsOf?.let { Line(stringResource(R.string.list_as_of, moment(it)), secondary = true) }
                Quiet(stringResource(R.string.map_title), Modifier.testTag("to-map")) { onOpen(Route.Map) }
            }
        }
    }
}

/**
 * To what waits, and to what is written differently. Both have their place also where nothing is: they come and go
 * while somebody reads, and a visit must not slide under the finger.
 */
@Composable
private fun Ways(state: TodayState, onOpen: (Route) -> Unit, onTab: (Tab) -> Unit) {
    Side(Modifier.padding(horizontal = 16.dp)) {
        Quiet(stringResource(R.string.today_to_exchange), Modifier.testTag("to-exchange")) { onTab(Tab.Exchange) }
        val words = "⧉ " + stringResource(R.string.today_conflicts, state.conflicts)
        if (state.conflicts > 0) Quiet(words, Modifier.testTag("to-conflicts")) { onOpen(Route.Conflicts) } else Room { Quiet(words) {} }
    }
}

@Composable
private fun summary(state: TodayState): String {
    val count = state.lines.size + state.more
    val here = listOf(
        R.string.today_waiting to state.waiting,
        R.string.today_files to state.files,
        R.string.today_returned to state.returned,
    ).filter { it.second > 0 }.map { (words, number) -> stringResource(words, number) }
    // All has arrived only where nothing at all is left here.
    val rest = here.ifEmpty { listOf(stringResource(R.string.exchange_all)) }
    return stringResource(R.string.today_summary, count, state.received, rest.joinToString("，"))
}

@Composable
private fun Visit(
    number: Int,
    line: TodayLine,
    state: TodayState,
    today: LocalDate,
    onEvent: (TodayEvent) -> Unit,
    onOpen: (Route) -> Unit,
) {
    val name = if (line.isHousehold) stringResource(R.string.household_of, line.title) else line.title
    val tasks = line.tasks.map { it.title }
    val titles = tasks.distinct()
    val what = when (titles.size) {
        1 -> titles[0]
        else -> stringResource(R.string.today_merged, titles.joinToString("+"))
    }
    val due = due(line, today)
    val mark = if (line.tasks.any { it.started }) Mark.of(line.state) else Mark.NotYet
    val spoken = stringResource(
        R.string.today_spoken, number, line.hamlet, name,
        pluralStringResource(R.plurals.tasks, tasks.size, tasks.size), due, mark.word(),
    )
    Column(verticalArrangement = Arrangement.spacedBy(0.dp)) {
        ListRow(
            title = "$number ${line.hamlet} $name".replace("  ", " "),
            modifier = Modifier.testTag("visit-$number"),
            below = what,
            aside = due,
            mark = mark,
            spoken = spoken,
        ) { onOpen(Route.Visit(name, line.hamlet, line.target, line.tasks.map { it.task })) }
        if (state.puttingOff?.target == line.target) PutOff(today, onEvent)
        else Quiet(stringResource(R.string.put_off), Modifier.padding(horizontal = 16.dp).testTag("put-off-$number")) {
            onEvent(TodayEvent.PutOff(line))
        }
    }
}

@Composable
private fun due(line: TodayLine, today: LocalDate): String = when {
    line.late -> stringResource(R.string.due_late, day(line.due))
    line.due == today -> stringResource(R.string.due_today)
    else -> stringResource(R.string.due_before, day(line.due))
}

/** The next days, each a button: nobody types a date in the cold. */
@Composable
private fun PutOff(today: LocalDate, onEvent: (TodayEvent) -> Unit) {
    Side(Modifier.padding(horizontal = 16.dp)) {
        for (later in 1L..3L) {
            val to = today.plusDays(later)
            Quiet(dayAndWeekday(to), Modifier.testTag("put-off-to-$later")) { onEvent(TodayEvent.PutOffTo(to)) }
        }
        Quiet(stringResource(R.string.leave_it)) { onEvent(TodayEvent.NotPutOff) }
    }
}
