//! 问回: those who wrote a field are asked which it is. The question reaches their phones with the table
//! of grants, whose version rises: a phone that has the version has the question.

use std::collections::BTreeSet;

use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use gridwork_sync::Order;
use gridwork_sync::limits::{ASKED, ASKED_CHARS};

use super::inbox::{self, InboxRecord};
use crate::audit::{self, Record};
use crate::devices::{DeviceRecord, DeviceState, device, put_device};
use crate::people::Caller;
use crate::storage::drawer::{decode, store};
use crate::storage::{Drawer, Reading};
use crate::{Done, Hub, HubError};

/// Most entries of the inbox looked through.
const LISTED: usize = 5_000;

/// What the words of a question are bound to.
fn binding(document: &Id) -> [&[u8]; 2] {
    [b"asked", document.as_bytes()]
}

impl Hub {
    /// Asks those who wrote the fields of a document that hold two values; `words` may be empty. Whom
    /// it is that was asked, and their telephones, [`Hub::explain`] tells.
    pub fn ask_back(&self, caller: &Caller, document: &Id, words: &str, now: Moment) -> Done<()> {
        let words = words.trim();
        if words.chars().count() > ASKED_CHARS || words.chars().any(char::is_control) {
            return Err(HubError::Invalid("words"));
        }
        let r = self.storage.reading()?;
        let (stream, found) = self.visible(&*r, caller, document, Action::Resolve, now)?;
        drop(r);
        let object = Object::of(stream.purpose);
        let role = self.permit(caller, Action::Resolve, object, stream.scope, now)?.role;
        let mut w = self.storage.writing()?;
        let row = w.entity(document)?.ok_or(HubError::NotFound("document"))?;
        let sealed = match words.is_empty() {
            true => Vec::new(),
            false => {
                let key = self.data_key(document, &row.data_key)?;
                key.seal(&mut **self.random.lock(), &binding(document), words.as_bytes())
            }
        };
        let mut asked = BTreeSet::new();
        for (at, record) in inbox::filed(&*w, row.org, document)? {
            let field = found.field(&record.path()).filter(|_| record.device.is_none());
            let held = field.map(|field| field.held).unwrap_or_default();
            let devices: BTreeSet<u32> =
                held.iter().map(|held| held.actor.device()).filter(|device| *device != 0).collect();
            let asked_of = devices.iter().copied().collect();
            asked.extend(devices);
            let asked_words = sealed.clone();
            let record = InboxRecord { asked: Some(now), asked_of, asked_words, ..record };
            store(&mut *w, Drawer::Conflicts, &at, &record)?;
        }
        for number in asked {
            let Some(found) = device(&*w, number)? else { continue };
            if found.state == DeviceState::Active {
                let grants_version = found.grants_version + 1;
                put_device(&mut *w, &DeviceRecord { grants_version, ..found })?;
            }
        }
        let record =
            Record::done(now, caller.actor(role), "conflict.ask", row.org, Some(*document));
        audit::append(&mut *w, record)?;
        Ok(w.commit()?)
    }

    /// All that a device is asked now, what was asked first before the rest.
    pub(crate) fn asked_of(&self, r: &dyn Reading, device: &DeviceRecord) -> Done<Vec<Order>> {
        let prefix: &[u8] = if device.org.is_nil() { &[] } else { device.org.as_bytes() };
        let mut asked = Vec::new();
        for (_, value) in r.list(Drawer::Conflicts, prefix, None, LISTED)? {
            let record: InboxRecord = decode(&value)?;
            if let Some(at) = record.asked.filter(|_| record.asked_of.contains(&device.number)) {
                asked.push((at, record));
            }
        }
        asked.sort_by_key(|(at, record)| (*at, record.document));
        asked.truncate(ASKED);
        let order = |(at, record): (Moment, InboxRecord)| {
            let words = self.asked_words(r, &record)?;
            let InboxRecord { document, member, field, .. } = record;
            Ok(Order::Asked { document, member, field, at, words })
        };
        asked.into_iter().map(order).collect()
    }

    /// What was said with a question.
    pub(super) fn asked_words(&self, r: &dyn Reading, record: &InboxRecord) -> Done<String> {
        if record.asked_words.is_empty() {
            return Ok(String::new());
        }
        let id = &record.document;
        let row = r.entity(id)?.ok_or(HubError::NotFound("document"))?;
        let key = self.data_key(id, &row.data_key)?;
        let plain = key.open(&binding(id), &record.asked_words)?;
        String::from_utf8(plain).map_err(|_| HubError::Invalid("stored words"))
    }
}
