package cn.gridwork.app.screen.visit

import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import java.time.DateTimeException
import java.time.LocalDate

/** Whether an answer of this kind is typed. */
fun typedKind(kind: AnswerKind) =
    kind is AnswerKind.Number || kind is AnswerKind.Words || kind == AnswerKind.Day || kind == AnswerKind.Time

/** The answer that typed text is; `null` where it is none yet. */
fun typedAnswer(kind: AnswerKind, text: String): Answer? = when (kind) {
    is AnswerKind.Words -> when {
        text.isEmpty() -> Answer.Empty
        text.codePointCount(0, text.length) <= kind.max -> Answer.Words(text)
        else -> null
    }
    is AnswerKind.Number -> unlessBlank(text) { number(it)?.takeIf { n -> n in kind.min..kind.max }?.let(Answer::Number) }
    AnswerKind.Day -> unlessBlank(text) { dayOf(it)?.let(Answer::Day) }
    AnswerKind.Time -> unlessBlank(text) { timeOf(it)?.let(Answer::Time) }
    else -> null
}

/** How an answer stands in the field it was typed in. */
fun typedText(answer: Answer?): String = when (answer) {
    is Answer.Number -> answer.value.toString()
    is Answer.Day -> "%04d%02d%02d".format(answer.day.year, answer.day.monthValue, answer.day.dayOfMonth)
    is Answer.Time -> "%02d%02d".format(answer.minutes / 60, answer.minutes % 60)
    is Answer.Words -> answer.text
    else -> ""
}

private fun unlessBlank(text: String, read: (String) -> Answer?): Answer? = if (text.isBlank()) Answer.Empty else read(text)

private fun number(text: String): Long? = text.trim().toLongOrNull()

private fun dayOf(text: String): LocalDate? {
    val digits = text.filter { it.isDigit() }
    if (digits.length != 8) return null
    return try {
        LocalDate.of(digits.take(4).toInt(), digits.substring(4, 6).toInt(), digits.substring(6).toInt())
    } catch (_: DateTimeException) {
        null
    }
}

private fun timeOf(text: String): Int? {
    val digits = text.filter { it.isDigit() }
    if (digits.length != 4) return null
    val (hours, minutes) = digits.take(2).toInt() to digits.drop(2).toInt()
    return if (hours < 24 && minutes < 60) hours * 60 + minutes else null
}
