//! Sealed records of class C4: the hub checks grant, size and recipient, numbers the envelope and
//! never opens it. It has no key that could.

use gridwork_model::audience::{Entity, audience};
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Class, Outcome, Refusal};
use gridwork_seal::sha256;
use gridwork_sync::SealedRecord;
use gridwork_sync::item::sealed_hash;
use gridwork_sync::limits::SEALED_BYTES;
use gridwork_sync::update::sealed_content;

use super::judge::{Accepted, Judge, Place};
use crate::Done;
use crate::storage::rows::kind;
use crate::streams::Said;

impl Judge<'_> {
    pub(super) fn sealed(
        &mut self,
        place: &Place<'_>,
        record: &SealedRecord,
    ) -> Done<(Outcome, Option<Accepted>)> {
        let refused = |refusal| Ok((Outcome::Refused(refusal), None));
        let stream = place.stream;
        let entity = Entity::Sealed { post: record.post, purpose: stream.purpose };
        let fits = stream.class == Class::C4
            && audience(&entity).is_ok_and(|streams| streams.contains(&stream));
        if !fits {
            return refused(Refusal::NotGranted);
        }
        if record.sealed.len() > SEALED_BYTES
            || record.sealed.first() != Some(&gridwork_seal::SUITE)
            || !self.is_key_of(record)
        {
            return refused(Refusal::Malformed);
        }
        if self.streams.w.entity(&record.id)?.is_some() {
            // The very same again, from a phone that was restored: the hub has it.
            let hash = sealed_hash(record);
            let said = self.streams.w.entries_of(&record.id)?;
            let same = said.iter().any(|stored| stored.hash == hash);
            return Ok((if same { Outcome::Accepted } else { Outcome::Ineffective }, None));
        }
        let object = Object::of(stream.purpose);
        if !self.decided
            && !self.rights.may(self.device, &stream, &[Action::Create, Action::Write], object)
        {
            return refused(Refusal::NotPermitted);
        }
        if !self.sealed.insert(record.id) {
            // Another one under its id would take its key, and nobody could read either.
            return Ok((Outcome::Ineffective, None));
        }
        Ok((Outcome::Accepted, Some(Accepted::Sealed)))
    }

    /// Whether the envelope names a key that a holder of the post has or had.
    fn is_key_of(&self, record: &SealedRecord) -> bool {
        let standing = self.rights.standing();
        let directory = &standing.directory;
        let holders = standing.ever_in_post(record.post);
        holders.into_iter().flat_map(|person| directory.devices_of(person)).any(|binding| {
            let key = binding.sealing_key.as_deref().and_then(key_bytes);
            key.is_some_and(|key| sha256(&[&key])[..8] == record.key[..])
        })
    }

    pub(super) fn write_sealed(&mut self, record: &SealedRecord, place: &Place<'_>) -> Done<()> {
        let org = self.rights.standing().org_of_post(record.post);
        let (row, key) = self.hub.new_entity(record.id, kind::SEALED, org, Class::C4, Vec::new());
        self.streams.w.put_entity(&row)?;
        let plain = minicbor::to_vec(record).unwrap_or_default();
        let said = Said {
            entity: record.id,
            kind: kind::SEALED,
            author: self.device.number,
            step: place.step,
            origin: place.stream,
            effective: true,
            at: self.now,
            hash: sealed_hash(record),
            salt: place.salt(),
            plain: &plain,
            content: sealed_content(self.device.number, record),
        };
        self.streams.say(&said, &key, &[place.stream])?;
        Ok(())
    }
}

/// The 32 bytes of a key written as suite byte and hexadecimal.
pub(crate) fn key_bytes(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_prefix("01").filter(|digits| digits.len() == 64)?;
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

/// A key as it is written in the directory.
pub(crate) fn key_text(key: &[u8; 32]) -> String {
    std::iter::once(&gridwork_seal::SUITE).chain(key).map(|byte| format!("{byte:02x}")).collect()
}
