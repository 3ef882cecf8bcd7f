//! The bundle of an evidence set, as an export: never without a second person.

use gridwork_evidence::bundle::Handout;
use gridwork_model::permission::{Action, Role};
use gridwork_model::{Id, Moment};

use super::{Content, ExportRecord, Made};
use crate::people::Caller;
use crate::{Done, Hub};

impl Hub {
    pub(super) fn fetch_bundle(
        &self,
        caller: &Caller,
        mut record: ExportRecord,
        set: &Id,
        role: Role,
        now: Moment,
    ) -> Done<Made> {
        let found = self.set_for(caller, set, Action::Export, now)?;
        let handout = Handout {
            at: now,
            by: record.by_name.clone(),
            second: record.decided_by.clone().unwrap_or_default(),
            purpose: record.purpose.clone(),
        };
        let file = self.write_bundle(set, &found, handout, now)?;
        record.fetched = Some(now);
        let detail = format!("evidence, set {set}");
        self.put_export(&record, "export.fetch", caller.actor(role), &detail, now)?;
        let name = format!("evidence-{}.zip", now.day());
        Ok(Made { name, media: "application/zip", content: Content::File(file) })
    }
}
