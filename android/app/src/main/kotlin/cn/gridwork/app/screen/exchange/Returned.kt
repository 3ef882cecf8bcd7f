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
import cn.gridwork.app.screen.visit.said
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.fieldWords
import cn.gridwork.app.ui.moment
import cn.gridwork.core.Answer
import cn.gridwork.core.GridClient
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.ReturnedSaid

data class ReturnedState(
    val shown: Returned? = null,
    /** What is written instead, by the place of the value. */
    val typed: Map<Int, String> = emptyMap(),
    /** The last question before it is given up. */
    val asking: Boolean = false,
    /** It was said again or given up; the screen goes. */
    val over: Boolean = false,
) {
    /** The values that were changed and say something. */
    val corrections get() = shown?.values.orEmpty().mapIndexedNotNull { place, said ->
        val text = typed[place]?.trim()
        if (text.isNullOrEmpty() || Answer.Words(text) == said.put.value) null else said.put.copy(value = Answer.Words(text))
    }
}

sealed interface ReturnedEvent {
    data class Type(val place: Int, val text: String) : ReturnedEvent
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
            update { it.copy(shown = shown, over = shown == null) }
        }
    }

    fun on(event: ReturnedEvent) {
        when (event) {
            is ReturnedEvent.Type -> update { it.copy(typed = it.typed + (event.place to event.text)) }
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
    override fun write(state: ReturnedState, to: Bundle) = state.typed.forEach { (place, text) -> to.putString(place.toString(), text) }

    override fun read(state: ReturnedState, from: Bundle) =
        state.copy(typed = from.keySet().associate { it.toInt() to from.getString(it).orEmpty() })
}

@Composable
fun ReturnedScreen(state: ReturnedState, notice: String?, onEvent: (ReturnedEvent) -> Unit, onBack: () -> Unit) {
    val shown = state.shown
    Frame(
        title = shown?.title?.ifEmpty { null } ?: stringResource(R.string.one_item),
        status = shown?.let { stringResource(R.string.returned_at, moment(it.at)) },
        notice = notice ?: shown?.reason,
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
                    Primary(stringResource(R.string.returned_again), Modifier.testTag("again")) { onEvent(ReturnedEvent.Again) }
                    Secondary(stringResource(R.string.returned_give_up), Modifier.testTag("give-up")) { onEvent(ReturnedEvent.Ask) }
                }
            }
        },
    ) {
        if (shown == null) return@Frame
        item(key = "what") {
            Line(stringResource(kindWords(shown.kind)) + (if (shown.words.isEmpty()) "" else "：" + shown.words))
        }
        items(shown.values.size, key = { it }) { place ->
            val value = shown.values[place]
            val label = label(value)
            val held = value.put.value
            if (held is Answer.Words && value.isTyped(held)) {
                Words(label, state.typed[place] ?: held.text, Modifier.padding(horizontal = 16.dp), tag = "value-$place") {
                    onEvent(ReturnedEvent.Type(place, it))
                }
            } else {
                val words = value.words.ifEmpty { said(null, held) ?: stringResource(R.string.blank) }
                Line("$label：$words", Modifier.testTag("value-$place"))
            }
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

