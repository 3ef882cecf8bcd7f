//! Trusted time stamps (RFC 3161): the request that goes to an authority by whatever line there is, and
//! the token that comes back, attached as an addition once it was checked. The head of a day stands for
//! everything that was in the log by then; an original can be stamped by itself.

use gridwork_evidence::stamp::{self, StampError, Trust};
use gridwork_model::evidence::Step;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment, ledger};
use gridwork_seal::{Hash, sha256};
use serde::Serialize;

use super::ledger::opened;
use super::show::hex;
use crate::audit::{Actor, Record};
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Largest token that is kept, bytes: it is a step of a ledger, where it stamps an original.
const KEPT: usize = 12 << 10;

/// What a stamp is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamped {
    /// The signed head of the log on the day of a moment.
    Head(Moment),
    /// A file that a set names.
    File {
        /// The set.
        set: Id,
        /// SHA-256 of the file.
        file: Hash,
    },
}

/// A stamp that was attached.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StampShown {
    /// What it is over: SHA-256, hexadecimal.
    pub over: String,
    /// The time stamped, Unix milliseconds; none if its algorithms are not checked here.
    #[schema(value_type = Option<i64>)]
    pub at: Option<Moment>,
    /// The authority, by its certificate; empty if that is not known.
    pub authority: String,
    /// Whether it was checked and holds.
    pub holds: bool,
    /// What is known of it, in words.
    pub words: String,
}

impl StampShown {
    /// A token over a hash; an error for what is refused when it comes.
    fn of(token: &[u8], over: &Hash, anchors: &[Vec<u8>]) -> Result<StampShown, StampError> {
        let unread = |words: String| StampShown {
            over: hex(over),
            at: None,
            authority: String::new(),
            holds: false,
            words,
        };
        match stamp::check(token, over, anchors) {
            Ok(stamp) => Ok(StampShown {
                at: Some(stamp.at),
                authority: stamp.authority,
                holds: true,
                ..unread(match stamp.trust {
                    Trust::Anchored(anchor) => format!("时间戳成立，签发机构由{anchor}担保"),
                    Trust::Unknown => "时间戳成立，签发机构还没有信任的根证书可查".to_owned(),
                })
            }),
            Err(StampError::Unsupported(what)) => {
                Ok(unread(format!("时间戳已附上，所用算法（{what}）本程序不能核对")))
            }
            Err(error) => Err(error),
        }
    }

    /// A token that a set holds, checked once more.
    pub(super) fn kept((over, token): &(Hash, Vec<u8>)) -> StampShown {
        StampShown::of(token, over, &[]).unwrap_or_else(|_| StampShown {
            over: hex(over),
            at: None,
            authority: String::new(),
            holds: false,
            words: "时间戳不成立".to_owned(),
        })
    }
}

impl Hub {
    /// The request for a stamp (DER, `application/timestamp-query`), and the hash it is over.
    pub fn stamp_request(&self, what: &Stamped) -> Done<(Vec<u8>, Hash)> {
        let over = self.stamped(what)?;
        let mut nonce = [0; 8];
        self.random.lock().fill(&mut nonce);
        Ok((stamp::request(&over, &nonce), over))
    }

    /// Attaches the token, or the whole answer of the authority. What does not hold is refused and
    /// recorded; what only cannot be checked here (SM2) is kept and said to be so.
    pub fn attach_stamp(
        &self,
        what: &Stamped,
        token: &[u8],
        anchors: &[Vec<u8>],
        by: Actor,
        now: Moment,
    ) -> Done<StampShown> {
        let over = self.stamped(what)?;
        let (org, subject) = self.stamp_place(what)?;
        let checked = match token.len() {
            0..=KEPT => StampShown::of(token, &over, anchors),
            more => Err(StampError::TooLarge(more)),
        };
        let shown = match checked {
            Ok(shown) => shown,
            Err(error) => {
                let note = Record::done(now, by, "evidence.stamp", org, subject);
                self.note(note.with(error.to_string()).refused())?;
                return Err(refused(&error));
            }
        };
        match what {
            Stamped::Head(day) => self.stamp_head(*day, token)?,
            Stamped::File { set, .. } => {
                let step = Step::Stamp { over, token: token.to_vec() };
                self.say_in_set(set, &[step], now, |_| Ok(()))?;
            }
        }
        let note = Record::done(now, by, "evidence.stamp", org, subject);
        self.note(note.with(format!("over {}", shown.over)))?;
        Ok(shown)
    }

    /// Whether a caller may ask for stamps and attach them: whoever writes in a case of the office.
    pub(crate) fn permit_stamp(&self, caller: &Caller, what: &Stamped, now: Moment) -> Done<Actor> {
        let office = match what {
            Stamped::Head(_) => self.office_of(caller),
            Stamped::File { set, .. } => self.set_for(caller, set, Action::Write, now)?.office,
        };
        let role = self.permit(caller, Action::Write, Object::Case, office, now)?.role;
        Ok(caller.actor(role))
    }

    /// The hash that a stamp is over: of the file, or of the head as it is signed.
    fn stamped(&self, what: &Stamped) -> Done<Hash> {
        match what {
            Stamped::Head(day) => Ok(sha256(&[&self.tree_head_of(*day)?.signed.message()])),
            Stamped::File { set, file } => {
                let found = opened(self, &*self.storage.reading()?, set, ledger::kind::EVIDENCE)?;
                let set = found.ok_or(HubError::NotFound("evidence set"))?.set();
                let named = set.files().iter().any(|named| named.sha256 == *file);
                if named { Ok(*file) } else { Err(HubError::NotFound("file")) }
            }
        }
    }

    fn stamp_place(&self, what: &Stamped) -> Done<(Id, Option<Id>)> {
        match what {
            Stamped::Head(_) => Ok((Id::NIL, None)),
            Stamped::File { set, .. } => {
                let found = opened(self, &*self.storage.reading()?, set, ledger::kind::EVIDENCE)?;
                Ok((found.map_or(Id::NIL, |found| found.row.org), Some(*set)))
            }
        }
    }
}

fn refused(error: &StampError) -> HubError {
    match error {
        StampError::TooLarge(_) | StampError::Malformed(_) | StampError::Unsupported(_) => {
            HubError::Invalid("time stamp")
        }
        StampError::NotGranted => HubError::Conflict("the authority did not grant the stamp"),
        StampError::OtherHash => HubError::Conflict("the stamp is over something else"),
        StampError::Signature(_) | StampError::Certificate(_) => {
            HubError::Conflict("the stamp does not hold")
        }
    }
}
