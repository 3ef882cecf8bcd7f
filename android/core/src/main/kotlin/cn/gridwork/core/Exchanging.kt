package cn.gridwork.core

import java.time.Instant

/** What can be done now. */
enum class CoreStatus { New, Ready, EnrolAgain, Revoked, WipeOrdered }

/** What opening the folder found. */
data class Opened(val created: Boolean, val migrated: Boolean, val damaged: String?)

/** How the exchange stands. */
data class SyncState(
    val waiting: Int,
    val unconfirmed: Int,
    val files: Int,
    val drafts: Int,
    val lastContact: Instant?,
    val downloading: Boolean,
    val problem: String?,
)

/** One record that has not reached the township, and why. */
data class QueueLine(
    val title: String,
    val id: String,
    val state: RecordState,
    val reason: String,
    val bytes: Long,
    val since: Instant?,
    val partsDone: Int,
    val parts: Int,
)

/** A request to post as `application/octet-stream`. */
class Request(val id: ULong, val url: String, val body: ByteArray)

/** What became of a request. */
sealed interface Outcome {
    class Answer(val status: Int, val body: ByteArray) : Outcome

    /** No signal, a cut, a time-out. Nothing is assumed about whether it arrived. */
    data object Unreachable : Outcome
}

/** How much an exchange may take on the network it has. */
data class Budget(val bytes: Int, val files: Boolean, val network: Network? = null)

/** How small the pieces of files are, and how much of them goes in a day. */
enum class Network { Slow, Mobile, Free }

/** What an answer led to. */
data class Completed(val more: Boolean, val problem: String?, val received: Int, val refused: Int)

/** Which kind of thing changed. */
enum class EventKind { Household, Task, Place, Incident, Draft, Directory, Sync, File, Evidence, Clue, Other }

/** Something a screen should read again. */
data class Event(val seq: ULong, val kind: EventKind, val id: String)

/** A page of events; with [gap] everything shown is read again. */
data class EventBatch(val events: List<Event>, val last: ULong, val gap: Boolean)

/** Who bears this phone, as the directory has it, and what went from it. */
data class Bearer(
    val posts: List<HeldPost>,
    /** Records that left this phone in this month because they are no longer its to hold. */
    val left: Int,
)

/** A post that is held: for which place, and what it is called. */
data class HeldPost(val scope: String, val role: String)

/** Who stands behind this phone; lines that nobody wrote are empty. */
data class About(
    val organiser: String,
    val operator: String,
    val filing: String,
    val complaintsPhone: String,
    val complaintsAt: String,
    val privacyContact: String,
    val township: String,
    val dutyPhone: String?,
)

/** What checking every value and file found. */
data class StorageReport(
    val sound: Boolean,
    val consistent: Boolean,
    val opened: Long,
    val locked: Long,
    val unopened: Map<String, Long>,
    val files: Long,
    val filesDamaged: Long,
    val orphans: Long,
)
