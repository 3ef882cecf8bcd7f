package cn.gridwork.core

import java.time.Instant

/** Clues of the field, and the evidence of certified officers. What a clue says never becomes evidence by itself. */
interface Enforcement {
    /** This person's entry in the register of officers; `null` for whoever is in none. */
    suspend fun officer(): Officer?

    /** The eight kinds of evidence with what the form of each asks for. */
    suspend fun evidenceKinds(): List<EvidenceKind>
    suspend fun openSet(new: NewSet): String

    /** The text of the code that the second officer's phone scans. */
    suspend fun setInvitation(set: String): String

    /** Confirms the set of a scanned invitation; returns the text of the code to show in answer. */
    suspend fun confirmSet(invitation: String): String
    suspend fun takeConfirmation(set: String, confirmation: String)
    suspend fun confirmWithCard(set: String, card: String, passphrase: String)
    suspend fun evidenceSets(): List<SetLine>
    suspend fun evidenceSet(set: String): EvidenceSet
    suspend fun capture(set: String, new: NewCapture): String
    suspend fun writeRecord(set: String, new: NewRecord): String

    /** The officers somebody can hand over to. */
    suspend fun colleagues(): List<SetOfficer>

    /** Signs the hand-over of an item; returns the text of the code that the taker scans. */
    suspend fun handOver(set: String, item: String, to: String, why: String): String
    suspend fun takeOver(handOver: String): String
    suspend fun closeSet(set: String, reason: String)

    suspend fun tellClue(new: NewClue): String
    suspend fun clues(): List<Clue>
    suspend fun takeClue(clue: String)
    suspend fun dropClue(clue: String, reason: String)
}

/** An officer of the register as of today. */
data class Officer(val name: String, val certificate: String, val holds: Boolean, val words: String)

/** A kind of evidence and the fields of its form. */
data class EvidenceKind(val code: Int, val word: String, val fields: List<EvidenceField>)

data class EvidenceField(val code: Int, val word: String)

enum class PositionSource { Gnss, Network, Manual }

/** A point in WGS-84 with what is known of its worth. */
data class EvidencePoint(
    val lon: Double,
    val lat: Double,
    val accuracyMetres: Int,
    val source: PositionSource,
    /** The system says that another app made it up. */
    val mock: Boolean,
)

data class NewSet(val matter: String, val place: String, val point: EvidencePoint? = null, val clue: String? = null)

data class SetLine(
    val id: String,
    val matter: String,
    val place: String,
    /** How it stands, in words. */
    val state: String,
    val standing: Boolean,
    val closed: Boolean,
    val items: Int,
    val opened: Instant,
)

data class SetOfficer(val person: String, val name: String, val certificate: String)

data class EvidenceSet(
    val id: String,
    val matter: String,
    val place: String,
    val state: String,
    val standing: Boolean,
    val closed: Boolean,
    val officers: List<SetOfficer>,
    val items: List<EvidenceItem>,
    val records: List<EvidenceRecord>,
)

data class EvidenceItem(
    val id: String,
    val kind: Int,
    val kindWord: String,
    val title: String,
    val proves: String,
    val method: String,
    val place: String,
    val captured: Instant,
    /** How far off that may be; `null`: only the phone's own clock tells. */
    val uncertainMillis: Long?,
    val bytes: Long,
    /** 本机, 已送乡镇, 已校验, 双份. */
    val state: String,
    /** What its kind still asks for, in words. */
    val missing: List<String>,
    /** What a reader must be told, in words. */
    val doubts: List<String>,
    val keeper: String,
    val custody: List<HandOver>,
)

data class HandOver(val from: String, val to: String, val at: Instant, val why: String)

enum class RecordKind { OnSite, Inquiry }

data class EvidenceRecord(
    val id: String,
    val kind: RecordKind,
    val title: String,
    val version: Int,
    val party: String,
    val missing: List<String>,
)

/** How the bytes came to be. An import is never a capture. */
sealed interface CaptureMethod {
    data object Camera : CaptureMethod
    data object Scan : CaptureMethod
    data class Extraction(val from: String) : CaptureMethod
    data class Import(val from: String, val reason: String) : CaptureMethod
}

/** Whether people knew that they were recorded. */
enum class Told { Told, NobodyThere, NotOfPeople }

/** The holder's or witness's word about what was taken. */
sealed interface Holder {
    data class Signed(val name: String, val path: String) : Holder
    data class Refused(val name: String, val reason: String, val witness: String?) : Holder
}

data class NewCapture(
    val kind: Int,
    val title: String,
    val proves: String,
    /** The file as the sensor wrote it. */
    val path: String,
    val method: CaptureMethod,
    val place: String,
    val point: EvidencePoint?,
    val told: Told,
    val holder: Holder?,
    val fields: Map<Int, String>,
)

data class Refusal(val reason: String, val witness: String?)

data class Answered(val asked: String, val answer: String)

data class NewRecord(
    /** The record that this is a new version of. */
    val id: String? = null,
    val kind: RecordKind,
    val correction: String? = null,
    val party: String,
    val present: String,
    val place: String,
    val from: Instant,
    val to: Instant,
    val shownCertificates: Boolean,
    val toldRights: Boolean,
    val body: List<Answered>,
    val notes: String,
    val said: String,
    val readAloud: Boolean,
    val blanksStruck: Boolean,
    /** Pictures of the signatures, one a page. */
    val signatures: List<String>,
    val pages: Int,
    val refusal: Refusal?,
)

data class NewClue(
    val words: String,
    val place: String,
    val cell: String,
    val seen: Instant,
    val point: EvidencePoint? = null,
    val photos: List<String> = emptyList(),
    val incident: String? = null,
)

data class Clue(
    val id: String,
    val words: String,
    val place: String,
    val seen: Instant,
    val by: String,
    val state: String,
    val reason: String?,
    val photos: Int,
    val mine: Boolean,
    /** An officer can still take it up or leave it. */
    val open: Boolean,
)
