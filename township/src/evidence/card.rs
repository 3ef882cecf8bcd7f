//! Officers' cards: a signing key on paper, made here, sealed under a pass-phrase, its public half in
//! the officer's entry of the register. The secret half is in no file of the hub.

use std::num::NonZeroU32;

use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use gridwork_seal::{SealError, SigningKey, card};

use crate::audit::Record;
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most cards of one officer: a lost one is followed by another.
const CARDS: usize = 5;

impl Hub {
    /// Makes a card for an officer whose certificate holds; the text is printed as a QR code and kept
    /// nowhere.
    pub fn make_card(&self, caller: &Caller, person: &Id, pass: &str, now: Moment) -> Done<String> {
        self.permit(caller, Action::Import, Object::Directory, caller.org, now)?;
        let standing = self.standing();
        let org = standing.org_of_person(person).ok_or(HubError::NotFound("officer"))?;
        let role = self.permit(caller, Action::Import, Object::Directory, org, now)?.role;
        let mut officer = standing
            .directory
            .officer(*person, now.day())
            .cloned()
            .ok_or(HubError::NotFound("officer"))?;
        if officer.keys.len() >= CARDS {
            return Err(HubError::Conflict("too many cards"));
        }
        let rounds = NonZeroU32::new(card::ITERATIONS).ok_or(HubError::Invalid("card"))?;
        let (text, key) = {
            let mut random = self.random.lock();
            let key = SigningKey::generate(&mut **random);
            let text = card::write(&mut **random, person.as_bytes(), &key, pass, rounds);
            (text, key.verifying())
        };
        let text = text.map_err(|error| match error {
            SealError::Length { .. } => HubError::Invalid("pass-phrase"),
            other => other.into(),
        })?;
        officer.keys.push(key_in_directory(key.as_bytes()));
        let by = caller.actor(role);
        self.put_directory(vec![officer.into()], by.clone(), now)?;
        self.note(Record::done(now, by, "officer.card", org, Some(*person)))?;
        Ok(text)
    }
}
