//! Logging in and out. A session is a random token in a cookie (only its hash is stored) and a second
//! token, derived from it, that a page must send with every change, so that a foreign page cannot.

use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_seal::{constant_time_eq, sha256};
use minicbor::{Decode, Encode};

use super::password::PasswordHash;
use super::{RoleAt, StaffRecord, by_login, password, put};
use crate::audit::{self, Actor, Record};
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub, HubError};

/// How much of its idle time a session may use before its record is written again.
const TOUCH_MS: i64 = 60_000;

/// What a successful log-in gives.
#[derive(Clone, Debug)]
pub struct Session {
    /// Goes into the cookie, hex.
    pub token: String,
    /// Goes into the `x-csrf` header of every change, hex; see `csrf_of`.
    pub csrf: String,
    /// Who logged in.
    pub caller: Caller,
    /// Whether nothing but a change of password is open.
    pub must_change: bool,
}

/// Who asks, as known from a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub person: Id,
    /// Name shown.
    pub name: String,
    /// Township, or [`Id::NIL`] for the county.
    pub org: Id,
    /// Roles with scopes.
    pub roles: Vec<RoleAt>,
}

impl Caller {
    /// The caller for the audit chain; `role` is the one acted in.
    pub fn actor(&self, role: Role) -> Actor {
        Actor::Person { person: self.person, role: role.number() }
    }

    /// Whether the caller has `role` at all.
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|at| at.role() == role)
    }

    /// The first role, for the audit chain when no particular one matters.
    pub fn first_role(&self) -> Role {
        self.roles.first().map_or(Role::Unknown, RoleAt::role)
    }
}

#[derive(Clone, Encode, Decode)]
struct SessionRecord {
    #[n(0)]
    org: Id,
    #[n(1)]
    person: Id,
    #[n(2)]
    began: Moment,
    #[n(3)]
    seen: Moment,
    #[n(4)]
    must_change: bool,
}

fn hash_of(token: &str) -> [u8; 32] {
    sha256(&[b"gridwork/session", token.as_bytes()])
}

/// The token of a page: derived from the one in the cookie, so that a page that is opened anew gets it
/// again from the hub, and nobody who lacks the cookie can know it.
fn csrf_of(token: &str) -> String {
    let hash = sha256(&[b"gridwork/csrf", token.as_bytes()]);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Ends every session of a person.
pub(super) fn end_all(w: &mut dyn Writing, person: &Id) -> Done<()> {
    for (at, value) in w.list(Drawer::Sessions, &[], None, usize::MAX >> 1)? {
        if decode::<SessionRecord>(&value)?.person == *person {
            w.remove(Drawer::Sessions, &at)?;
        }
    }
    Ok(())
}

impl Hub {
    /// Logs in. Wrong name and wrong password look and cost alike; after too many wrong passwords
    /// the log-in is locked for a while, told by [`HubError::Locked`].
    pub fn log_in(&self, login: &str, password: &str, now: Moment) -> Done<Session> {
        self.log_in_with(login, password, None, now)
    }

    /// The same with the code of a second factor; where one is wanted and none is given, the right
    /// password is answered with [`HubError::SecondFactor`].
    pub fn log_in_with(
        &self,
        login: &str,
        password: &str,
        code: Option<&str>,
        now: Moment,
    ) -> Done<Session> {
        if password.chars().count() > self.limits.people.password_chars_max {
            return Err(HubError::NotLoggedIn);
        }
        let found = by_login(&*self.storage.reading()?, login)?;
        if let Some(seconds) = found.as_ref().and_then(|record| locked_for(record, now)) {
            return Err(HubError::Locked { seconds });
        }
        let hash = match &found {
            Some(record) if !record.disabled => record.password.clone(),
            _ => PasswordHash::decoy(&self.limits.people),
        };
        let mut right = {
            let _turn = self.hashing.turn();
            hash.verify(password)
        };
        // The record is read again in the transaction: another attempt may have locked it meanwhile.
        let mut w = self.storage.writing()?;
        let Some(mut record) = by_login(&*w, login)? else {
            let entry = Record::done(now, Actor::Nobody, "login", Id::NIL, None).refused();
            audit::append(&mut *w, entry)?;
            w.commit()?;
            return Err(HubError::NotLoggedIn);
        };
        if let Some(seconds) = locked_for(&record, now) {
            return Err(HubError::Locked { seconds });
        }
        let entry = Record::done(now, Actor::Nobody, "login", record.org, Some(record.person));
        if right && !self.second_holds(&mut record, code, true, now)? {
            if code.is_none() {
                return Err(HubError::SecondFactor);
            }
            right = false;
        }
        if !right {
            record.failures += 1;
            if record.failures >= self.limits.people.attempts {
                record.failures = 0;
                record.locked_until = Some(now.plus_ms(self.limits.people.locked_ms));
            }
            put(&mut *w, &record)?;
            audit::append(&mut *w, entry.refused())?;
            w.commit()?;
            return Err(HubError::NotLoggedIn);
        }
        (record.failures, record.locked_until) = (0, None);
        put(&mut *w, &record)?;
        let session = self.begin(&mut *w, &record, now)?;
        // Who it was is known now; in which role, only once something is done.
        let role = record.roles.first().map_or(0, |at| at.role);
        let actor = Actor::Person { person: record.person, role };
        audit::append(&mut *w, audit::Record { actor, ..entry })?;
        w.commit()?;
        Ok(session)
    }

    fn begin(&self, w: &mut dyn Writing, record: &StaffRecord, now: Moment) -> Done<Session> {
        let token = self.random_hex();
        let csrf = csrf_of(&token);
        let stored = SessionRecord {
            org: record.org,
            person: record.person,
            began: now,
            seen: now,
            must_change: record.must_change,
        };
        store(w, Drawer::Sessions, &hash_of(&token), &stored)?;
        Ok(Session { token, csrf, caller: caller(record), must_change: record.must_change })
    }

    /// Who holds `token`; extends the session.
    pub fn caller(&self, token: &str, now: Moment) -> Done<Caller> {
        let (at, session) = self.session(token, now)?;
        if session.must_change {
            return Err(HubError::NotPermitted);
        }
        if now.0 - session.seen.0 > TOUCH_MS {
            let mut w = self.storage.writing()?;
            store(&mut *w, Drawer::Sessions, &at, &SessionRecord { seen: now, ..session.clone() })?;
            w.commit()?;
        }
        self.record(&session).map(|record| caller(&record))
    }

    /// A session as it began, for a page that is opened anew; open to one that must change its
    /// password.
    pub fn resume(&self, token: &str, now: Moment) -> Done<Session> {
        let (_, session) = self.session(token, now)?;
        let record = self.record(&session)?;
        Ok(Session {
            token: token.to_owned(),
            csrf: csrf_of(token),
            caller: caller(&record),
            must_change: session.must_change,
        })
    }

    /// Whether a session stands; asking does not prolong it.
    pub fn session_lives(&self, token: &str, now: Moment) -> bool {
        self.session(token, now).and_then(|(_, session)| self.record(&session)).is_ok()
    }

    fn session(&self, token: &str, now: Moment) -> Done<([u8; 32], SessionRecord)> {
        let at = hash_of(token);
        let r = self.storage.reading()?;
        let session: SessionRecord =
            load(&*r, Drawer::Sessions, &at)?.ok_or(HubError::NotLoggedIn)?;
        let limits = &self.limits.people;
        if now.0 - session.seen.0 > limits.idle_ms || now.0 - session.began.0 > limits.session_ms {
            return Err(HubError::NotLoggedIn);
        }
        Ok((at, session))
    }

    fn record(&self, session: &SessionRecord) -> Done<StaffRecord> {
        let at = key(&[session.org.as_bytes(), session.person.as_bytes()]);
        let record: Option<StaffRecord> = load(&*self.storage.reading()?, Drawer::Staff, &at)?;
        record.filter(|record| !record.disabled).ok_or(HubError::NotLoggedIn)
    }

    /// Checks that a change comes from the page that logged in.
    pub fn check_csrf(&self, token: &str, csrf: &str, now: Moment) -> Done<()> {
        self.session(token, now)?;
        if constant_time_eq(&hash_of(csrf), &hash_of(&csrf_of(token))) {
            Ok(())
        } else {
            Err(HubError::NotPermitted)
        }
    }

    /// Changes the caller's own password; every session ends and a new one begins.
    pub fn change_password(&self, token: &str, old: &str, new: &str, now: Moment) -> Done<Session> {
        let (_, session) = self.session(token, now)?;
        let mut record = self.record(&session)?;
        let right = {
            let _turn = self.hashing.turn();
            record.password.verify(old)
        };
        if !right || old == new {
            return Err(HubError::Invalid("password"));
        }
        password::acceptable(new, &record.login, &self.limits.people)?;
        record.password = self.hash_password(new)?;
        record.must_change = false;
        let mut w = self.storage.writing()?;
        self.put_log_in(&mut *w, &record)?;
        end_all(&mut *w, &record.person)?;
        let begun = self.begin(&mut *w, &record, now)?;
        let actor = begun.caller.actor(begun.caller.first_role());
        let entry = Record::done(now, actor, "password", record.org, Some(record.person));
        audit::append(&mut *w, entry)?;
        w.commit()?;
        Ok(begun)
    }

    /// Ends a session.
    pub fn log_out(&self, token: &str) -> Done<()> {
        let mut w = self.storage.writing()?;
        w.remove(Drawer::Sessions, &hash_of(token))?;
        Ok(w.commit()?)
    }

    /// Drops sessions that have ended by themselves.
    pub(crate) fn sweep_sessions(&self, w: &mut dyn Writing, now: Moment) -> Done<()> {
        let limits = &self.limits.people;
        for (at, value) in w.list(Drawer::Sessions, &[], None, usize::MAX >> 1)? {
            let session: SessionRecord = decode(&value)?;
            if now.0 - session.seen.0 > limits.idle_ms
                || now.0 - session.began.0 > limits.session_ms
            {
                w.remove(Drawer::Sessions, &at)?;
            }
        }
        Ok(())
    }
}

fn caller(record: &StaffRecord) -> Caller {
    Caller {
        person: record.person,
        name: record.name.clone(),
        org: record.org,
        roles: record.roles.clone(),
    }
}

fn locked_for(record: &StaffRecord, now: Moment) -> Option<i64> {
    let left = record.locked_until?.0 - now.0;
    (left > 0).then_some(left / 1000 + 1)
}
