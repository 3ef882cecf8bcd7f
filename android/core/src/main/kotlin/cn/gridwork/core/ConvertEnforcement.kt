package cn.gridwork.core

import cn.gridwork.ffi.ClueView
import cn.gridwork.ffi.CustodyView
import cn.gridwork.ffi.EvidenceItemView
import cn.gridwork.ffi.EvidenceRecordView
import cn.gridwork.ffi.EvidenceSetView
import cn.gridwork.ffi.FieldValue
import cn.gridwork.ffi.OfficerView
import java.time.Instant
import cn.gridwork.ffi.Answered as FfiAnswered
import cn.gridwork.ffi.CaptureMethod as FfiMethod
import cn.gridwork.ffi.EarlierVersion as FfiEarlier
import cn.gridwork.ffi.EvidenceCode as FfiCode
import cn.gridwork.ffi.EvidenceField as FfiField
import cn.gridwork.ffi.EvidenceKind as FfiKind
import cn.gridwork.ffi.EvidencePosition as FfiPosition
import cn.gridwork.ffi.EvidenceSetDetail as FfiSetDetail
import cn.gridwork.ffi.HolderSigning as FfiHolder
import cn.gridwork.ffi.NewCapture as FfiNewCapture
import cn.gridwork.ffi.NewClue as FfiNewClue
import cn.gridwork.ffi.NewEvidenceRecord as FfiNewRecord
import cn.gridwork.ffi.NewEvidenceSet as FfiNewSet
import cn.gridwork.ffi.RecordSigning as FfiSigning
import cn.gridwork.ffi.WaitingHandOver as FfiWaiting

// Clues and evidence, from the generated types and to them.

private fun at(millis: Long): Instant = Instant.ofEpochMilli(millis)

internal fun FfiKind.toOwn() = EvidenceKind(number.toInt(), word, fields.map { it.toOwn() }, wantsHolder, wantsTold)
private fun FfiField.toOwn() = EvidenceField(number.toInt(), word)
internal fun OfficerView.toOwn() = Officer(person, name, certificate)

internal fun EvidenceSetView.toOwn() = EvidenceSet(
    id, matter, place, at(openedAt), state, stands, closed, items.toInt(), notDoubled.toInt(), record.toOwn(),
)

internal fun FfiSetDetail.toOwn() = EvidenceSetDetail(
    set.toOwn(), officers.map { it.toOwn() }, own, items.map { it.toOwn() }, records.map { it.toOwn() }, missing,
)

private fun EvidenceItemView.toOwn() = EvidenceItem(
    id, number.toLong(), kind.toInt(), kindWord, title, proves, method, at(at), uncertainS, place, holder, bytes.toLong(),
    state, here, mayRelease, keeper, keptByMe, custody.map { it.toOwn() }, doubts, mime,
)

private fun CustodyView.toOwn() = HandOver(giver, taker, at(at), why)
private fun EvidenceRecordView.toOwn() = EvidenceRecord(
    id, kind.same(), title, version.toInt(), party, at(begun), signing, body.map { it.toOwn() }, said, recorder,
    countersigner, awaitsMe, mayAsk, missing, earlier.map { it.toOwn() }, hash,
)

private fun FfiEarlier.toOwn() = EarlierVersion(version.toInt(), at(at), body.map { it.toOwn() }, said, signing)
private fun FfiAnswered.toOwn() = Answered(asked, answer)

internal fun FfiCode.toOwn(): EvidenceCode = when (this) {
    is FfiCode.Opening -> EvidenceCode.Opening(set, matter, place, officer, at(at))
    is FfiCode.Confirmation -> EvidenceCode.Confirmation(set, officer)
    is FfiCode.Record -> EvidenceCode.Record(title, party, version.toInt(), recorder)
    is FfiCode.HandOver -> EvidenceCode.HandOver(giver, taker, toMe, why)
    FfiCode.Card -> EvidenceCode.Card
}

private fun EvidencePosition.toFfi() = FfiPosition(lonE7, latE7, accuracyMetres.toUShort(), source.same(), mock)

internal fun NewEvidenceSet.toFfi() =
    FfiNewSet(matter, place, position?.toFfi(), clue, position?.gnss?.toEpochMilli())

internal fun NewCapture.toFfi() = FfiNewCapture(
    set = set,
    path = path,
    kind = kind.toUByte(),
    title = title,
    proves = proves,
    method = method.toFfi(),
    position = position?.toFfi(),
    place = place,
    told = told.same(),
    holder = holder?.toFfi(),
    fields = fields.map { (number, value) -> FieldValue(number.toUByte(), value) },
    gnss = position?.gnss?.toEpochMilli(),
)

private fun CaptureMethod.toFfi(): FfiMethod = when (this) {
    CaptureMethod.Camera -> FfiMethod.Camera
    CaptureMethod.Scan -> FfiMethod.Scan
    is CaptureMethod.Extraction -> FfiMethod.Extraction(source)
    is CaptureMethod.Import -> FfiMethod.Import(source, reason)
}

private fun HolderSigning.toFfi(): FfiHolder = when (this) {
    is HolderSigning.Signed -> FfiHolder.Signed(name, picture)
    is HolderSigning.Refused -> FfiHolder.Refused(name, reason, witness)
}

internal fun NewEvidenceRecord.toFfi() = FfiNewRecord(
    set = set,
    corrects = corrects,
    follows = follows,
    correction = correction,
    kind = kind.same(),
    party = party,
    present = present,
    place = place,
    begun = begun.toEpochMilli(),
    ended = ended.toEpochMilli(),
    shownCertificates = shownCertificates,
    toldRights = toldRights,
    body = body.map { FfiAnswered(it.asked, it.answer) },
    notes = notes,
    said = said,
    readAloud = readAloud,
    pages = pages.toUShort(),
    blanksStruck = blanksStruck,
    signing = when (val signing = signing) {
        is RecordSigning.Signed -> FfiSigning.Signed(signing.pages)
        is RecordSigning.Refused -> FfiSigning.Refused(signing.reason, signing.witness)
    },
)

internal fun FfiNewRecord.toOwn() = NewEvidenceRecord(
    set = set,
    corrects = corrects,
    follows = follows,
    correction = correction,
    kind = kind.same(),
    party = party,
    present = present,
    place = place,
    begun = at(begun),
    ended = at(ended),
    shownCertificates = shownCertificates,
    toldRights = toldRights,
    body = body.map { it.toOwn() },
    notes = notes,
    said = said,
    readAloud = readAloud,
    pages = pages.toInt(),
    blanksStruck = blanksStruck,
    signing = when (val signing = signing) {
        is FfiSigning.Signed -> RecordSigning.Signed(signing.pages)
        is FfiSigning.Refused -> RecordSigning.Refused(signing.reason, signing.witness)
    },
)

internal fun FfiWaiting.toOwn() = WaitingHandOver(set, item, giver, why, at(at), refused)

internal fun NewClue.toFfi() =
    FfiNewClue(words = words, place = place, photos = photos, incident = incident, cell = cell)

internal fun ClueView.toOwn() = Clue(
    id, words, place, at(at), teller, state, reason, photos.toInt(), offers.toSet(), record.toOwn(),
)
