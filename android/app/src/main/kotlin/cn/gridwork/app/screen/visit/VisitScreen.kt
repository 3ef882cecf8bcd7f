package cn.gridwork.app.screen.visit

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Mark
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Steps
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.place

/** 走访: what may be wrong first, each unfolding where it is ticked; 没变化 is the first thing to tap. */
@Composable
fun VisitScreen(
    route: Route.Visit,
    state: VisitState,
    notice: String?,
    onEvent: (VisitEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val touched = state.sheets.any { sheet -> sheet.form.items.any { sheet.answered(it) } }
    val status = when {
        state.loading -> stringResource(R.string.visit_reading)
        state.saved == null -> stringResource(R.string.visit_untouched, route.hamlet)
        else -> route.hamlet + "  " + Mark.of(state.saved).text()
    }
    Steps(if (state.reviewing) "review" else "form", first = "form") {
        Step(route, state, status.trim(), touched, notice, onEvent, onOpen, onBack)
    }
}

@Composable
private fun Step(
    route: Route.Visit,
    state: VisitState,
    status: String,
    touched: Boolean,
    notice: String?,
    onEvent: (VisitEvent) -> Unit,
    onOpen: (Route) -> Unit,
    onBack: () -> Unit,
) {
    val place = place(state.loading)
    val rows = if (state.reviewing) emptyList() else form(state, onEvent)
    LaunchedEffect(state.sought) {
        val row = rows.indexOfFirst { it.key == state.sought }
        if (row >= 0) {
            place.scrollToItem(row)
            onEvent(VisitEvent.Found)
        }
    }
    Frame(
        title = route.title,
        status = status,
        notice = notice,
        help = "visit",
        place = place,
        onBack = if (state.reviewing) ({ onEvent(VisitEvent.GoOn) }) else onBack,
        bottom = {
            when {
                state.loading -> Unit
                state.reviewing -> Primary(stringResource(R.string.visit_hand_in), Modifier.testTag("finish")) {
                    onEvent(VisitEvent.Finish)
                }
                !touched && state.canBeUnchanged -> Primary(stringResource(R.string.no_change), Modifier.testTag("no-change")) {
                    onEvent(VisitEvent.NoChange)
                }
                else -> Primary(stringResource(R.string.visit_review), Modifier.testTag("review"), enabled = touched) {
                    onEvent(VisitEvent.Review)
                }
            }
        },
    ) {
        if (state.reviewing) review(state, onOpen, onEvent) else items(rows, key = { it.key }) { it.draw() }
    }
}

/** A row of the form; what is looked for is found by its key. */
private class Row(val key: String, val draw: @Composable () -> Unit)

private fun form(state: VisitState, onEvent: (VisitEvent) -> Unit): List<Row> = buildList {
    for (past in state.lastYear) {
        add(
            Row("last-year-" + past.task) {
                Line(stringResource(R.string.last_year_noted, past.noted.joinToString("；").ifEmpty { past.said }), Modifier.testTag("last-year"))
            },
        )
    }
    val flagged = state.sheets.any { it.flags.isNotEmpty() }
    if (flagged) add(Row("flags") { Line(stringResource(R.string.visit_exceptions), secondary = true) })
    for (sheet in state.sheets) {
        add(Row("sheet-" + sheet.form.template + sheet.task.target) { Group(sheet.title) })
        for (flag in sheet.flags) {
            add(
                Row("flag-" + flag.key + sheet.task.target) {
                    Tick(flag.words, flag.ticked(sheet.answers[flag.field]), Modifier.testTag("flag-${flag.key}")) {
                        onEvent(VisitEvent.Tick(flag, it))
                    }
                },
            )
        }
        for (item in sheet.form.items) {
            if (state.open(sheet, item)) add(Row(key(sheet, item)) { ItemEditor(sheet, item, state, onEvent) })
        }
    }
    if (!state.all && flagged) {
        add(
            Row("all") {
                Secondary(stringResource(R.string.visit_all), Modifier.padding(horizontal = 16.dp).testTag("show-all")) {
                    onEvent(VisitEvent.ShowAll)
                }
            },
        )
    }
    if (state.asksPeople) {
        add(
            Row("decline") {
                Side(Modifier.padding(horizontal = 16.dp)) {
                    Quiet(stringResource(R.string.visit_declined), Modifier.testTag("decline-visit")) { onEvent(VisitEvent.Decline) }
                }
            },
        )
    }
}

/** Every line with what was answered, blanks said as such; a tap goes back to it. */
private fun LazyListScope.review(state: VisitState, onOpen: (Route) -> Unit, onEvent: (VisitEvent) -> Unit) {
    findings(state, onOpen, onEvent)
    item(key = "review") {
        Line(stringResource(R.string.visit_review_hint), secondary = true)
        if (state.blank > 0) Line(stringResource(R.string.visit_blank, state.blank), Modifier.testTag("blank"), secondary = true)
    }
    for (sheet in state.sheets) {
        item(key = "review-" + sheet.task.target + sheet.form.template) { Group(sheet.title) }
        items(sheet.form.items, key = { "line-" + key(sheet, it) }) { item ->
            ListRow(
                item.question,
                Modifier.testTag("line-${key(sheet, item)}"),
                below = said(sheet, item),
                aside = stringResource(R.string.change),
            ) { onEvent(VisitEvent.Change(sheet, item)) }
        }
    }
}
