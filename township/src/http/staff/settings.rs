//! Settings as they stand, what a lint of them finds, and how the hub is, for whoever administers it.

use axum::Json;
use axum::extract::State;
use gridwork_model::directory::kind as item_kind;
use gridwork_model::incident::IncidentPolicy;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use serde::Serialize;

use crate::config::Mode;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;

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
    /// Limits and categories in force, as `PUT /directory/9/{policy_id}` takes them.
    #[schema(value_type = Object)]
    pub policy: IncidentPolicy,
    /// Whether the township adopted its own; otherwise the one shipped with the program applies.
    pub policy_adopted: bool,
    /// Name of the working-day calendar in force.
    pub calendar_version: String,
    /// The calendar, as `PUT /directory/8/{org}` takes it.
    #[schema(value_type = Object)]
    pub calendar: serde_json::Value,
    /// Templates in force.
    pub templates: usize,
    /// Ids of templates that this version cannot read or that break a house rule.
    pub unreadable: Vec<String>,
    /// A session ends after so many minutes without a request.
    pub idle_minutes: i64,
    /// Wrong passwords in a row before a log-in is locked.
    pub attempts: u32,
    /// Days a phone may go on writing to what it lost.
    pub grace_days: i64,
    /// Most people of an export that one person takes out alone.
    pub export_alone: usize,
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
        let limits = &hub.limits().disk;
        let mut attention = Vec::new();
        if free_bytes < limits.free_bytes_min {
            attention.push(("low_disk", "服务器磁盘快满了"));
        }
        match backup_at {
            None if identity.mode == Mode::Production => {
                attention.push(("no_backup", "还没有备份"));
            }
            Some(at) if now.0 - at.0 > limits.backup_age_ms => {
                attention.push(("backup_old", "备份太旧了"));
            }
            _ => {}
        }
        Ok(StaffHealth {
            attention: attention.iter().map(|(code, _)| *code).collect(),
            attention_words: attention.iter().map(|(_, words)| *words).collect(),
            backup_at,
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
            policy: directory.incident_policy(caller.org).clone(),
            policy_adopted: adopted(caller.org) || adopted(Id::NIL),
            calendar_version: calendar.version().to_owned(),
            calendar: serde_json::to_value(calendar).unwrap_or_default(),
            templates: library.templates.len(),
            unreadable: library.unreadable.clone(),
            idle_minutes: limits.people.idle_ms / 60_000,
            attempts: limits.people.attempts,
            grace_days: limits.exchange.grace_ms / 86_400_000,
            export_alone: gridwork_model::export::ALONE,
        })
    })
    .await
    .map(Json)
}
