//! The worker's own looks at unmasked values: what the access log says of this person, on this device.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_model::access::{Reason, Record};
use gridwork_model::{Class, Id, Purpose, StreamId, ledger, mask};
use gridwork_store::Reader;

use crate::CoreError;
use crate::core::Core;
use crate::project::{self, household, row};

/// One look at a masked value, by the person of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookView {
    /// Whose value.
    pub person: Id,
    /// The person's name, masked; empty where this device has the person no more.
    pub name: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why.
    pub reason: Reason,
    /// Names of the fields, such as `phone`.
    pub fields: Vec<String>,
}

/// Most looks of a page.
const PAGE: u32 = 200;

impl Core {
    /// A page of this person's own looks, the last one first. Names are masked: the list is about who
    /// looked, not about whom.
    pub fn own_looks(&self, offset: u32, limit: u32) -> Result<Vec<LookView>, CoreError> {
        let person = self.inner()?.identity()?.person;
        let log = StreamId::new(person, Class::C2, Purpose::AccessLog);
        self.store.read(|r| {
            let Some(stream) = r.streams()?.into_iter().find(|row| row.stream == log) else {
                return Ok(Vec::new());
            };
            let rows = r.ledger_in(stream.index, offset, limit.min(PAGE))?;
            let mut looks = Vec::new();
            for row in rows.iter().filter(|row| row.entry.kind == ledger::kind::ACCESS) {
                let Ok(Record { reason, fields, .. }) = Record::read(&row.entry.body) else {
                    continue;
                };
                looks.push(LookView {
                    person: row.entry.object,
                    name: String::new(),
                    at: row.entry.time.device.0,
                    reason,
                    fields,
                });
            }
            let names = names(r, looks.iter().map(|look| look.person).collect())?;
            for look in &mut looks {
                look.name = names.get(&look.person).cloned().unwrap_or_default();
            }
            Ok(looks)
        })
    }
}

/// The masked names of these people; whoever is on this device no more has none.
fn names(r: &Reader<'_>, people: BTreeSet<Id>) -> Result<BTreeMap<Id, String>, CoreError> {
    let mut names = BTreeMap::new();
    if people.is_empty() {
        return Ok(names);
    }
    r.each_row(row::HOUSEHOLD, |found| {
        let Ok(shown) = project::payload::<household::Household>(&found) else { return };
        for member in shown.members {
            if people.contains(&member.id) {
                names.insert(member.id, mask::name(&member.name));
            }
        }
    })?;
    Ok(names)
}
