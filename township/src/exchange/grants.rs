//! A device's table of grants: which streams it holds, by an index that is never given to another
//! stream. What is granted is decided by `model::audience`; this keeps the table in step with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use gridwork_model::audience::{granted, sealed_recipients};
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{Class, Moment, StreamId};
use gridwork_sync::limits::STREAMS;
use gridwork_sync::response::{Grant, Grants};

use crate::Done;
use crate::devices::{DeviceRecord, GrantRow};
use crate::directory::Standing;
use crate::storage::Reading;

/// Brings the table in step with the directory; returns whether it changed.
pub(crate) fn refresh(
    device: &mut DeviceRecord,
    standing: &Standing,
    day: NaiveDate,
    grace_ms: i64,
    now: Moment,
) -> bool {
    let computed = (i64::from(day.num_days_from_ce()), standing.version);
    if device.standing == computed {
        return false;
    }
    device.standing = computed;
    let wanted = wanted(device, standing, day);
    let mut changed = false;
    for row in &mut device.grants {
        match wanted.get(&row.stream) {
            Some((reads, grounds)) => {
                changed |= row.ended.is_some() || row.reads != *reads;
                (row.ended, row.reads) = (None, *reads);
                row.grounds.clone_from(grounds);
            }
            None if row.ended.is_none() => {
                (row.ended, row.grace_until) = (Some(now), now.plus_ms(grace_ms));
                changed = true;
            }
            None => {}
        }
    }
    let known: BTreeSet<StreamId> = device.grants.iter().map(|row| row.stream).collect();
    for (stream, (reads, grounds)) in wanted {
        if known.contains(&stream) {
            continue;
        }
        let Ok(index) = u8::try_from(device.grants.len()) else {
            tracing::warn!(device = device.number, "the table of grants is full");
            break;
        };
        device.grants.push(GrantRow {
            index,
            stream,
            ended: None,
            grace_until: now,
            reads,
            grounds,
            upto: None,
        });
        changed = true;
    }
    if changed {
        device.grants_version += 1;
    }
    changed
}

/// The closed streams that a device reads.
pub(crate) fn closed_read(device: &DeviceRecord) -> BTreeSet<StreamId> {
    let closed =
        |row: &&GrantRow| row.stream.class == Class::C4 && row.ended.is_none() && row.reads;
    device.grants.iter().filter(closed).map(|row| row.stream).collect()
}

/// Lets a device that read `before` and does not any more read to where those streams stand now.
pub(crate) fn pass_on(
    device: &mut DeviceRecord,
    before: &BTreeSet<StreamId>,
    r: &dyn Reading,
) -> Done<()> {
    for row in device.grants.iter_mut().filter(|row| before.contains(&row.stream)) {
        row.upto = match row.ended.is_none() && !row.reads {
            true => r.head(&row.stream)?.map(|head| head.number),
            false => None,
        };
    }
    Ok(())
}

type Wanted = BTreeMap<StreamId, (bool, Vec<(u8, u8)>)>;

fn wanted(device: &DeviceRecord, standing: &Standing, day: NaiveDate) -> Wanted {
    let mut wanted = Wanted::new();
    for grant in granted(device.person, day, &standing.directory) {
        let (reads, grounds) = wanted.entry(grant.stream).or_default();
        *reads = true;
        grounds.push((grant.role.number(), grant.relation as u8));
    }
    for stream in sealed_recipients(device.person, day, &standing.directory) {
        wanted.entry(stream).or_default();
    }
    if wanted.len() > STREAMS {
        tracing::warn!(
            device = device.number,
            streams = wanted.len(),
            "more streams than a table holds"
        );
        let last = wanted.keys().nth(STREAMS).copied();
        if let Some(last) = last {
            wanted.split_off(&last);
        }
    }
    wanted
}

/// The table as it travels: active rows only.
pub(crate) fn table(device: &DeviceRecord) -> Grants {
    let table = device
        .grants
        .iter()
        .filter(|row| row.ended.is_none())
        .map(|row| Grant { index: row.index, stream: row.stream })
        .collect();
    Grants { version: device.grants_version, table }
}

/// The grounds of a row as relations by role.
pub(crate) fn relations_of(row: &GrantRow) -> BTreeMap<Role, BTreeSet<Relation>> {
    let mut found: BTreeMap<Role, BTreeSet<Relation>> = BTreeMap::new();
    for (role, relation) in &row.grounds {
        let relation = Relation::ALL.into_iter().find(|known| *known as u8 == *relation);
        found
            .entry(Role::from_number(*role))
            .or_default()
            .extend(relation.into_iter().chain([Relation::County]));
    }
    found
}
