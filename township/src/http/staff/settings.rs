//! Settings as they stand, what a lint of them finds, and how the hub is, for whoever administers it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::directory::kind as item_kind;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use serde::Serialize;

use crate::config::Mode;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Body, Signed};
use crate::http::staff::adopted::{Policy, WorkingDays};
use crate::people::Caller;
use crate::settings::About;
use crate::{Done, Hub, HubError};

/// How the hub is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct StaffHealth {
    /// What wants a person: `low_disk`, `backup_old`, `no_backup`.
    pub attention: Vec<&'static str>,
    /// The same in words.
    pub attention_words: Vec<&'static str>,
    /// When the newest verified backup was made, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub backup_at: Option<Moment>,
    /// Whether a backup is wanted: a training hub holds nothing that would be missed.
    pub backup_wanted: bool,
    /// Free bytes on the disk of the data folder.
    pub free_bytes: u64,
    /// Grows with each restore.
    pub epoch: u32,
    /// When the hub was made, Unix milliseconds.
    #[schema(value_type = i64)]
    pub created: Moment,
    /// Records in the audit chain.
    pub audit_records: u64,
    /// Version of the directory.
    pub directory_version: u64,
    /// Version of the program.
    pub version: &'static str,
}

/// Settings of the caller's township.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Settings {
    /// Limits and categories in force, as `PUT /settings/policy` takes them.
    pub policy: Policy,
    /// Whether the township adopted its own; otherwise the one shipped with the program applies.
    pub policy_adopted: bool,
    /// Name of the working-day calendar in force.
    pub calendar_version: String,
    /// The calendar, as `PUT /settings/calendar` takes it.
    pub calendar: WorkingDays,
    /// Templates in force.
    pub templates: usize,
    /// What the lint finds in what is configured, as sentences; nothing if it may stand.
    pub lint: Vec<String>,
    /// A session ends after so many minutes without a request.
    pub idle_minutes: i64,
    /// Wrong passwords in a row before a log-in is locked.
    pub attempts: u32,
    /// Days a phone may go on writing to what it lost.
    pub grace_days: i64,
    /// Most people of an export that one person takes out alone.
    pub export_alone: usize,
}

/// What somebody must look after at the machine: a name for programs, and words.
fn of_machine(
    hub: &Hub,
    free_bytes: u64,
    backup_at: Option<Moment>,
    now: Moment,
) -> Vec<(&'static str, &'static str)> {
    let limits = &hub.limits().disk;
    let mut attention = Vec::new();
    if free_bytes < limits.free_bytes_min {
        attention.push(("low_disk", "服务器磁盘快满了"));
    }
    match backup_at {
        None if hub.mode() == Mode::Production => attention.push(("no_backup", "还没有备份")),
        Some(at) if now.0 - at.0 > limits.backup_age_ms => {
            attention.push(("backup_old", "备份太旧了"));
        }
        _ => {}
    }
    attention
}

/// Something that a command room must know.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Warning {
    /// What kind: `uncovered`, `low_disk`, `no_backup`, `backup_old`.
    pub code: &'static str,
    /// What people read.
    pub words: String,
}

/// What a command room must know beside incidents: cells where nobody is in post, and the machine.
/// Warnings of weather come with the plans for emergencies.
#[utoipa::path(get, path = "/api/v1/warnings", tag = "incidents",
    responses((status = 200, body = Vec<Warning>), (status = 403, body = ProblemBody)))]
pub async fn warnings(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Warning>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Incident, caller.org, now)?;
        let (standing, day) = (hub.standing(), now.day());
        let bare = standing.directory.uncovered_cells(day);
        let ours = bare
            .into_iter()
            .filter(|cell| caller.org.is_nil() || standing.org_of(cell.id) == caller.org);
        let mut found: Vec<Warning> = ours
            .map(|cell| Warning {
                code: "uncovered", words: format!("{}没有人在岗", cell.name)
            })
            .collect();
        found.sort_by(|a, b| a.words.cmp(&b.words));
        let machine = of_machine(hub, hub.free_bytes()?, hub.newest_backup()?, now);
        found.extend(
            machine.into_iter().map(|(code, words)| Warning { code, words: words.to_owned() }),
        );
        Ok(found)
    })
    .await
    .map(Json)
}

/// How the hub is.
#[utoipa::path(get, path = "/api/v1/health", tag = "audit",
    responses((status = 200, body = StaffHealth), (status = 403, body = ProblemBody)))]
pub async fn health(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<StaffHealth>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::AuditLog, caller.org, now)?;
        let identity = hub.identity();
        let (free_bytes, backup_at) = (hub.free_bytes()?, hub.newest_backup()?);
        let attention = of_machine(hub, free_bytes, backup_at, now);
        Ok(StaffHealth {
            attention: attention.iter().map(|(code, _)| *code).collect(),
            attention_words: attention.iter().map(|(_, words)| *words).collect(),
            backup_at,
            backup_wanted: hub.mode() == Mode::Production,
            free_bytes,
            epoch: identity.epoch,
            created: identity.created,
            audit_records: hub.audit_length()?,
            directory_version: hub.standing().version,
            version: env!("CARGO_PKG_VERSION"),
        })
    })
    .await
    .map(Json)
}

/// Settings of the caller's township.
#[utoipa::path(get, path = "/api/v1/settings", tag = "directory",
    responses((status = 200, body = Settings), (status = 403, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Settings>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Policies, caller.org, now)?;
        let standing = hub.standing();
        let directory = &standing.directory;
        let adopted = |org: Id| directory.item(item_kind::INCIDENT_POLICY, org).is_some();
        let library = directory.library();
        let calendar = directory.calendar(caller.org);
        let limits = hub.limits();
        Ok(Settings {
            policy: directory.incident_policy(caller.org).clone().into(),
            policy_adopted: adopted(caller.org) || adopted(Id::NIL),
            calendar_version: calendar.version().to_owned(),
            calendar: WorkingDays::of(calendar)?,
            templates: library.templates.len(),
            lint: hub.lint(caller.org, now)?,
            idle_minutes: limits.people.idle_ms / 60_000,
            attempts: limits.people.attempts,
            grace_days: limits.exchange.grace_ms / 86_400_000,
            export_alone: gridwork_model::export::ALONE,
        })
    })
    .await
    .map(Json)
}

/// What was put in force.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Adopted {
    /// Its version.
    pub version: u32,
}

/// Asked before the body is read: whoever may not is told nothing about it.
fn may_approve(hub: &Hub, caller: &Caller, now: Moment) -> Done<()> {
    hub.permit(caller, Action::Approve, Object::Policies, caller.org, now).map(drop)
}

/// Puts limits and categories in force: for the caller's township, or, by the county, for every township
/// without its own. Id and version are given here. No category that was in force may be missing.
#[utoipa::path(put, path = "/api/v1/settings/policy", tag = "directory", request_body = Policy,
    responses((status = 200, body = Adopted), (status = 422, body = ProblemBody)))]
pub async fn policy(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(policy): Body<serde_json::Value>,
) -> Result<Json<Adopted>, Problem> {
    app.work(move |hub, now| {
        may_approve(hub, &caller, now)?;
        let policy: Policy =
            serde_json::from_value(policy).map_err(|_| HubError::Invalid("policy"))?;
        hub.adopt_policy(&caller, policy.into(), now).map(|version| Adopted { version })
    })
    .await
    .map(Json)
}

/// Puts a calendar of working days in force, as above. A day must not be off and at work at once, nor lie
/// outside the years it names.
#[utoipa::path(put, path = "/api/v1/settings/calendar", tag = "directory",
    request_body = WorkingDays,
    responses((status = 204, description = "In force"), (status = 422, body = ProblemBody)))]
pub async fn calendar(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(calendar): Body<serde_json::Value>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        may_approve(hub, &caller, now)?;
        let days: WorkingDays =
            serde_json::from_value(calendar).map_err(|_| HubError::Invalid("calendar"))?;
        hub.adopt_calendar(&caller, days.checked()?, now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes what About says, by the county; everybody reads it in `GET /meta`.
#[utoipa::path(put, path = "/api/v1/settings/about", tag = "directory", request_body = About,
    responses((status = 204, description = "Written"), (status = 403, body = ProblemBody)))]
pub async fn about(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(about): Body<About>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.write_about(&caller, &about, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
