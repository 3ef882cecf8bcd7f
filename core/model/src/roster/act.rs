//! Acts that concern several households at once. One entry names the whole act, so that a person
//! sees one verdict, and so that nobody is left in two households or in none.

use minicbor::{Decode, Encode};

use crate::body::{self, BodyError};
use crate::{Id, LedgerEntry, limits};

/// Why people move between households.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum MoveReason {
    /// 婚嫁.
    #[n(1)]
    Marriage,
    /// 分户.
    #[n(2)]
    Split,
    /// 投靠: an elder or child joins relatives.
    #[n(3)]
    JoinsRelatives,
    /// 记错户.
    #[n(4)]
    Mistake,
    /// 搬家.
    #[n(5)]
    Relocation,
}

/// A household and the cell it lies in, so that the audience of an act needs no look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(map)]
pub struct At {
    /// The household.
    #[n(0)]
    pub household: Id,
    /// Its cell.
    #[n(1)]
    pub cell: Id,
}

/// One act, the body of a ledger entry of kind [`ROSTER`](crate::ledger::kind::ROSTER); the entry's
/// object is the household acted on first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub enum Act {
    /// 转户: people leave one household and go on in another under the same ids.
    #[n(1)]
    Move {
        /// From.
        #[n(0)]
        from: At,
        /// To.
        #[n(1)]
        to: At,
        /// Who.
        #[n(2)]
        people: Vec<Id>,
        /// Why.
        #[n(3)]
        reason: MoveReason,
    },
    /// 并户: a household goes on in another; its id stays as an alias, and late changes to it go to
    /// the merge inbox.
    #[n(2)]
    Merge {
        /// The household that ends.
        #[n(0)]
        from: At,
        /// The household that goes on.
        #[n(1)]
        into: At,
    },
    /// 分户: people found a household of their own.
    #[n(3)]
    Split {
        /// From.
        #[n(0)]
        from: At,
        /// The new household.
        #[n(1)]
        new: At,
        /// Who.
        #[n(2)]
        people: Vec<Id>,
    },
    /// 划转: a household passes to another cell as it is.
    #[n(4)]
    Transfer {
        /// The household, in the cell it leaves.
        #[n(0)]
        from: At,
        /// The cell it comes to.
        #[n(1)]
        cell: Id,
    },
    /// 同一人: two ids turned out to be one person. A person decides, never an equal id number.
    #[n(5)]
    SamePerson {
        /// Where both are, or where the id that goes on is.
        #[n(0)]
        at: At,
        /// The id that ends as an alias.
        #[n(1)]
        from: Id,
        /// The id that goes on.
        #[n(2)]
        into: Id,
    },
}

impl Act {
    /// The bytes for [`LedgerEntry::body`].
    pub fn to_body(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads and validates a body.
    pub fn read(bytes: &[u8]) -> Result<Act, BodyError> {
        let act: Act = body::read(bytes)?;
        act.validate()?;
        Ok(act)
    }

    /// Reads the act of an entry and checks that it is about the entry's own object.
    pub fn of(entry: &LedgerEntry) -> Result<Act, BodyError> {
        if entry.kind != crate::ledger::kind::ROSTER {
            return Err(BodyError::Malformed);
        }
        let act = Act::read(&entry.body)?;
        if act.object() == entry.object { Ok(act) } else { Err(BodyError::Range("the object")) }
    }

    /// Whether the act is one: two different households, somebody who moves, nobody twice.
    pub fn validate(&self) -> Result<(), BodyError> {
        let differ = |a: Id, b: Id| if a == b { Err(BodyError::Range("the act")) } else { Ok(()) };
        match self {
            Act::Move { from, to, people, .. } | Act::Split { from, new: to, people } => {
                differ(from.household, to.household)?;
                let different: std::collections::BTreeSet<_> = people.iter().collect();
                let fits = (1..=limits::MOVED_PEOPLE).contains(&people.len());
                if fits && different.len() == people.len() {
                    Ok(())
                } else {
                    Err(BodyError::Count("the people"))
                }
            }
            Act::Merge { from, into } => differ(from.household, into.household),
            Act::Transfer { from, cell } => differ(from.cell, *cell),
            Act::SamePerson { from, into, .. } => differ(*from, *into),
        }
    }

    /// The household acted on first: the object of the entry.
    pub fn object(&self) -> Id {
        match self {
            Act::Move { from, .. }
            | Act::Merge { from, .. }
            | Act::Split { from, .. }
            | Act::Transfer { from, .. } => from.household,
            Act::SamePerson { at, .. } => at.household,
        }
    }

    /// The household documents that the act writes.
    pub fn households(&self) -> Vec<Id> {
        match self {
            Act::Move { from, to, .. } => vec![from.household, to.household],
            Act::Merge { from, into } => vec![from.household, into.household],
            Act::Split { from, new, .. } => vec![from.household, new.household],
            Act::Transfer { from, .. } => vec![from.household],
            Act::SamePerson { at, .. } => vec![at.household],
        }
    }

    /// The cells concerned, each once: the audience of the entry.
    pub fn cells(&self) -> Vec<Id> {
        let mut cells = match self {
            Act::Move { from, to, .. } => vec![from.cell, to.cell],
            Act::Merge { from, into } => vec![from.cell, into.cell],
            Act::Split { from, new, .. } => vec![from.cell, new.cell],
            Act::Transfer { from, cell } => vec![from.cell, *cell],
            Act::SamePerson { at, .. } => vec![at.cell],
        };
        cells.sort();
        cells.dedup();
        cells
    }

    /// What it is called.
    pub const fn zh(&self) -> &'static str {
        match self {
            Act::Move { .. } => "转户",
            Act::Merge { .. } => "并户",
            Act::Split { .. } => "分户",
            Act::Transfer { .. } => "划给别的网格",
            Act::SamePerson { .. } => "认作同一人",
        }
    }

    /// The alias the act makes: this id is from now on that one.
    pub fn alias(&self) -> Option<(Id, Id)> {
        match self {
            Act::Merge { from, into } => Some((from.household, into.household)),
            Act::SamePerson { from, into, .. } => Some((*from, *into)),
            Act::Move { .. } | Act::Split { .. } | Act::Transfer { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 16])
    }

    fn at(household: u8, cell: u8) -> At {
        At { household: id(household), cell: id(cell) }
    }

    fn acts() -> Vec<Act> {
        vec![
            Act::Move {
                from: at(1, 20),
                to: at(2, 21),
                people: vec![id(30), id(31)],
                reason: MoveReason::Marriage,
            },
            Act::Merge { from: at(1, 20), into: at(2, 20) },
            Act::Split { from: at(1, 20), new: at(3, 20), people: vec![id(30)] },
            Act::Transfer { from: at(1, 20), cell: id(21) },
            Act::SamePerson { at: at(1, 20), from: id(30), into: id(31) },
        ]
    }

    #[test]
    fn acts_survive_their_bodies_and_name_whom_they_concern() {
        for act in acts() {
            assert_eq!(Act::read(&act.to_body()).unwrap(), act);
            assert_eq!(act.object(), id(1));
            assert!(act.households().contains(&id(1)) && act.cells().contains(&id(20)));
            let trailing = [act.to_body(), vec![0]].concat();
            assert_eq!(Act::read(&trailing), Err(BodyError::Trailing(1)));
        }
        assert_eq!(acts()[1].alias(), Some((id(1), id(2))));
        assert_eq!(acts()[1].cells(), [id(20)]);
    }

    #[test]
    fn acts_on_nobody_or_on_one_household_are_refused() {
        for act in [
            Act::Merge { from: at(1, 20), into: at(1, 20) },
            Act::Split { from: at(1, 20), new: at(3, 20), people: Vec::new() },
            Act::Split { from: at(1, 20), new: at(3, 20), people: vec![id(30), id(30)] },
            Act::Transfer { from: at(1, 20), cell: id(20) },
            Act::SamePerson { at: at(1, 20), from: id(30), into: id(30) },
            Act::Split {
                from: at(1, 20),
                new: at(3, 20),
                people: (0..41).map(|n| id(100 + n)).collect(),
            },
        ] {
            assert!(Act::read(&act.to_body()).is_err(), "{act:?}");
        }
    }
}
