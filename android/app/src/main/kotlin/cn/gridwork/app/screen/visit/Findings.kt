package cn.gridwork.app.screen.visit

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.LocalDuty
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.dial
import cn.gridwork.core.Finding
import cn.gridwork.core.FollowUp

/** What follows from the answers, calls first. Everything is offered, nothing happens by itself. */
fun LazyListScope.findings(state: VisitState, onOpen: (Route) -> Unit, onEvent: (VisitEvent) -> Unit) {
    if (state.findings.isEmpty()) return
    item(key = "findings") { Group(stringResource(R.string.findings_title)) }
    val ordered = state.findings.sortedBy { it.followUp !is FollowUp.Call }
    items(ordered.size, key = { "finding-$it" }) { place -> One(ordered[place], state, onOpen, onEvent) }
}

@Composable
private fun One(finding: Finding, state: VisitState, onOpen: (Route) -> Unit, onEvent: (VisitEvent) -> Unit) {
    val context = LocalContext.current
    val duty = LocalDuty.current
    val row = Modifier.padding(horizontal = 16.dp)
    val urgent = finding.followUp is FollowUp.Call
    Line((if (urgent) "▲ " else "") + finding.words, Modifier.testTag("finding-${finding.rule}"))
    when (val next = finding.followUp) {
        FollowUp.Warn, FollowUp.Stop -> Unit
        is FollowUp.Call -> Side(row) {
            for (number in next.numbers) {
                // A line is named where it is the township's own; its number is the duty room's.
                val dialled = number.takeIf { it.all(Char::isDigit) } ?: duty.takeIf { number == stringResource(R.string.call_duty) }
                if (dialled != null) {
                    Quiet(stringResource(R.string.findings_call, number), Modifier.testTag("call-$dialled")) { dial(context, dialled) }
                } else {
                    Line(stringResource(R.string.findings_call, number))
                }
            }
        }
        is FollowUp.Incident -> Quiet(stringResource(R.string.findings_report), row.testTag("report-${next.category}")) {
            onOpen(Route.Report(next.category))
        }
        is FollowUp.Service -> Quiet(stringResource(R.string.findings_service), row.testTag("report-${next.category}")) {
            onOpen(Route.Report(next.category))
        }
        is FollowUp.Task -> {
            val template = next.template
            when {
                template == null -> Line(stringResource(R.string.findings_again, next.inDays), secondary = true)
                template in state.started -> Line(stringResource(R.string.findings_started), secondary = true)
                template in state.startable -> Quiet(stringResource(R.string.findings_start), row.testTag("start-$template")) {
                    onEvent(VisitEvent.StartToo(template))
                }
                else -> Unit
            }
        }
        is FollowUp.Closed -> Line(stringResource(R.string.closed_hint), secondary = true)
        is FollowUp.Tell -> Line(stringResource(R.string.findings_tell, next.to), secondary = true)
    }
}
