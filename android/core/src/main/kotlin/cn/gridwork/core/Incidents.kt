package cn.gridwork.core

import java.time.Instant

/** A category that may be reported; with numbers, the telephone comes first. */
data class Category(val code: String, val name: String, val call: List<String>)

/** What is reported: words, category and place; a photo is never demanded. */
data class NewIncident(
    val words: String,
    val category: String,
    val cell: String? = null,
    val hamlet: String? = null,
    val at: String? = null,
    val place: String? = null,
    val photos: List<String> = emptyList(),
    val called: String? = null,
)

/** An incident as its reporter reads it. */
data class Incident(
    val id: String,
    val number: String,
    val category: String,
    val categoryName: String,
    val words: String,
    val place: String,
    val state: String,
    /** It has left the desk: closed in any way. */
    val over: Boolean,
    val provisional: Boolean,
    val answers: List<String>,
    val reportedAt: Instant,
    val record: RecordState,
)

/** An incident that waits to be verified by somebody. */
data class ToVerify(
    val incident: Incident,
    val finishBy: Instant?,
    val handledBy: String,
    /** What the handler says was done. */
    val result: String,
    /** Why it is not this person's to verify, in words. */
    val barred: String?,
)

/** A step that is a worker's or a branch leader's to take. */
sealed interface IncidentStep {
    data class SelfSolve(val done: String) : IncidentStep
    data class Start(val note: String) : IncidentStep
    data class Note(val words: String) : IncidentStep
    data class Done(val result: String) : IncidentStep
    data class Verify(val passed: Boolean, val why: String) : IncidentStep
    data class Rate(val rating: Rating, val words: String, val oral: Boolean) : IncidentStep
}

/** What the reporter thinks of the result. */
enum class Rating { Satisfied, Mostly, Dissatisfied, NotReached }

/** To whom a closed record goes. */
enum class ClosedChannel { Children, Violence, Reporters }

/** A closed record, as the holder of the post reads it. */
data class ClosedRecord(val words: String, val at: Instant, val reporter: String, val reportNo: String?)
