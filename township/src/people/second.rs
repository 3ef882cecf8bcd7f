//! The second factor of a log-in (TOTP): begun, confirmed with a first code, asked for at every
//! log-in after, taken away by its owner with the password or by an administrator.

use gridwork_model::{Id, Moment};
use gridwork_seal::TotpSecret;
use minicbor::{Decode, Encode};
use serde::Serialize;

use super::{StaffRecord, put};
use crate::audit::{self, Actor, Record};
use crate::storage::Drawer;
use crate::storage::drawer::{key, load};
use crate::{Done, Hub, HubError};

/// Label of a sealed secret.
const LABEL: &[u8] = b"totp";

/// A second factor as stored with the log-in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Second {
    /// The secret, sealed under the rest key.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    sealed: Vec<u8>,
    /// Whether a first code has shown that the authenticator has it.
    #[n(1)]
    pub confirmed: bool,
    /// The last step used.
    #[n(2)]
    used: Option<i64>,
}

/// What an authenticator is set up with, shown once.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Offered {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as an address for a QR code.
    pub uri: String,
}

impl Hub {
    fn totp(&self, second: &Second) -> Done<TotpSecret> {
        let bytes = self.vault.open_record(LABEL, &second.sealed)?;
        TotpSecret::from_bytes(&bytes).ok_or(HubError::Invalid("stored secret"))
    }

    /// Begins a second factor for the caller; it counts once [`Hub::confirm_second`] has seen a code.
    pub fn offer_second(&self, token: &str, now: Moment) -> Done<Offered> {
        let session = self.resume(token, now)?;
        let secret = TotpSecret::generate(&mut **self.random.lock());
        let sealed = self.vault.seal_record(LABEL, secret.as_bytes(), &mut **self.random.lock());
        let mut w = self.storage.writing()?;
        let at = key(&[session.caller.org.as_bytes(), session.caller.person.as_bytes()]);
        let record: Option<StaffRecord> = load(&*w, Drawer::Staff, &at)?;
        let mut record = record.ok_or(HubError::NotLoggedIn)?;
        if record.second.as_ref().is_some_and(|second| second.confirmed) {
            return Err(HubError::Conflict("there is a second factor"));
        }
        record.second = Some(Second { sealed, confirmed: false, used: None });
        put(&mut *w, &record)?;
        w.commit()?;
        let secret = secret.to_base32();
        let uri =
            format!("otpauth://totp/gridwork:{}?secret={secret}&issuer=gridwork", record.person);
        Ok(Offered { secret, uri })
    }

    /// Confirms the second factor with a first code.
    pub fn confirm_second(&self, token: &str, code: &str, now: Moment) -> Done<()> {
        let session = self.resume(token, now)?;
        let place = format!("totp {}", session.caller.person);
        self.check_pace(&place, now)?;
        let mut w = self.storage.writing()?;
        let at = key(&[session.caller.org.as_bytes(), session.caller.person.as_bytes()]);
        let record: Option<StaffRecord> = load(&*w, Drawer::Staff, &at)?;
        let mut record = record.ok_or(HubError::NotLoggedIn)?;
        if !self.second_holds(&mut record, Some(code), false, now)? {
            drop(w);
            self.slow_down(&place, now)?;
            return Err(HubError::Invalid("code"));
        }
        if let Some(second) = &mut record.second {
            second.confirmed = true;
        }
        put(&mut *w, &record)?;
        let by = session.caller.actor(session.caller.first_role());
        let entry = Record::done(now, by, "user.second_factor", record.org, Some(record.person));
        audit::append(&mut *w, entry)?;
        Ok(w.commit()?)
    }

    /// Takes the caller's second factor away; needs the password.
    pub fn drop_second(&self, token: &str, password: &str, now: Moment) -> Done<()> {
        let session = self.resume(token, now)?;
        let place = format!("totp {}", session.caller.person);
        self.check_pace(&place, now)?;
        let at = key(&[session.caller.org.as_bytes(), session.caller.person.as_bytes()]);
        let record: Option<StaffRecord> = load(&*self.storage.reading()?, Drawer::Staff, &at)?;
        let record = record.ok_or(HubError::NotLoggedIn)?;
        let right = {
            let _turn = self.hashing.turn();
            record.password.verify(password)
        };
        if !right {
            self.slow_down(&place, now)?;
            return Err(HubError::Invalid("password"));
        }
        let by = session.caller.actor(session.caller.first_role());
        self.reset_second(record.org, record.person, by, now)
    }

    /// Takes the second factor of a log-in away, for somebody who lost the phone.
    pub fn reset_second(&self, org: Id, person: Id, by: Actor, now: Moment) -> Done<()> {
        let mut w = self.storage.writing()?;
        let at = key(&[org.as_bytes(), person.as_bytes()]);
        let record: Option<StaffRecord> = load(&*w, Drawer::Staff, &at)?;
        let mut record = record.ok_or(HubError::NotFound("log-in"))?;
        record.second = None;
        put(&mut *w, &record)?;
        let entry = Record::done(now, by, "user.second_factor_off", org, Some(person));
        audit::append(&mut *w, entry)?;
        Ok(w.commit()?)
    }

    /// Whether a code fits; a log-in without a second factor needs none. A code that fits is used up.
    pub(super) fn second_holds(
        &self,
        record: &mut StaffRecord,
        code: Option<&str>,
        confirmed_only: bool,
        now: Moment,
    ) -> Done<bool> {
        let Some(second) = &record.second else { return Ok(confirmed_only) };
        if confirmed_only && !second.confirmed {
            return Ok(true);
        }
        let secret = self.totp(second)?;
        let step = code.and_then(|code| secret.check(code, now.0 / 1_000, second.used));
        if let (Some(step), Some(second)) = (step, &mut record.second) {
            second.used = Some(step);
        }
        Ok(step.is_some())
    }
}
