package cn.gridwork.app.screen.visit

import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormPart
import cn.gridwork.core.LastTime
import cn.gridwork.core.ProblemMark
import cn.gridwork.core.TaskRef

/**
 * One task of a visit: its form, the answers so far, whom it is about where it is one of the house, and what was
 * answered before.
 */
data class Sheet(
    val task: TaskRef,
    val form: Form,
    val answers: Map<String, Answer>,
    val who: String? = null,
    val last: LastTime? = null,
) {
    val title: String get() = listOfNotNull(form.title, who).joinToString(" ")

    /** What may be wrong here, as rows to tick, in the order of the form. */
    val flags: List<Flag> = form.items.flatMap { item -> flagsOf(item) }

    private fun flagsOf(item: FormItem): List<Flag> = item.parts.filterNot { it.fromTarget }.flatMap { part ->
        val field = part.fields.first()
        val kind = part.kind
        when {
            kind is AnswerKind.YesNo && part.problem is ProblemMark.Yes ->
                listOf(Flag(task, item, part, field, text(item, part), Answer.YesNo(true), Answer.YesNo(false)))
            kind is AnswerKind.YesNo && part.problem is ProblemMark.No ->
                listOf(Flag(task, item, part, field, text(item, part), Answer.YesNo(false), Answer.YesNo(true)))
            kind is AnswerKind.Single -> kind.options.filter { it.problem }.map {
                Flag(task, item, part, field, it.words, Answer.Choice(it.code), null)
            }
            kind is AnswerKind.Multi -> kind.options.filter { it.problem }.map {
                Flag(task, item, part, field, it.words, Answer.Choices(1uL shl it.code), null)
            }
            else -> emptyList()
        }
    }

    private fun text(item: FormItem, part: FormPart) = part.label.ifEmpty { item.question }

    /** Fields of an item that somebody fills in. */
    fun fields(item: FormItem): List<String> = item.parts.filterNot { it.fromTarget }.flatMap { it.fields }

    /** Whether anything of an item was answered. */
    fun answered(item: FormItem): Boolean = (fields(item) + item.photoFields).any { answers[it].let { held -> held != null && held != Answer.Empty } }

    /** Whether an answer of the item means a problem. */
    fun troubled(item: FormItem): Boolean = item.parts.any { part ->
        part.fields.any { field -> answers[field]?.let { isProblem(part, it) } ?: false }
    }
}

/** A row to tick: what is wrong, the answer that says so, and the one that takes it back. */
data class Flag(
    val task: TaskRef,
    val item: FormItem,
    val part: FormPart,
    val field: String,
    val words: String,
    val problem: Answer,
    val fine: Answer?,
) {
    /** Names the row, also for tests. */
    val key: String
        get() = "${task.template}-${this.field}-${code()}"

    fun ticked(held: Answer?): Boolean = when (problem) {
        is Answer.Choices -> held is Answer.Choices && held.bits and problem.bits != 0uL
        else -> held == problem
    }

    /** What the field holds after the tick is set or taken back. */
    fun after(held: Answer?, set: Boolean): Answer = when (problem) {
        is Answer.Choices -> {
            val bits = (held as? Answer.Choices)?.bits ?: 0uL
            val none = (part.kind as AnswerKind.Multi).options.filter { it.none }.fold(0uL) { all, o -> all or (1uL shl o.code) }
            val next = if (set) (bits or problem.bits) and none.inv() else bits and problem.bits.inv()
            if (next == 0uL) Answer.Empty else Answer.Choices(next)
        }
        else -> if (set) problem else Answer.Empty
    }

    private fun code(): String = when (problem) {
        is Answer.Choice -> problem.code.toString()
        is Answer.Choices -> problem.bits.toString()
        is Answer.YesNo -> problem.yes.toString()
        else -> ""
    }
}

/** Whether an answer means a problem, as the form marks it; the hub and the core decide by the same form. */
fun isProblem(part: FormPart, answer: Answer): Boolean {
    val kind = part.kind
    return when (answer) {
        is Answer.Choice -> kind is AnswerKind.Single && kind.options.any { it.code == answer.code && it.problem }
        is Answer.Choices -> kind is AnswerKind.Multi && kind.options.any { it.problem && answer.has(it.code) }
        is Answer.YesNo -> if (answer.yes) part.problem is ProblemMark.Yes else part.problem is ProblemMark.No
        is Answer.Words -> part.problem is ProblemMark.Given && answer.text.isNotBlank()
        is Answer.Number -> when (val mark = part.problem) {
            is ProblemMark.Above -> answer.value > mark.limit
            is ProblemMark.Below -> answer.value < mark.limit
            else -> false
        }
        else -> false
    }
}
