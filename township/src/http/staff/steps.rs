//! Steps of an incident: every transition that a person at the hub may take. Numbers, limits and
//! times are the hub's; whether the step is open, and to whom, is the model's.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use gridwork_model::incident::{ClosingCode, Grade, Rating, Step, SuspensionGround, WhistleKind};
use gridwork_model::{Id, Moment};
use serde::Deserialize;

use super::incidents::{detail, in_a_role};
use crate::desk::{DeskStep, Detail};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::{Done, HubError};

/// A step to be taken.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct StepAsked {
    /// Number of the role acted in; the first that may if left out.
    pub role: Option<u8>,
    /// The incident's `version` that was on the screen; a step of somebody who has not seen the latest
    /// one is answered with `stale`.
    pub seen: Option<usize>,
    /// The step.
    #[serde(flatten)]
    pub step: StepBody,
}

/// The step and what it asks for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum StepBody {
    /// 就地办结.
    SelfSolve {
        /// What was done.
        done: String,
    },
    /// 受理.
    Accept,
    /// 不予受理.
    Refuse {
        /// Why.
        reason: String,
        /// Where else to go.
        elsewhere: String,
    },
    /// 登记.
    Register {
        /// Grade, 1–4.
        grade: u8,
        /// Category code, corrected where the report had another.
        category: String,
        /// Statutory rule that overrides the grade, by id.
        statute: Option<String>,
    },
    /// 派单.
    Dispatch {
        /// To which unit.
        #[schema(value_type = String)]
        unit: Id,
        /// To whom there.
        #[schema(value_type = Option<String>)]
        handler: Option<Id>,
    },
    /// 退单.
    Return {
        /// Why it is not the unit's.
        reason: String,
    },
    /// 处置.
    Start {
        /// First action.
        note: String,
    },
    /// 处置记录.
    Note {
        /// What was done or found.
        words: String,
    },
    /// 延期.
    Extend {
        /// Why.
        reason: String,
        /// New end of handling, Unix milliseconds.
        #[schema(value_type = i64)]
        until: Moment,
    },
    /// 挂起.
    Suspend {
        /// 1 frozen ground, 2 budget, 3 owner away, 4 court, 9 other.
        ground: u8,
        /// In words the reporter reads.
        reason: String,
        /// The day on which it wakes by itself, `2027-04-15`.
        #[schema(value_type = String)]
        wake: NaiveDate,
    },
    /// 恢复.
    Resume,
    /// 吹哨.
    Whistle {
        /// 1 emergency, 2 joint enforcement, 3 key work, 4 concern.
        kind: u8,
        /// What is asked, and what the township has done itself.
        asks: String,
    },
    /// 转执法线索: a clue is made of the incident, which stays open until officers took it or did not.
    ToClue {
        /// What the officers read.
        words: String,
    },
    /// 线索反馈.
    ClueAnswered {
        /// Whether enforcement took it.
        taken: bool,
        /// What the reporter is told.
        words: String,
    },
    /// 办完，待核查.
    Done {
        /// Result.
        result: String,
    },
    /// 核查.
    Verify {
        /// Whether it is really done.
        passed: bool,
        /// Why not; may be empty when passed.
        why: String,
    },
    /// 请核查: the desk asks somebody who may verify; see `verifiers`.
    AskVerification {
        /// Whom.
        #[schema(value_type = String)]
        of: Id,
    },
    /// 电话核查: told to the desk by telephone, by somebody who may verify; never by the handler or the
    /// handler's unit.
    VerifiedByPhone {
        /// Who said so.
        #[schema(value_type = String)]
        by: Id,
        /// When, Unix milliseconds.
        #[schema(value_type = i64)]
        told: Moment,
        /// Whether it is really done.
        passed: bool,
        /// Why not; may be empty when passed.
        #[serde(default)]
        why: String,
    },
    /// 结案.
    Close {
        /// 1 solved, 2 handed on, 3 explained, 4 project.
        code: u8,
    },
    /// 评价.
    Rate {
        /// 1 satisfied, 2 mostly, 3 dissatisfied, 4 not reached.
        rating: u8,
        /// In words.
        words: String,
        /// Told aloud.
        oral: bool,
    },
    /// 并案.
    MergeInto {
        /// The main incident.
        #[schema(value_type = String)]
        main: Id,
    },
    /// 作废.
    Void {
        /// Which mistake.
        reason: String,
    },
}

/// A frozen number as the model's own enum.
fn coded<T: for<'b> minicbor::Decode<'b, ()>>(number: u8, what: &'static str) -> Done<T> {
    let bytes = minicbor::to_vec(number).unwrap_or_default();
    minicbor::decode(&bytes).map_err(|_| HubError::Invalid(what))
}

impl StepBody {
    fn into_step(self) -> Done<DeskStep> {
        Ok(DeskStep::Plain(match self {
            StepBody::Register { grade, category, statute } => {
                let grade = Grade::try_from(grade).map_err(|_| HubError::Invalid("grade"))?;
                let category = category.parse().map_err(|_| HubError::Invalid("category"))?;
                return Ok(DeskStep::Register { grade, category, statute });
            }
            StepBody::Dispatch { unit, handler } => {
                return Ok(DeskStep::Dispatch { unit, handler });
            }
            StepBody::AskVerification { of } => return Ok(DeskStep::AskVerification { of }),
            StepBody::VerifiedByPhone { by, told, passed, why } => {
                return Ok(DeskStep::VerifiedByPhone { by, told, passed, why });
            }
            StepBody::ToClue { words } => return Ok(DeskStep::ToClue { words }),
            StepBody::MergeInto { main } => return Ok(DeskStep::MergeInto { main }),
            StepBody::Close { code } => {
                let code = coded::<ClosingCode>(code, "closing code")?;
                return Ok(DeskStep::Close { code });
            }
            StepBody::SelfSolve { done } => Step::SelfSolve { done },
            StepBody::Accept => Step::Accept,
            StepBody::Refuse { reason, elsewhere } => Step::Refuse { reason, elsewhere },
            StepBody::Return { reason } => Step::Return { reason },
            StepBody::Start { note } => Step::Start { note },
            StepBody::Note { words } => Step::Note { words, files: Vec::new() },
            StepBody::Extend { reason, until } => Step::Extend { reason, until },
            StepBody::Suspend { ground, reason, wake } => {
                let ground = coded::<SuspensionGround>(ground, "ground")?;
                Step::Suspend { ground, reason, wake }
            }
            StepBody::Resume => Step::Resume,
            StepBody::Whistle { kind, asks } => {
                Step::Whistle { kind: coded::<WhistleKind>(kind, "kind of whistle")?, asks }
            }
            StepBody::ClueAnswered { taken, words } => Step::ClueAnswered { taken, words },
            StepBody::Done { result } => Step::Done { result, files: Vec::new() },
            StepBody::Verify { passed, why } => Step::Verify { passed, why },
            StepBody::Rate { rating, words, oral } => {
                Step::Rate { rating: coded::<Rating>(rating, "rating")?, words, oral }
            }
            StepBody::Void { reason } => Step::Void { reason },
        }))
    }
}

/// Takes a step and answers with the incident as it stands then; with nothing where the step took it away
/// from the caller, as a unit that returns it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/steps", tag = "desk",
    params(("id" = String, Path)), request_body = StepAsked,
    responses((status = 200, body = Option<Detail>), (status = 403, body = ProblemBody),
        (status = 409, description = "No such step in this state", body = ProblemBody)))]
pub async fn step(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<StepAsked>,
) -> Result<Json<Option<Detail>>, Problem> {
    app.work(move |hub, now| {
        let step = body.step.into_step()?;
        in_a_role(&caller, body.role, |by| {
            hub.step_incident(by, &id, step.clone(), body.seen, now)
        })?;
        match detail(hub, &caller, &id, now) {
            Err(HubError::NotFound(_) | HubError::NotPermitted) => Ok(None),
            shown => shown.map(Some),
        }
    })
    .await
    .map(Json)
}
