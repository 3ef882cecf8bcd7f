//! Evidence 证据: sets, captures, records, custody.

use super::RecordState;

/// A kind of evidence with what its form asks for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceKind {
    /// Its number in art. 46 of the law, 1 to 8.
    pub number: u8,
    /// Its word in the law.
    pub word: String,
    /// The fields of its form.
    pub fields: Vec<EvidenceField>,
    /// Whether the holder, party or witness signs, or the refusal is noted.
    pub wants_holder: bool,
    /// Whether people must have been told that they are being recorded.
    pub wants_told: bool,
}

/// A field of a kind's form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceField {
    /// Its number, given back with the value.
    pub number: u8,
    /// Its name on the form.
    pub word: String,
}

/// A point with what is known of its worth (WGS-84).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidencePosition {
    /// Longitude, 1e-7 degrees.
    pub lon_e7: i32,
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// Accuracy, metres.
    pub accuracy_m: u16,
    /// Where the point comes from.
    pub source: PositionSource,
    /// Whether the system says that another app made the point up.
    pub mock: bool,
}

/// Where a point comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PositionSource {
    /// Satellites.
    Gnss,
    /// Network.
    Network,
    /// Set by hand on the map.
    Manual,
}

/// What a set is opened with.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewEvidenceSet {
    /// What it is about.
    pub matter: String,
    /// Where, in words.
    pub place: String,
    /// Where, as a point.
    #[uniffi(default = None)]
    pub position: Option<EvidencePosition>,
    /// The clue it begins from.
    #[uniffi(default = None)]
    pub clue: Option<String>,
    /// Time of the satellites, Unix milliseconds, if there was a fix.
    #[uniffi(default = None)]
    pub gnss: Option<i64>,
}

/// How the bytes of a capture came to be.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CaptureMethod {
    /// The app's own camera or microphone; the file lies in the capture folder.
    Camera,
    /// A paper, scanned by the app; the file lies in the capture folder.
    Scan,
    /// Taken out of a device or system.
    Extraction {
        /// From what, in words.
        source: String,
    },
    /// A file that was there before.
    Import {
        /// From where.
        source: String,
        /// Why it could not be captured.
        reason: String,
    },
}

/// Whether people knew that they were being recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ToldRecorded {
    /// They were told.
    Told,
    /// Nobody was there.
    NobodyThere,
    /// It shows no people.
    NotOfPeople,
}

/// The holder's, party's or witness's signature, or the refusal.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HolderSigning {
    /// Signed on glass.
    Signed {
        /// Who.
        name: String,
        /// Path of the picture, PNG.
        picture: String,
    },
    /// Would not or could not sign.
    Refused {
        /// Who, as far as known.
        name: String,
        /// Why.
        reason: String,
        /// Who saw it.
        witness: Option<String>,
    },
}

/// A field of a form with its value.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldValue {
    /// Number of the field.
    pub number: u8,
    /// What stands in it.
    pub value: String,
}

/// What is captured.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewCapture {
    /// The set.
    pub set: String,
    /// Path of the file; it is hashed before anything else touches it, and removed from the capture
    /// folder once it is kept.
    pub path: String,
    /// Number of its kind.
    pub kind: u8,
    /// What it is.
    pub title: String,
    /// What it is to prove.
    pub proves: String,
    /// How it came to be.
    pub method: CaptureMethod,
    /// Where, as a point.
    #[uniffi(default = None)]
    pub position: Option<EvidencePosition>,
    /// Where, in words.
    #[uniffi(default = "")]
    pub place: String,
    /// Who was told.
    pub told: ToldRecorded,
    /// Whose signature it bears, or why not.
    #[uniffi(default = None)]
    pub holder: Option<HolderSigning>,
    /// What its kind asks for.
    #[uniffi(default = [])]
    pub fields: Vec<FieldValue>,
    /// Time of the satellites, Unix milliseconds, if there was a fix.
    #[uniffi(default = None)]
    pub gnss: Option<i64>,
    /// Whether it is sent before others.
    #[uniffi(default = false)]
    pub urgent: bool,
}

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum EvidenceRecordKind {
    /// 现场检查笔录.
    OnSite,
    /// 询问笔录: one person, one record.
    Inquiry,
}

/// A question with its answer, or what was looked at with what was found.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Answered {
    /// 问, or what was looked at.
    pub asked: String,
    /// 答, or what was found.
    pub answer: String,
}

/// How the person stands to what was written.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RecordSigning {
    /// Signed on glass.
    Signed {
        /// Paths of the pictures, PNG, one a page, in order.
        pages: Vec<String>,
    },
    /// Would not sign.
    Refused {
        /// Why.
        reason: String,
        /// Who saw it.
        witness: Option<String>,
    },
}

/// A record as it is closed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewEvidenceRecord {
    /// The set.
    pub set: String,
    /// The record of which this is a new version.
    #[uniffi(default = None)]
    pub corrects: Option<String>,
    /// The version of it that whoever writes has before them, by its hash.
    #[uniffi(default = None)]
    pub follows: Option<String>,
    /// Why there is another version.
    #[uniffi(default = None)]
    pub correction: Option<String>,
    /// Which record.
    pub kind: EvidenceRecordKind,
    /// Who is inspected or asked: name, what shows it, telephone.
    pub party: String,
    /// Who is present, and in which post.
    #[uniffi(default = "")]
    pub present: String,
    /// Where.
    pub place: String,
    /// Beginning, Unix milliseconds.
    pub begun: i64,
    /// End, Unix milliseconds.
    pub ended: i64,
    /// 已出示执法证件.
    pub shown_certificates: bool,
    /// 已告知权利义务.
    pub told_rights: bool,
    /// Findings, or questions and answers, in order.
    pub body: Vec<Answered>,
    /// Breaks, interpreter, guardian.
    #[uniffi(default = "")]
    pub notes: String,
    /// What the party says to it, such as 以上笔录属实.
    pub said: String,
    /// 已宣读或本人已阅看.
    pub read_aloud: bool,
    /// Number of pages.
    pub pages: u16,
    /// Blank space was struck out.
    pub blanks_struck: bool,
    /// The person's signing.
    pub signing: RecordSigning,
    /// Time of the satellites, Unix milliseconds, if there was a fix.
    #[uniffi(default = None)]
    pub gnss: Option<i64>,
}

/// What a derivative is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DerivedFor {
    /// 缩略图.
    Thumbnail,
    /// 遮挡件.
    Redaction,
    /// 水印件.
    Watermark,
    /// 转码件.
    Transcode,
}

/// What a scanned code is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum EvidenceCode {
    /// Another officer asks for a confirmation of a set.
    Opening {
        /// The set.
        set: String,
        /// What it is about.
        matter: String,
        /// Where.
        place: String,
        /// Who opened it.
        officer: String,
        /// When, Unix milliseconds, by that officer's device.
        at: i64,
    },
    /// The second officer's answer, to a set or to a record.
    Confirmation {
        /// The set.
        set: String,
        /// Who confirms.
        officer: String,
    },
    /// Another officer asks for a signature on a record.
    Record {
        /// The set.
        set: String,
        /// 现场检查笔录 or 询问笔录.
        title: String,
        /// Who was inspected or asked.
        party: String,
        /// Which version.
        version: u32,
        /// Who wrote it down.
        recorder: String,
    },
    /// Something is handed over.
    HandOver {
        /// The set.
        set: String,
        /// The item.
        item: String,
        /// Who gives.
        giver: String,
        /// Who takes.
        taker: String,
        /// Whether that is the person of this device.
        to_me: bool,
        /// Why.
        why: String,
    },
    /// An officer's card: ask for the pass-phrase.
    Card,
}

/// An officer of the register.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OfficerView {
    /// The person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Number of the certificate.
    pub certificate: String,
}

/// An evidence set in a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceSetView {
    /// The set.
    pub id: String,
    /// What it is about.
    pub matter: String,
    /// Where.
    pub place: String,
    /// When it was opened, Unix milliseconds.
    pub opened_at: i64,
    /// Where it stands, in words.
    pub state: String,
    /// Whether both officers confirmed.
    pub stands: bool,
    /// Whether nothing is added any more.
    pub closed: bool,
    /// Number of items.
    pub items: u32,
    /// Number of items whose second copy is not confirmed yet.
    pub not_doubled: u32,
    /// State of the record itself.
    pub record: RecordState,
}

/// An evidence set with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceSetDetail {
    /// The set.
    pub set: EvidenceSetView,
    /// Its officers: the first, and the second once confirmed.
    pub officers: Vec<OfficerView>,
    /// Whether the person of this device is one of them.
    pub own: bool,
    /// Items, in the order of capture.
    pub items: Vec<EvidenceItemView>,
    /// The last version of each record.
    pub records: Vec<EvidenceRecordView>,
    /// What the set lacks, in words; nothing is added once it is closed.
    pub missing: Vec<String>,
}

/// A captured item.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceItemView {
    /// The item.
    pub id: String,
    /// Number in the log of the device that captured it.
    pub number: u64,
    /// Number of its kind.
    pub kind: u8,
    /// Its word.
    pub kind_word: String,
    /// What it is.
    pub title: String,
    /// What it is to prove.
    pub proves: String,
    /// How it came to be, in words.
    pub method: String,
    /// When, as best known, Unix milliseconds.
    pub at: i64,
    /// By how many seconds that may be off; none: only the device's word.
    pub uncertain_s: Option<i64>,
    /// Where, in words.
    pub place: String,
    /// Who was told, in words.
    pub told: String,
    /// The holder's signature or refusal, in words; empty for none.
    pub holder: String,
    /// Media type.
    pub mime: String,
    /// Bytes of the original.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// SM3, hexadecimal.
    pub sm3: String,
    /// 本机, 已送乡镇, 已校验 or 双份.
    pub state: String,
    /// The same as a number, 0 to 3.
    pub stage: u8,
    /// Whether the original is on this device.
    pub here: bool,
    /// Whether it may be deleted from this device.
    pub may_release: bool,
    /// Who keeps it.
    pub keeper: String,
    /// Whether that is the person of this device.
    pub kept_by_me: bool,
    /// Hand-overs, in order.
    pub custody: Vec<CustodyView>,
    /// What a reader must be told of it, in words.
    pub doubts: Vec<String>,
}

/// A hand-over.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CustodyView {
    /// Who gave.
    pub giver: String,
    /// Who took.
    pub taker: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why.
    pub why: String,
}

/// A hand-over that was taken on this device and waits for its set.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WaitingHandOver {
    /// The set.
    pub set: String,
    /// The item.
    pub item: String,
    /// Who gave.
    pub giver: String,
    /// Why.
    pub why: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why it was not taken into the set, once that has come; to be dismissed when it was read.
    pub refused: Option<String>,
}

/// The last version of a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EvidenceRecordView {
    /// The record.
    pub id: String,
    /// Which record.
    pub kind: EvidenceRecordKind,
    /// 现场检查笔录 or 询问笔录.
    pub title: String,
    /// Version.
    pub version: u32,
    /// Its hash, hexadecimal: a correction names what it follows.
    pub hash: String,
    /// Why there is another version.
    pub correction: Option<String>,
    /// Who was inspected or asked.
    pub party: String,
    /// Beginning, Unix milliseconds.
    pub begun: i64,
    /// End.
    pub ended: i64,
    /// Findings, or questions with answers.
    pub body: Vec<Answered>,
    /// What the party said to it.
    pub said: String,
    /// Signed or refused, in words.
    pub signing: String,
    /// Who wrote it down.
    pub recorder: String,
    /// The other officer, who signed it with a key of their own; empty before that.
    pub countersigner: String,
    /// Whether it waits for the signature of the person of this device.
    pub awaits_me: bool,
    /// Whether it waits for the other officer's, and the person of this device wrote it down.
    pub may_ask: bool,
    /// What it lacks, in words.
    pub missing: Vec<String>,
    /// The versions before it, oldest first.
    pub earlier: Vec<EarlierVersion>,
}

/// A version of a record that another one follows.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EarlierVersion {
    /// Version.
    pub version: u32,
    /// When it was closed, Unix milliseconds, by its device.
    pub at: i64,
    /// Findings, or questions with answers.
    pub body: Vec<Answered>,
    /// What the party said to it.
    pub said: String,
    /// Signed or refused, in words.
    pub signing: String,
}
