package cn.gridwork.app.screen.visit

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key as keyed
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
import cn.gridwork.app.ui.Tick

/** 走访: what may be wrong first, each unfolding where it is ticked; 没变化 is the first thing to tap. */
@Composable
fun VisitScreen(
    route: Route.Visit,
    state: VisitState,
    notice: String?,
    onEvent: (VisitEvent) -> Unit,
    onBack: () -> Unit,
) {
    val touched = state.sheets.any { sheet -> sheet.form.items.any { sheet.answered(it) } }
    val status = when {
        state.loading -> stringResource(R.string.visit_reading)
        state.saved == null -> stringResource(R.string.visit_untouched, route.hamlet)
        else -> route.hamlet + "  " + Mark.of(state.saved).text()
    }
    // The last look begins at its top.
    keyed(state.reviewing) { Step(route, state, status.trim(), touched, notice, onEvent, onBack) }
}

@Composable
private fun Step(
    route: Route.Visit,
    state: VisitState,
    status: String,
    touched: Boolean,
    notice: String?,
    onEvent: (VisitEvent) -> Unit,
    onBack: () -> Unit,
) {
    Frame(
        title = route.title,
        status = status,
        notice = notice,
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
        if (state.reviewing) review(state, onEvent) else form(state, onEvent)
    }
}

private fun LazyListScope.form(state: VisitState, onEvent: (VisitEvent) -> Unit) {
    val flags = state.sheets.flatMap { sheet -> sheet.flags.map { sheet to it } }
    if (flags.isNotEmpty()) {
        item(key = "flags") { Line(stringResource(R.string.visit_exceptions), secondary = true) }
    }
    for (sheet in state.sheets) {
        item(key = "sheet-" + sheet.form.template + sheet.task.target) { Group(sheet.form.title) }
        items(sheet.flags, key = { sheet.task.target + it.key }) { flag ->
            Tick(
                flag.words,
                flag.ticked(sheet.answers[flag.field]),
                Modifier.testTag("flag-${flag.key}"),
            ) { onEvent(VisitEvent.Tick(flag, it)) }
        }
        for (item in sheet.form.items) {
            if (!state.open(sheet, item)) continue
            item(key = "item-" + sheet.task.target + key(sheet, item)) { ItemEditor(sheet, item, state, onEvent) }
        }
    }
    if (!state.all && flags.isNotEmpty()) {
        item(key = "all") {
            Secondary(stringResource(R.string.visit_all), Modifier.padding(horizontal = 16.dp).testTag("show-all")) {
                onEvent(VisitEvent.ShowAll)
            }
        }
    }
    if (state.asksPeople) {
        item(key = "decline") {
            Side(Modifier.padding(horizontal = 16.dp)) {
                Quiet(stringResource(R.string.visit_declined), Modifier.testTag("decline-visit")) { onEvent(VisitEvent.Decline) }
            }
        }
    }
}

/** Every line with what was answered, blanks said as such; a tap goes back to it. */
private fun LazyListScope.review(state: VisitState, onEvent: (VisitEvent) -> Unit) {
    item(key = "review") { Line(stringResource(R.string.visit_review_hint), secondary = true) }
    for (sheet in state.sheets) {
        item(key = "review-" + sheet.task.target + sheet.form.template) { Group(sheet.form.title) }
        items(sheet.form.items, key = { "line-" + sheet.task.target + key(sheet, it) }) { item ->
            ListRow(
                item.question,
                Modifier.testTag("line-${key(sheet, item)}"),
                below = said(sheet, item),
                aside = stringResource(R.string.change),
            ) {
                onEvent(VisitEvent.Unfold(sheet, item))
                onEvent(VisitEvent.GoOn)
            }
        }
    }
}
