//! Acts on whole households said on phones: somebody founds one, two become one, one passes to another
//! cell.

use chrono::NaiveDate;
use gridwork_core::{Code, CoreError, SplitHousehold};
use gridwork_model::{Id, Purpose};

use super::work::Promise;
use crate::seeded::Seeded;
use crate::world::Phone;

/// How many households of a cell all phones and the desk work on, so that they meet.
pub(super) const DISPUTED: usize = 2;

/// One of the households that all work on, with its cell.
pub(super) fn disputed(phone: &Phone, chance: &mut Seeded) -> Result<(Id, Id), CoreError> {
    let roster = phone.core().inventory()?.into_iter();
    let roster = roster.filter(|holding| holding.stream.purpose == Purpose::Roster);
    let homes: Vec<(Id, Id)> =
        roster.map(|holding| (holding.entity, holding.stream.scope)).take(DISPUTED).collect();
    chance.pick(&homes).copied().ok_or(Code::NotFound.into())
}

/// A deed. `None`: there was nobody to do it with.
pub(super) fn act(
    phone: &Phone,
    index: usize,
    number: u32,
    chance: &mut Seeded,
) -> Result<Option<Promise>, CoreError> {
    let (from, cell) = disputed(phone, chance)?;
    let on = NaiveDate::from_ymd_opt(2026, 10, 8).ok_or(Code::BadValue)?;
    let core = phone.core();
    match chance.below(5) {
        0..=1 => {
            let people = core.household(from)?.members;
            let head = chance.pick(&people).ok_or(Code::NotFound)?.person;
            let hamlet = core.hamlets()?.into_iter().find(|hamlet| hamlet.cell == cell);
            let hamlet = hamlet.ok_or(Code::NotFound)?.id;
            let new = SplitHousehold { hamlet, address: format!("分{number}号"), head };
            let id = core.split_household(from, &[head], &new, on)?;
            Ok(Some(Promise::Split { phone: index, from, id, head }))
        }
        2..=3 => {
            let (into, _) = disputed(phone, chance)?;
            core.merge_households(from, into, on)?;
            Ok(Some(Promise::Moved { phone: index, from, to: into, person: None }))
        }
        _ => {
            let cells = core.inventory()?.into_iter();
            let cells = cells.filter(|holding| holding.stream.purpose == Purpose::Roster);
            let mut others = cells.map(|holding| holding.stream.scope).filter(|it| *it != cell);
            core.transfer_household(from, others.next().ok_or(Code::NotFound)?)?;
            Ok(None)
        }
    }
}
