//! Who is logged in, what the roles may do at all, and what hub this is: all a page needs to decide
//! what it offers. What is really permitted is decided anew with every request.

use axum::Json;
use axum::extract::State;
use gridwork_model::permission::{Action, Decision, Object, Relation, allows};
use serde::Serialize;

use super::meta::{Meta, meta_of};
use super::session::{Who, who_is};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Token;
use crate::people::Caller;

/// One thing that may be done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Allowed {
    /// What.
    #[schema(value_type = String)]
    pub action: Action,
    /// How near it must be: the widest relation of any of the roles.
    #[schema(value_type = String)]
    pub within: Relation,
    /// Whether reading is of masked values there.
    pub masked: bool,
}

/// What may be done with one kind of data.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Right {
    /// The kind of data.
    #[schema(value_type = String)]
    pub object: Object,
    /// What it is called.
    pub word: String,
    /// What may be done; never empty.
    pub actions: Vec<Allowed>,
}

/// The caller, and the hub.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// Who.
    pub who: Who,
    /// To be sent in the header `x-csrf` with every change.
    pub csrf: String,
    /// Whether nothing but a change of password is open.
    pub must_change: bool,
    /// What the roles may do.
    pub rights: Vec<Right>,
    /// The hub.
    pub hub: Meta,
}

/// The best of the caller's roles for every kind of data, at its widest.
fn rights(caller: &Caller) -> Vec<Right> {
    let widest = |object: Object, action: Action| {
        // Relations are ordered from the nearest to the whole county.
        Relation::ALL.iter().rev().find_map(|within| {
            let decided = caller.roles.iter().map(|at| allows(at.role(), action, object, *within));
            let masked = match decided.max()? {
                Decision::Deny => return None,
                best => best == Decision::AllowMasked,
            };
            Some(Allowed { action, within: *within, masked })
        })
    };
    Object::ALL
        .into_iter()
        .map(|object| Right {
            object,
            word: object.word().to_owned(),
            actions: Action::ALL.iter().filter_map(|action| widest(object, *action)).collect(),
        })
        .filter(|right| !right.actions.is_empty())
        .collect()
}

/// Who is logged in and what for; answers a session that must change its password too.
#[utoipa::path(get, path = "/api/v1/me", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub async fn me(State(app): State<App>, Token(token): Token) -> Result<Json<Me>, Problem> {
    app.work(move |hub, now| {
        let session = hub.resume(&token, now)?;
        let caller = &session.caller;
        Ok(Me {
            who: who_is(hub, caller),
            must_change: session.must_change,
            rights: if session.must_change { Vec::new() } else { rights(caller) },
            csrf: session.csrf,
            hub: meta_of(hub)?,
        })
    })
    .await
    .map(Json)
}
