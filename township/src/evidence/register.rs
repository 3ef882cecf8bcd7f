//! The officers' register as it stood at any time: what admission judges by, and what goes into a
//! bundle.

use gridwork_evidence::bundle::register::{OfficerVersion, Register};
use gridwork_model::directory::{DirectoryItem, kind};

use crate::Done;
use crate::directory::{Standing, history};
use crate::storage::Reading;

/// Every version of every officer's entry, with names and devices of those officers.
pub(crate) fn register(standing: &Standing, r: &(impl Reading + ?Sized)) -> Done<Register> {
    let mut register = Register::default();
    for item in standing.directory.of_kind(kind::OFFICER) {
        let DirectoryItem::Officer(officer) = item else { continue };
        for (_, at, body) in history(r, kind::OFFICER, officer.id)? {
            if let Ok(entry) = serde_json::from_slice(&body) {
                register.officers.push(OfficerVersion { at, entry });
            }
        }
        register.people.extend(standing.directory.staff(officer.person).cloned());
        register.devices.extend(standing.directory.devices_of(officer.person).cloned());
    }
    register.people.sort_unstable_by_key(|person| person.id);
    register.people.dedup_by_key(|person| person.id);
    register.devices.sort_unstable_by_key(|device| device.id);
    register.devices.dedup_by_key(|device| device.id);
    Ok(register)
}
