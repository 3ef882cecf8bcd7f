package cn.gridwork.core

import cn.gridwork.ffi.FieldAnswer
import cn.gridwork.ffi.GridCore
import cn.gridwork.ffi.GridException
import cn.gridwork.ffi.OpenConfig
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withContext
import java.time.LocalDate

/** The real core, through the library. The only class that calls generated code. */
class CoreClient private constructor(
    private val core: GridCore,
    private val io: CoroutineDispatcher,
) : GridClient {
    /** Raised by every call that can leave events behind. */
    private val touched = MutableStateFlow(0L)

    private suspend fun <T> read(block: GridCore.() -> T): T = withContext(io) { guarded { core.block() } }

    /** The same, of what a person entered: counted once it is written down. */
    private val said = MutableStateFlow(0L)

    private suspend fun <T> write(block: GridCore.() -> T): T =
        try {
            read(block)
        } finally {
            touched.update { it + 1 }
        }

    private suspend fun <T> enter(block: GridCore.() -> T): T = write(block).also { said.update { it + 1 } }

    override suspend fun today() = read { today().toOwn() }
    override suspend fun todayBehind(offset: Int, limit: Int) =
        read { todayBehind(offset.toUInt(), limit.toUInt()).map { it.toOwn() } }
    override suspend fun form(template: String) = read { form(template).toOwn() }
    override suspend fun formOf(task: TaskRef) = read { formOf(task.toFfi()).toOwn() }
    override suspend fun task(task: TaskRef) = read { task(task.toFfi()).toOwn() }
    override suspend fun lastTime(task: TaskRef) = read { lastTime(task.toFfi())?.toOwn() }
    override suspend fun answer(task: TaskRef, field: String, value: Answer) =
        enter { answer(FieldAnswer(task.toFfi(), field, value.toFfi())) }
    override suspend fun attach(task: TaskRef, field: String, path: String) =
        enter { attach(task.toFfi(), field, path) }
    override suspend fun noChange(tasks: List<TaskRef>) = enter { noChange(tasks.map { it.toFfi() }) }
    override suspend fun finish(tasks: List<TaskRef>) = enter { finish(tasks.map { it.toFfi() }) }
    override suspend fun decline(tasks: List<TaskRef>) = enter { decline(tasks.map { it.toFfi() }) }
    override suspend fun putOff(tasks: List<TaskRef>, to: LocalDate) =
        enter { putOff(tasks.map { it.toFfi() }, to.toString()) }
    override suspend fun reopen(tasks: List<TaskRef>) = enter { reopen(tasks.map { it.toFfi() }) }
    override suspend fun handStarts() = read { handStarts().map { it.toOwn() } }
    override suspend fun startByHand(template: String, target: String) = enter { startByHand(template, target).toOwn() }
    override suspend fun findings(task: TaskRef) = read { findings(task.toFfi()).map { it.toOwn() } }
    override suspend fun missing(task: TaskRef) = read { missing(task.toFfi()) }
    override suspend fun returned() = read { drafts().map { it.toOwn() } }
    override suspend fun sayAgain(no: Long, corrections: List<ReturnedValue>) =
        enter { retryDraft(no, corrections.map { it.toFfi() }) }
    override suspend fun giveUp(no: Long) = enter { discardDraft(no) }
    override suspend fun stateOf(record: String) = read { stateOf(record).toOwn() }
    override suspend fun conflicts(limit: Int) = read { conflicts(limit.toUInt()).map { it.toOwn() } }
    override suspend fun resolve(document: String, member: String?, field: String, value: Answer) =
        enter { resolve(document, member, field, value.toFfi()) }

    override suspend fun find(query: String, limit: Int) = read { find(query, limit.toUInt()).map { it.toOwn() } }
    override suspend fun cells() = read { cells().map { it.toOwn() } }
    override suspend fun hamlets() = read { hamlets().map { it.toOwn() } }
    override suspend fun map() = read { map().toOwn() }
    override suspend fun household(household: String) = read { household(household).toOwn() }
    override suspend fun lastYear(household: String) = read { lastYear(household).map { it.toOwn() } }
    override suspend fun ownLooks(offset: Int, limit: Int) =
        read { ownLooks(offset.toUInt(), limit.toUInt()).map { it.toOwn() } }
    override suspend fun addHousehold(new: NewHousehold) = enter { addHousehold(new.toFfi()) }
    override suspend fun addMember(household: String, new: NewPerson) = enter { addMember(household, new.toFfi()) }
    override suspend fun editHousehold(household: String, field: String, value: Answer) =
        enter { editHousehold(household, field, value.toFfi()) }
    override suspend fun editMember(household: String, person: String, field: String, value: Answer) =
        enter { editMember(household, person, field, value.toFfi()) }
    override suspend fun noteHousehold(household: String, text: String) = enter { noteHousehold(household, text) }
    override suspend fun moveMember(from: String, person: String, to: String, on: LocalDate) =
        enter { moveMember(from, person, to, on.toString()) }
    override suspend fun movePeople(from: String, people: List<String>, to: String, reason: MoveReason, on: LocalDate) =
        enter { movePeople(from, people, to, reason.toFfi(), on.toString()) }
    override suspend fun splitHousehold(from: String, people: List<String>, new: SplitHousehold, on: LocalDate) =
        enter { splitHousehold(from, people, new.toFfi(), on.toString()) }
    override suspend fun mergeHouseholds(from: String, into: String, on: LocalDate) =
        enter { mergeHouseholds(from, into, on.toString()) }
    override suspend fun transferHousehold(household: String, cell: String) = enter { transferHousehold(household, cell) }
    override suspend fun leave(household: String, person: String, reason: Int, on: LocalDate) =
        enter { leave(household, person, reason.toUInt(), on.toString()) }
    override suspend fun reveal(household: String, person: String, field: String, reason: RevealReason) =
        enter { reveal(household, person, field, reason.toFfi()) }

    override suspend fun categories() = read { categories().map { it.toOwn() } }
    override suspend fun report(new: NewIncident) = enter { report(new.toFfi()) }
    override suspend fun incidentStep(incident: String, step: IncidentStep) =
        enter { incidentStep(incident, step.toFfi()) }
    override suspend fun incidentOffers(incident: String) = read { incidentOffers(incident).toSet() }
    override suspend fun takeBack(incident: String) = enter { takeBack(incident) }
    override suspend fun incidents(offset: Int, limit: Int) =
        read { incidents(offset.toUInt(), limit.toUInt()).map { it.toOwn() } }
    override suspend fun incident(incident: String) = read { incident(incident).toOwn() }
    override suspend fun toVerify(limit: Int) = read { toVerify(limit.toUInt()).map { it.toOwn() } }
    override suspend fun reportClosed(channel: ClosedChannel, words: String, reportNo: String?) =
        enter { reportClosed(channel.toFfi(), words, reportNo) }
    override suspend fun closedRecords() = read { closedRecords().map { it.toOwn() } }

    override suspend fun evidenceBarred() = read { evidenceBarred() }
    override suspend fun evidenceKinds() = read { evidenceKinds().map { it.toOwn() } }
    override suspend fun openEvidenceSet(new: NewEvidenceSet) = enter { openEvidenceSet(new.toFfi()) }
    override suspend fun evidenceSets(offset: Int, limit: Int) =
        read { evidenceSets(offset.toUInt(), limit.toUInt()).map { it.toOwn() } }
    override suspend fun evidenceSet(set: String) = read { evidenceSet(set).toOwn() }
    override suspend fun fellowOfficers() = read { fellowOfficers().map { it.toOwn() } }
    override suspend fun readEvidenceCode(text: String) = read { readEvidenceCode(text).toOwn() }
    override suspend fun confirmationCode(set: String) = read { confirmationCode(set) }
    override suspend fun confirmScanned(text: String) = read { confirmScanned(text) }
    override suspend fun takeConfirmation(set: String, text: String) = enter { takeConfirmation(set, text) }
    override suspend fun confirmByCard(set: String, card: String, pass: String) = enter { confirmByCard(set, card, pass) }
    override suspend fun captureFolder() = read { captureFolder() }
    override suspend fun strayCaptures() = read { strayCaptures() }
    override suspend fun captureMissing(new: NewCapture) = read { captureMissing(new.toFfi()) }
    override suspend fun capture(new: NewCapture) = enter { capture(new.toFfi()) }
    override suspend fun derive(set: String, item: String, purpose: DerivedFor, path: String) =
        enter { derive(set, item, purpose.same(), path) }
    override suspend fun copyDerived(set: String, item: String, purpose: DerivedFor, to: String) =
        read { copyDerived(set, item, purpose.same(), to) }
    override suspend fun copyOriginal(set: String, item: String, to: String) = read { copyOriginal(set, item, to) }
    override suspend fun recordMissing(new: NewEvidenceRecord) = read { recordMissing(new.toFfi()) }
    override suspend fun closeRecord(new: NewEvidenceRecord) = enter { closeRecord(new.toFfi()) }
    override suspend fun keepRecord(new: NewEvidenceRecord) = write { keepRecord(new.toFfi()) }
    override suspend fun keptRecord(set: String, kind: RecordKind) = read { keptRecord(set, kind.same())?.toOwn() }
    override suspend fun correctedRecord(set: String, record: String) = read { correctedRecord(set, record).toOwn() }
    override suspend fun countersign(set: String, record: String) = enter { countersign(set, record) }
    override suspend fun countersignByCard(set: String, record: String, card: String, pass: String) =
        enter { countersignByCard(set, record, card, pass) }
    override suspend fun countersignCode(set: String, record: String) = read { countersignCode(set, record) }
    override suspend fun closeEvidenceSet(set: String, reason: String) = enter { closeEvidenceSet(set, reason) }
    override suspend fun handOver(set: String, item: String, to: String, why: String) =
        enter { handOver(set, item, to, why) }
    override suspend fun takeOver(text: String) = enter { takeOver(text) }
    override suspend fun waitingHandOvers() = read { waitingHandOvers().map { it.toOwn() } }
    override suspend fun dismissHandOver(set: String, item: String) = write { dismissHandOver(set, item) }
    override suspend fun releaseOriginal(set: String, item: String) = enter { releaseOriginal(set, item) }
    override suspend fun whatAClueIs() = read { whatAClueIs() }
    override suspend fun tellClue(new: NewClue) = enter { tellClue(new.toFfi()) }
    override suspend fun clues(offset: Int, limit: Int) = read { clues(offset.toUInt(), limit.toUInt()).map { it.toOwn() } }
    override suspend fun takeClue(clue: String) = enter { takeClue(clue) }
    override suspend fun dropClue(clue: String, reason: String) = enter { dropClue(clue, reason) }
    override suspend fun clueFollowed(clue: String, set: String) = enter { clueFollowed(clue, set) }

    override suspend fun beginEnrolment(qrText: String, deviceName: String, app: String) =
        read { beginEnrolment(qrText, deviceName, app).toOwn() }
    override suspend fun beginEnrolmentTyped(
        address: String,
        rootKey: ByteArray,
        code: String,
        deviceName: String,
        app: String,
    ) = read { beginEnrolmentTyped(address, rootKey, code, deviceName, app).toOwn() }
    override suspend fun nextRequest(budget: Budget) =
        write { nextRequest(budget.toFfi())?.toOwn() }
    override suspend fun completeRequest(id: ULong, outcome: Outcome) =
        write { completeRequest(id, outcome.toFfi()).toOwn() }
    override suspend fun exportBundle(path: String) = write { exportBundle(path) }
    override suspend fun importReceipt(path: String) = write { importReceipt(path).toOwn() }
    override suspend fun syncState() = read { syncState().toOwn() }
    override suspend fun queue(limit: Int) = read { queue(limit.toUInt()).map { it.toOwn() } }
    override suspend fun nextEvents(after: ULong, limit: Int) = read { nextEvents(after, limit.toUInt()).toOwn() }

    override val events: Flow<EventBatch> = flow {
        // Where "now" is comes before the word to read: what changes between the two is told again.
        var last = 0uL
        while (true) {
            val batch = nextEvents(last, PAGE)
            last = batch.last
            if (batch.events.size < PAGE) break
        }
        emit(EventBatch(emptyList(), last, gap = true))
        touched.collect {
            do {
                val batch = nextEvents(last, PAGE)
                last = batch.last
                if (batch.events.isNotEmpty() || batch.gap) emit(batch)
            } while (batch.events.size == PAGE)
        }
    }

    override val entered: Flow<Unit> = said.drop(1).map { }

    override suspend fun status() = read { status().toOwn() }
    override suspend fun opened() = read { opened().toOwn() }
    override suspend fun device() = read { device().toInt() }
    override suspend fun training() = read { training() }
    override suspend fun bearer() = read { bearer().toOwn() }
    override suspend fun about() = read { about().toOwn() }
    override suspend fun pause() = read { pause() }
    override suspend fun resume() = write { resume() }
    override suspend fun lock() = read { lock() }
    override suspend fun shutDown() = read { shutDown() }
    override suspend fun verify() = read { verify().toOwn() }
    override suspend fun exportCopy(path: String) = read { exportCopy(path) }
    override suspend fun wipe() = read { wipe() }
    override suspend fun problemReport() = read { problemReport() }

    companion object {
        private const val PAGE = 200

        /**
         * Opens the folder of an installation, making or migrating it as needed. Loads the library the
         * first time, which takes a moment: like every call it does so off the main thread. The township is
         * told what [app] calls itself, name and version, when that is news.
         */
        suspend fun open(
            dataDir: String,
            databaseKey: ByteArray,
            lowMemory: Boolean = false,
            app: String = "",
            io: CoroutineDispatcher = Dispatchers.IO,
        ): CoreClient = withContext(io) {
            guarded { CoreClient(GridCore.open(OpenConfig(dataDir, databaseKey, lowMemory, app)), io) }
        }

        /** Begins anew where the key of the data is gone for good: the data is kept aside, unread. */
        suspend fun startOver(
            dataDir: String,
            databaseKey: ByteArray,
            app: String = "",
            io: CoroutineDispatcher = Dispatchers.IO,
        ): CoreClient = withContext(io) {
            guarded { CoreClient(GridCore.startOver(OpenConfig(dataDir, databaseKey, lowMemory = false, app)), io) }
        }

        private inline fun <T> guarded(block: () -> T): T =
            try {
                block()
            } catch (failed: GridException.Failed) {
                throw GridFailure.of(failed.code, failed.field, failed.retryable)
            } catch (fault: cn.gridwork.ffi.InternalException) {
                // A panic of the library, caught at its edge: the call had no effect.
                throw GridFailure.Unexpected("unexpected", null).initCause(fault)
            }
    }
}
