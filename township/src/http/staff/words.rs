//! The vocabulary: what codes, states, grounds and roles are called. It is the model's; a page has
//! none of its own.

use axum::Json;
use axum::extract::State;
use gridwork_model::access::Reason;
use gridwork_model::incident::{
    ClosingCode, Grade, Rating, State as Stands, SuspensionGround, WhistleKind,
};
use gridwork_model::permission::{Action, Object, Role, Surface};
use gridwork_model::residency::Residency;
use gridwork_model::roster::{Kin, KinChoice, Sex};
use serde::Serialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;

/// A category of incidents.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CategoryWord {
    /// Code, such as `H01`.
    pub code: String,
    /// What it is called.
    pub word: String,
    /// Letter of its domain.
    pub domain: char,
    /// What the domain is called.
    pub domain_word: &'static str,
    /// Grade proposed to the duty officer.
    pub grade: u8,
    /// Reported to a named post, never as an incident.
    pub sealed: bool,
    /// Made by conversion only.
    pub by_conversion: bool,
    /// Statutory rule that overrides the grade's limit.
    pub statute: Option<String>,
}

/// A number or code with its word.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Word {
    /// As it stands in requests.
    pub number: u8,
    /// What it is called.
    pub word: String,
}

/// A role.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RoleWord {
    /// As it stands in requests.
    pub number: u8,
    /// Stable name.
    #[schema(value_type = String)]
    pub name: Role,
    /// What it is called.
    pub word: &'static str,
    /// Whether it works in the browser.
    pub console: bool,
}

/// A stable name with its word.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NameWord {
    /// As it stands in answers.
    pub name: String,
    /// What it is called.
    pub word: &'static str,
}

/// The vocabulary of the caller's township.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Words {
    /// Categories of incidents.
    pub categories: Vec<CategoryWord>,
    /// Grades with their names.
    pub grades: Vec<Word>,
    /// States of an incident, as lists show them.
    pub states: Vec<&'static str>,
    /// Grounds of a suspension.
    pub suspension_grounds: Vec<Word>,
    /// Ways of closing.
    pub closing_codes: Vec<Word>,
    /// Ratings.
    pub ratings: Vec<Word>,
    /// Kinds of whistle.
    pub whistles: Vec<Word>,
    /// Reasons for showing a value in full.
    pub reveal_reasons: Vec<Word>,
    /// What a list and a form take for the sex.
    pub sexes: Vec<&'static str>,
    /// Relations to the head of a household.
    pub kin: Vec<&'static str>,
    /// The one of them who is the head.
    pub head: &'static str,
    /// 居住状态.
    pub residencies: Vec<&'static str>,
    /// The one of them that asks for the season.
    pub seasonal: &'static str,
    /// Roles.
    pub roles: Vec<RoleWord>,
    /// Kinds of data.
    pub objects: Vec<NameWord>,
    /// What is done with them.
    pub actions: Vec<NameWord>,
}

const STATES: [Stands; 16] = [
    Stands::Reported,
    Stands::Accepted,
    Stands::Refused,
    Stands::Registered,
    Stands::Dispatched,
    Stands::Returned,
    Stands::Handling,
    Stands::Suspended,
    Stands::Whistled,
    Stands::ToVerify,
    Stands::Rework,
    Stands::Verified,
    Stands::Closed,
    Stands::Archived,
    Stands::Merged,
    Stands::Void,
];

fn words<T: Copy>(of: &[T], number: fn(T) -> u8, word: fn(T) -> &'static str) -> Vec<Word> {
    of.iter().map(|t| Word { number: number(*t), word: word(*t).to_owned() }).collect()
}

/// A stable name as it is serialised.
fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// What everything is called.
#[utoipa::path(get, path = "/api/v1/words", tag = "session",
    responses((status = 200, body = Words), (status = 401, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Words>, Problem> {
    app.work(move |hub, _| {
        let standing = hub.standing();
        let policy = standing.directory.incident_policy(caller.org);
        let category = |category: &gridwork_model::incident::Category| CategoryWord {
            code: category.code.to_string(),
            word: category.zh.clone(),
            domain: category.code.domain().map_or('?', |domain| domain.letter()),
            domain_word: category.code.domain().map_or("", |domain| domain.word()),
            grade: category.grade.into(),
            sealed: category.sealed.is_some(),
            by_conversion: category.by_conversion,
            statute: category.statute.clone(),
        };
        let grade = |grade: Grade| {
            let limits = policy.limits_of(grade);
            let word = limits.map(|limits| limits.zh.clone()).unwrap_or_default();
            Word { number: grade.into(), word }
        };
        let role = |role: &Role| RoleWord {
            number: role.number(),
            name: *role,
            word: role.word(),
            console: role.surface() == Surface::Console,
        };
        Ok(Words {
            categories: policy.categories.iter().map(category).collect(),
            grades: Grade::ALL.into_iter().map(grade).collect(),
            states: STATES.iter().map(|state| state.word()).collect(),
            suspension_grounds: words(
                &SuspensionGround::ALL,
                SuspensionGround::number,
                SuspensionGround::word,
            ),
            closing_codes: words(&ClosingCode::ALL, ClosingCode::number, ClosingCode::word),
            ratings: words(&Rating::ALL, Rating::number, Rating::word),
            whistles: words(&WhistleKind::ALL, WhistleKind::number, WhistleKind::word),
            reveal_reasons: words(&Reason::ALL, |reason| reason as u8 + 1, Reason::words),
            sexes: [Sex::Male, Sex::Female].map(Sex::zh).to_vec(),
            kin: Kin::all().map(Kin::zh).collect(),
            head: KinChoice::Head.kin(Sex::Unknown).zh(),
            seasonal: Residency::R3.zh(),
            residencies: Residency::ALL.iter().map(|one| one.zh()).collect(),
            roles: Role::ALL.iter().map(role).collect(),
            objects: Object::ALL
                .iter()
                .map(|object| NameWord { name: name(object), word: object.word() })
                .collect(),
            actions: Action::ALL
                .iter()
                .map(|action| NameWord { name: name(action), word: action.word() })
                .collect(),
        })
    })
    .await
    .map(Json)
}
