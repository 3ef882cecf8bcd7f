//! The points that follow from what the entries mean. The set is folded anew from the entries, each
//! step judged by the model as phone and hub judged it; what they should have refused is shown.

use std::collections::BTreeSet;

use gridwork_model::evidence::{
    Body, Doubt, EvidenceSet, FileName, Method, Refused, SetState, SignedRecord, Step,
};
use gridwork_model::{Id, LedgerEntry, ledger};

use super::check::{Checked, CheckedEntry};
use super::report::{Point, Report};
use crate::bundle::hex;
use crate::bundle::register::Register;
use crate::chain;

pub(super) fn check(checked: &Checked, report: &mut Report) {
    let register: Register = serde_json::from_slice(&checked.directory).unwrap_or_default();
    let mut set = EvidenceSet::default();
    let mut signed = 0;
    for it in &checked.entries {
        let Some((entry, step)) = read(it, checked.manifest.set, report) else { continue };
        match step {
            Step::Signed(record) => {
                signed += 1;
                act(it, &entry, &record, &mut set, &register, report);
            }
            step => {
                let judged = set.judge_step(&entry.person, &step, it.device == 0);
                match judged {
                    Ok(()) => set.apply(&step, entry.time.device),
                    Err(why) => {
                        report.fails(point_of(why), format!("{}：{}", it.file, why.words()))
                    }
                }
                if !it.signed.is_empty() {
                    report.fails(Point::Signed, it.file.clone());
                }
            }
        }
    }
    report.holds(Point::Entry, format!("{} 条", checked.entries.len()));
    report.holds(Point::Step, "");
    match signed {
        0 => report.unknown(Point::Signed, ""),
        count => report.holds(Point::Signed, format!("{count} 处")),
    }
    standing(&set, &register, report);
    items(&set, report);
    records(&set, report);
    originals(checked, &set.files(), report);
}

fn read(it: &CheckedEntry, set: Id, report: &mut Report) -> Option<(LedgerEntry, Step)> {
    let entry: LedgerEntry = match minicbor::decode(&it.bytes) {
        Ok(entry) => entry,
        Err(_) => {
            report.fails(Point::Entry, it.file.clone());
            return None;
        }
    };
    if entry.kind != ledger::kind::EVIDENCE || entry.object != set {
        report.fails(Point::Entry, format!("{} 属于别的证据集", it.file));
        return None;
    }
    match Step::of(&entry) {
        Ok(step) => Some((entry, step)),
        Err(_) => {
            // A newer version may know a step that this one does not.
            report.unknown(Point::Entry, it.file.clone());
            None
        }
    }
}

/// A signed record: its signature, the file of it, and whether the model lets it in.
fn act(
    it: &CheckedEntry,
    entry: &LedgerEntry,
    record: &SignedRecord,
    set: &mut EvidenceSet,
    register: &Register,
    report: &mut Report,
) {
    let beside = match it.signed.as_slice() {
        [part] => {
            part.domain == record.domain.name()
                && part.body == record.body
                && *part.key.as_bytes() == record.key
        }
        _ => false,
    };
    if !beside {
        report.fails(Point::Signed, it.file.clone());
    }
    let act = match chain::check(record) {
        Ok(act) => act,
        Err(_) => return report.fails(Point::Signed, it.file.clone()),
    };
    if it.device != 0 {
        match register.holder(it.device) {
            Some(holder) if holder != entry.person => report.fails(Point::Keys, it.file.clone()),
            Some(_) => {}
            None => report.unknown(Point::Keys, it.file.clone()),
        }
    }
    match set.judge(&entry.object, &entry.person, &act, register) {
        Ok(()) => {}
        Err(Refused::NoOfficer) if register.officers.is_empty() => {
            report.unknown(Point::Officers, it.file.clone());
        }
        Err(why) => {
            let place = format!("{}：{}", it.file, why.words());
            report.fails(point_of(why), place);
            // A second officer who is the first, a hand-over out of its line: not taken in.
            if !matches!(act.body, Body::Capture(_) | Body::Record(_)) {
                return;
            }
        }
    }
    set.act(act);
}

/// Which point a refusal of the model belongs to.
const fn point_of(why: Refused) -> Point {
    match why {
        Refused::NoOfficer | Refused::CertificateLapsed => Point::Officers,
        Refused::ForeignKey => Point::Keys,
        Refused::SamePerson | Refused::OtherOpening | Refused::NotOfTheSet => Point::Set,
        Refused::CustodyOrder | Refused::OtherContent => Point::Custody,
        Refused::OtherRecord => Point::Signed,
        Refused::SameFile => Point::Method,
        Refused::OutOfPlace | Refused::Closed | Refused::HubsAlone | Refused::TooMany => {
            Point::Step
        }
    }
}

/// The set as a whole: both officers, with what their entries in the register say.
fn standing(set: &EvidenceSet, register: &Register, report: &mut Report) {
    match set.state() {
        SetState::NotStanding => report.fails(Point::Set, set.state().word()),
        SetState::Closed if set.confirmation.is_none() => {
            report.fails(Point::Set, SetState::NotStanding.word());
        }
        SetState::Standing | SetState::Closed => {
            let names: Vec<String> =
                set.officers().iter().map(|person| named(register, person)).collect();
            report.holds(Point::Set, names.join("、"));
        }
    }
    if register.officers.is_empty() {
        report.unknown(Point::Officers, "");
    } else {
        report.holds(Point::Officers, "");
    }
    report.holds(Point::Keys, "");
}

fn named(register: &Register, person: &Id) -> String {
    match register.name(person) {
        "" => person.to_string(),
        name => name.to_owned(),
    }
}

/// What must be said of each item.
fn items(set: &EvidenceSet, report: &mut Report) {
    let (mut handed, mut imports) = (0, Vec::new());
    for item in &set.items {
        let capture = &item.capture.value;
        handed += item.custody.len();
        if matches!(capture.method, Method::Import { .. }) {
            imports.push(capture.title.clone());
        }
        for doubt in &item.doubts {
            let place = format!("{}：{}", capture.title, doubt.words());
            match doubt {
                Doubt::Broken | Doubt::Forked => report.fails(Point::Chain, place),
                Doubt::Gap { .. } => report.unknown(Point::Chain, place),
                Doubt::ClockBack | Doubt::ClockOff { .. } => report.fails(Point::Clock, place),
                Doubt::ClockAlone => report.unknown(Point::Clock, place),
                Doubt::MockPosition => report.fails(Point::Position, place),
                Doubt::Missing(_) => report.unknown(Point::Form, place),
                Doubt::Mismatch => report.fails(Point::Original, place),
                // Said at the point of the method below.
                Doubt::Imported => {}
            }
        }
    }
    if set.items.is_empty() {
        return;
    }
    for point in [Point::Chain, Point::Clock, Point::Position, Point::Form] {
        report.holds(point, "");
    }
    match handed {
        0 => report.unknown(Point::Custody, ""),
        count => report.holds(Point::Custody, format!("{count} 次交接")),
    }
    let imports = match imports.is_empty() {
        true => "没有导入的文件".to_owned(),
        false => format!("导入：{}", imports.join("、")),
    };
    report.holds(Point::Method, imports);
}

/// What the last version of each record lacks, the other officer's signature among it.
fn records(set: &EvidenceSet, report: &mut Report) {
    let mut count = 0;
    for record in set.last_records() {
        count += 1;
        let lacks = set.record_missing(record);
        if !lacks.is_empty() {
            let (title, party) = (record.value.kind.word(), &record.value.party);
            report.unknown(Point::Records, format!("{title}，{party}，缺：{}", lacks.join("、")));
        }
    }
    if count > 0 {
        report.holds(Point::Records, format!("{count} 份"));
    }
}

/// Each original against the hashes that were signed when it was captured.
fn originals(checked: &Checked, named: &[FileName], report: &mut Report) {
    let mut there = BTreeSet::new();
    for it in &checked.manifest.originals {
        let wanted = named.iter().find(|name| hex(&name.sha256) == it.sha256);
        let found = checked.originals.get(&it.file);
        let holds = wanted.zip(found).is_some_and(|(wanted, found)| {
            (wanted.sha256, wanted.sm3, wanted.bytes) == (found.sha256, found.sm3, found.bytes)
                && hex(&found.sm3) == it.sm3
        });
        match holds {
            true => drop(there.insert(it.sha256.clone())),
            false => report.fails(Point::Original, it.file.clone()),
        }
    }
    for name in named.iter().filter(|name| !there.contains(&hex(&name.sha256))) {
        report.unknown(Point::Original, hex(&name.sha256));
    }
    report.holds(Point::Original, format!("{} 件", there.len()));
}
