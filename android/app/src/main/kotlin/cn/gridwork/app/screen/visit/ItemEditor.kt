package cn.gridwork.app.screen.visit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.wordsOf
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Evidence
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormOption
import cn.gridwork.core.FormPart
import cn.gridwork.core.Referent
import cn.gridwork.core.TaskRef

/** One question with every part it has; 谢绝 and 不适用 stand beside each. */
@Composable
fun ItemEditor(sheet: Sheet, item: FormItem, state: VisitState, onEvent: (VisitEvent) -> Unit) {
    var rows by rememberSaveable(key(sheet, item)) { mutableIntStateOf(rowsUsed(sheet, item)) }
    Column(
        Modifier.fillMaxWidth().padding(16.dp, 8.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        Text(item.question, style = MaterialTheme.typography.titleMedium, color = Gw.colors.ink)
        saidLastTime(sheet, item)?.let {
            Text(it, Modifier.testTag("last-${key(sheet, item)}"), style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
        }
        item.hint?.let { Text(it, style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2) }
        for (row in 0 until rows) {
            for (part in item.parts.filterNot { it.fromTarget }) {
                val field = part.fields.getOrNull(row) ?: continue
                PartEditor(sheet, item, part, field, state, onEvent)
            }
            Photo(sheet, item, row, onEvent)
        }
        if (rows < item.rows) Quiet(stringResource(R.string.one_more), Modifier.testTag("more-${key(sheet, item)}")) { rows += 1 }
        Side {
            if (sheet.form.asksPeople) {
                Quiet(stringResource(R.string.declined), Modifier.testTag("decline-${key(sheet, item)}")) {
                    onEvent(VisitEvent.GiveItem(sheet.task, item, Answer.Declined))
                }
            }
            val unsure = item.parts.any { it.unsure }
            Quiet(
                stringResource(if (unsure) R.string.unsure else R.string.not_applicable),
                Modifier.testTag("na-${key(sheet, item)}"),
            ) { onEvent(VisitEvent.GiveItem(sheet.task, item, Answer.NotApplicable)) }
        }
    }
}

private fun rowsUsed(sheet: Sheet, item: FormItem): Int {
    val last = item.parts.maxOfOrNull { part ->
        part.fields.indexOfLast { (sheet.answers[it] ?: Answer.Empty) != Answer.Empty } + 1
    }
    return maxOf(1, last ?: 1)
}

@Composable
private fun PartEditor(
    sheet: Sheet,
    item: FormItem,
    part: FormPart,
    field: String,
    state: VisitState,
    onEvent: (VisitEvent) -> Unit,
) {
    val held = sheet.answers[field]
    val tag = "${sheet.form.template}-$field"
    val give = { answer: Answer -> onEvent(VisitEvent.Give(sheet.task, field, answer)) }
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (part.label.isNotEmpty() && !typedKind(part.kind)) Text(part.label, color = Gw.colors.ink)
        if (held == Answer.Declined || held == Answer.NotApplicable || held is Answer.Newer) {
            Side {
                Text("✓ " + said(part, held), color = Gw.colors.ink)
                Quiet(stringResource(R.string.take_back), Modifier.testTag("back-$tag")) { give(Answer.Empty) }
            }
            return@Column
        }
        when (val kind = part.kind) {
            AnswerKind.YesNo -> Side {
                for (yes in listOf(true, false)) {
                    val answer = Answer.YesNo(yes)
                    Pick(stringResource(if (yes) R.string.yes else R.string.no), held == answer, Modifier.testTag("$tag-$yes")) {
                        if (part.closed && isProblem(part, answer)) onEvent(VisitEvent.Unfold(sheet, item)) else give(toggled(held, answer))
                    }
                }
            }
            is AnswerKind.Single -> Side {
                for (option in kind.options) {
                    val answer = Answer.Choice(option.code)
                    if (part.closed && option.problem) continue
                    Pick(option.words, held == answer, Modifier.testTag("$tag-${option.code}")) { give(toggled(held, answer)) }
                }
            }
            is AnswerKind.Multi -> Column {
                val chosen = held as? Answer.Choices ?: Answer.Choices(0uL)
                for (option in kind.options) {
                    Tick(option.words, chosen.has(option.code), Modifier.testTag("$tag-${option.code}")) { give(kind.ticked(chosen, option, it)) }
                }
            }
            is AnswerKind.Number -> Typing(sheet.task, field, label(part, item, kind.unit), state, held, KeyboardType.Number, tag, onEvent)
            AnswerKind.Day -> Typing(sheet.task, field, label(part, item, stringResource(R.string.as_eight_digits)), state, held, KeyboardType.Number, tag, onEvent)
            AnswerKind.Time -> Typing(sheet.task, field, label(part, item, stringResource(R.string.as_four_digits)), state, held, KeyboardType.Number, tag, onEvent)
            is AnswerKind.Words -> Typing(sheet.task, field, label(part, item, null), state, held, KeyboardType.Text, tag, onEvent)
            is AnswerKind.Record -> Reference(sheet, kind.to, field, held, state, tag, onEvent)
            AnswerKind.Point -> PointButton(held as? Answer.Point, tag, onTrouble = { onEvent(VisitEvent.Trouble(it)) }) { give(it) }
            AnswerKind.Signature -> SignatureButton(held is Answer.File, tag, onTrouble = { onEvent(VisitEvent.Trouble(it)) }) {
                onEvent(VisitEvent.Attach(sheet.task, field, it))
            }
            AnswerKind.Document -> CameraButton(held is Answer.File, tag, onTrouble = { onEvent(VisitEvent.Trouble(it)) }) {
                onEvent(VisitEvent.Attach(sheet.task, field, it))
            }
        }
        if (part.closed) ClosedChannelEditor(state.closedSent, tag) { channel, words -> onEvent(VisitEvent.Closed(channel, words)) }
    }
}

/** What is chosen once an option was ticked, or was not any more: none of these, or some. */
internal fun AnswerKind.Multi.ticked(chosen: Answer.Choices, option: FormOption, set: Boolean): Answer {
    val none = options.filter { it.none }.map { it.code }
    val next = when {
        !set -> chosen.without(option.code)
        option.none -> Answer.Choices(1uL shl option.code)
        else -> none.fold(chosen.with(option.code)) { all, code -> all.without(code) }
    }
    return if (next.bits == 0uL) Answer.Empty else next
}

/** Tapping an answer a second time takes it back. */
private fun toggled(held: Answer?, answer: Answer): Answer = if (held == answer) Answer.Empty else answer

private fun label(part: FormPart, item: FormItem, more: String?): String =
    part.label.ifEmpty { item.question } + (more?.let { "（$it）" } ?: "")

/** A field that is typed: what does not fit is kept on the screen and said beside it. */
@Composable
private fun Typing(
    task: TaskRef,
    field: String,
    label: String,
    state: VisitState,
    held: Answer?,
    keyboard: KeyboardType,
    tag: String,
    onEvent: (VisitEvent) -> Unit,
) {
    val typed = Typed(task, field)
    Words(
        label, state.typing[typed] ?: typedText(held), keyboard = KeyboardOptions(keyboardType = keyboard),
        single = keyboard != KeyboardType.Text, tag = tag,
    ) { onEvent(VisitEvent.Type(typed, it)) }
    if (typed in state.unfit) {
        Text("▲ " + wordsOf("bad_value"), Modifier.testTag("unfit-$tag"), style = MaterialTheme.typography.bodySmall, color = Gw.colors.stop)
    }
}

@Composable
private fun Reference(
    sheet: Sheet,
    to: Referent,
    field: String,
    held: Answer?,
    state: VisitState,
    tag: String,
    onEvent: (VisitEvent) -> Unit,
) {
    val typed = Typed(sheet.task, field)
    var query by rememberSaveable(tag) { mutableStateOf("") }
    if (held is Answer.Record) {
        Side {
            Text("✓ " + stringResource(R.string.chosen), color = Gw.colors.ink)
            Quiet(stringResource(R.string.take_back), Modifier.testTag("back-$tag")) {
                onEvent(VisitEvent.Give(sheet.task, field, Answer.Empty))
            }
        }
        return
    }
    if (to !in listOf(Referent.Household, Referent.Person, Referent.Member)) {
        Text(stringResource(R.string.reference_elsewhere), style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
        return
    }
    Words(stringResource(R.string.find_label), query, single = true, tag = tag) {
        query = it
        onEvent(VisitEvent.Look(typed, it))
    }
    for (hit in state.offered[typed].orEmpty()) {
        val id = if (to == Referent.Household) hit.household else hit.person ?: continue
        ListRow(hit.name, Modifier.testTag("offer-$id"), below = hit.hamlet) {
            onEvent(VisitEvent.Give(sheet.task, field, Answer.Record(id)))
        }
    }
}

/** A photo, never demanded; with a problem a reason may stand in for it. */
@Composable
private fun Photo(sheet: Sheet, item: FormItem, row: Int, onEvent: (VisitEvent) -> Unit) {
    val field = item.photoFields.getOrNull(row) ?: return
    if (item.evidence == Evidence.ProblemPhoto && !sheet.troubled(item)) return
    val tag = "${sheet.form.template}-$field"
    CameraButton(sheet.answers[field] is Answer.File, tag, onTrouble = { onEvent(VisitEvent.Trouble(it)) }) {
        onEvent(VisitEvent.Attach(sheet.task, field, it))
    }
    val skip = item.skipFields.getOrNull(row) ?: return
    Side {
        SKIP_REASONS.forEachIndexed { index, words ->
            val answer = Answer.Choice(index + 1)
            val held = sheet.answers[skip]
            Pick(stringResource(words), held == answer, Modifier.testTag("$tag-skip-${index + 1}")) {
                onEvent(VisitEvent.Give(sheet.task, skip, toggled(held, answer)))
            }
        }
    }
}

/** Why there is no photo, by the code of the core: 1 to 4. */
private val SKIP_REASONS = listOf(R.string.skip_danger, R.string.skip_no_signal, R.string.skip_unwilling, R.string.skip_dark)
