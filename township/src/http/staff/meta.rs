//! What a page must know before anybody logs in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::config::Mode;
use crate::http::App;
use crate::http::problem::Problem;
use crate::settings::About;
use crate::{Done, Hub};

/// What this hub is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Meta {
    /// Training or production.
    pub mode: Mode,
    /// What every screen and print of a training hub shows: 练习; empty in production.
    pub banner: String,
    /// Whether the first administrator is still to be made with the set-up code.
    pub needs_setup: bool,
    /// Grows with each restore.
    pub epoch: u32,
    /// Version of the program.
    pub version: String,
    /// Who runs this, and where to complain.
    pub about: About,
}

/// What this hub is; open to everybody.
#[utoipa::path(get, path = "/api/v1/meta", tag = "session", responses((status = 200, body = Meta)))]
pub async fn meta(State(app): State<App>) -> Result<Json<Meta>, Problem> {
    app.work(|hub, _| meta_of(hub)).await.map(Json)
}

pub(super) fn meta_of(hub: &Hub) -> Done<Meta> {
    let identity = hub.identity();
    Ok(Meta {
        mode: identity.mode,
        banner: match identity.mode {
            Mode::Training => "练习".to_owned(),
            Mode::Production => String::new(),
        },
        needs_setup: hub.needs_set_up()?,
        epoch: identity.epoch,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        about: hub.about()?,
    })
}
