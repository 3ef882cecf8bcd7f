package cn.gridwork.core

import java.time.Instant
import java.time.LocalDate

/** Where a record is. It says where it *is*, never a guess. */
enum class RecordState { Draft, Saved, Sent, Received, Done }

/** The day: at most seven lines first, and what stands behind them. */
data class Today(
    val lines: List<TodayLine>,
    val more: Int,
    val received: Int,
    val waiting: Int,
    val listAsOf: Instant?,
    val training: Boolean,
)

/** One house or place of the day, with everything due there. */
data class TodayLine(
    val target: String,
    val isHousehold: Boolean,
    val title: String,
    val hamlet: String,
    val tasks: List<DueTask>,
    val due: LocalDate,
    val late: Boolean,
    val state: RecordState,
)

/** One task of a line. */
data class DueTask(
    val id: String,
    val task: TaskRef,
    val title: String,
    val due: LocalDate,
    val started: Boolean,
)

/** Names a task: the template, whom or what it is about, and its window. */
data class TaskRef(val template: String, val target: String, val window: ULong)

/** A task with its answers so far, by field. */
data class Task(
    val id: String,
    val template: String,
    val title: String,
    val status: String,
    val closed: Boolean,
    val answers: Map<String, Answer>,
    val noChange: String?,
    val conflicts: Int,
)

/** What the same form about the same target was answered with before, by field. */
data class LastTime(val day: LocalDate, val answers: Map<String, String>)

/** What a field holds. */
sealed interface Answer {
    data object Empty : Answer
    data class YesNo(val yes: Boolean) : Answer
    data class Number(val value: Long) : Answer
    data class Words(val text: String) : Answer
    data class Choice(val code: Int) : Answer

    /** Several options, bit n for code n. */
    data class Choices(val bits: ULong) : Answer {
        fun has(code: Int): Boolean = bits shr code and 1uL == 1uL
        fun with(code: Int): Choices = Choices(bits or (1uL shl code))
        fun without(code: Int): Choices = Choices(bits and (1uL shl code).inv())
    }
    data class Day(val day: LocalDate) : Answer

    /** Minutes after midnight. */
    data class Time(val minutes: Int) : Answer
    data class Record(val id: String) : Answer
    data class Point(val lonE7: Int, val latE7: Int, val accuracyMetres: Int, val source: Int) : Answer
    data class File(val sha256: String) : Answer

    /** 谢绝: the person would rather not say. */
    data object Declined : Answer

    /** 不适用, and 不清楚 where a part allows it. */
    data object NotApplicable : Answer

    /** Written by a newer version; shown as such and never overwritten by accident. */
    data class Newer(val opaque: ByteString) : Answer
}


/** Bytes that compare by content. */
class ByteString(internal val bytes: ByteArray) {
    override fun equals(other: Any?) = other is ByteString && bytes.contentEquals(other.bytes)
    override fun hashCode() = bytes.contentHashCode()
    override fun toString() = "ByteString(${bytes.size})"
}

/** A form of a template. */
data class Form(
    val template: String,
    val version: Int,
    val title: String,
    val urgent: Boolean,
    val asksPeople: Boolean,
    val noChange: String?,
    val basis: String,
    val items: List<FormItem>,
)

/** One question with its typed parts. */
data class FormItem(
    val number: Int,
    val question: String,
    val hint: String?,
    val evidence: Evidence,
    val rows: Int,
    val parts: List<FormPart>,
    val photoFields: List<String>,
    val skipFields: List<String>,
)

/** What may be shown beside an answer; never demanded. */
enum class Evidence { None, OptionalPhoto, ProblemPhoto, Document, Signature, Count }

/** One typed answer within a question. */
data class FormPart(
    val fields: List<String>,
    val label: String,
    val kind: AnswerKind,
    val problem: ProblemMark?,
    val fromTarget: Boolean,
    val optional: Boolean,
    val closed: Boolean,
    val unsure: Boolean,
)

/** What may be answered. */
sealed interface AnswerKind {
    data object YesNo : AnswerKind
    data class Single(val options: List<FormOption>) : AnswerKind
    data class Multi(val options: List<FormOption>) : AnswerKind
    data class Number(val min: Long, val max: Long, val unit: String?) : AnswerKind
    data object Day : AnswerKind
    data object Time : AnswerKind
    data class Words(val max: Int) : AnswerKind
    data class Record(val to: Referent) : AnswerKind
    data object Point : AnswerKind
    data object Signature : AnswerKind
    data object Document : AnswerKind
}

/** What a reference may point to. */
enum class Referent { Household, Person, Member, Place, Agreement, Worker }

/** One option of a list. */
data class FormOption(val code: Int, val words: String, val problem: Boolean, val none: Boolean)

/** Which answers mean a problem, where the options do not say it. */
sealed interface ProblemMark {
    data object Yes : ProblemMark
    data object No : ProblemMark
    data object Given : ProblemMark
    data class Above(val limit: Long) : ProblemMark
    data class Below(val limit: Long) : ProblemMark
}

/** A field that holds two values until a person chooses. */
data class Conflict(
    val document: String,
    val title: String,
    val member: String?,
    val memberName: String,
    val field: String,
    /** What the field is called; empty where the core has no word for it. */
    val fieldWords: String,
    val values: List<HeldValue>,
    /** When the township asked back about it. */
    val askedAt: Instant? = null,
    /** What it said to it; may be empty. */
    val askedWords: String = "",
)

/**
 * One of the values; the first is the one shown meanwhile. [words] are what it says: a code by its option, a
 * phone masked; empty where the core has none.
 */
data class HeldValue(val value: Answer, val words: String, val who: String, val at: Instant, val own: Boolean)

/** What the township returned: to be corrected and said again, or given up. */
data class Returned(
    val no: Long,
    val record: String,
    val title: String,
    val kind: ReturnedKind,
    /** The word of a step of an incident or a task, or of what was done to whole households; else empty. */
    val words: String,
    val values: List<ReturnedSaid>,
    val reason: String,
    val at: Instant,
)

enum class ReturnedKind { Edits, Task, Incident, Other }

/**
 * One value of it in words: [words] say a code by its option and mask a phone; empty where the core has none.
 * [memberName] is empty where it is nobody's.
 */
data class ReturnedSaid(val put: ReturnedValue, val memberName: String, val fieldWords: String, val words: String)

/** One value as it was entered; each can be corrected. */
data class ReturnedValue(val member: String?, val field: String, val value: Answer)

/** What follows from the answers of a task, by a rule of its template. */
data class Finding(val rule: Int, val words: String, val followUp: FollowUp)

/** What is offered then; nothing happens by itself. */
sealed interface FollowUp {
    data object Warn : FollowUp
    data object Stop : FollowUp

    /** Another task, or this one again. */
    data class Task(val inDays: Int, val template: String?) : FollowUp

    /** An incident to report, its category chosen. */
    data class Incident(val category: String, val grade: Int) : FollowUp
    data class Service(val category: String) : FollowUp

    /** The telephone first. */
    data class Call(val numbers: List<String>) : FollowUp

    /** Only by the closed channel, never in the answers. */
    data class Closed(val channel: ClosedChannel) : FollowUp

    /** Somebody to be told. */
    data class Tell(val to: String) : FollowUp
}

/** A template that this person may start by hand, for something found just now. */
data class HandStart(val template: String, val title: String, val about: HandTarget, val urgent: Boolean)

enum class HandTarget { Cell, Village, Household, Person, Place }
