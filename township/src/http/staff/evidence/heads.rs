//! The daily tree heads of the log of evidence, for a sheet of their own (证据存证日报) and for whoever
//! keeps one. It is no duty report: nothing of the day's work is in it.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use gridwork_evidence::bundle::hex;
use gridwork_evidence::verify::fingerprint;
use gridwork_model::{Id, Moment};
use serde::Serialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Signed};
use crate::transparency::DailyHead;

/// A tree head, as it is printed and kept.
#[derive(Serialize, utoipa::ToSchema)]
pub struct HeadShown {
    /// The day it was signed on.
    #[schema(value_type = String)]
    pub day: NaiveDate,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// How many entries the log had.
    pub size: u64,
    /// Its Merkle tree hash, hexadecimal.
    pub root: String,
    /// The hub's public key, hexadecimal.
    pub key: String,
    /// Its fingerprint, as it is printed.
    pub fingerprint: String,
    /// What was signed, hexadecimal.
    pub message: String,
    /// The signature, hexadecimal.
    pub signature: String,
    /// Time stamps of authorities over what was signed, how many.
    pub stamps: usize,
}

/// The way from one head to the newest.
#[derive(Serialize, utoipa::ToSchema)]
pub struct HeadProof {
    /// The head asked for.
    pub earlier: HeadShown,
    /// The newest head.
    pub later: HeadShown,
    /// Hashes of the consistency proof (RFC 6962 §2.1.2), hexadecimal.
    pub path: Vec<String>,
}

impl From<&DailyHead> for HeadShown {
    fn from(daily: &DailyHead) -> HeadShown {
        let head = daily.signed.head();
        HeadShown {
            day: head.at.day(),
            at: head.at,
            size: head.size,
            root: hex(&head.root),
            key: hex(daily.key.as_bytes()),
            fingerprint: fingerprint(&daily.key),
            message: hex(&daily.signed.message()),
            signature: hex(daily.signed.signature().as_bytes()),
            stamps: daily.stamps.len(),
        }
    }
}

/// The daily tree heads, newest first, a year of them. They name nobody: whoever has a log-in may
/// see, print and keep them.
#[utoipa::path(get, path = "/api/v1/evidence/heads", tag = "evidence",
    responses((status = 200, body = Vec<HeadShown>), (status = 401, body = ProblemBody)))]
pub async fn list(State(app): State<App>, _: Signed) -> Result<Json<Vec<HeadShown>>, Problem> {
    app.work(|hub, _| Ok(hub.tree_heads()?.iter().map(HeadShown::from).collect())).await.map(Json)
}

/// The proof that the log only grew from the head of a day to the newest.
#[utoipa::path(get, path = "/api/v1/evidence/heads/{day}/proof", tag = "evidence",
    params(("day" = String, Path)),
    responses((status = 200, body = HeadProof), (status = 404, body = ProblemBody)))]
pub async fn proof(
    State(app): State<App>,
    _: Signed,
    At(day): At<NaiveDate>,
) -> Result<Json<HeadProof>, Problem> {
    app.work(move |hub, _| {
        let earlier = hub.tree_head_of(Moment::start_of(day))?;
        let heads = hub.tree_heads()?;
        let later = heads.first().unwrap_or(&earlier);
        let path = hub.consistency(earlier.signed.head(), later.signed.head())?;
        Ok(HeadProof {
            earlier: HeadShown::from(&earlier),
            later: HeadShown::from(later),
            path: path.iter().map(|hash| hex(hash)).collect(),
        })
    })
    .await
    .map(Json)
}

/// Where an entry of a set stands in the log.
#[derive(Serialize, utoipa::ToSchema)]
pub struct EntryProof {
    /// The entry.
    #[schema(value_type = String)]
    pub entry: Id,
    /// The device that said it; 0 for the hub.
    pub device: u32,
    /// When the hub took it, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Number of its leaf, from 0.
    pub index: u64,
    /// Its leaf, hexadecimal: SHA-256 of salt and entry.
    pub leaf: String,
    /// The salt, hexadecimal.
    pub salt: String,
    /// Hashes of the inclusion proof (RFC 6962 §2.1.1), hexadecimal.
    pub path: Vec<String>,
}

/// Where every entry of a set stands in the log.
#[derive(Serialize, utoipa::ToSchema)]
pub struct SetProofs {
    /// The head that the proofs are of, signed now.
    pub head: HeadShown,
    /// The entries, in the hub's order.
    pub entries: Vec<EntryProof>,
}

/// Where every entry of an evidence set stands in the log.
#[utoipa::path(get, path = "/api/v1/evidence/sets/{id}/proofs", tag = "evidence",
    params(("id" = String, Path)),
    responses((status = 200, body = SetProofs), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn of_set(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<SetProofs>, Problem> {
    app.work(move |hub, now| {
        let (head, proofs) = hub.set_proofs(&caller, &id, now)?;
        let entries = proofs.iter().map(|proof| EntryProof {
            entry: proof.entry,
            device: proof.device,
            at: proof.at,
            index: proof.inclusion.index,
            leaf: hex(&proof.leaf),
            salt: hex(&proof.inclusion.salt),
            path: proof.inclusion.path.iter().map(|hash| hex(hash)).collect(),
        });
        Ok(SetProofs { head: HeadShown::from(&head), entries: entries.collect() })
    })
    .await
    .map(Json)
}
