//! The exchange as the platform drives it: what to post next, and what came back.

use gridwork_document::codec::Mode;
use gridwork_model::Moment;
use gridwork_model::directory::DirectoryItem;
use gridwork_seal::Hash;
use gridwork_store::{Durability, Reader, StreamState, Tx};
use gridwork_sync::{
    BatchFrame, BatchVerdict, Cursor, Failure, PROTOCOL, Request, Response, SCHEMA, Unsent,
};

use crate::core::{Core, Inner, json, json_meta, meta, standing};
use crate::enrol::Enrolling;
use crate::http::{HttpOutcome, HttpRequest, SyncBudget};
use crate::identity::{Barred, Identity, Standing};
use crate::say::Speaker;
use crate::shared::DeviceShared;
use crate::{Code, CoreError, apply, carry, epoch, erased, files, outgoing, reseal};

/// The form of an answer that leaves nothing to context: [`Mode::Verbatim`].
const MOST_EXPLICIT: u8 = 2;

/// A request that was handed out.
pub(crate) struct Pending {
    pub id: u64,
    pub what: Waiting,
}

/// What its answer will be about.
pub(crate) enum Waiting {
    Enrolment(Box<Enrolling>),
    Exchange {
        hash: Hash,
        asked: Moment,
        batch: Option<u64>,
        mode: Mode,
        /// Whether what waits was held back, because the first download is not done.
        held: bool,
        /// Whether it goes by stick, so that the answer may be days old when it comes back.
        carried: bool,
        /// Whether it asks for the verdict alone, because another batch goes behind it.
        alone: bool,
    },
    Part(files::SentPart),
}

/// What an answer is checked against.
struct Asked {
    hash: Hash,
    asked: Moment,
    batch: Option<u64>,
    mode: Mode,
    carried: bool,
    alone: bool,
}

/// What an answer led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completed {
    /// Whether there is more to exchange at once: call `next_request` again.
    pub more: bool,
    /// What went wrong, if something did; nothing is lost by it.
    pub problem: Option<Code>,
    /// Entries of this device that the hub confirmed in this answer.
    pub received: u32,
    /// Entries of this device that came back as drafts.
    pub refused: u32,
}

impl Core {
    /// The next request to post, if there is a hub to post to. The state of the exchange is durable
    /// before this returns, so the process may die at any time.
    ///
    /// After a request with nothing more to say (`Completed::more` false) the caller waits for its
    /// own reason to call again: new entries, a better network, a push of a button.
    pub fn next_request(&self, budget: SyncBudget) -> Result<Option<HttpRequest>, CoreError> {
        let mut inner = self.inner()?;
        let identity = inner.identity()?.clone();
        let _unlocked = self.unlocked(&inner)?;
        if inner.part_turn {
            let part = match budget.files {
                true => {
                    files::next_part(self, &inner, &identity, budget.network).unwrap_or_default()
                }
                false => None,
            };
            if let Some((path, body, part)) = part {
                return Ok(Some(inner.hand_out(&identity, path, body, Waiting::Part(part))));
            }
        }
        // Files that may not go now do not keep the exchange from coming to an end.
        inner.files_rest = inner.part_turn;
        let resend = inner.batch_mode;
        let built = self
            .store
            .write(Durability::Full, |tx| build(tx, self, &inner, budget, resend, Way::Radio))?;
        let Some((body, waiting)) = built else { return Ok(None) };
        Ok(Some(inner.hand_out(&identity, "/v1/exchange".to_owned(), body, waiting)))
    }

    /// Takes what came back. Everything that follows from it is committed in one transaction.
    pub fn complete_request(&self, id: u64, outcome: HttpOutcome) -> Result<Completed, CoreError> {
        let mut inner = self.inner()?;
        let pending = match inner.pending.take() {
            Some(pending) if pending.id == id => pending,
            other => {
                inner.pending = other;
                return Err(CoreError::at(Code::NotFound, "request"));
            }
        };
        let _unlocked = self.unlocked(&inner)?;
        if let Waiting::Part(part) = &pending.what {
            // Until the hub says so nobody knows how much of it arrived, and a way that takes no
            // files keeps no words from going.
            (inner.part_turn, inner.begun) = (false, Some(part.unknown()));
        }
        let result = match outcome {
            HttpOutcome::Unreachable => {
                if let Waiting::Exchange { batch: Some(no), .. } = pending.what {
                    self.store.write(Durability::Rebuildable, |tx| {
                        tx.set_meta(meta::UNREACHED, &json(&no))
                    })?;
                }
                Ok(Completed::failed(Code::Busy))
            }
            HttpOutcome::Answer { status: 200, body } => match pending.what {
                Waiting::Enrolment(enrolling) => self.enrolled(&mut inner, &enrolling, &body),
                Waiting::Exchange { hash, asked, batch, mode, held, carried, alone } => {
                    let asked = Asked { hash, asked, batch, mode, carried, alone };
                    let done = self.exchanged(&mut inner, asked, &body);
                    // The download may be done now: then what was held back can be said.
                    done.map(|done| {
                        let more = done.more || (held && done.problem.is_none());
                        Completed { more, ..done }
                    })
                }
                Waiting::Part(part) => files::took_part(self, &mut inner, &part, &body),
            },
            // The transport's own words (too large, too many, stopping): later.
            HttpOutcome::Answer { .. } => Ok(Completed::failed(Code::Busy)),
        };
        let problem = match &result {
            Ok(completed) => completed.problem,
            Err(error) => Some(error.code),
        };
        self.note_problem(problem)?;
        result
    }

    /// Takes up the keys of all purposes for one call of the exchange: a screen that is locked and a
    /// lease that ran out hide from whoever holds the phone, and hold back nothing of what is said
    /// to the township. What may not be read on the screen is closed again with what this returns.
    pub(crate) fn unlocked(&self, inner: &Inner) -> Result<Unlocked<'_>, CoreError> {
        self.store.unlock_all()?;
        Ok(Unlocked { core: self, screen_locked: inner.screen_locked })
    }

    fn exchanged(
        &self,
        inner: &mut Inner,
        asked: Asked,
        body: &[u8],
    ) -> Result<Completed, CoreError> {
        let known = inner.identity()?.clone();
        let unverified = Response::parse(body, asked.asked)?;
        let orders = unverified.response.orders.clone();
        let (identity, (response, proof)) =
            match unverified.clone().verify(&known.online_key(), &asked.hash) {
                Ok(verified) => (known, verified),
                // A stick brings the answer to what another one asked.
                Err(_) if asked.carried && known.renewed(&orders).is_none() => {
                    return Err(Code::BundleOther.into());
                }
                // Another key may sign for the hub from now on, if the root certified it.
                Err(error) => {
                    let renewed = known.renewed(&orders).ok_or(error)?;
                    let verified = unverified.verify(&renewed.online_key(), &asked.hash)?;
                    (renewed, verified)
                }
            };
        if let Some(failure) = response.failure {
            return match failure {
                Failure::NoRoom | Failure::Busy | Failure::Internal => self.failed(failure),
                // The stick is late: what it was about has gone another way since.
                _ if asked.carried => Ok(Completed::failed(Code::WrongState)),
                _ => self.failed(failure),
            };
        }
        let Asked { hash, batch, mode, carried, alone, .. } = asked;
        let answer = apply::Answer { response: &response, batch, mode, carried, alone };
        let taken = self.store.write(Durability::Full, |tx| {
            let taken = apply::take(tx, self, &identity, answer, proof.clone())?;
            if let Some(app) = app_to_tell(tx)?.filter(|_| !carried) {
                tx.set_meta(meta::APP_TOLD, &json(&app))?;
            }
            if !response.more && !alone {
                erased::sweep(tx)?;
            }
            if carried {
                carry::taken(tx, &hash)?;
            }
            Ok::<_, CoreError>(taken)
        });
        let taken = match taken {
            Err(error) if error.code == Code::BadAnswer && !response.updates.is_empty() => {
                // It was signed by the hub and still does not fit here: ask more explicitly next
                // time, and say so; nothing of it was kept.
                let more = self.ask_more_explicitly()?;
                return Ok(Completed { more, ..Completed::failed(Code::BadAnswer) });
            }
            other => other?,
        };
        inner.batch_mode = taken.batch_mode;
        let directory = taken.directory;
        if !directory.is_empty() || inner.identity.as_ref() != Some(&identity) {
            self.learn(inner, |known| {
                known.identity = Some(identity);
                for (kind, id, body) in &directory {
                    match body {
                        Some(body) => known.directory.put(DirectoryItem::read(*kind, *id, body)),
                        None => drop(known.directory.remove(*kind, *id)),
                    }
                }
            });
        }
        let mut renamed = taken.renamed;
        // A hamlet may have another name.
        renamed.all_if(!directory.is_empty());
        self.names.lock().renamed(renamed);
        self.take_waiting(inner)?;
        let waiting = self.store.read(|r| r.waiting_count())?;
        if taken.barred == Some(Code::Revoked) {
            // The unsent work is offered batch by batch, each once; nothing else is to be had.
            let more = taken.quarantined && waiting.urgent + waiting.other > 0;
            inner.part_turn = false;
            return Ok(Completed { more, ..Completed::failed(Code::Revoked) });
        }
        // After a restored hub several batches are said again, one after the other.
        let judged = matches!(response.verdict, Some(BatchVerdict::Judged { .. }));
        let unanswered = judged && self.store.read(|r| r.pending_batch())?.is_some();
        let more = response.more
            || taken.again
            || unanswered
            || taken.batch_mode != Mode::Predicted
            || waiting.urgent + waiting.other > 0;
        inner.part_turn = !more && !inner.files_rest && files::wait(self, inner)?;
        let more = more || inner.part_turn;
        Ok(Completed {
            more,
            problem: taken.barred,
            received: taken.received,
            refused: taken.refused,
        })
    }

    fn failed(&self, failure: Failure) -> Result<Completed, CoreError> {
        let (barred, code) = match failure {
            // A signature the hub does not know is that of another device's key under this number.
            Failure::UnknownDevice | Failure::Stale | Failure::BadSignature => {
                (Some(Barred::EnrolAgain), Code::EnrolAgain)
            }
            Failure::Revoked => (Some(Barred::Revoked), Code::Revoked),
            Failure::TooOld => (None, Code::OldApp),
            Failure::NoRoom | Failure::Busy | Failure::Internal => (None, Code::Busy),
            Failure::Malformed => (None, Code::BadAnswer),
        };
        if let Some(barred) = barred {
            self.store.write(Durability::Full, |tx| {
                let mut standing = standing(tx)?;
                standing.barred = Some(barred);
                Ok::<_, CoreError>(tx.set_meta(meta::STANDING, &json(&standing))?)
            })?;
        }
        Ok(Completed::failed(code))
    }

    /// Whether there was a more explicit form left to ask for.
    fn ask_more_explicitly(&self) -> Result<bool, CoreError> {
        self.store.write(Durability::Full, |tx| {
            let mut standing = standing(tx)?;
            let left = standing.mode < MOST_EXPLICIT;
            standing.mode = (standing.mode + 1).min(MOST_EXPLICIT);
            tx.set_meta(meta::STANDING, &json(&standing))?;
            Ok(left)
        })
    }

    fn note_problem(&self, problem: Option<Code>) -> Result<(), CoreError> {
        self.store.write(Durability::Rebuildable, |tx| {
            match problem {
                Some(code) => tx.set_meta(meta::PROBLEM, code.as_str().as_bytes())?,
                None => tx.delete_meta(meta::PROBLEM)?,
            }
            Ok(tx.event(crate::project::event::SYNC, gridwork_model::Id::NIL)?)
        })
    }
}

/// Purposes that are open for a call of the exchange.
pub(crate) struct Unlocked<'a> {
    core: &'a Core,
    screen_locked: bool,
}

impl Drop for Unlocked<'_> {
    fn drop(&mut self) {
        // If what holds cannot be told apart, nothing stays open.
        if self.screen_locked || self.core.unlock().is_err() {
            self.core.store.lock();
        }
    }
}

impl Completed {
    pub(crate) fn failed(code: Code) -> Completed {
        Completed { problem: Some(code), ..Completed::default() }
    }
}

impl Inner {
    pub(crate) fn hand_out(
        &mut self,
        identity: &Identity,
        path: String,
        body: Vec<u8>,
        what: Waiting,
    ) -> HttpRequest {
        self.hand_out_to(identity.address.clone(), path, body, what)
    }

    pub(crate) fn hand_out_to(
        &mut self,
        address: String,
        path: String,
        body: Vec<u8>,
        what: Waiting,
    ) -> HttpRequest {
        let id = self.next_request;
        self.next_request += 1;
        self.pending = Some(Pending { id, what });
        HttpRequest { id, address, path, body }
    }
}

/// How a request goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Radio,
    /// On a stick, behind this batch (0: the first one): what waits goes in several at once.
    Stick(u64),
}

/// Builds one request and keeps what must survive a crash before it leaves.
///
/// Behind a batch whose verdict is not known here, others may go. Then it asks for the verdict alone,
/// under counter 0: entries that are told of a batch come behind its verdict, and what is asked of the
/// same cursors several times would be told several times.
pub(crate) fn build(
    tx: &mut Tx<'_>,
    core: &Core,
    inner: &Inner,
    budget: SyncBudget,
    resend: Mode,
    way: Way,
) -> Result<Option<(Vec<u8>, Waiting)>, CoreError> {
    let identity = inner.identity()?;
    reseal::pass_on(tx, core, inner, identity)?;
    let mut standing = standing(tx)?;
    if matches!(standing.barred, Some(Barred::EnrolAgain | Barred::Revoked)) {
        return Ok(None);
    }
    let held = epoch::downloading(tx, &standing)?;
    let batch = match held {
        true => None,
        false => outgoing::next(tx, identity, &mut standing, way.after())?,
    };
    if batch.is_some() {
        tx.delete_meta(meta::UNREACHED)?;
    }
    let alone = match &batch {
        Some((batch, _)) => goes_behind(tx, &standing, batch.no, way)?,
        None => false,
    };
    let counter = match alone {
        true => 0,
        false => {
            standing.counter += 1;
            standing.counter
        }
    };
    tx.set_meta(meta::STANDING, &json(&standing))?;
    let cursors: Vec<Cursor> = tx
        .streams()?
        .into_iter()
        .filter(|row| row.state != StreamState::Withdrawn)
        .map(|row| Cursor {
            index: row.index,
            number: row.cursor,
            page: (row.resume != 0).then_some(row.resume),
        })
        .collect();
    let framed = batch.as_ref().map(|(batch, _)| BatchFrame {
        no: batch.no,
        prev_check: [batch.prev[0], batch.prev[1], batch.prev[2], batch.prev[3]],
        mode: resend,
        point: Vec::new(),
        frame: batch.frame(identity.person, &DeviceShared::for_batch(tx, identity.device), resend),
    });
    let asked = core.env.wall();
    let request = Request {
        protocol: PROTOCOL,
        schema: SCHEMA,
        device: identity.device,
        counter,
        epoch: standing.epoch,
        time: asked,
        budget: budget.bytes.min((1 << 30) - 1),
        mode: mode_of(standing.mode),
        grants: standing.grants,
        cursors,
        unsent: unsent(tx)?,
        app: app_to_tell(tx)?,
        batch: framed,
    };
    let bytes = request.seal(&identity.signing_key(), batch.as_ref().map(|(_, hash)| hash));
    let waiting = Waiting::Exchange {
        hash: gridwork_seal::sha256(&[&bytes]),
        asked,
        batch: batch.map(|(batch, _)| batch.no),
        mode: resend,
        held,
        carried: false,
        alone,
    };
    Ok(Some((bytes, waiting)))
}

impl Way {
    fn after(self) -> u64 {
        match self {
            Way::Radio => 0,
            Way::Stick(after) => after,
        }
    }
}

/// Whether another batch goes behind this one without waiting for its verdict. After a restored hub
/// each is said again for itself: it is asked what became of the others' words in between.
fn goes_behind(r: &Reader<'_>, standing: &Standing, no: u64, way: Way) -> Result<bool, CoreError> {
    let pending = r.pending_batch_after(no)?.is_some();
    Ok(match way {
        Way::Radio => pending && !standing.settling,
        Way::Stick(_) => {
            let waiting = r.waiting_count()?;
            pending || waiting.urgent + waiting.other > 0
        }
    })
}

/// What the app calls itself, where the hub was told something else.
fn app_to_tell(tx: &Tx<'_>) -> Result<Option<String>, CoreError> {
    let told: Option<String> = json_meta(tx, meta::APP_TOLD)?;
    let app: Option<String> = json_meta(tx, meta::APP)?;
    Ok(app.filter(|app| told.as_ref() != Some(app)))
}

/// What stays here when the batch has gone.
fn unsent(tx: &Tx<'_>) -> Result<Unsent, CoreError> {
    let waiting = tx.waiting_count()?;
    let entries = u32::try_from(waiting.urgent + waiting.other).unwrap_or(u32::MAX);
    Ok(Unsent { entries, files: tx.files_waiting()? })
}

fn mode_of(number: u8) -> Mode {
    match number {
        0 => Mode::Predicted,
        1 => Mode::Explicit,
        _ => Mode::Verbatim,
    }
}

/// The speaker of what is said in answering.
pub(crate) fn speaker<'a>(
    core: &Core,
    identity: &'a Identity,
    standing: &'a Standing,
) -> Speaker<'a> {
    Speaker { identity, standing, at: core.env.wall() }
}
