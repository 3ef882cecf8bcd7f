//! The merge inbox as a ledger: a line for each field, with what was written.

use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::words::field_word;
use gridwork_model::{Id, Moment, Value, mask};

use crate::people::Caller;
use crate::register::assemble;
use crate::{Done, Hub, HubError};

/// What stands for values that the caller reads masked.
const MASKED: &str = "＊＊＊";

/// A field that holds several values, or a change that came late.
pub(crate) struct ConflictLine {
    pub document: Id,
    pub cell: Id,
    pub hamlet: String,
    pub title: String,
    pub member: Option<Id>,
    pub member_name: String,
    pub field_word: String,
    pub values: Vec<String>,
    pub since: Moment,
    pub asked: Option<Moment>,
}

impl Hub {
    /// What waits in some cells for somebody to choose, oldest first. A list leaves the house: of each
    /// record only what the caller may settle and take out.
    pub(crate) fn conflict_lines(
        &self,
        caller: &Caller,
        cells: &[Id],
        now: Moment,
    ) -> Done<Vec<ConflictLine>> {
        let standing = self.standing();
        let r = self.storage.reading()?;
        let mut lines = Vec::new();
        for (id, records) in self.inbox_by_document(&*r, caller.org)? {
            let Some(found) = self.found(&*r, &id)? else { continue };
            if !cells.contains(&found.stream.scope) {
                continue;
            }
            let Some(masked) = self.settles(caller, &found, now)? else { continue };
            let object = Object::of(found.stream.purpose);
            match self.permit(caller, Action::Export, object, found.stream.scope, now) {
                Ok(_) => {}
                Err(HubError::NotPermitted | HubError::NotFound(_)) => continue,
                Err(error) => return Err(error),
            }
            let (title, hamlet) = self.title(&standing, &found, masked);
            let household = assemble(&found.document);
            for record in &records {
                let path = record.path();
                let late = record.device.is_some();
                let state = found.document.field(&path).filter(|_| !late);
                let word = |value: &Value| match masked {
                    true => MASKED.to_owned(),
                    false => self.value_in_words(&standing, &household, &path, value),
                };
                let held = state.iter().flat_map(|state| &state.held);
                let member = household.people.iter().find(|known| Some(known.id) == path.member);
                let name = member.and_then(|known| known.name.clone()).unwrap_or_default();
                lines.push(ConflictLine {
                    document: id,
                    cell: found.stream.scope,
                    hamlet: hamlet.clone(),
                    title: title.clone(),
                    member: path.member,
                    member_name: if masked { mask::name(&name) } else { name },
                    field_word: match late {
                        true => "改动来晚了".to_owned(),
                        false => field_word(&path).to_owned(),
                    },
                    values: held.map(|held| word(&held.value)).collect(),
                    since: record.since,
                    asked: record.asked,
                });
            }
        }
        lines.sort_by_key(|line| (line.since, line.document));
        Ok(lines)
    }
}
