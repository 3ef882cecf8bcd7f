package cn.gridwork.core

import java.time.LocalDate

/** Answers forms as a worker would, with one problem somewhere. */
object Answers {
    fun byHand(form: Form): List<FormPart> = form.items.flatMap { it.parts }.filter { !it.fromTarget && !it.closed }

    fun hasProblemPart(form: Form): Boolean = byHand(form).any(::canBeProblem)

    private fun canBeProblem(part: FormPart): Boolean = when (val kind = part.kind) {
        is AnswerKind.Single -> kind.options.any { it.problem }
        AnswerKind.YesNo -> part.problem is ProblemMark.Yes || part.problem is ProblemMark.No
        else -> false
    }

    /** Answers a task with one problem; returns how many fields were answered. */
    suspend fun answerAll(client: GridClient, task: TaskRef): Int {
        var count = 0
        var wanted = true
        for (part in byHand(client.form(task.template))) {
            val problem = wanted && canBeProblem(part)
            if (problem) wanted = false
            val answer = answerTo(part, problem, task.target) ?: continue
            client.answer(task, part.fields.first(), answer)
            count += 1
        }
        return count
    }

    private fun answerTo(part: FormPart, problem: Boolean, target: String): Answer? = when (val kind = part.kind) {
        AnswerKind.YesNo -> Answer.YesNo(problem == (part.problem is ProblemMark.Yes))
        is AnswerKind.Single -> kind.options.firstOrNull { it.problem == problem }?.let { Answer.Choice(it.code) }
        is AnswerKind.Multi -> kind.options.firstOrNull { it.problem == problem }?.let { Answer.Choices(1uL shl it.code) }
        is AnswerKind.Number -> Answer.Number(kind.min)
        AnswerKind.Day -> Answer.Day(LocalDate.of(2026, 1, 31))
        AnswerKind.Time -> Answer.Time(600)
        is AnswerKind.Words -> Answer.Words("示意")
        is AnswerKind.Record -> Answer.Record(target)
        AnswerKind.Point -> Answer.Point(1_114_500_000, 411_000_000, 20, 1)
        AnswerKind.Signature, AnswerKind.Document -> null
    }
}
