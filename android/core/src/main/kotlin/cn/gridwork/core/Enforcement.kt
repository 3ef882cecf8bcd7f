package cn.gridwork.core

import java.time.Instant

/** Clues of the field, and the evidence of certified officers. What a clue says never becomes evidence by itself. */
interface Enforcement {
    /** Why this person may not gather evidence today, in words; `null`: may. */
    suspend fun evidenceBarred(): String?

    /** The eight kinds of evidence with what the form of each asks for. */
    suspend fun evidenceKinds(): List<EvidenceKind>
    suspend fun openEvidenceSet(new: NewEvidenceSet): String
    suspend fun evidenceSets(offset: Int, limit: Int): List<EvidenceSet>
    suspend fun evidenceSet(set: String): EvidenceSetDetail

    /** The other certified officers of the office. */
    suspend fun fellowOfficers(): List<Officer>

    /** What a scanned code is, before anything is done with it. */
    suspend fun readEvidenceCode(text: String): EvidenceCode

    /** The code that is shown to the second officer's phone. */
    suspend fun confirmationCode(set: String): String

    /** As the second officer: confirms a scanned opening, or signs a scanned record; returns the code to show back. */
    suspend fun confirmScanned(text: String): String

    /** As the first officer: takes what the second officer's phone shows. */
    suspend fun takeConfirmation(set: String, text: String)

    /** The second officer confirms on this phone, with a card and the words only that officer knows. */
    suspend fun confirmByCard(set: String, card: String, pass: String)

    /** The folder the camera writes to for a capture; a file from anywhere else is an import. */
    suspend fun captureFolder(): String

    /** What was taken and not captured yet: the app ended in between. */
    suspend fun strayCaptures(): List<String>
    suspend fun captureMissing(new: NewCapture): List<String>
    suspend fun capture(new: NewCapture): String

    /** Takes in a picture made of an original, without what the camera wrote into that. The original stays as it is. */
    suspend fun derive(set: String, item: String, purpose: DerivedFor, path: String)

    /** Copies the newest picture of a purpose to [to]; false if none is on this phone. */
    suspend fun copyDerived(set: String, item: String, purpose: DerivedFor, to: String): Boolean

    /** Copies an original in clear to a path of the app; whoever asks deletes it again. */
    suspend fun copyOriginal(set: String, item: String, to: String)
    suspend fun recordMissing(new: NewEvidenceRecord): List<String>
    suspend fun closeRecord(new: NewEvidenceRecord): String

    /** Keeps a record as far as it is filled in; it outlives the process and goes with its closing. */
    suspend fun keepRecord(new: NewEvidenceRecord)
    suspend fun keptRecord(set: String, kind: RecordKind): NewEvidenceRecord?

    /** A record to be corrected: what was begun of its next version, else what its last one says. */
    suspend fun correctedRecord(set: String, record: String): NewEvidenceRecord

    /** Signs a record as the set's other officer, on this phone, having read it here. */
    suspend fun countersign(set: String, record: String)

    /** The other officer signs on this phone, with a card and the words only that officer knows. */
    suspend fun countersignByCard(set: String, record: String, card: String, pass: String)

    /** The code that asks the other officer's phone for a signature; the answer goes to [takeConfirmation]. */
    suspend fun countersignCode(set: String, record: String): String
    suspend fun closeEvidenceSet(set: String, reason: String)

    /** Signs the hand-over of an item; returns the code that the taker scans. */
    suspend fun handOver(set: String, item: String, to: String, why: String): String
    suspend fun takeOver(text: String)

    /** What was taken over on this phone and waits for its set to come, or what the set spoke against. */
    suspend fun waitingHandOvers(): List<WaitingHandOver>
    suspend fun dismissHandOver(set: String, item: String)

    /** Deletes an original from this phone, once its second copy is confirmed. */
    suspend fun releaseOriginal(set: String, item: String)

    /** The sentence that says what a clue is. */
    suspend fun whatAClueIs(): String
    suspend fun tellClue(new: NewClue): String
    suspend fun clues(offset: Int, limit: Int): List<Clue>
    suspend fun takeClue(clue: String)
    suspend fun dropClue(clue: String, reason: String)
    suspend fun clueFollowed(clue: String, set: String)
}

/** A kind of evidence with what its form asks for. */
data class EvidenceKind(
    val number: Int,
    val word: String,
    val fields: List<EvidenceField>,
    /** The holder, party or witness signs, or the refusal is noted. */
    val wantsHolder: Boolean,
    /** People must have been told that they are recorded. */
    val wantsTold: Boolean,
)

data class EvidenceField(val number: Int, val word: String)

enum class PositionSource { Gnss, Network, Manual }

/** A point in WGS-84 with what is known of its worth. */
data class EvidencePosition(
    val lonE7: Int,
    val latE7: Int,
    val accuracyMetres: Int,
    val source: PositionSource,
    /** The system says that another app made it up. */
    val mock: Boolean,
    /** The satellites' own time, if they were heard. */
    val gnss: Instant? = null,
)

data class NewEvidenceSet(
    val matter: String,
    val place: String,
    val position: EvidencePosition? = null,
    val clue: String? = null,
)

data class Officer(val person: String, val name: String, val certificate: String)

data class EvidenceSet(
    val id: String,
    val matter: String,
    val place: String,
    val opened: Instant,
    /** Where it stands, in words. */
    val state: String,
    val stands: Boolean,
    val closed: Boolean,
    val items: Int,
    /** Items whose second copy is not confirmed yet. */
    val notDoubled: Int,
    val record: RecordState,
)

data class EvidenceSetDetail(
    val set: EvidenceSet,
    val officers: List<Officer>,
    /** This person is one of them. */
    val own: Boolean,
    val items: List<EvidenceItem>,
    val records: List<EvidenceRecord>,
    /** What the set lacks, in words; nothing is added once it is closed. */
    val missing: List<String> = emptyList(),
)

data class EvidenceItem(
    val id: String,
    /** Number in the log of the phone that captured it. */
    val number: Long,
    val kind: Int,
    val kindWord: String,
    val title: String,
    val proves: String,
    val method: String,
    val at: Instant,
    /** By how many seconds that may be off; `null`: only the phone's own clock tells. */
    val uncertainSeconds: Long?,
    val place: String,
    val holder: String,
    val bytes: Long,
    /** 本机, 已送乡镇, 已校验, 双份. */
    val state: String,
    /** The original is on this phone. */
    val here: Boolean,
    val mayRelease: Boolean,
    val keeper: String,
    val keptByMe: Boolean,
    val custody: List<HandOver>,
    /** What a reader must be told of it, in words; what its form lacks is among it. */
    val doubts: List<String>,
    val mime: String = "",
)

/** What a picture of an original is made for: a small one to look at, one that may be given away. */
enum class DerivedFor { Thumbnail, Redaction }

data class HandOver(val giver: String, val taker: String, val at: Instant, val why: String)

enum class RecordKind { OnSite, Inquiry }

data class EvidenceRecord(
    val id: String,
    val kind: RecordKind,
    val title: String,
    val version: Int,
    val party: String,
    val begun: Instant,
    /** Signed or refused, in words. */
    val signing: String,
    val body: List<Answered> = emptyList(),
    val said: String = "",
    val recorder: String = "",
    /** The other officer, once that one has signed too; empty before. */
    val countersigner: String = "",
    /** It waits for the signature of this person. */
    val awaitsMe: Boolean = false,
    /** It waits for the other officer's, and this person wrote it. */
    val mayAsk: Boolean = false,
    val missing: List<String> = emptyList(),
    /** The versions before it, oldest first. */
    val earlier: List<EarlierVersion> = emptyList(),
    /** By which a correction names what it follows. */
    val hash: String = "",
)

data class EarlierVersion(val version: Int, val at: Instant, val body: List<Answered>, val said: String, val signing: String)

/** What a scanned code is. */
sealed interface EvidenceCode {
    /** A colleague asks for a confirmation. */
    data class Opening(val set: String, val matter: String, val place: String, val officer: String, val at: Instant) : EvidenceCode
    data class Confirmation(val set: String, val officer: String) : EvidenceCode
    /** A colleague asks for a signature on a record. */
    data class Record(val title: String, val party: String, val version: Int, val recorder: String) : EvidenceCode
    data class HandOver(val giver: String, val taker: String, val toMe: Boolean, val why: String) : EvidenceCode

    /** An officer's card: its words are asked for. */
    data object Card : EvidenceCode
}

/** How the bytes came to be. An import is never a capture. */
sealed interface CaptureMethod {
    data object Camera : CaptureMethod
    data object Scan : CaptureMethod
    data class Extraction(val source: String) : CaptureMethod
    data class Import(val source: String, val reason: String) : CaptureMethod
}

/** Whether people knew that they were recorded. */
enum class ToldRecorded { Told, NobodyThere, NotOfPeople }

/** The holder's, party's or witness's signature, or why there is none. */
sealed interface HolderSigning {
    data class Signed(val name: String, val picture: String) : HolderSigning
    data class Refused(val name: String, val reason: String, val witness: String?) : HolderSigning
}

data class NewCapture(
    val set: String,
    /** The file as the sensor wrote it. */
    val path: String,
    val kind: Int,
    val title: String,
    val proves: String,
    val method: CaptureMethod,
    val position: EvidencePosition? = null,
    val place: String = "",
    val told: ToldRecorded,
    val holder: HolderSigning? = null,
    val fields: Map<Int, String> = emptyMap(),
)

/** A hand-over that waits for its set; [refused] says why the set did not take it. */
data class WaitingHandOver(
    val set: String,
    val item: String,
    val giver: String,
    val why: String,
    val at: Instant,
    val refused: String?,
)

data class Answered(val asked: String, val answer: String)

/** How the person stands to what was written. */
sealed interface RecordSigning {
    /** Pictures of the signatures, one a page. */
    data class Signed(val pages: List<String>) : RecordSigning
    data class Refused(val reason: String, val witness: String?) : RecordSigning
}

data class NewEvidenceRecord(
    val set: String,
    /** The record that this is a new version of, and why. */
    val corrects: String? = null,
    /** The version of it that whoever writes has read. */
    val follows: String? = null,
    val correction: String? = null,
    val kind: RecordKind,
    val party: String,
    val present: String,
    val place: String,
    val begun: Instant,
    val ended: Instant,
    val shownCertificates: Boolean,
    val toldRights: Boolean,
    val body: List<Answered>,
    val notes: String,
    val said: String,
    val readAloud: Boolean,
    val pages: Int,
    val blanksStruck: Boolean,
    val signing: RecordSigning,
)

data class NewClue(
    val words: String,
    val place: String,
    val cell: String?,
    val photos: List<String> = emptyList(),
    val incident: String? = null,
)

data class Clue(
    val id: String,
    val words: String,
    val place: String,
    val at: Instant,
    /** Who told it; empty for one's own. */
    val teller: String,
    val state: String,
    /** Why it is not followed any more; empty otherwise. */
    val reason: String,
    val photos: Int,
    /** The steps that are this person's: `take`, `follow`, `drop`. */
    val offers: Set<String>,
    val record: RecordState,
)
