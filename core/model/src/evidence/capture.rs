//! One capture 采证: what was taken, how, when, where, and who was told.

use minicbor::{Decode, Encode};

use super::FileName;
use super::kind::{Field, Kind};
use crate::body::{self, BodyError};
use crate::{Id, Moment, TimeFacts, limits};

/// How the bytes came to be. An import is never a capture: it is another variant with its reason,
/// and no step changes one into the other.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub enum Method {
    /// The app's own camera or microphone.
    #[n(1)]
    Camera,
    /// A paper, scanned by the app.
    #[n(2)]
    Scan,
    /// Taken out of a device or system, with a record of how.
    #[n(3)]
    Extraction {
        /// From what, in words.
        #[n(0)]
        from: String,
    },
    /// A file that was there before: 导入.
    #[n(4)]
    Import {
        /// From where.
        #[n(0)]
        from: String,
        /// Why it could not be captured.
        #[n(1)]
        reason: String,
    },
}

impl Method {
    /// Its word.
    pub const fn word(&self) -> &'static str {
        match self {
            Method::Camera => "现场采集",
            Method::Scan => "扫描",
            Method::Extraction { .. } => "提取",
            Method::Import { .. } => "导入",
        }
    }
}

/// Where a point comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum PositionSource {
    /// Satellites.
    #[n(1)]
    Gnss,
    /// Network.
    #[n(2)]
    Network,
    /// Set by hand on the map.
    #[n(3)]
    Manual,
}

impl PositionSource {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            PositionSource::Gnss => "卫星定位",
            PositionSource::Network => "网络定位",
            PositionSource::Manual => "手工标注",
        }
    }
}

/// A point with what is known of its worth (WGS-84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Position {
    /// Longitude, 1e-7 degrees.
    #[n(0)]
    pub lon: i32,
    /// Latitude, 1e-7 degrees.
    #[n(1)]
    pub lat: i32,
    /// Accuracy, metres.
    #[n(2)]
    pub accuracy_m: u16,
    /// Source.
    #[n(3)]
    pub source: PositionSource,
    /// Whether the system says that another app made the point up.
    #[n(4)]
    pub mock: bool,
}

impl Position {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        let fits =
            self.lon.unsigned_abs() <= 1_800_000_000 && self.lat.unsigned_abs() <= 900_000_000;
        if fits { Ok(()) } else { Err(BodyError::Range("position")) }
    }
}

/// Whether people knew that they were being recorded (证据规定 57(2): nothing covert).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Told {
    /// They were told.
    #[n(1)]
    Told,
    /// Nobody was there.
    #[n(2)]
    NobodyThere,
    /// It shows no people.
    #[n(3)]
    NotOfPeople,
}

impl Told {
    /// Its words.
    pub const fn word(self) -> &'static str {
        match self {
            Told::Told => "已告知正在录音录像",
            Told::NobodyThere => "现场没有其他人",
            Told::NotOfPeople => "不涉及人",
        }
    }
}

/// The holder, party or witness: a signature on glass, or the refusal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub enum Holder {
    /// Signed.
    #[n(1)]
    Signed {
        /// Who.
        #[n(0)]
        name: String,
        /// The picture of the signature.
        #[n(1)]
        signature: FileName,
    },
    /// Would not or could not sign.
    #[n(2)]
    Refused {
        /// Who, as far as known.
        #[n(0)]
        name: String,
        /// Why.
        #[n(1)]
        reason: String,
        /// Who saw it.
        #[n(2)]
        witness: Option<String>,
    },
}

/// The immutable record of a capture, as it is signed. `prev` and `seq` make the log of one device.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Capture {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// The item.
    #[n(1)]
    pub id: Id,
    /// Kind of art. 46.
    #[n(2)]
    pub kind: Kind,
    /// What it is.
    #[n(3)]
    pub title: String,
    /// 证明对象: what it is to prove.
    #[n(4)]
    pub proves: String,
    /// The file, hashed before anything else touched it.
    #[n(5)]
    pub file: FileName,
    /// Media type.
    #[n(6)]
    pub mime: String,
    /// How it came to be.
    #[n(7)]
    pub method: Method,
    /// Times, each a fact of its own.
    #[n(8)]
    pub time: TimeFacts,
    /// The hub's clock minus the device's when they last met, milliseconds.
    #[n(9)]
    pub hub_offset_ms: Option<i64>,
    /// Where.
    #[n(10)]
    pub position: Option<Position>,
    /// Where, in words.
    #[n(11)]
    pub place: String,
    /// Who was told.
    #[n(12)]
    pub told: Told,
    /// Whose thing, statement or picture it is.
    #[n(13)]
    pub holder: Option<Holder>,
    /// What its kind asks for.
    #[n(14)]
    pub fields: Vec<(Field, String)>,
    /// Who captured it.
    #[n(15)]
    pub officer: Id,
    /// Number in the device's log of captures, from 1 without gaps.
    #[n(16)]
    pub seq: u64,
    /// SHA-256 of the device's capture before, zeros for the first.
    #[n(17)]
    #[cbor(with = "minicbor::bytes")]
    pub prev: [u8; 32],
}

/// How far off a device's clock may have drifted in a day without signal, milliseconds.
const DRIFT_MS_A_DAY: i64 = 5_000;

impl Capture {
    /// The best known time and how far it may be off; `None`: only the device's word.
    pub fn best_time(&self) -> (Moment, Option<i64>) {
        match (self.time.gnss, self.time.hub, self.hub_offset_ms) {
            (Some(gnss), ..) => (gnss, Some(1_000)),
            (None, Some(heard), Some(offset)) => {
                let at = self.time.device.plus_ms(offset);
                let days = (at.0 - heard.0).max(0) / 86_400_000 + 1;
                (at, Some(1_000 + days * DRIFT_MS_A_DAY))
            }
            _ => (self.time.device, None),
        }
    }

    pub(super) fn validate(&self) -> Result<(), BodyError> {
        body::text("title", &self.title, limits::PLACE_CHARS)?;
        body::text("proves", &self.proves, limits::REASON_CHARS)?;
        body::text("place", &self.place, limits::PLACE_CHARS)?;
        body::words("mime", &self.mime, 100)?;
        if self.file.bytes == 0 || self.file.bytes > limits::EVIDENCE_FILE_BYTES {
            return Err(BodyError::Range("bytes"));
        }
        if self.seq == 0 {
            return Err(BodyError::Range("seq"));
        }
        match &self.method {
            Method::Camera | Method::Scan => {}
            Method::Extraction { from } => body::words("from", from, limits::REASON_CHARS)?,
            Method::Import { from, reason } => {
                body::words("from", from, limits::REASON_CHARS)?;
                body::words("reason", reason, limits::REASON_CHARS)?;
            }
        }
        if let Some(holder) = &self.holder {
            holder.validate()?;
        }
        if self.fields.len() > 20 {
            return Err(BodyError::Count("fields"));
        }
        for (_, value) in &self.fields {
            body::text("field", value, limits::WORDS_CHARS)?;
        }
        self.position.as_ref().map_or(Ok(()), Position::validate)
    }
}

impl Holder {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        match self {
            Holder::Signed { name, .. } => body::words("name", name, limits::PLACE_CHARS),
            Holder::Refused { name, reason, witness } => {
                body::text("name", name, limits::PLACE_CHARS)?;
                body::words("reason", reason, limits::REASON_CHARS)?;
                body::text("witness", witness.as_deref().unwrap_or_default(), limits::PLACE_CHARS)
            }
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Holder::Signed { name, .. } => format!("{name}已签名"),
            Holder::Refused { name, reason, witness: None } => format!("{name}未签名：{reason}"),
            Holder::Refused { name, reason, witness: Some(witness) } => {
                format!("{name}未签名：{reason}（见证人{witness}）")
            }
        }
    }
}
