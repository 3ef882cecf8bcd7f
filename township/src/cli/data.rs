//! `erase` and `export`.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use gridwork_model::Id;
use serde_json::json;

use super::args::{Erase, Export};
use super::open::Place;
use super::{Failure, find};
use crate::audit::{Actor, Record};
use crate::erase::Subject;
use crate::{HubError, clock};

pub(super) fn erase(place: &Place, what: &Erase, out: &mut dyn Write) -> Result<(), Failure> {
    if !what.yes {
        return Err(Failure::Usage("what is erased cannot be brought back; say --yes to go on"));
    }
    let held = place.open()?;
    let subject = match (what.record, what.household, what.person) {
        (Some(record), ..) => Subject::Record(record),
        (None, Some(household), Some(person)) => Subject::Person { household, person },
        (None, Some(household), None) => Subject::Household(household),
        (None, None, _) => return Err(Failure::Usage("say what is erased")),
    };
    let certificate = held.hub.erase(subject, &what.basis, Actor::Operator, clock::now())?;
    let text = serde_json::to_string_pretty(&certificate).map_err(std::io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}

/// Writes the directory of a township, or of the county, as JSON that only the owner may read.
pub(super) fn export(place: &Place, what: &Export, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let (hub, now) = (&held.hub, clock::now());
    let standing = hub.standing();
    let directory = &standing.directory;
    let org = match &what.org {
        Some(text) => find::place(directory, text, now.day())?,
        None => Id::NIL,
    };
    let mut items = Vec::new();
    for item in directory.items().filter(|item| standing.owner_of(item) == org) {
        let body: serde_json::Value =
            serde_json::from_slice(&item.body()).map_err(|_| HubError::Invalid("item"))?;
        items.push(json!({ "kind": item.kind(), "id": item.id(), "body": body }));
    }
    let text = serde_json::to_vec_pretty(&items).map_err(std::io::Error::from)?;
    let io = |source| Failure::Io { what: "export file", source };
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&what.to).map_err(io)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(io)?;
    let record = Record::done(now, Actor::Operator, "export", org, None);
    hub.note(record.with(format!("{} directory items", items.len())))?;
    writeln!(out, "已导出机构网格岗位 {} 条", items.len())?;
    Ok(())
}
