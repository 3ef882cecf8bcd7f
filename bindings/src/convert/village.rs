//! The village's views.

use gridwork_core as core;

use crate::records as ffi;

impl From<core::CellView> for ffi::CellView {
    fn from(view: core::CellView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name,
            village_id: view.village_id.to_string(),
            village: view.village,
            hamlets: view.hamlets,
            households: view.households,
            on_duty: view.on_duty,
        }
    }
}

impl From<core::HomeRow> for ffi::HomeRow {
    fn from(row: core::HomeRow) -> Self {
        Self {
            household: row.household.to_string(),
            hamlet: row.hamlet,
            people: row.people,
            count: row.count,
        }
    }
}

impl From<core::PostView> for ffi::PostView {
    fn from(view: core::PostView) -> Self {
        Self {
            id: view.id.to_string(),
            role: view.role,
            scope: view.scope,
            holder: view.holder,
            phone: view.phone,
            deputy: view.deputy,
            acting: view.acting,
            away_since: view.away_since.map(|day| day.to_string()),
            back: view.back.map(|day| day.to_string()),
            long_away: view.long_away,
            until: view.until.map(|day| day.to_string()),
            handover: view.handover.map(Into::into),
        }
    }
}

impl From<core::HandoverView> for ffi::HandoverView {
    fn from(view: core::HandoverView) -> Self {
        Self {
            to: view.to,
            on: view.on.to_string(),
            open_tasks: view.open_tasks,
            keys_revoked: view.keys_revoked,
            roster_removed: view.roster_removed,
        }
    }
}

impl From<core::ToVerify> for ffi::ToVerify {
    fn from(view: core::ToVerify) -> Self {
        Self {
            incident: view.incident.into(),
            finish_by: view.finish_by,
            handled_by: view.handled_by,
            result: view.result,
            photos: view.photos,
            barred: view.barred,
        }
    }
}

impl From<core::Count> for ffi::CountView {
    fn from(count: core::Count) -> Self {
        Self { words: count.words, holds: count.holds }
    }
}
