package cn.gridwork.app.screen.visit

import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.app.ui.day
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormPart

/** What was answered to a question, in words. */
@Composable
fun said(sheet: Sheet, item: FormItem): String {
    val parts = item.parts.filterNot { it.fromTarget }.mapNotNull { part ->
        val words = part.fields.mapNotNull { field -> sheet.answers[field]?.let { said(part, it) } }
        if (words.isEmpty()) null else (if (part.label.isEmpty()) "" else part.label + "：") + words.joinToString("、")
    }
    val photos = item.photoFields.count { sheet.answers[it] is Answer.File }
    val all = parts + if (photos > 0) listOf(stringResource(R.string.photos_there, photos)) else emptyList()
    return all.joinToString("；").ifEmpty { stringResource(R.string.blank) }
}

/** What was answered to a question the last time; `null` where nothing was. */
@Composable
fun saidLastTime(sheet: Sheet, item: FormItem): String? {
    val last = sheet.last ?: return null
    val parts = item.parts.filterNot { it.fromTarget }.mapNotNull { part ->
        val words = part.fields.mapNotNull { last.answers[it] }
        if (words.isEmpty()) null else (if (part.label.isEmpty()) "" else part.label + "：") + words.joinToString("、")
    }
    if (parts.isEmpty()) return null
    return stringResource(R.string.last_time, day(last.day), parts.joinToString("；"))
}

/** One answer in words; `null` where nothing is answered. */
@Composable
fun said(part: FormPart?, answer: Answer): String? {
    val kind = part?.kind
    return when (answer) {
        Answer.Empty -> null
        is Answer.YesNo -> stringResource(if (answer.yes) R.string.yes else R.string.no)
        is Answer.Number -> answer.value.toString() + ((kind as? AnswerKind.Number)?.unit ?: "")
        is Answer.Words -> answer.text.ifBlank { null }
        is Answer.Choice -> (kind as? AnswerKind.Single)?.options?.firstOrNull { it.code == answer.code }?.words
            ?: answer.code.toString()
        is Answer.Choices -> (kind as? AnswerKind.Multi)?.options?.filter { answer.has(it.code) }
            ?.joinToString("、") { it.words }
        is Answer.Day -> day(answer.day)
        is Answer.Time -> stringResource(R.string.clock_time, answer.minutes / 60, answer.minutes % 60)
        is Answer.Record -> stringResource(R.string.chosen)
        is Answer.Point -> stringResource(R.string.point_there, answer.accuracyMetres)
        is Answer.File -> stringResource(R.string.file_there)
        Answer.Declined -> stringResource(R.string.declined)
        Answer.NotApplicable -> stringResource(if (part?.unsure == true) R.string.unsure else R.string.not_applicable)
        is Answer.Newer -> stringResource(R.string.newer_answer)
    }
}
