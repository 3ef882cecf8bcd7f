//! Log-ins of staff: who may use the staff API, in which township and in which roles.
//!
//! A log-in binds a name and a password to a person of the directory. It acts in the roles given
//! here, each for one scope; what a role may do is decided by `model::permission` alone.
//! There is no default password: the first administrator is made with the one-time set-up code that
//! `init` prints.
//!
//! - [`called`]: what people are called
//! - [`password`]: how passwords are kept
//! - [`rights`]: what a caller may do
//! - [`second`]: the second factor
//! - [`session`]: logging in and out, lock-out

pub(crate) mod called;
pub mod password;
pub mod rights;
pub mod second;
pub mod session;

use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_seal::{constant_time_eq, sha256};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::audit::{self, Actor, Record};
use crate::journal::Record as Journalled;
use crate::storage::drawer::{decode, encode, key, load, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::{Done, Hub, HubError};
use password::PasswordHash;

pub use rights::Permitted;
pub use session::{Caller, Session};

/// Most log-ins listed at once; the county has about 300 civil servants.
const LISTED: usize = 2_000;

/// One role of a log-in, for one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, utoipa::ToSchema)]
pub struct RoleAt {
    /// Number of `permission::Role`.
    #[n(0)]
    pub role: u8,
    /// Township, village, office or post it holds for.
    #[n(1)]
    #[schema(value_type = String)]
    pub scope: Id,
}

impl RoleAt {
    /// The role.
    pub fn role(&self) -> Role {
        Role::from_number(self.role)
    }
}

/// A log-in as stored.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct StaffRecord {
    /// Township, or [`Id::NIL`] for the county.
    #[n(0)]
    pub org: Id,
    /// The person of the directory.
    #[n(1)]
    pub person: Id,
    /// Name typed at log-in.
    #[n(2)]
    pub login: String,
    /// Name shown.
    #[n(3)]
    pub name: String,
    /// Roles.
    #[n(4)]
    pub roles: Vec<RoleAt>,
    /// Hash of the password.
    #[n(5)]
    pub password: PasswordHash,
    /// Whether the password must be changed at the next log-in.
    #[n(6)]
    pub must_change: bool,
    /// Switched off.
    #[n(7)]
    pub disabled: bool,
    /// Wrong passwords in a row.
    #[n(8)]
    pub failures: u32,
    /// Locked until then.
    #[n(9)]
    pub locked_until: Option<Moment>,
    /// Second factor.
    #[n(10)]
    pub second: Option<second::Second>,
}

/// A log-in as shown to an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Staff {
    /// Township, or nil for the county.
    #[schema(value_type = String)]
    pub org: Id,
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name typed at log-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Role numbers and their scopes.
    pub roles: Vec<RoleAt>,
    /// Switched off.
    pub disabled: bool,
    /// Locked until then, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub locked_until: Option<Moment>,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
}

/// A log-in to be made.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// Township, or [`Id::NIL`] for the county.
    pub org: Id,
    /// The person; a new one if `None`.
    pub person: Option<Id>,
    /// Name typed at log-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Roles.
    pub roles: Vec<RoleAt>,
    /// First password, to be changed at the first log-in.
    pub password: String,
}

impl StaffRecord {
    fn shown(&self) -> Staff {
        Staff {
            org: self.org,
            person: self.person,
            login: self.login.clone(),
            name: self.name.clone(),
            roles: self.roles.clone(),
            disabled: self.disabled,
            locked_until: self.locked_until,
            second_factor: self.second.as_ref().is_some_and(|second| second.confirmed),
        }
    }

    pub(crate) fn key(&self) -> Vec<u8> {
        key(&[self.org.as_bytes(), self.person.as_bytes()])
    }
}

fn login_key(login: &str) -> Vec<u8> {
    login.trim().to_lowercase().into_bytes()
}

pub(crate) fn by_login(r: &dyn Reading, login: &str) -> Done<Option<StaffRecord>> {
    let Some(at) = r.get(Drawer::Logins, &login_key(login))? else { return Ok(None) };
    Ok(load(r, Drawer::Staff, &at)?)
}

pub(crate) fn put(w: &mut dyn Writing, record: &StaffRecord) -> Done<()> {
    store(w, Drawer::Staff, &record.key(), record)?;
    w.put(Drawer::Logins, &login_key(&record.login), &record.key())?;
    Ok(())
}

/// What sealed log-ins of the journal are bound to.
pub(crate) const STAFF: &[u8] = b"staff";

impl Hub {
    /// Puts a log-in that a restored hub must not forget: journalled before it is committed.
    pub(super) fn put_log_in(&self, w: &mut dyn Writing, record: &StaffRecord) -> Done<()> {
        let sealed = self.vault.seal_record(STAFF, &encode(record), &mut **self.random.lock());
        self.journal.append(&[Journalled::Staff { sealed }])?;
        put(w, record)
    }

    /// Makes the first administrator of the county with the one-time code that creation gave.
    pub fn set_up(&self, code: &str, login: &str, password: &str, now: Moment) -> Done<()> {
        self.check_pace("setup", now)?;
        let given = sha256(&[b"gridwork/setup", code.trim().to_uppercase().as_bytes()]);
        let mut w = self.storage.writing()?;
        let expected =
            w.get(Drawer::Meta, b"setup")?.ok_or(HubError::Conflict("set-up is done"))?;
        if !constant_time_eq(&given, &expected) {
            drop(w);
            self.slow_down("setup", now)?;
            return Err(HubError::NotLoggedIn);
        }
        let new = NewStaff {
            org: Id::NIL,
            person: None,
            login: login.to_owned(),
            name: "县管理员".to_owned(),
            roles: vec![RoleAt { role: Role::TownshipAdmin.number(), scope: Id::NIL }],
            password: password.to_owned(),
        };
        let mut record = self.new_record(&*w, &new, now)?;
        record.must_change = false;
        self.put_log_in(&mut *w, &record)?;
        w.remove(Drawer::Meta, b"setup")?;
        let actor = Actor::Person { person: record.person, role: Role::TownshipAdmin.number() };
        audit::append(&mut *w, Record::done(now, actor, "setup", Id::NIL, Some(record.person)))?;
        Ok(w.commit()?)
    }

    /// Makes a log-in.
    pub fn add_staff(&self, new: &NewStaff, by: Actor, now: Moment) -> Done<Id> {
        let mut w = self.storage.writing()?;
        let record = self.new_record(&*w, new, now)?;
        self.put_log_in(&mut *w, &record)?;
        let entry = Record::done(now, by, "user.add", record.org, Some(record.person));
        audit::append(&mut *w, entry)?;
        w.commit()?;
        Ok(record.person)
    }

    fn new_record(&self, r: &dyn Reading, new: &NewStaff, now: Moment) -> Done<StaffRecord> {
        let login = new.login.trim();
        if login.is_empty() || login.chars().count() > 40 || new.name.chars().count() > 40 {
            return Err(HubError::Invalid("log-in name"));
        }
        if r.get(Drawer::Logins, &login_key(login))?.is_some() {
            return Err(HubError::Conflict("the log-in name is taken"));
        }
        password::acceptable(&new.password, login, &self.limits.people)?;
        let password = self.hash_password(&new.password)?;
        Ok(StaffRecord {
            org: new.org,
            person: new.person.unwrap_or_else(|| self.new_id(now)),
            login: login.to_owned(),
            name: new.name.clone(),
            roles: new.roles.clone(),
            password,
            must_change: true,
            disabled: false,
            failures: 0,
            locked_until: None,
            second: None,
        })
    }

    /// Log-ins of one township, or of the county for [`Id::NIL`].
    pub fn staff(&self, org: Id) -> Done<Vec<Staff>> {
        let r = self.storage.reading()?;
        r.list(Drawer::Staff, org.as_bytes(), None, LISTED)?
            .iter()
            .map(|(_, value)| Ok(decode::<StaffRecord>(value)?.shown()))
            .collect()
    }

    /// Changes the roles of a log-in, or switches it off; its sessions end.
    pub fn change_staff(
        &self,
        org: Id,
        person: Id,
        roles: Option<Vec<RoleAt>>,
        disabled: Option<bool>,
        by: Actor,
        now: Moment,
    ) -> Done<()> {
        let mut w = self.storage.writing()?;
        let at = key(&[org.as_bytes(), person.as_bytes()]);
        let mut record: StaffRecord =
            load(&*w, Drawer::Staff, &at)?.ok_or(HubError::NotFound("log-in"))?;
        record.roles = roles.unwrap_or(record.roles);
        record.disabled = disabled.unwrap_or(record.disabled);
        self.put_log_in(&mut *w, &record)?;
        session::end_all(&mut *w, &record.person)?;
        audit::append(&mut *w, Record::done(now, by, "user.change", org, Some(person)))?;
        Ok(w.commit()?)
    }

    /// Gives a log-in a new first password, for somebody who forgot; unlocks it.
    pub fn reset_password(
        &self,
        org: Id,
        person: Id,
        password: &str,
        by: Actor,
        now: Moment,
    ) -> Done<()> {
        let mut w = self.storage.writing()?;
        let at = key(&[org.as_bytes(), person.as_bytes()]);
        let mut record: StaffRecord =
            load(&*w, Drawer::Staff, &at)?.ok_or(HubError::NotFound("log-in"))?;
        password::acceptable(password, &record.login, &self.limits.people)?;
        record.password = self.hash_password(password)?;
        (record.must_change, record.failures, record.locked_until) = (true, 0, None);
        self.put_log_in(&mut *w, &record)?;
        session::end_all(&mut *w, &record.person)?;
        audit::append(&mut *w, Record::done(now, by, "user.reset", org, Some(person)))?;
        Ok(w.commit()?)
    }

    pub(crate) fn hash_password(&self, password: &str) -> Done<PasswordHash> {
        let _turn = self.hashing.turn();
        PasswordHash::new(password, &self.limits.people, &mut **self.random.lock())
    }
}
