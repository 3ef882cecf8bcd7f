package cn.gridwork.core

import cn.gridwork.ffi.AnsweredInput
import cn.gridwork.ffi.ClueLine
import cn.gridwork.ffi.CustodyView
import cn.gridwork.ffi.FieldForm
import cn.gridwork.ffi.FieldValue
import cn.gridwork.ffi.HolderInput
import cn.gridwork.ffi.ItemView
import cn.gridwork.ffi.KindForm
import cn.gridwork.ffi.OfficerView
import cn.gridwork.ffi.RecordView
import cn.gridwork.ffi.RefusalInput
import cn.gridwork.ffi.SetView
import java.time.Instant
import cn.gridwork.ffi.CaptureMethod as FfiMethod
import cn.gridwork.ffi.EvidencePoint as FfiPoint
import cn.gridwork.ffi.NewCapture as FfiNewCapture
import cn.gridwork.ffi.NewClue as FfiNewClue
import cn.gridwork.ffi.NewRecord as FfiNewRecord
import cn.gridwork.ffi.NewSet as FfiNewSet
import cn.gridwork.ffi.PositionSource as FfiSource
import cn.gridwork.ffi.RecordKind as FfiRecordKind
import cn.gridwork.ffi.SetLine as FfiSetLine
import cn.gridwork.ffi.SetOfficer as FfiSetOfficer
import cn.gridwork.ffi.Told as FfiTold

// Clues and evidence, from the generated types and to them.

private fun at(millis: Long): Instant = Instant.ofEpochMilli(millis)

internal fun OfficerView.toOwn() = Officer(name, certificate, holds, words)
internal fun KindForm.toOwn() = EvidenceKind(code.toInt(), word, fields.map { it.toOwn() })
private fun FieldForm.toOwn() = EvidenceField(code.toInt(), word)
internal fun FfiSetOfficer.toOwn() = SetOfficer(person, name, certificate)
internal fun FfiSetLine.toOwn() = SetLine(id, matter, place, state, standing, closed, items.toInt(), at(opened))

internal fun SetView.toOwn() = EvidenceSet(
    id, matter, place, state, standing, closed, officers.map { it.toOwn() }, items.map { it.toOwn() },
    records.map { it.toOwn() },
)

private fun ItemView.toOwn() = EvidenceItem(
    id, kind.toInt(), kindWord, title, proves, method, place, at(captured), uncertainMs, bytes.toLong(), state, missing,
    doubts, keeper, custody.map { it.toOwn() },
)

private fun CustodyView.toOwn() = HandOver(from, to, at(at), why)
private fun RecordView.toOwn() = EvidenceRecord(id, kind.same(), title, version.toInt(), party, missing)

private fun EvidencePoint.toFfi() =
    FfiPoint(lon, lat, accuracyMetres.toUShort(), source.same<FfiSource>(), mock)

internal fun NewSet.toFfi() = FfiNewSet(matter, place, point?.toFfi(), clue)

internal fun NewCapture.toFfi() = FfiNewCapture(
    kind.toUByte(), title, proves, path, method.toFfi(), place, point?.toFfi(), told.same<FfiTold>(), holder?.toFfi(),
    fields.map { (code, value) -> FieldValue(code.toUByte(), value) },
)

private fun CaptureMethod.toFfi(): FfiMethod = when (this) {
    CaptureMethod.Camera -> FfiMethod.Camera
    CaptureMethod.Scan -> FfiMethod.Scan
    is CaptureMethod.Extraction -> FfiMethod.Extraction(from)
    is CaptureMethod.Import -> FfiMethod.Import(from, reason)
}

private fun Holder.toFfi(): HolderInput = when (this) {
    is Holder.Signed -> HolderInput.Signed(name, path)
    is Holder.Refused -> HolderInput.Refused(name, reason, witness)
}

internal fun NewRecord.toFfi() = FfiNewRecord(
    id, kind.same<FfiRecordKind>(), correction, party, present, place, from.toEpochMilli(), to.toEpochMilli(),
    shownCertificates, toldRights, body.map { AnsweredInput(it.asked, it.answer) }, notes, said, readAloud, blanksStruck,
    signatures, pages.toUShort(), refusal?.let { RefusalInput(it.reason, it.witness) },
)

internal fun NewClue.toFfi() =
    FfiNewClue(words, place, cell, point?.toFfi(), seen.toEpochMilli(), photos, incident)

internal fun ClueLine.toOwn() = Clue(id, words, place, at(seen), by, state, reason, photos.toInt(), mine, open)
