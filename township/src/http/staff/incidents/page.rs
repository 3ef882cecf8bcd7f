//! Pages of the desk's list. What is asked is answered from what is kept of each incident; only the
//! rows of the page are drawn up, with their words and names.

use std::cmp::Reverse;

use gridwork_model::incident::{Awaited, Nearness, State as Stands};
use gridwork_model::{Id, Moment};

use super::{Counts, DueWhen, Order, Which};
use crate::desk::board::Kept;
use crate::directory::Standing;
use crate::{Done, HubError};

/// Where an incident stands in the list; also what a cursor says.
pub(super) type Place = (bool, bool, i64, Reverse<i64>, Id);

impl Order {
    pub(super) fn place(self, kept: &Kept) -> Place {
        let summary = &kept.summary;
        let newest = Reverse(summary.reported_at.map_or(i64::MIN, |at| at.0));
        let id = summary.id.unwrap_or(Id::NIL);
        let due = kept.due.filter(|due| due.what != Awaited::Wake);
        let due = due.map_or(i64::MAX, |due| due.at.0);
        match self {
            Order::Urgent => (summary.over, !is_urgent(kept), due, newest, id),
            Order::Newest => (false, false, 0, newest, id),
        }
    }
}

/// The cursor of a place: it stays right when incidents before it come, go or move.
pub(super) fn cursor(place: &Place) -> String {
    let (over, calm, due, Reverse(newest), id) = place;
    format!("{}.{}.{due}.{newest}.{id}", u8::from(*over), u8::from(*calm))
}

/// The place a cursor names.
pub(super) fn place_of(cursor: &str) -> Done<Place> {
    let invalid = || HubError::Invalid("cursor");
    let mut parts = cursor.splitn(5, '.');
    let mut part = || parts.next().ok_or_else(invalid);
    let flag = |text: &str| match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(invalid()),
    };
    let (over, calm) = (flag(part()?)?, flag(part()?)?);
    let due = part()?.parse().map_err(|_| invalid())?;
    let newest = part()?.parse().map_err(|_| invalid())?;
    let id = part()?.parse().map_err(|_| invalid())?;
    Ok((over, calm, due, Reverse(newest), id))
}

fn is_urgent(kept: &Kept) -> bool {
    kept.urgent && !kept.summary.over
}

impl DueWhen {
    fn fits(self, kept: &Kept, now: Moment) -> bool {
        kept.due.is_some_and(|due| match self {
            DueWhen::Today => due.at.day() == now.day() && due.nearness(now) != Nearness::Late,
            DueWhen::Late => due.nearness(now) == Nearness::Late,
        })
    }
}

impl Counts {
    pub(super) fn add(&mut self, kept: &Kept, now: Moment) {
        if kept.summary.over {
            return;
        }
        self.open += 1;
        self.urgent += usize::from(is_urgent(kept));
        let untaken = kept.summary.state == Stands::Reported.word();
        self.untaken += usize::from(untaken);
        self.urgent_untaken += usize::from(untaken && is_urgent(kept));
        self.to_verify += usize::from(kept.summary.state == Stands::ToVerify.word());
        self.due_today += usize::from(DueWhen::Today.fits(kept, now));
        self.late += usize::from(DueWhen::Late.fits(kept, now));
    }
}

impl Which {
    /// Whether an incident is asked for. The words of a masked one are never looked into.
    pub(super) fn fits(&self, kept: &Kept, masked: bool, standing: &Standing, now: Moment) -> bool {
        fn same<T: PartialEq>(asked: &Option<T>, has: Option<&T>) -> bool {
            asked.as_ref().is_none_or(|asked| has == Some(asked))
        }
        let incident = &kept.summary;
        let text = |text: &String| {
            let directory = &standing.directory;
            let cell = incident.cell.and_then(|cell| directory.cell(cell));
            let hamlet = kept.hamlet.and_then(|hamlet| directory.hamlet(hamlet));
            let words = (!masked).then_some(incident.words.as_str());
            let places = [
                incident.number.as_deref(),
                words,
                cell.map(|cell| cell.name.as_str()),
                hamlet.map(|hamlet| hamlet.name.as_str()),
            ];
            places.into_iter().flatten().any(|place| place.contains(text.as_str()))
        };
        !(self.open && incident.over)
            && same(&self.state, Some(&incident.state))
            && same(&self.grade, incident.grade.as_ref())
            && same(&self.category, incident.category.as_ref())
            && same(&self.cell, incident.cell.as_ref())
            && same(&self.unit, incident.unit.as_ref())
            && (!self.urgent || is_urgent(kept))
            && same(&self.awaits, kept.due.as_ref().map(|due| &due.what))
            && self.due.is_none_or(|due| due.fits(kept, now))
            && self.text.as_ref().is_none_or(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_says_its_place_and_nothing_else_is_one() {
        let place = (false, true, i64::MAX, Reverse(-5), Id::from_bytes([7; 16]));
        assert_eq!(place_of(&cursor(&place)).unwrap(), place);
        for other in ["", "0.1", "2.0.1.1.x", "0.0.x.1.00000000-0000-0000-0000-000000000000"] {
            assert!(place_of(other).is_err(), "{other}");
        }
    }
}
