//! Households and people 花名册: found, shown, one value in full.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::access::Reason;
use gridwork_model::{Id, Path as FieldPath, Value};
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};
use crate::lookup::{Revealable, Revealed};
use crate::register::add::{Joining, NewHousehold};
use crate::register::list::{HouseholdPage, Part, PersonPage};
use crate::register::record::{Correction, FieldShown, HistoryLine, Statement};
use crate::roster::HouseholdShown;

/// Most households of one page.
const PAGE: usize = 200;

/// Which households.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// Cell, village or township.
    #[param(value_type = String)]
    pub place: Id,
    /// Name, nickname, pinyin or its first letters, or hamlet; all if left out.
    #[serde(default)]
    pub text: String,
    /// Leave out so many from the beginning.
    #[serde(default)]
    pub skip: usize,
    /// At most so many; 50 if left out, at most 200.
    pub limit: Option<usize>,
}

impl Sought {
    fn part(&self) -> Part {
        Part { skip: self.skip, limit: self.limit.unwrap_or(50).min(PAGE) }
    }
}

/// Which value is to be shown in full, and why.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealAsked {
    /// Whose; left out for the address.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// What.
    pub field: Revealable,
    /// Why: 1 visit, 2 contact, 3 incident, 4 evacuation, 5 benefit, 6 mediation, 7 own request,
    /// 8 correction, 9 supervision.
    pub reason: u8,
}

/// Households of a place, masked as the caller's role demands; the search is recorded.
#[utoipa::path(get, path = "/api/v1/households", tag = "roster", params(Sought),
    responses((status = 200, body = HouseholdPage), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(sought): Asked<Sought>,
) -> Result<Json<HouseholdPage>, Problem> {
    app.work(move |hub, now| {
        if sought.place.is_nil() {
            return Err(HubError::Invalid("place"));
        }
        hub.households(&caller, sought.place, &sought.text, sought.part(), now)
    })
    .await
    .map(Json)
}

/// People of a place, masked as the caller's role demands; the search is recorded.
#[utoipa::path(get, path = "/api/v1/people", tag = "roster", params(Sought),
    responses((status = 200, body = PersonPage), (status = 403, body = ProblemBody)))]
pub async fn people(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(sought): Asked<Sought>,
) -> Result<Json<PersonPage>, Problem> {
    app.work(move |hub, now| {
        if sought.place.is_nil() {
            return Err(HubError::Invalid("place"));
        }
        hub.residents(&caller, sought.place, &sought.text, sought.part(), now)
    })
    .await
    .map(Json)
}

/// Fields of a household, each with who wrote it; the look is recorded.
#[utoipa::path(get, path = "/api/v1/households/{id}/fields", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<FieldShown>), (status = 404, body = ProblemBody)))]
pub async fn fields(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<Vec<FieldShown>>, Problem> {
    app.work(move |hub, now| hub.household_fields(&caller, &id, now)).await.map(Json)
}

/// A correction of one field.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldCorrection {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Field.
    pub field: String,
    /// What is right.
    #[schema(value_type = Object)]
    pub value: Value,
    /// The value that was on the screen; left out by whoever reads masked.
    #[schema(value_type = Option<Object>)]
    pub seen: Option<Value>,
}

/// Corrects fields from the office; every phone of the cell receives it.
#[utoipa::path(post, path = "/api/v1/households/{id}/fields", tag = "roster",
    params(("id" = String, Path)), request_body = Vec<FieldCorrection>,
    responses((status = 204, description = "Corrected"), (status = 403, body = ProblemBody),
        (status = 409, description = "In conflict, or changed meanwhile", body = ProblemBody)))]
pub async fn correct(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<Vec<FieldCorrection>>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        if body.is_empty() || body.len() > 50 {
            return Err(HubError::Invalid("corrections"));
        }
        let correction = |made: FieldCorrection| Correction {
            path: FieldPath { member: made.member, field: made.field },
            value: made.value,
            seen: made.seen,
        };
        let corrections: Vec<Correction> = body.into_iter().map(correction).collect();
        hub.correct_household(&caller, &id, &corrections, now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was entered.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Entered {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Id,
}

/// Enters a household with its people, judged as a list would be; every phone of the cell receives it.
#[utoipa::path(post, path = "/api/v1/households", tag = "roster", request_body = NewHousehold,
    responses((status = 200, body = Entered), (status = 403, body = ProblemBody),
        (status = 409, description = "Somebody of them is listed already", body = ProblemBody),
        (status = 422, description = "Not filled in as it must be", body = ProblemBody)))]
pub async fn add(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(new): Body<NewHousehold>,
) -> Result<Json<Entered>, Problem> {
    app.work(move |hub, now| hub.add_household(&caller, &new, now).map(|id| Entered { id }))
        .await
        .map(Json)
}

/// Enters a person into a household, as above.
#[utoipa::path(post, path = "/api/v1/households/{id}/people", tag = "roster",
    params(("id" = String, Path)), request_body = Joining,
    responses((status = 200, body = Entered), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
        (status = 409, description = "Listed already", body = ProblemBody),
        (status = 422, description = "Not filled in as it must be", body = ProblemBody)))]
pub async fn add_person(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(new): Body<Joining>,
) -> Result<Json<Entered>, Problem> {
    app.work(move |hub, now| hub.add_person(&caller, &id, &new, now).map(|id| Entered { id }))
        .await
        .map(Json)
}

/// What was changed in a household, newest first; the look is recorded.
#[utoipa::path(get, path = "/api/v1/households/{id}/history", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<HistoryLine>), (status = 404, body = ProblemBody)))]
pub async fn history(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<Vec<HistoryLine>>, Problem> {
    app.work(move |hub, now| hub.household_history(&caller, &id, now)).await.map(Json)
}

/// 本人信息查询: everything held about a person, and who looked, to be handed to that person; recorded
/// as the person's own request.
#[utoipa::path(post, path = "/api/v1/households/{id}/people/{person}/statement", tag = "roster",
    params(("id" = String, Path), ("person" = String, Path)),
    responses((status = 200, body = Statement), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn statement(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, person)): At<(Id, Id)>,
) -> Result<Json<Statement>, Problem> {
    app.work(move |hub, now| hub.statement(&caller, &id, &person, now)).await.map(Json)
}

/// One household, masked as the caller's role demands; the look is recorded.
#[utoipa::path(get, path = "/api/v1/households/{id}", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = HouseholdShown), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<HouseholdShown>, Problem> {
    app.work(move |hub, now| hub.household(&caller, &id, now)).await.map(Json)
}

/// Shows one value in full; who, when and why is recorded before it is shown.
#[utoipa::path(post, path = "/api/v1/households/{id}/reveal", tag = "roster",
    params(("id" = String, Path)), request_body = RevealAsked,
    responses((status = 200, body = Revealed), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn reveal(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(asked): Body<RevealAsked>,
) -> Result<Json<Revealed>, Problem> {
    app.work(move |hub, now| {
        let reason = usize::from(asked.reason).checked_sub(1).and_then(|n| Reason::ALL.get(n));
        let reason = *reason.ok_or(HubError::Invalid("reason"))?;
        hub.reveal(&caller, &id, (asked.person, asked.field), reason, now)
    })
    .await
    .map(Json)
}
