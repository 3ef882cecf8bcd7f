package cn.gridwork.app.screen.exchange

import android.os.Bundle
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.household.Relation
import cn.gridwork.app.screen.visit.said
import cn.gridwork.app.screen.visit.ticked
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Notice
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.fieldWords
import cn.gridwork.app.ui.moment
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Category
import cn.gridwork.core.GridClient
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.ReturnedSaid

data class ReturnedState(
    val shown: Returned? = null,
    /** What is written instead, by the place of the value. */
    val typed: Map<Int, String> = emptyMap(),
    /** What is chosen instead, by the place of the value. */
    val chosen: Map<Int, Answer> = emptyMap(),
    /** What the form of a task offers, by its fields; nothing where the task is not on the list any more. */
    val kinds: Map<String, AnswerKind> = emptyMap(),
    /** What a report may be about. */
    val categories: List<Category> = emptyList(),
    /** The last question before it is given up. */
    val asking: Boolean = false,
    /** It was said again or given up; the screen goes. */
    val over: Boolean = false,
) {
    /** The values that were changed and say something. */
    val corrections get() = shown?.values.orEmpty().mapIndexedNotNull { place, said ->
        val now = chosen[place] ?: typed[place]?.trim()?.ifEmpty { null }?.let(Answer::Words)
        if (now == null || now == said.put.value) null else said.put.copy(value = now)
    }

    /** What was chosen is still answered. */
    val ready: Boolean get() = Answer.Empty !in chosen.values

    /** What stands at a place now. */
    fun at(place: Int, value: ReturnedSaid): Answer = chosen[place] ?: value.put.value
}

sealed interface ReturnedEvent {
    data class Type(val place: Int, val text: String) : ReturnedEvent
    data class Choose(val place: Int, val answer: Answer) : ReturnedEvent
    data object Again : ReturnedEvent
    data object Ask : ReturnedEvent
    data object Keep : ReturnedEvent
    data object GiveUp : ReturnedEvent
}

/** One thing that the township returned: why, what was written, and the two ways on. */
class ReturnedModel(
    private val client: GridClient,
    private val no: Long,
    kept: Kept? = null,
) : ScreenModel<ReturnedState>(ReturnedState(), kept, ReturnedEntered) {
    init {
        begin {
            val shown = client.returned().firstOrNull { it.no == no }
            val kinds = shown?.let { kinds(it) }.orEmpty()
            val categories = if (shown?.kind == ReturnedKind.Incident) client.categories() else emptyList()
            update { it.copy(shown = shown, kinds = kinds, categories = categories, over = shown == null) }
        }
    }

    /** What was chosen in the form of a task is chosen from it again. */
    private suspend fun kinds(shown: Returned): Map<String, AnswerKind> {
        if (shown.values.none { it.put.value is Answer.Choice || it.put.value is Answer.Choices }) return emptyMap()
        val today = client.today()
        val lines = today.lines + if (today.more > 0) client.todayBehind(0, today.more) else emptyList()
        val task = lines.flatMap { it.tasks }.firstOrNull { it.id == shown.record } ?: return emptyMap()
        return client.formOf(task.task).items.flatMap { it.parts }.flatMap { part -> part.fields.map { it to part.kind } }.toMap()
    }

    fun on(event: ReturnedEvent) {
        when (event) {
            is ReturnedEvent.Type -> update { it.copy(typed = it.typed + (event.place to event.text)) }
            is ReturnedEvent.Choose -> update { it.copy(chosen = it.chosen + (event.place to event.answer)) }
            ReturnedEvent.Again -> act {
                client.sayAgain(no, state.value.corrections)
                update { it.copy(over = true) }
            }
            ReturnedEvent.Ask -> update { it.copy(asking = true) }
            ReturnedEvent.Keep -> update { it.copy(asking = false) }
            ReturnedEvent.GiveUp -> act {
                client.giveUp(no)
                update { it.copy(over = true) }
            }
        }
    }
}

private object ReturnedEntered : Entered<ReturnedState> {
    override fun write(state: ReturnedState, to: Bundle) {
        to.putBundle("typed", Bundle().apply { state.typed.forEach { (place, text) -> putString("$place", text) } })
        to.putBundle("chosen", Bundle().apply { state.chosen.forEach { (place, answer) -> putString("$place", text(answer)) } })
    }

    override fun read(state: ReturnedState, from: Bundle) =
        state.copy(typed = texts(from.getBundle("typed")), chosen = texts(from.getBundle("chosen")).mapValues { answer(it.value) })

    private fun texts(from: Bundle?) = from?.keySet().orEmpty().associate { it.toInt() to from?.getString(it).orEmpty() }

    /** Only what can be chosen. */
    private fun text(answer: Answer): String = when (answer) {
        is Answer.YesNo -> "yes ${answer.yes}"
        is Answer.Choice -> "one ${answer.code}"
        is Answer.Choices -> "some ${answer.bits}"
        is Answer.Words -> "words ${answer.text}"
        else -> ""
    }

    private fun answer(text: String): Answer = text.substringAfter(' ').let { held ->
        when (text.substringBefore(' ')) {
            "yes" -> Answer.YesNo(held.toBoolean())
            "one" -> Answer.Choice(held.toInt())
            "some" -> Answer.Choices(held.toULong())
            "words" -> Answer.Words(held)
            else -> Answer.Empty
        }
    }
}

@Composable
fun ReturnedScreen(state: ReturnedState, notice: String?, onEvent: (ReturnedEvent) -> Unit, onBack: () -> Unit) {
    val shown = state.shown
    Frame(
        title = shown?.title?.ifEmpty { null } ?: stringResource(R.string.one_item),
        status = shown?.let { stringResource(R.string.returned_at, moment(it.at)) },
        notice = notice,
        help = "exchange",
        onBack = onBack,
        bottom = {
            when {
                shown == null -> Unit
                state.asking -> {
                    Line(stringResource(R.string.returned_ask), Modifier.testTag("ask"))
                    Primary(stringResource(R.string.returned_keep), Modifier.testTag("keep")) { onEvent(ReturnedEvent.Keep) }
                    Secondary(stringResource(R.string.returned_delete), Modifier.testTag("delete")) { onEvent(ReturnedEvent.GiveUp) }
                }
                else -> {
                    Primary(stringResource(R.string.returned_again), Modifier.testTag("again"), enabled = state.ready) { onEvent(ReturnedEvent.Again) }
                    Secondary(stringResource(R.string.returned_give_up), Modifier.testTag("give-up")) { onEvent(ReturnedEvent.Ask) }
                }
            }
        },
    ) {
        if (shown == null) return@Frame
        // Why it came back is read with it, and scrolls with it where text is very large.
        item(key = "why") { Notice(shown.reason) }
        item(key = "what") {
            Line(stringResource(kindWords(shown.kind)) + (if (shown.words.isEmpty()) "" else "：" + shown.words))
        }
        items(shown.values.size, key = { it }) { place ->
            val value = shown.values[place]
            val held = value.put.value
            val label = label(value)
            if (held is Answer.Words && value.isTyped(held)) {
                Words(label, state.typed[place] ?: held.text, Modifier.padding(horizontal = 16.dp), tag = "value-$place") {
                    onEvent(ReturnedEvent.Type(place, it))
                }
            } else {
                Chosen(place, value, label, state) { onEvent(ReturnedEvent.Choose(place, it)) }
            }
        }
    }
}

/** What was chosen, with what else could be: as it is chosen in its record. What is known there alone is said in words. */
@Composable
private fun Chosen(place: Int, value: ReturnedSaid, label: String, state: ReturnedState, onChoose: (Answer) -> Unit) {
    val now = state.at(place, value)
    val ofPerson = value.put.member != null
    val field = value.put.field
    val kind = state.kinds[field].takeIf { !ofPerson }
    val chosen = value.put.value
    when {
        ofPerson && field == "relation" && now is Answer.Choice -> Relation(now.code, label) { onChoose(Answer.Choice(it)) }
        ofPerson && field == "sex" && chosen is Answer.Choice -> OneOf(
            place, label, now, listOf(Answer.Choice(1) to stringResource(R.string.male), Answer.Choice(2) to stringResource(R.string.female)), onChoose,
        )
        chosen is Answer.YesNo -> OneOf(
            place, label, now, listOf(Answer.YesNo(true) to stringResource(R.string.yes), Answer.YesNo(false) to stringResource(R.string.no)), onChoose,
        )
        chosen is Answer.Choice && kind is AnswerKind.Single -> OneOf(place, label, now, kind.options.map { Answer.Choice(it.code) to it.words }, onChoose)
        chosen is Answer.Choices && kind is AnswerKind.Multi -> {
            Line(label)
            val some = now as? Answer.Choices ?: Answer.Choices(0uL)
            for (option in kind.options) {
                Tick(option.words, some.has(option.code), Modifier.testTag("value-$place-${option.code}")) { onChoose(kind.ticked(some, option, it)) }
            }
        }
        field == "category" && state.categories.isNotEmpty() -> OneOf(place, label, now, state.categories.map { Answer.Words(it.code) to it.name }, onChoose)
        else -> {
            val words = value.words.ifEmpty { said(null, chosen) ?: stringResource(R.string.blank) }
            Line("$label：$words", Modifier.testTag("value-$place"))
        }
    }
}

@Composable
private fun OneOf(place: Int, label: String, now: Answer, offered: List<Pair<Answer, String>>, onChoose: (Answer) -> Unit) {
    Line(label)
    Side(Modifier.padding(horizontal = 16.dp)) {
        offered.forEachIndexed { index, (answer, words) ->
            Pick(words, now == answer, Modifier.testTag("value-$place-$index")) { onChoose(answer) }
        }
    }
}

/** Whose and what. */
@Composable
private fun label(value: ReturnedSaid): String {
    val field = value.fieldWords.ifEmpty { fieldWords(value.put.field) }
    return if (value.memberName.isEmpty()) field else stringResource(R.string.returned_of, value.memberName, field)
}

/** Whether it was typed, and so is put right by typing: what a code says was chosen. A phone is said masked. */
private fun ReturnedSaid.isTyped(held: Answer.Words) = words.isEmpty() || words == held.text || put.field == "phone"

private fun kindWords(kind: ReturnedKind) = when (kind) {
    ReturnedKind.Edits -> R.string.returned_edits
    ReturnedKind.Task -> R.string.returned_task
    ReturnedKind.Incident -> R.string.returned_incident
    ReturnedKind.Other -> R.string.returned_other
}

