package cn.gridwork.core

import kotlinx.coroutines.flow.Flow
import java.time.LocalDate

/**
 * The core of one phone, as screens and workers use it. Every call may be made from any thread and
 * runs off the main one; what is entered is durable when the call returns. Every failure is a
 * [GridFailure].
 */
interface GridClient : Work, People, Incidents, Enforcement, Exchanging, Upkeep

/** The day's list, visits and conflicts. */
interface Work {
    suspend fun today(): Today
    suspend fun todayBehind(offset: Int, limit: Int): List<TodayLine>
    suspend fun form(template: String): Form
    /** The form of a task: the version it was begun under, or the one in force. */
    suspend fun formOf(task: TaskRef): Form
    suspend fun task(task: TaskRef): Task

    /** What the same form about the same target was answered with before, as far as this phone holds it. */
    suspend fun lastTime(task: TaskRef): LastTime?
    suspend fun answer(task: TaskRef, field: String, value: Answer)

    /** Answers a field with the file at [path], which stays where it is. */
    suspend fun attach(task: TaskRef, field: String, path: String)
    suspend fun noChange(tasks: List<TaskRef>)
    suspend fun finish(tasks: List<TaskRef>)
    suspend fun decline(tasks: List<TaskRef>)
    suspend fun putOff(tasks: List<TaskRef>, to: LocalDate)
    suspend fun reopen(tasks: List<TaskRef>)

    /** The templates that may be started by hand. */
    suspend fun handStarts(): List<HandStart>

    /** Starts a task by hand; it is on the list from then on. */
    suspend fun startByHand(template: String, target: String): TaskRef

    /** What follows from the answers so far. */
    suspend fun findings(task: TaskRef): List<Finding>

    /** The fields still to be answered before the task can be finished. */
    suspend fun missing(task: TaskRef): List<String>

    /** What came back, oldest first. */
    suspend fun returned(): List<Returned>

    /** Says it again, as it is or corrected, and ends it. */
    suspend fun sayAgain(no: Long, corrections: List<ReturnedValue> = emptyList())

    /** Gives it up for good. */
    suspend fun giveUp(no: Long)
    suspend fun stateOf(record: String): RecordState
    suspend fun conflicts(limit: Int): List<Conflict>
    suspend fun resolve(document: String, member: String?, field: String, value: Answer)
}

/** Finding people; households, members and moves. */
interface People {
    /** The cells of this phone. */
    suspend fun cells(): List<Cell>
    suspend fun find(query: String, limit: Int): List<Hit>
    suspend fun hamlets(): List<Hamlet>
    suspend fun map(): GridMap
    suspend fun household(household: String): Household

    /** The visits to a household, and about its people, that ended in the same weeks of last year. */
    suspend fun lastYear(household: String): List<PastVisit>
    suspend fun addHousehold(new: NewHousehold): String
    suspend fun addMember(household: String, new: NewPerson): String
    suspend fun editHousehold(household: String, field: String, value: Answer)
    suspend fun editMember(household: String, person: String, field: String, value: Answer)
    suspend fun noteHousehold(household: String, text: String)
    suspend fun moveMember(from: String, person: String, to: String, on: LocalDate)

    /** Several people at once, with why. */
    suspend fun movePeople(from: String, people: List<String>, to: String, reason: MoveReason, on: LocalDate)

    /** 分户: people of a household become one of their own; its id. */
    suspend fun splitHousehold(from: String, people: List<String>, new: SplitHousehold, on: LocalDate): String

    /** 并户: a household goes on as another. */
    suspend fun mergeHouseholds(from: String, into: String, on: LocalDate)

    /** Gives a household to another cell. */
    suspend fun transferHousehold(household: String, cell: String)
    suspend fun leave(household: String, person: String, reason: Int, on: LocalDate)

    /** Shows a masked field in full, for a reason that is logged. */
    suspend fun reveal(household: String, person: String, field: String, reason: RevealReason): String

    /** This person's own looks at masked values on this phone, the last one first. */
    suspend fun ownLooks(offset: Int, limit: Int): List<Look>
}

/** Reporting incidents and following them. */
interface Incidents {
    suspend fun categories(): List<Category>
    suspend fun report(new: NewIncident): String
    suspend fun incidentStep(incident: String, step: IncidentStep)

    /** The steps that are this person's to take now, such as `note`. */
    suspend fun incidentOffers(incident: String): Set<String>

    /** Takes this phone's last step back, as long as it was not sent. */
    suspend fun takeBack(incident: String)
    suspend fun incidents(offset: Int, limit: Int): List<Incident>
    suspend fun incident(incident: String): Incident

    /** What waits to be verified, the earliest limit first. */
    suspend fun toVerify(limit: Int): List<ToVerify>
    suspend fun reportClosed(channel: ClosedChannel, words: String, reportNo: String?)
    suspend fun closedRecords(): List<ClosedRecord>
}

/** Enrolment, and the exchange by air and by stick. */
interface Exchanging {
    suspend fun beginEnrolment(qrText: String, deviceName: String, app: String): Request
    suspend fun beginEnrolmentTyped(
        address: String,
        rootKey: ByteArray,
        code: String,
        deviceName: String,
        app: String,
    ): Request

    /** The next request to post; `null` if there is no hub to post to. */
    suspend fun nextRequest(budget: Budget): Request?
    suspend fun completeRequest(id: ULong, outcome: Outcome): Completed
    suspend fun exportBundle(path: String)
    suspend fun importReceipt(path: String): Completed
    suspend fun syncState(): SyncState
    suspend fun queue(limit: Int): List<QueueLine>
    suspend fun nextEvents(after: ULong, limit: Int): EventBatch

    /**
     * What to read again. The first word is to read everything: whoever reads on it, and on what
     * follows, misses nothing. Events are pulled whenever this client did something that can make some,
     * so that an idle phone wakes nothing; what comes while somebody reads is told together.
     */
    val events: Flow<EventBatch>

    /** Something was entered here that has to be sent. What an exchange brings is not told. */
    val entered: Flow<Unit>
}

/** State, pausing, checking, wiping. */
interface Upkeep {
    suspend fun status(): CoreStatus
    suspend fun opened(): Opened
    suspend fun device(): Int
    suspend fun training(): Boolean

    /** Who stands behind this phone. Public: it needs no lock opened. */
    suspend fun about(): About

    /** Who bears this phone, and what went from it. */
    suspend fun bearer(): Bearer

    /** Releases every file and lock, as a suspended app must. Idempotent. */
    suspend fun pause()
    suspend fun resume()

    /** Drops what is held in clear in memory; [resume] unlocks. */
    suspend fun lock()

    /** Ends the use; every later call fails with `closed`. */
    suspend fun shutDown()
    suspend fun verify(): StorageReport
    suspend fun exportCopy(path: String)

    /** Deletes everything in the folder. The caller destroys the database key after. */
    suspend fun wipe()

    /** A text for support without any personal data. */
    suspend fun problemReport(): String
}
