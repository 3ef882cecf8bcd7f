//! The incident desk 值班台: what came in, one incident, taking down a report. Steps are in
//! [`steps`](super::steps).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::incident::{Medium, Place, Report};
use gridwork_model::permission::{Action, Object, Relation, Role, allows};
use gridwork_model::{Id, Moment, mask};
use serde::{Deserialize, Serialize};

use crate::desk::{Detail, Staffed, Summary};
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
    /// Only those whose number or words hold this text.
    pub text: Option<String>,
    /// Leave out so many from the beginning.
    #[serde(default)]
    pub skip: usize,
    /// At most so many; 50 if left out, at most 200.
    pub limit: Option<usize>,
}

/// A page of incidents, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Incidents {
    /// The incidents.
    pub items: Vec<Summary>,
    /// How many fit the question in all.
    pub total: usize,
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
    /// Number of a hotline order it stands for.
    pub order: Option<String>,
}

/// A new incident.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Reported {
    /// The incident.
    #[schema(value_type = String)]
    pub id: Id,
}

impl Which {
    fn fits(&self, incident: &Summary) -> bool {
        fn same<T: PartialEq>(asked: &Option<T>, has: Option<&T>) -> bool {
            asked.as_ref().is_none_or(|asked| has == Some(asked))
        }
        let text = |text: &String| {
            incident.words.contains(text.as_str())
                || incident.number.as_ref().is_some_and(|number| number.contains(text.as_str()))
        };
        same(&self.state, Some(&incident.state))
            && same(&self.grade, incident.grade.as_ref())
            && same(&self.category, incident.category.as_ref())
            && same(&self.cell, incident.cell.as_ref())
            && same(&self.unit, incident.unit.as_ref())
            && self.text.as_ref().is_none_or(text)
    }
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

/// The words of a masked incident are not shown: whoever reported may have named somebody.
fn masked(summary: Summary) -> Summary {
    Summary { words: String::new(), ..summary }
}

/// One incident as the caller may see it; what may not be read is not found.
pub(super) fn detail(hub: &Hub, caller: &Caller, id: &Id, now: Moment) -> Done<Detail> {
    let mut reader = Reader::of(hub, caller, now)?;
    if !reader.reads_at_all() {
        return Err(HubError::NotPermitted);
    }
    let found = hub.incident(caller.org, id)?;
    match reader.masks(&found.summary)? {
        None => Err(HubError::NotFound("incident")),
        Some(false) => Ok(found),
        Some(true) => {
            let mut steps = found.steps;
            for step in &mut steps {
                step.name = mask::name(&step.name);
                step.detail.clear();
            }
            let summary = masked(found.summary);
            Ok(Detail { summary, report: String::new(), place: String::new(), steps })
        }
    }
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
        let mut found = Vec::new();
        for summary in hub.incidents(org, which.open)? {
            match reader.masks(&summary)? {
                Some(false) if which.fits(&summary) => found.push(summary),
                Some(true) if which.fits(&masked(summary.clone())) => found.push(masked(summary)),
                _ => {}
            }
        }
        let total = found.len();
        let limit = which.limit.unwrap_or(50).min(PAGE);
        let items = found.into_iter().skip(which.skip).take(limit).collect();
        Ok(Incidents { items, total })
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
            let words = Some(body.place);
            let place = Place { cell: body.cell, hamlet: None, at: None, words, point: None };
            let medium = if body.order.is_some() { Medium::Hotline } else { Medium::Desk };
            let report = Report {
                category,
                words: body.words,
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
