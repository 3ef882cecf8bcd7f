//! The bundle of an evidence set, as an export: never without a second person.

use gridwork_evidence::bundle::Handout;
use gridwork_model::permission::{Action, Role};
use gridwork_model::{Id, Moment};

use super::{Content, ExportRecord, Made};
use crate::audit::Record;
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
        let file = match self.write_bundle(set, &found, handout, now) {
            Ok(file) => file,
            Err(error) => {
                // That an original no longer is what was captured is a fact about the evidence.
                let by = caller.actor(role);
                let noted = Record::done(
                    now,
                    by,
                    "export.fetch",
                    self.standing().org_of(record.place),
                    Some(*set),
                );
                self.note(noted.with(error.to_string()).refused())?;
                return Err(error);
            }
        };
        record.fetched = Some(now);
        let detail = format!("evidence, set {set}");
        self.put_export(&record, "export.fetch", caller.actor(role), &detail, now)?;
        let name = self.file_name(&format!("evidence-{}", now.day()), "zip");
        Ok(Made { name, media: "application/zip", content: Content::File(file) })
    }
}
