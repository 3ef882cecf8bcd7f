//! Incident numbers `{township9}-E-{yyyy}-{nnnnnn}`: one series a township and year, without gaps,
//! given at registration and never twice, not even by a hub restored from a backup.

use chrono::Datelike;
use gridwork_model::incident::EventNumber;
use gridwork_model::{Id, Moment};

use crate::directory::Standing;
use crate::journal::Record;
use crate::storage::drawer::{key, load, store};
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub, HubError};

/// Numbers are promised to the journal in blocks of so many.
const BLOCK: u32 = 32;

/// The next number of a township.
pub(crate) fn next(
    hub: &Hub,
    w: &mut dyn Writing,
    standing: &Standing,
    township: Id,
    now: Moment,
) -> Done<EventNumber> {
    let day = now.day();
    let code = standing
        .directory
        .unit(township)
        .and_then(|unit| unit.code(day))
        .ok_or(HubError::Invalid("township code"))?;
    let year = u16::try_from(day.year()).map_err(|_| HubError::Invalid("year"))?;
    let at = series(township, year);
    let serial = load::<u32>(w, Drawer::Series, &at)?.unwrap_or_default() + 1;
    if serial % BLOCK == 1 {
        let floor = u64::from(serial + BLOCK - 1);
        hub.journal.append(&[Record::SeriesFloor { series: at.clone(), floor }])?;
    }
    store(w, Drawer::Series, &at, &serial)?;
    EventNumber::new(code, year, serial).map_err(|_| HubError::Invalid("number"))
}

/// Key of the series of a township and year.
pub(crate) fn series(township: Id, year: u16) -> Vec<u8> {
    key(&[township.as_bytes(), b"E", &year.to_be_bytes()])
}
