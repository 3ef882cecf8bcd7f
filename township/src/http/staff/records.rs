//! What was done and looked at, newest first, in words: for the pages of audit and access.

use axum::Json;
use axum::extract::State;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use serde::{Deserialize, Serialize};

use crate::audit::{Actor, Chained, words};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, Signed};
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most records of one page.
const PAGE: usize = 200;

/// Most records looked through for one page.
const LOOKED_THROUGH: u64 = 50_000;

/// Records read at once.
const READ: u64 = 1_000;

/// Which records.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only before this number; the newest if left out.
    pub before: Option<u64>,
    /// Only actions that begin so, such as `household` or `export`.
    pub action: Option<String>,
    /// Only about this object.
    #[param(value_type = Option<String>)]
    pub object: Option<Id>,
    /// Only looks at personal data: the access log.
    #[serde(default)]
    pub access: bool,
    /// Only the caller's own.
    #[serde(default)]
    pub own: bool,
}

/// One record.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RecordRow {
    /// Its number in the chain.
    pub number: u64,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Who, by name.
    pub by: String,
    /// In which role.
    pub role: &'static str,
    /// What, as stored, such as `household.reveal`.
    pub action: String,
    /// What, in words.
    pub action_word: &'static str,
    /// The object.
    #[schema(value_type = Option<String>)]
    pub object: Option<Id>,
    /// Which fields, counts or reasons.
    pub detail: String,
    /// Whether it was done or refused.
    pub done: bool,
}

/// A page of records.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RecordPage {
    /// The records, newest first.
    pub items: Vec<RecordRow>,
    /// Where the next page begins; `None` at the end.
    pub before: Option<u64>,
}

/// Who asks for what: the own access log is everybody's, that of others the leaders', the audit log
/// its readers'.
fn permitted(hub: &Hub, caller: &Caller, which: &Which, now: Moment) -> Done<()> {
    use gridwork_model::permission::{Relation, allows};
    let object = if which.access { Object::AccessLog } else { Object::AuditLog };
    if which.own && which.access {
        let own = |role| allows(role, Action::Read, object, Relation::OwnRecord).is_plain();
        return match caller.roles.iter().any(|at| own(at.role())) {
            true => Ok(()),
            false => Err(HubError::NotPermitted),
        };
    }
    hub.permit(caller, Action::Read, object, caller.org, now).map(drop)
}

/// Records, newest first: of the caller's township, of everybody for the county.
#[utoipa::path(get, path = "/api/v1/records", tag = "audit", params(Which),
    responses((status = 200, body = RecordPage), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(which): Asked<Which>,
) -> Result<Json<RecordPage>, Problem> {
    app.work(move |hub, now| {
        permitted(hub, &caller, &which, now)?;
        let standing = hub.standing();
        let names: Vec<(Id, String)> =
            hub.staff(caller.org)?.into_iter().map(|staff| (staff.person, staff.name)).collect();
        let fits = |chained: &Chained| {
            let record = &chained.record;
            let own =
                matches!(&record.actor, Actor::Person { person, .. } if *person == caller.person);
            let ours = caller.org.is_nil() || record.org == caller.org;
            let whose = if which.own { own } else { ours };
            whose
                && (!which.access || words::is_access(&record.action))
                && which
                    .action
                    .as_ref()
                    .is_none_or(|action| record.action.starts_with(action.as_str()))
                && which.object.is_none_or(|object| record.object == Some(object))
        };
        let newest = hub.audit_length()?;
        let mut upto = which.before.unwrap_or(u64::MAX).min(newest + 1);
        let floor = upto.saturating_sub(LOOKED_THROUGH);
        let mut items = Vec::new();
        while upto > 1 && upto > floor && items.len() < PAGE {
            let after = upto.saturating_sub(READ + 1);
            let read = usize::try_from(upto - 1 - after).unwrap_or(0);
            let page = hub.audit(after, read)?;
            for chained in page.iter().rev().filter(|chained| fits(chained)) {
                let (name, role) = words::actor(&chained.record.actor, &standing, &names);
                upto = chained.number;
                items.push(RecordRow {
                    number: chained.number,
                    at: chained.record.at,
                    by: name,
                    role,
                    action: chained.record.action.clone(),
                    action_word: words::action(&chained.record.action),
                    object: chained.record.object,
                    detail: chained.record.detail.clone(),
                    done: chained.record.done,
                });
                if items.len() == PAGE {
                    break;
                }
            }
            if items.len() < PAGE {
                upto = after + 1;
            }
        }
        Ok(RecordPage { items, before: (upto > 1).then_some(upto) })
    })
    .await
    .map(Json)
}
