//! The incident desk 值班台: what came in, one incident, taking down a report. Steps are in
//! [`steps`](super::steps).

mod page;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::incident::{Awaited, Medium, Place, Report};
use gridwork_model::permission::{Action, Object, Relation, Role, allows};
use gridwork_model::{Id, Moment};
use serde::{Deserialize, Serialize};

use crate::desk::{Detail, IncidentRow, PaperForm, Staffed, Summary};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most incidents of one page.
const PAGE: usize = 200;

/// Which incidents.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Leave out those that are over.
    #[serde(default)]
    pub open: bool,
    /// Only in this state, in the words of the list, such as `受理`.
    pub state: Option<String>,
    /// Only critical ones.
    #[serde(default)]
    pub urgent: bool,
    /// Only those that wait for this: `accept`, `respond`, `finish`, `verify`, `verify_secretary`,
    /// `wake`.
    #[param(value_type = Option<String>)]
    pub awaits: Option<Awaited>,
    /// Only of this grade, 1–4.
    pub grade: Option<u8>,
    /// Only of this category code.
    pub category: Option<String>,
    /// Only of this cell.
    #[param(value_type = Option<String>)]
    pub cell: Option<Id>,
    /// Only with this unit.
    #[param(value_type = Option<String>)]
    pub unit: Option<Id>,
    /// Only of this township; for the county, which sees all.
    #[param(value_type = Option<String>)]
    pub township: Option<Id>,
    /// Only those whose number, words or place hold this text.
    pub text: Option<String>,
    /// Only those due `today` or `late`.
    #[param(inline)]
    pub due: Option<DueWhen>,
    /// `urgent` (the default): critical first, then by what is due; or `newest`.
    #[serde(default)]
    #[param(inline)]
    pub sort: Order,
    /// Begin after this place: the `next` of the page before.
    pub after: Option<String>,
    /// Leave out so many from there; for jumping within a long list.
    #[serde(default)]
    pub skip: usize,
    /// At most so many; 50 if left out, at most 200.
    pub limit: Option<usize>,
}

/// By when something is due.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueWhen {
    /// Today.
    Today,
    /// It is over.
    Late,
}

/// In which order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Critical first, then what is due soonest, then newest.
    #[default]
    Urgent,
    /// Newest first.
    Newest,
}

/// How much work there is, of all that the caller sees: for work, not for comparing anybody.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Open.
    pub open: usize,
    /// Of these, critical.
    pub urgent: usize,
    /// Not accepted yet.
    pub untaken: usize,
    /// Of these, critical.
    pub urgent_untaken: usize,
    /// Due today.
    pub due_today: usize,
    /// Late.
    pub late: usize,
    /// Waiting to be verified.
    pub to_verify: usize,
}

/// A page of incidents.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Incidents {
    /// The incidents.
    pub items: Vec<IncidentRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
    /// How many fit the question in all.
    pub total: usize,
    /// How much work there is, whatever the question.
    pub counts: Counts,
}

/// A report taken down at the desk.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    /// Number of the role acted in; the first that may if left out.
    pub role: Option<u8>,
    /// Category code, such as `H01`.
    pub category: String,
    /// What happened.
    pub words: String,
    /// The cell.
    #[schema(value_type = String)]
    pub cell: Id,
    /// The place in words.
    pub place: String,
    /// The hamlet, of the cell.
    #[schema(value_type = Option<String>)]
    pub hamlet: Option<Id>,
    /// Number of a hotline order it stands for.
    pub order: Option<String>,
    /// The paper form it is keyed in from.
    pub paper: Option<PaperForm>,
}

/// A new incident.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Reported {
    /// The incident.
    #[schema(value_type = String)]
    pub id: Id,
}

/// How an incident may be read: in full or masked; `None`: not at all.
struct Reader<'a> {
    hub: &'a Hub,
    caller: &'a Caller,
    now: Moment,
    /// What the matrix says of a cell, asked once each.
    cells: BTreeMap<Id, Option<bool>>,
    /// Units whose incidents the caller reads because they are assigned to them.
    units: Vec<Id>,
}

impl<'a> Reader<'a> {
    fn of(hub: &'a Hub, caller: &'a Caller, now: Moment) -> Done<Reader<'a>> {
        let standing = hub.standing();
        let mut units = Vec::new();
        for at in &caller.roles {
            let by = Staffed { caller, role: at.role() };
            if allows(by.role, Action::Read, Object::Incident, Relation::Assigned).is_plain() {
                units.extend(hub.staff_stands(by, caller.org, &standing, now)?.1);
            }
        }
        Ok(Reader { hub, caller, now, cells: BTreeMap::new(), units })
    }

    fn masks(&mut self, incident: &Summary) -> Done<Option<bool>> {
        if incident.unit.is_some_and(|unit| self.units.contains(&unit)) {
            return Ok(Some(false));
        }
        let Some(cell) = incident.cell else { return Ok(None) };
        if let Some(known) = self.cells.get(&cell) {
            return Ok(*known);
        }
        let (action, object) = (Action::Read, Object::Incident);
        let found = match self.hub.permit(self.caller, action, object, cell, self.now) {
            Ok(permitted) => Some(permitted.masked),
            Err(HubError::NotPermitted | HubError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        self.cells.insert(cell, found);
        Ok(found)
    }

    /// Whether the caller reads incidents anywhere at all: a role that never does is told so, not
    /// shown an empty list.
    fn reads_at_all(&self) -> bool {
        let township = |role: Role| {
            Relation::ALL
                .iter()
                .any(|near| allows(role, Action::Read, Object::Incident, *near).is_plain())
                || allows(role, Action::Read, Object::Incident, Relation::OwnTownship)
                    != gridwork_model::permission::Decision::Deny
        };
        self.caller.roles.iter().any(|at| township(at.role()))
    }
}

/// One incident as the caller may see it; what may not be read is not found.
pub(super) fn detail(hub: &Hub, caller: &Caller, id: &Id, now: Moment) -> Done<Detail> {
    let masked = readable(hub, caller, id, now)?.1;
    hub.incident(caller, id, masked, now)
}

/// The township of an incident that the caller may read, and whether it is masked.
fn readable(hub: &Hub, caller: &Caller, id: &Id, now: Moment) -> Done<(Id, bool)> {
    let mut reader = Reader::of(hub, caller, now)?;
    if !reader.reads_at_all() {
        return Err(HubError::NotPermitted);
    }
    let (org, summary) = hub.summary(id)?;
    if !caller.org.is_nil() && org != caller.org {
        return Err(HubError::NotFound("incident"));
    }
    let masked = reader.masks(&summary)?.ok_or(HubError::NotFound("incident"))?;
    Ok((org, masked))
}

/// Does something in the role named, or in the first of the caller's roles that may.
pub(super) fn in_a_role<T>(
    caller: &Caller,
    role: Option<u8>,
    mut act: impl FnMut(Staffed<'_>) -> Done<T>,
) -> Done<T> {
    if let Some(role) = role {
        return act(Staffed { caller, role: Role::from_number(role) });
    }
    let mut refused = HubError::NotPermitted;
    for at in &caller.roles {
        match act(Staffed { caller, role: at.role() }) {
            Err(error @ HubError::NotPermitted) => refused = error,
            done => return done,
        }
    }
    Err(refused)
}

/// Incidents the caller may see.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "desk", params(Which),
    responses((status = 200, body = Incidents), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(which): Asked<Which>,
) -> Result<Json<Incidents>, Problem> {
    app.work(move |hub, now| {
        let mut reader = Reader::of(hub, &caller, now)?;
        if !reader.reads_at_all() {
            return Err(HubError::NotPermitted);
        }
        let org = match which.township {
            Some(named) if caller.org.is_nil() || named == caller.org => named,
            Some(_) => return Err(HubError::NotFound("township")),
            None => caller.org,
        };
        let after = which.after.as_deref().map(page::place_of).transpose()?;
        let limit = which.limit.unwrap_or(50).clamp(1, PAGE);
        let mut counts = Counts::default();
        let standing = hub.standing();
        let (items, next, total) = hub.with_board(|board| {
            let mut found = Vec::new();
            for kept in board.rows().filter(|kept| org.is_nil() || kept.org == org) {
                // What is over counts nowhere.
                if which.open && kept.summary.over {
                    continue;
                }
                let Some(masked) = reader.masks(&kept.summary)? else { continue };
                counts.add(kept, now);
                if which.fits(kept, masked, &standing, now) {
                    found.push((which.sort.place(kept), kept, masked));
                }
            }
            let total = found.len();
            found.retain(|(place, ..)| after.as_ref().is_none_or(|after| place > after));
            found.sort_unstable_by_key(|(place, ..)| *place);
            let left = found.len().saturating_sub(which.skip);
            let shown: Vec<_> = found.iter().skip(which.skip).take(limit).collect();
            let last = shown.last().filter(|_| left > shown.len());
            let next = last.map(|(place, ..)| page::cursor(place));
            let rows = shown
                .iter()
                .map(|(_, kept, masked)| kept.row(*masked, &standing, &hub.presence, now));
            Ok((rows.collect(), next, total))
        })?;
        Ok(Incidents { items, next, total, counts })
    })
    .await
    .map(Json)
}

/// One incident with its steps.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "desk", params(("id" = String, Path)),
    responses((status = 200, body = Detail), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<Detail>, Problem> {
    app.work(move |hub, now| detail(hub, &caller, &id, now)).await.map(Json)
}

/// Whether somebody looks at an incident or has left it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Looking {
    /// True every few seconds while it is open, false when it is left.
    pub looks: bool,
}

/// Says that the caller has an incident open: others see the name beside it for half a minute. Nothing
/// is recorded.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/looking", tag = "desk",
    params(("id" = String, Path)), request_body = Looking,
    responses((status = 204, description = "Noted"), (status = 404, body = ProblemBody)))]
pub async fn looking(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<Looking>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        let (org, _) = readable(hub, &caller, &id, now)?;
        hub.looks_at(&caller, org, id, body.looks, now);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes down a report.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "desk", request_body = NewIncident,
    responses((status = 201, body = Reported), (status = 422, body = ProblemBody)))]
pub async fn report(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<NewIncident>,
) -> Result<(StatusCode, Json<Reported>), Problem> {
    let id = app
        .work(move |hub, now| {
            let standing = hub.standing();
            if !caller.org.is_nil() && standing.org_of(body.cell) != caller.org {
                return Err(HubError::NotFound("cell"));
            }
            let category = body.category.parse().map_err(|_| HubError::Invalid("category"))?;
            let mut hamlets = standing.directory.hamlets_of_cell(body.cell);
            if body.hamlet.is_some_and(|hamlet| !hamlets.any(|found| found.id == hamlet)) {
                return Err(HubError::NotFound("hamlet"));
            }
            let told = body.paper.map(|paper| paper.words(&body.words, now)).transpose()?;
            let (cell, hamlet, words) = (body.cell, body.hamlet, Some(body.place));
            let place = Place { cell, hamlet, at: None, words, point: None };
            let medium = if body.order.is_some() { Medium::Hotline } else { Medium::Desk };
            let report = Report {
                category,
                words: told.unwrap_or(body.words),
                place,
                files: Vec::new(),
                medium,
                called: None,
                order: body.order,
            };
            in_a_role(&caller, body.role, |by| hub.report_incident(by, report.clone(), now))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Reported { id })))
}
