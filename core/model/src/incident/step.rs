//! The steps of an incident as ledger bodies. Numbers are frozen and never reused; a field added
//! later is optional.

use chrono::NaiveDate;
use minicbor::{Decode, Encode};

use super::{
    CategoryCode, ClosingCode, EventNumber, Grade, Limits, Rating, SuspensionGround, WhistleKind,
};
use crate::body::{self, BodyError};
use crate::{Id, LedgerEntry, Moment, limits};

/// How the report came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Medium {
    /// 走访巡查: found by the worker.
    #[n(1)]
    Patrol,
    /// 群众反映: told by a resident.
    #[n(2)]
    Resident,
    /// 热线: imported from a hotline, whose own limit it keeps.
    #[n(3)]
    Hotline,
    /// 任务: a finding of a checklist.
    #[n(4)]
    Task,
    /// 值班室: taken down by the desk.
    #[n(5)]
    Desk,
}

/// Where it happened. At least one of the parts beside the cell is given.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Place {
    /// The cell; decides the stream.
    #[n(0)]
    pub cell: Id,
    /// The hamlet.
    #[n(1)]
    pub hamlet: Option<Id>,
    /// A household or place document.
    #[n(2)]
    pub at: Option<Id>,
    /// In words, such as 村口小桥.
    #[n(3)]
    pub words: Option<String>,
    /// A point of the object: longitude and latitude in 1e-7 degrees, accuracy in metres, source.
    #[n(4)]
    pub point: Option<(i32, i32, u16, u8)>,
}

/// A report 采集上报.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Report {
    /// Category.
    #[n(0)]
    pub category: CategoryCode,
    /// What happened.
    #[n(1)]
    pub words: String,
    /// Where.
    #[n(2)]
    pub place: Place,
    /// Optional photos, by SHA-256.
    #[n(3)]
    pub files: Vec<FileHash>,
    /// How it came in.
    #[n(4)]
    pub medium: Medium,
    /// Number that was called before the form, if one was.
    #[n(5)]
    pub called: Option<String>,
    /// Number of a hotline order it stands for.
    #[n(6)]
    pub order: Option<String>,
}

/// SHA-256 of a content-addressed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct FileHash(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

/// One step of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub enum Step {
    /// 上报.
    #[n(0)]
    Report(#[n(0)] Report),
    /// 就地办结: solved on the spot; straight to closed, checked by sample.
    #[n(1)]
    SelfSolve {
        /// What was done.
        #[n(0)]
        done: String,
    },
    /// 受理.
    #[n(2)]
    Accept,
    /// 不予受理.
    #[n(3)]
    Refuse {
        /// Why.
        #[n(0)]
        reason: String,
        /// Where else to go.
        #[n(1)]
        elsewhere: String,
    },
    /// 登记: number, grade and limits, all from the hub.
    #[n(4)]
    Register {
        /// Number.
        #[n(0)]
        number: EventNumber,
        /// Grade.
        #[n(1)]
        grade: Grade,
        /// Category, corrected where the report had another.
        #[n(2)]
        category: CategoryCode,
        /// Limits counted from acceptance.
        #[n(3)]
        limits: Limits,
        /// Statutory rule that overrode the grade, by id.
        #[n(4)]
        statute: Option<String>,
    },
    /// 派单.
    #[n(5)]
    Dispatch {
        /// To which unit.
        #[n(0)]
        unit: Id,
        /// To whom there, if named.
        #[n(1)]
        handler: Option<Id>,
        /// Until when the unit may return it.
        #[n(2)]
        return_by: Moment,
    },
    /// 退单: once, with a reason in law or duty.
    #[n(6)]
    Return {
        /// Why it is not the unit's.
        #[n(0)]
        reason: String,
    },
    /// 处置: handling begins.
    #[n(7)]
    Start {
        /// First action.
        #[n(0)]
        note: String,
    },
    /// 处置记录: a note on the way; two handlers' notes are both kept.
    #[n(8)]
    Note {
        /// What was done or found.
        #[n(0)]
        words: String,
        /// Photos or documents.
        #[n(1)]
        files: Vec<FileHash>,
    },
    /// 延期: once, at most as long as the original limit.
    #[n(9)]
    Extend {
        /// Why.
        #[n(0)]
        reason: String,
        /// New end of handling.
        #[n(1)]
        until: Moment,
    },
    /// 挂起.
    #[n(10)]
    Suspend {
        /// On what ground.
        #[n(0)]
        ground: SuspensionGround,
        /// In words the reporter reads.
        #[n(1)]
        reason: String,
        /// The day on which it wakes by itself.
        #[n(2)]
        #[cbor(with = "day")]
        wake: NaiveDate,
    },
    /// 恢复: by a person, or by the clock on the wake day.
    #[n(11)]
    Resume,
    /// 吹哨.
    #[n(12)]
    Whistle {
        /// Which.
        #[n(0)]
        kind: WhistleKind,
        /// What is asked, and what the township has done itself.
        #[n(1)]
        asks: String,
    },
    /// 转执法线索: a separate object; the incident stays open until told.
    #[n(13)]
    ToClue {
        /// The clue.
        #[n(0)]
        clue: Id,
    },
    /// 线索反馈: taken or not taken.
    #[n(14)]
    ClueAnswered {
        /// Whether enforcement took it.
        #[n(0)]
        taken: bool,
        /// What the reporter is told.
        #[n(1)]
        words: String,
    },
    /// 办完，待核查.
    #[n(15)]
    Done {
        /// Result.
        #[n(0)]
        result: String,
        /// Photos or documents.
        #[n(1)]
        files: Vec<FileHash>,
    },
    /// 核查: passed, or back for rework 返工.
    #[n(16)]
    Verify {
        /// Whether it is really done.
        #[n(0)]
        passed: bool,
        /// Why not; may be empty when passed.
        #[n(1)]
        why: String,
    },
    /// 核查逾期，转村书记: by the clock; silence is not a pass.
    #[n(17)]
    PassToSecretary,
    /// 结案.
    #[n(18)]
    Close {
        /// How.
        #[n(0)]
        code: ClosingCode,
    },
    /// 评价.
    #[n(19)]
    Rate {
        /// How satisfied.
        #[n(0)]
        rating: Rating,
        /// In words.
        #[n(1)]
        words: String,
        /// Told aloud to a worker.
        #[n(2)]
        oral: bool,
    },
    /// 归档: by the clock.
    #[n(20)]
    Archive,
    /// 并案: this incident goes on in another.
    #[n(21)]
    MergeInto {
        /// The main incident.
        #[n(0)]
        main: Id,
    },
    /// 并入: the counterpart in the main incident, so that both reporters are told what becomes of it.
    #[n(22)]
    Joined {
        /// The incident that was merged into this one.
        #[n(0)]
        other: Id,
        /// Its reporter.
        #[n(1)]
        reporter: Id,
    },
    /// 作废: entered by mistake; stays visible.
    #[n(23)]
    Void {
        /// Which mistake.
        #[n(0)]
        reason: String,
    },
    /// 请核查: the desk asks somebody who may verify.
    #[n(24)]
    AskVerification {
        /// Whom.
        #[n(0)]
        of: Id,
    },
    /// 电话核查: told to the desk by telephone, by somebody who may verify.
    #[n(25)]
    VerifiedByPhone {
        /// Who said so.
        #[n(0)]
        by: Id,
        /// When.
        #[n(1)]
        told: Moment,
        /// Whether it is really done.
        #[n(2)]
        passed: bool,
        /// Why not; may be empty when passed.
        #[n(3)]
        why: String,
    },
}

impl Step {
    /// The files that the step names.
    pub fn files(&self) -> &[FileHash] {
        match self {
            Step::Report(report) => &report.files,
            Step::Note { files, .. } | Step::Done { files, .. } => files,
            _ => &[],
        }
    }

    /// The bytes for [`LedgerEntry::body`].
    pub fn to_body(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads and validates a body.
    pub fn read(bytes: &[u8]) -> Result<Step, BodyError> {
        let step: Step = body::read(bytes)?;
        step.validate()?;
        Ok(step)
    }

    /// Reads the step of a ledger entry of kind [`INCIDENT`](crate::ledger::kind::INCIDENT).
    pub fn of(entry: &LedgerEntry) -> Result<Step, BodyError> {
        if entry.kind == crate::ledger::kind::INCIDENT {
            Step::read(&entry.body)
        } else {
            Err(BodyError::Malformed)
        }
    }

    /// Whether every text and list is within its bound and what must be said is said.
    pub fn validate(&self) -> Result<(), BodyError> {
        use limits::{REASON_CHARS, WORDS_CHARS};
        match self {
            Step::Report(report) => report.validate(),
            Step::SelfSolve { done } => body::words("what was done", done, WORDS_CHARS),
            Step::Refuse { reason, elsewhere } => {
                body::words("the reason", reason, REASON_CHARS)?;
                body::words("where else to go", elsewhere, REASON_CHARS)
            }
            Step::Register { category, statute, .. } => {
                if !category.is_known() {
                    return Err(BodyError::Range("the category"));
                }
                body::text("the statute", statute.as_deref().unwrap_or(""), 40)
            }
            Step::Return { reason }
            | Step::Extend { reason, .. }
            | Step::Suspend { reason, .. }
            | Step::Void { reason } => body::words("the reason", reason, REASON_CHARS),
            Step::Start { note } => body::words("the first action", note, WORDS_CHARS),
            Step::Note { words, files } => {
                body::words("the note", words, WORDS_CHARS)?;
                few(files)
            }
            Step::Whistle { asks, .. } => body::words("what is asked", asks, WORDS_CHARS),
            Step::ClueAnswered { words, .. } => body::words("the answer", words, REASON_CHARS),
            Step::Done { result, files } => {
                body::words("the result", result, WORDS_CHARS)?;
                few(files)
            }
            Step::Verify { passed: true, why }
            | Step::VerifiedByPhone { passed: true, why, .. } => {
                body::text("the remark", why, REASON_CHARS)
            }
            Step::Verify { passed: false, why }
            | Step::VerifiedByPhone { passed: false, why, .. } => {
                body::words("the reason", why, REASON_CHARS)
            }
            Step::Rate { words, .. } => body::text("the words", words, WORDS_CHARS),
            Step::Accept
            | Step::Dispatch { .. }
            | Step::Resume
            | Step::ToClue { .. }
            | Step::PassToSecretary
            | Step::Close { .. }
            | Step::Archive
            | Step::MergeInto { .. }
            | Step::Joined { .. }
            | Step::AskVerification { .. } => Ok(()),
        }
    }

    /// A stable name for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Step::Report(_) => "report",
            Step::SelfSolve { .. } => "self_solve",
            Step::Accept => "accept",
            Step::Refuse { .. } => "refuse",
            Step::Register { .. } => "register",
            Step::Dispatch { .. } => "dispatch",
            Step::Return { .. } => "return",
            Step::Start { .. } => "start",
            Step::Note { .. } => "note",
            Step::Extend { .. } => "extend",
            Step::Suspend { .. } => "suspend",
            Step::Resume => "resume",
            Step::Whistle { .. } => "whistle",
            Step::ToClue { .. } => "to_clue",
            Step::ClueAnswered { .. } => "clue_answered",
            Step::Done { .. } => "done",
            Step::AskVerification { .. } => "ask_verification",
            Step::VerifiedByPhone { .. } => "verified_by_phone",
            Step::Verify { .. } => "verify",
            Step::PassToSecretary => "pass_to_secretary",
            Step::Close { .. } => "close",
            Step::Rate { .. } => "rate",
            Step::Archive => "archive",
            Step::MergeInto { .. } => "merge_into",
            Step::Joined { .. } => "joined",
            Step::Void { .. } => "void",
        }
    }

    /// What the reporter reads about the step (乡镇接了 …), without the reasons beside it.
    pub const fn words(&self) -> &'static str {
        match self {
            Step::Report(_) => "已上报",
            Step::SelfSolve { .. } => "就地办结",
            Step::Accept => "乡镇接了",
            Step::Refuse { .. } => "乡镇没接",
            Step::Register { .. } => "已编号",
            Step::Dispatch { .. } => "已派单",
            Step::Return { .. } => "退回，乡镇再派",
            Step::Start { .. } => "正在办",
            Step::Note { .. } => "办理记录",
            Step::Extend { .. } => "延期",
            Step::Suspend { .. } => "先放着",
            Step::Resume => "接着办",
            Step::Whistle { .. } => "已请上级部门",
            Step::ToClue { .. } => "已转线索",
            Step::ClueAnswered { .. } => "线索有回音",
            Step::Done { .. } => "办完了，等核",
            Step::AskVerification { .. } => "请人核查",
            Step::Verify { passed: true, .. } | Step::VerifiedByPhone { passed: true, .. } => {
                "核过了"
            }
            Step::Verify { passed: false, .. } | Step::VerifiedByPhone { passed: false, .. } => {
                "还没办好，再办"
            }
            Step::PassToSecretary => "转村书记核",
            Step::Close { .. } => "办结",
            Step::Rate { .. } => "已评价",
            Step::Archive => "已归档",
            Step::MergeInto { .. } => "和另一件一起办",
            Step::Joined { .. } => "另一件并进来了",
            Step::Void { .. } => "记错了，作废",
        }
    }
}

impl Report {
    fn validate(&self) -> Result<(), BodyError> {
        if !self.category.is_known() {
            return Err(BodyError::Range("the category"));
        }
        body::words("what happened", &self.words, limits::WORDS_CHARS)?;
        let place = &self.place;
        let place_words = place.words.as_deref().unwrap_or("");
        body::text("the place", place_words, limits::PLACE_CHARS)?;
        let nowhere = place.hamlet.is_none() && place.at.is_none() && place.point.is_none();
        if nowhere && place_words.trim().is_empty() {
            return Err(BodyError::Missing("the place"));
        }
        if let Some((lon, lat, _, _)) = place.point
            && (lon.unsigned_abs() > 1_800_000_000 || lat.unsigned_abs() > 900_000_000)
        {
            return Err(BodyError::Range("the point"));
        }
        body::text("the number called", self.called.as_deref().unwrap_or(""), 20)?;
        body::text("the order", self.order.as_deref().unwrap_or(""), 40)?;
        few(&self.files)
    }
}

fn few(files: &[FileHash]) -> Result<(), BodyError> {
    if files.len() > limits::STEP_FILES { Err(BodyError::Count("the files")) } else { Ok(()) }
}

/// Days as a number counted from the first of January of the year 1.
mod day {
    use chrono::{Datelike, NaiveDate};
    use minicbor::decode::{Decoder, Error as DecodeError};
    use minicbor::encode::{Encoder, Error as EncodeError, Write};

    pub(super) fn encode<C, W: Write>(
        day: &NaiveDate,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.i32(day.num_days_from_ce())?.ok()
    }

    pub(super) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<NaiveDate, DecodeError> {
        let at = d.position();
        NaiveDate::from_num_days_from_ce_opt(d.i32()?)
            .ok_or_else(|| DecodeError::message("not a day").at(at))
    }
}
