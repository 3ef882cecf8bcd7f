//! The points that follow from what the entries mean: whose they are, what they sign, what they name.

use gridwork_model::{Id, LedgerEntry, Moment, ledger};

use super::check::{Checked, CheckedEntry};
use super::report::{Point, Report};
use crate::bundle::hex;
use crate::bundle::register::Register;

/// What the domains of everything signed as evidence begin with.
const DOMAINS: &str = "gridwork/evidence/";

pub(super) fn check(checked: &Checked, report: &mut Report) {
    let register: Register = serde_json::from_slice(&checked.directory).unwrap_or_default();
    let mut signed = 0;
    for it in &checked.entries {
        let entry: LedgerEntry = match minicbor::decode(&it.bytes) {
            Ok(entry) => entry,
            Err(_) => {
                report.fails(Point::Entry, it.file.clone());
                continue;
            }
        };
        if entry.kind != ledger::kind::EVIDENCE || entry.object != checked.manifest.set {
            report.fails(Point::Entry, format!("{} 属于别的证据集", it.file));
        }
        people(it, &entry, &register, report);
        for part in &it.signed {
            signed += 1;
            // What was signed must be evidence, and what the entry carries.
            if !part.domain.starts_with(DOMAINS) || !contains(&entry.body, &part.body) {
                report.fails(Point::Signed, part.file.clone());
            }
            match register.owner(&part.key) {
                Some(_) => {}
                None => report.unknown(Point::Keys, part.file.clone()),
            }
        }
    }
    report.holds(Point::Entry, format!("{} 条", checked.entries.len()));
    report.holds(Point::Keys, "");
    match signed {
        0 => report.unknown(Point::Signed, ""),
        count => report.holds(Point::Signed, format!("{count} 处")),
    }
    originals(checked, report);
}

/// Who said an entry: the holder of the device it came from, an officer at the time of the act.
fn people(it: &CheckedEntry, entry: &LedgerEntry, register: &Register, report: &mut Report) {
    if it.device == 0 {
        return;
    }
    match register.holder(it.device) {
        Some(holder) if holder != entry.person => report.fails(Point::Keys, it.file.clone()),
        Some(_) => {}
        None => report.unknown(Point::Keys, it.file.clone()),
    }
    let act = act(entry);
    match register.officer_at(&entry.person, act) {
        Some(officer) if officer.holds(act.day()) => {
            let place = format!("{} {}", named(register, &entry.person), officer.certificate);
            report.holds(Point::Officers, place);
        }
        Some(officer) => {
            let name = named(register, &entry.person);
            let place = format!("{} {name} {}", it.file, officer.certificate);
            report.fails(Point::Officers, place);
        }
        None => report.unknown(Point::Officers, it.file.clone()),
    }
}

/// The time of an act: from the satellites if there was a fix, else the device's clock.
fn act(entry: &LedgerEntry) -> Moment {
    entry.time.gnss.unwrap_or(entry.time.device)
}

fn named(register: &Register, person: &Id) -> String {
    match register.name(person) {
        "" => person.to_string(),
        name => name.to_owned(),
    }
}

/// Each original against the hashes of the manifest.
fn originals(checked: &Checked, report: &mut Report) {
    for it in &checked.manifest.originals {
        let holds = checked.originals.get(&it.file).is_some_and(|found| {
            hex(&found.sha256) == it.sha256 && hex(&found.sm3) == it.sm3 && found.bytes == it.bytes
        });
        if !holds {
            report.fails(Point::Original, it.file.clone());
        }
    }
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}
