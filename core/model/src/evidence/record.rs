//! On-site records 现场检查笔录 and inquiry records 询问笔录 (DOMAIN §5.8), with the parts that make them
//! hold: read aloud, every page signed, refusals and blanks noted, corrections as new versions.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Credential, FileName};
use crate::body::{self, BodyError};
use crate::{Id, Moment, TimeFacts, limits};

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum RecordKind {
    /// 现场检查（勘验）笔录.
    #[n(1)]
    OnSite,
    /// 询问（调查）笔录: one person, one record.
    #[n(2)]
    Inquiry,
}

impl RecordKind {
    /// Its title.
    pub const fn word(self) -> &'static str {
        match self {
            RecordKind::OnSite => "现场检查笔录",
            RecordKind::Inquiry => "询问笔录",
        }
    }
}

/// A question with its answer; an on-site record has findings in the place of answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Answered {
    /// 问, or what was looked at.
    #[n(0)]
    pub asked: String,
    /// 答, or what was found.
    #[n(1)]
    pub answer: String,
}

/// How the person stands to what was written.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub enum Signing {
    /// Every page signed, in order.
    #[n(1)]
    Signed {
        /// The pictures of the signatures, one a page.
        #[n(0)]
        pages: Vec<FileName>,
    },
    /// Would not sign.
    #[n(2)]
    Refused {
        /// Why.
        #[n(0)]
        reason: String,
        /// Who saw it.
        #[n(1)]
        witness: Option<String>,
    },
}

/// One version of a record, as it is signed.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Record {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// The record, through all its versions.
    #[n(1)]
    pub id: Id,
    /// Which record.
    #[n(2)]
    pub kind: RecordKind,
    /// Version, from 1.
    #[n(3)]
    pub version: u32,
    /// SHA-256 of the version before, zeros for the first.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub prev: [u8; 32],
    /// Why there is another version.
    #[n(5)]
    pub correction: Option<String>,
    /// The agency.
    #[n(6)]
    pub agency: String,
    /// Who is inspected or asked: name, what shows it, telephone.
    #[n(7)]
    pub party: String,
    /// Who is present, and in which post.
    #[n(8)]
    pub present: String,
    /// Where.
    #[n(9)]
    pub place: String,
    /// Beginning.
    #[n(10)]
    pub from: Moment,
    /// End.
    #[n(11)]
    pub to: Moment,
    /// Both officers.
    #[n(12)]
    pub officers: Vec<Credential>,
    /// Who wrote it down.
    #[n(13)]
    pub recorder: Id,
    /// 已出示执法证件.
    #[n(14)]
    pub shown_certificates: bool,
    /// 已告知权利义务: recusal, statement and defence, duty to cooperate and to tell the truth.
    #[n(15)]
    pub told_rights: bool,
    /// Course and findings, or questions and answers, in their order.
    #[n(16)]
    pub body: Vec<Answered>,
    /// Breaks, interpreter, guardian: what else must be noted.
    #[n(17)]
    pub notes: String,
    /// What the party says to it, such as 以上笔录属实.
    #[n(18)]
    pub said: String,
    /// 已宣读或本人已阅看.
    #[n(19)]
    pub read_aloud: bool,
    /// Number of pages.
    #[n(20)]
    pub pages: u16,
    /// Blank space was struck out.
    #[n(21)]
    pub blanks_struck: bool,
    /// The person's signing.
    #[n(22)]
    pub signing: Signing,
    /// When it was closed.
    #[n(23)]
    pub time: TimeFacts,
}

impl Record {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        body::words("agency", &self.agency, limits::PLACE_CHARS)?;
        body::words("party", &self.party, limits::REASON_CHARS)?;
        body::text("present", &self.present, limits::REASON_CHARS)?;
        body::words("place", &self.place, limits::PLACE_CHARS)?;
        body::text("notes", &self.notes, limits::WORDS_CHARS)?;
        body::text("said", &self.said, limits::REASON_CHARS)?;
        if self.to < self.from {
            return Err(BodyError::Range("time"));
        }
        if self.version == 0 || self.pages == 0 || self.pages > limits::RECORD_PAGES {
            return Err(BodyError::Range("pages"));
        }
        if self.body.is_empty() || self.body.len() > limits::RECORD_PARTS {
            return Err(BodyError::Count("body"));
        }
        for part in &self.body {
            body::words("asked", &part.asked, limits::WORDS_CHARS)?;
            body::text("answer", &part.answer, limits::WORDS_CHARS)?;
        }
        if self.version > 1 {
            let why = self.correction.as_deref().unwrap_or_default();
            body::words("correction", why, limits::REASON_CHARS)?;
        }
        match &self.signing {
            Signing::Signed { pages } if pages.len() > usize::from(limits::RECORD_PAGES) => {
                Err(BodyError::Count("signatures"))
            }
            Signing::Signed { .. } => Ok(()),
            Signing::Refused { reason, witness } => {
                body::words("reason", reason, limits::REASON_CHARS)?;
                body::text("witness", witness.as_deref().unwrap_or_default(), limits::PLACE_CHARS)
            }
        }
    }

    /// What the record still lacks, in the words of its form.
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        let mut want = |there: bool, what| {
            if !there {
                missing.push(what);
            }
        };
        want(self.officers.len() == 2, "两名执法人员");
        want(self.shown_certificates, "写明已出示执法证件");
        want(self.told_rights, "写明已告知权利义务");
        want(self.read_aloud, "宣读或交本人阅看");
        want(self.blanks_struck, "空白处划去");
        want(!self.said.trim().is_empty(), "对方对笔录的意见");
        want(self.body.iter().all(|part| !part.answer.trim().is_empty()), "每一处都有回答或结果");
        let signed = match &self.signing {
            Signing::Signed { pages } => pages.len() == usize::from(self.pages),
            Signing::Refused { .. } => true,
        };
        want(signed, "每一页签名");
        missing
    }
}
