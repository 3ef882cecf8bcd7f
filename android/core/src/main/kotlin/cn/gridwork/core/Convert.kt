package cn.gridwork.core

import cn.gridwork.ffi.AboutView
import cn.gridwork.ffi.AnswerValue
import cn.gridwork.ffi.AnswerView
import cn.gridwork.ffi.BearerView
import cn.gridwork.ffi.CategoryView
import cn.gridwork.ffi.CellView
import cn.gridwork.ffi.ConflictView
import cn.gridwork.ffi.DraftValue
import cn.gridwork.ffi.DraftView
import cn.gridwork.ffi.DraftedView
import cn.gridwork.ffi.HamletView
import cn.gridwork.ffi.HeldView
import cn.gridwork.ffi.HouseholdView
import cn.gridwork.ffi.HttpOutcome
import cn.gridwork.ffi.HttpRequest
import cn.gridwork.ffi.IncidentView
import cn.gridwork.ffi.LookView
import cn.gridwork.ffi.MemberView
import cn.gridwork.ffi.OpenReport
import cn.gridwork.ffi.SyncBudget
import cn.gridwork.ffi.TaskView
import cn.gridwork.ffi.TodayTask
import java.time.Instant
import java.time.LocalDate
import cn.gridwork.ffi.AnswerKind as FfiKind
import cn.gridwork.ffi.ClosedChannel as FfiChannel
import cn.gridwork.ffi.ClosedRecord as FfiClosedRecord
import cn.gridwork.ffi.Completed as FfiCompleted
import cn.gridwork.ffi.CoreStatus as FfiStatus
import cn.gridwork.ffi.EventBatch as FfiEventBatch
import cn.gridwork.ffi.EventKind as FfiEventKind
import cn.gridwork.ffi.Evidence as FfiEvidence
import cn.gridwork.ffi.Finding as FfiFinding
import cn.gridwork.ffi.FollowUp as FfiFollowUp
import cn.gridwork.ffi.Form as FfiForm
import cn.gridwork.ffi.FormItem as FfiItem
import cn.gridwork.ffi.FormOption as FfiOption
import cn.gridwork.ffi.FormPart as FfiPart
import cn.gridwork.ffi.HandStart as FfiHandStart
import cn.gridwork.ffi.Hit as FfiHit
import cn.gridwork.ffi.IncidentStep as FfiStep
import cn.gridwork.ffi.LastTime as FfiLastTime
import cn.gridwork.ffi.MapView as FfiMap
import cn.gridwork.ffi.MoveReason as FfiMoveReason
import cn.gridwork.ffi.NewHousehold as FfiNewHousehold
import cn.gridwork.ffi.NewIncident as FfiNewIncident
import cn.gridwork.ffi.NewPerson as FfiNewPerson
import cn.gridwork.ffi.Network as FfiNetwork
import cn.gridwork.ffi.PastVisit as FfiPast
import cn.gridwork.ffi.ProblemMark as FfiMark
import cn.gridwork.ffi.QueueLine as FfiQueueLine
import cn.gridwork.ffi.Rating as FfiRating
import cn.gridwork.ffi.RecordState as FfiState
import cn.gridwork.ffi.Referent as FfiReferent
import cn.gridwork.ffi.RevealReason as FfiReason
import cn.gridwork.ffi.SplitHousehold as FfiSplit
import cn.gridwork.ffi.StorageReport as FfiStorageReport
import cn.gridwork.ffi.SyncState as FfiSyncState
import cn.gridwork.ffi.TaskRef as FfiTaskRef
import cn.gridwork.ffi.Today as FfiToday
import cn.gridwork.ffi.ToVerify as FfiToVerify
import cn.gridwork.ffi.TodayLine as FfiLine

// From the generated types and to them. Enumerations have the same names on both sides, which
// `ConvertTest` holds for each of them.

private fun at(millis: Long): Instant = Instant.ofEpochMilli(millis)
private fun day(text: String): LocalDate = LocalDate.parse(text)

/** The entry of the same name, however the generator writes it. */
internal inline fun <reified T : Enum<T>> Enum<*>.same(): T {
    val plain = name.replace("_", "")
    return enumValues<T>().first { it.name.replace("_", "").equals(plain, ignoreCase = true) }
}

internal fun FfiState.toOwn(): RecordState = same()
internal fun FfiStatus.toOwn(): CoreStatus = same()
internal fun RevealReason.toFfi(): FfiReason = same()
internal fun MoveReason.toFfi(): FfiMoveReason = same()
internal fun ClosedChannel.toFfi(): FfiChannel = same()

internal fun FfiToday.toOwn() = Today(
    lines.map { it.toOwn() }, more.toInt(), received.toInt(), waiting.toInt(), listAsOf?.let(::at), training,
)

internal fun FfiLine.toOwn() = TodayLine(
    target, isHousehold, title, hamlet, tasks.map { it.toOwn() }, day(due), late, state.toOwn(),
)

private fun TodayTask.toOwn() = DueTask(id, task.toOwn(), title, day(due), started)
internal fun FfiTaskRef.toOwn() = TaskRef(template, target, window)
internal fun TaskRef.toFfi() = FfiTaskRef(template, target, window)

internal fun TaskView.toOwn() = Task(
    id, template, title, status, closed, answers.associate(AnswerView::toPair), noChange, conflicts.toInt(),
)

private fun AnswerView.toPair() = field to value.toOwn()

private fun AnswerValue.toOwn(): Answer = when (this) {
    AnswerValue.Empty -> Answer.Empty
    is AnswerValue.YesNo -> Answer.YesNo(yes)
    is AnswerValue.Number -> Answer.Number(value)
    is AnswerValue.Words -> Answer.Words(text)
    is AnswerValue.Choice -> Answer.Choice(code.toInt())
    is AnswerValue.Choices -> Answer.Choices(bits)
    is AnswerValue.Day -> Answer.Day(day(day))
    is AnswerValue.Time -> Answer.Time(minutes.toInt())
    is AnswerValue.Record -> Answer.Record(id)
    is AnswerValue.Point -> Answer.Point(lonE7, latE7, accuracyM.toInt(), source.toInt())
    is AnswerValue.File -> Answer.File(sha256)
    AnswerValue.Declined -> Answer.Declined
    AnswerValue.NotApplicable -> Answer.NotApplicable
    is AnswerValue.Newer -> Answer.Newer(ByteString(opaque))
}

internal fun Answer.toFfi(): AnswerValue = when (this) {
    Answer.Empty -> AnswerValue.Empty
    is Answer.YesNo -> AnswerValue.YesNo(yes)
    is Answer.Number -> AnswerValue.Number(value)
    is Answer.Words -> AnswerValue.Words(text)
    is Answer.Choice -> AnswerValue.Choice(code.toUInt())
    is Answer.Choices -> AnswerValue.Choices(bits)
    is Answer.Day -> AnswerValue.Day(day.toString())
    is Answer.Time -> AnswerValue.Time(minutes.toUInt())
    is Answer.Record -> AnswerValue.Record(id)
    is Answer.Point -> AnswerValue.Point(lonE7, latE7, accuracyMetres.toUInt(), source.toUInt())
    is Answer.File -> AnswerValue.File(sha256)
    Answer.Declined -> AnswerValue.Declined
    Answer.NotApplicable -> AnswerValue.NotApplicable
    is Answer.Newer -> AnswerValue.Newer(opaque.bytes)
}

internal fun FfiForm.toOwn() = Form(
    template, version.toInt(), title, urgent, asksPeople, noChange, basis, items.map { it.toOwn() },
)

private fun FfiItem.toOwn() = FormItem(
    number.toInt(), question, hint, evidence.same<Evidence>(), rows.toInt(), parts.map { it.toOwn() },
    photoFields, skipFields,
)

private fun FfiPart.toOwn() = FormPart(
    fields, label, kind.toOwn(), problem?.toOwn(), fromTarget, optional, closed, unsure,
)

private fun FfiKind.toOwn(): AnswerKind = when (this) {
    FfiKind.YesNo -> AnswerKind.YesNo
    is FfiKind.Single -> AnswerKind.Single(options.map { it.toOwn() })
    is FfiKind.Multi -> AnswerKind.Multi(options.map { it.toOwn() })
    is FfiKind.Number -> AnswerKind.Number(min, max, unit)
    FfiKind.Day -> AnswerKind.Day
    FfiKind.Time -> AnswerKind.Time
    is FfiKind.Words -> AnswerKind.Words(max.toInt())
    is FfiKind.Record -> AnswerKind.Record(to.toOwn())
    FfiKind.Point -> AnswerKind.Point
    FfiKind.Signature -> AnswerKind.Signature
    FfiKind.Document -> AnswerKind.Document
}

private fun FfiReferent.toOwn(): Referent = same()
private fun FfiOption.toOwn() = FormOption(code.toInt(), words, problem, none)

private fun FfiMark.toOwn(): ProblemMark = when (this) {
    FfiMark.Yes -> ProblemMark.Yes
    FfiMark.No -> ProblemMark.No
    FfiMark.Given -> ProblemMark.Given
    is FfiMark.Above -> ProblemMark.Above(limit)
    is FfiMark.Below -> ProblemMark.Below(limit)
}

internal fun ConflictView.toOwn() = Conflict(
    document, title, member, memberName, field, fieldWords, values.map { it.toOwn() }, askedAt?.let { at(it) }, askedWords,
)
private fun HeldView.toOwn() = HeldValue(value.toOwn(), words, who, at(at), own)

internal fun DraftView.toOwn() = Returned(
    no, record, title, kind.same(), words, values.map { it.toOwn() }, reason, at(at),
)

private fun DraftedView.toOwn() =
    ReturnedSaid(ReturnedValue(put.member, put.field, put.value.toOwn()), memberName, fieldWords, words)

internal fun FfiLastTime.toOwn() = LastTime(day(day), answers.associate { it.field to it.words })

internal fun ReturnedValue.toFfi() = DraftValue(member, field, value.toFfi())

internal fun FfiFinding.toOwn() = Finding(rule.toInt(), words, followUp.toOwn())

private fun FfiFollowUp.toOwn(): FollowUp = when (this) {
    FfiFollowUp.Warn -> FollowUp.Warn
    FfiFollowUp.Stop -> FollowUp.Stop
    is FfiFollowUp.Task -> FollowUp.Task(inDays.toInt(), template)
    is FfiFollowUp.Incident -> FollowUp.Incident(category, grade.toInt())
    is FfiFollowUp.Clue -> FollowUp.Tell(to)
    is FfiFollowUp.Service -> FollowUp.Service(category)
    is FfiFollowUp.Call -> FollowUp.Call(numbers)
    is FfiFollowUp.Closed -> FollowUp.Closed(channel.same())
    is FfiFollowUp.Refer -> FollowUp.Tell(to)
}

internal fun FfiHandStart.toOwn() = HandStart(template, title, about.same(), urgent)

internal fun FfiHit.toOwn() = Hit(household, person, name, nickname, hamlet, rank.toInt())
internal fun CellView.toOwn() = Cell(id, name, village, hamlets, households.toInt())
internal fun HamletView.toOwn() = Hamlet(id, name, cell, cellName)

internal fun FfiMap.toOwn() = GridMap(
    points.map { MapPoint(it.id, it.mark.same(), it.name, it.lonE7, it.latE7, it.households.toInt()) },
    outlines.map { MapOutline(it.cell, it.name, it.lonE7.zip(it.latE7)) },
)

internal fun HouseholdView.toOwn() = Household(
    id, hamlet, address, nickname, note, members.map { it.toOwn() }, former.map { it.toOwn() },
    placedWithin?.toInt(), conflicts.toInt(), state.toOwn(),
)

internal fun FfiPast.toOwn() = PastVisit(task, title, day(day), said, noted)
internal fun LookView.toOwn() = Look(person, name, at(at), reason.same(), fields)

private fun MemberView.toOwn() = Member(
    person, name, nickname, relation.toInt(), sex.toInt(), age?.toInt(), phone, residency.toInt(), left.toInt(),
)

internal fun NewPerson.toFfi() = FfiNewPerson(
    name = name,
    sex = sex.toUInt(),
    birth = birth?.toString(),
    relation = relation.toUInt(),
    phone = phone,
    residency = residency.toUInt(),
)

internal fun NewHousehold.toFfi() = FfiNewHousehold(cell, hamlet, address, head.toFfi())

internal fun SplitHousehold.toFfi() = FfiSplit(hamlet, address, head)

internal fun CategoryView.toOwn() = Category(code, name, call)

internal fun NewIncident.toFfi() = FfiNewIncident(words, category, cell, hamlet, at, place, photos, called)

internal fun IncidentView.toOwn() = Incident(
    id, number, category, categoryName, words, place, state, over, provisional, answers, at(reportedAt), record.toOwn(),
)

internal fun FfiToVerify.toOwn() = ToVerify(incident.toOwn(), finishBy?.let(::at), handledBy, result, barred)

internal fun IncidentStep.toFfi(): FfiStep = when (this) {
    is IncidentStep.SelfSolve -> FfiStep.SelfSolve(done)
    is IncidentStep.Start -> FfiStep.Start(note)
    is IncidentStep.Note -> FfiStep.Note(words)
    is IncidentStep.Done -> FfiStep.Done(result)
    is IncidentStep.Verify -> FfiStep.Verify(passed, why)
    is IncidentStep.Rate -> FfiStep.Rate(rating.same<FfiRating>(), words, oral)
}

internal fun FfiClosedRecord.toOwn() = ClosedRecord(words, at(at), reporter, reportNo)

internal fun Budget.toFfi() = SyncBudget(bytes.toUInt(), files, network?.same<FfiNetwork>())

internal fun HttpRequest.toOwn() = Request(id, url, body)

internal fun Outcome.toFfi(): HttpOutcome = when (this) {
    is Outcome.Answer -> HttpOutcome.Answer(status.toUShort(), body)
    Outcome.Unreachable -> HttpOutcome.Unreachable
}

internal fun FfiCompleted.toOwn() = Completed(more, problem, received.toInt(), refused.toInt())

internal fun FfiSyncState.toOwn() = SyncState(
    waiting.toInt(), unconfirmed.toInt(), files.toInt(), drafts.toInt(), lastContact?.let(::at), downloading, problem,
)

internal fun FfiQueueLine.toOwn() = QueueLine(
    title, id, state.toOwn(), reason, bytes.toLong(), since.takeIf { it != 0L }?.let(::at), partsDone.toInt(),
    parts.toInt(),
)

internal fun FfiEventBatch.toOwn() = EventBatch(
    events.map { Event(it.seq, it.kind.toOwn(), it.id) }, last, gap,
)

private fun FfiEventKind.toOwn(): EventKind = same()

internal fun BearerView.toOwn() = Bearer(posts.map { HeldPost(it.scope, it.role) }, left.toInt())

internal fun AboutView.toOwn() =
    About(organiser, operator, filing, complaintsPhone, complaintsAt, privacyContact, township, dutyPhone)

internal fun OpenReport.toOwn() = Opened(created, migrated, damaged)

internal fun FfiStorageReport.toOwn() = StorageReport(
    sound, consistent, opened.toLong(), locked.toLong(), unopened.associate { it.table to it.values.toLong() },
    files.toLong(), filesDamaged.toLong(), orphans.toLong(),
)
