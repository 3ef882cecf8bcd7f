//! A device's table of grants: which streams it holds, by an index that is never given to another
//! stream. What is granted is decided by `model::audience`; this keeps the table in step with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use gridwork_model::audience::{granted, sealed_recipients};
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{Class, Moment, StreamId};
use gridwork_sync::limits::STREAMS;
use gridwork_sync::response::{Grant, Grants};

use crate::devices::{DeviceRecord, DeviceState, GrantRow, device, put_device};
use crate::directory::Standing;
use crate::journal::Record as Journalled;
use crate::storage::drawer::load_all;
use crate::storage::{Drawer, Reading};
use crate::{Done, Hub};

/// The day and the version of the directory for which tables were computed.
pub(crate) type Stood = (i64, u64);

fn stood(standing: &Standing, day: NaiveDate) -> Stood {
    (i64::from(day.num_days_from_ce()), standing.version)
}

impl Hub {
    /// Brings the tables of all devices in step with the directory of today. The grace of what is lost
    /// begins with the change, not when the device is heard of again: one that stays away for longer
    /// is judged as late as it is. The clock calls it with every tick; returns how many tables changed.
    pub(crate) fn grants_follow(&self, now: Moment) -> Done<usize> {
        let standing = self.standing();
        let today = stood(&standing, now.day());
        if *self.granted_for.lock() == Some(today) {
            return Ok(0);
        }
        let r = self.storage.reading()?;
        let mut behind = Vec::new();
        for mut known in load_all::<DeviceRecord>(&*r, Drawer::Devices, &[], usize::MAX >> 1)? {
            let active = known.state == DeviceState::Active;
            if active && self.regrant(&mut known, &standing, &*r, now)? {
                behind.push(known.number);
            }
        }
        drop(r);
        for number in &behind {
            let mut w = self.storage.writing()?;
            let Some(mut known) = device(&*w, *number)? else { continue };
            let rows = known.grants.len();
            if self.regrant(&mut known, &standing, &*w, now)? {
                self.note_granted(&known, rows)?;
                put_device(&mut *w, &known)?;
                w.commit()?;
            }
        }
        *self.granted_for.lock() = Some(today);
        Ok(behind.len())
    }

    /// Brings one table in step; returns whether it changed.
    pub(super) fn regrant(
        &self,
        device: &mut DeviceRecord,
        standing: &Standing,
        r: &dyn Reading,
        now: Moment,
    ) -> Done<bool> {
        let closed = closed_read(device);
        let grace = self.limits.exchange.grace_ms;
        let changed = refresh(device, standing, now.day(), grace, now);
        pass_on(device, &closed, r)?;
        Ok(changed)
    }

    /// Keeps in the journal which streams the indices from `rows` on mean, before anybody hears of it.
    pub(super) fn note_granted(&self, device: &DeviceRecord, rows: usize) -> Done<()> {
        match device.grants.get(rows..).filter(|rows| !rows.is_empty()) {
            None => Ok(()),
            Some(rows) => {
                let (device, rows) = (device.number, rows.to_vec());
                self.journal.append(&[Journalled::Granted { device, rows }])
            }
        }
    }
}

/// Brings the table in step with the directory; returns whether it changed.
fn refresh(
    device: &mut DeviceRecord,
    standing: &Standing,
    day: NaiveDate,
    grace_ms: i64,
    now: Moment,
) -> bool {
    let computed = stood(standing, day);
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
fn closed_read(device: &DeviceRecord) -> BTreeSet<StreamId> {
    let closed =
        |row: &&GrantRow| row.stream.class == Class::C4 && row.ended.is_none() && row.reads;
    device.grants.iter().filter(closed).map(|row| row.stream).collect()
}

/// Lets a device that read `before` and does not any more read to where those streams stand now.
fn pass_on(device: &mut DeviceRecord, before: &BTreeSet<StreamId>, r: &dyn Reading) -> Done<()> {
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
