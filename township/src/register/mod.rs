//! The roster in memory: who lives where, found by name, sound, nickname or hamlet at the scale of the
//! county. Built once from the stored documents and kept up by every commit that touches one.
//!
//! It holds personal values in clear, as the process does that opens the documents anyway; it is
//! written nowhere and gone with the process.
//!
//! - [`add`]: a household or a person entered at the office
//! - [`input`]: how a field is written
//! - [`search`]: who answers what was typed, in which order
//! - [`list`]: pages of households and people, masked by right
//! - [`record`]: one household in full: who wrote what, corrections, 本人信息查询
//! - [`places`]: what has a point, for the map
//! - [`twins`]: records that may be of one household or one person
//! - [`homes`]: two households that are one; [`needs`]: what goes along with their people, and
//!   [`following`] where a phone said so

pub mod add;
mod following;
pub mod homes;
pub mod input;
pub mod list;
mod needs;
pub mod places;
pub mod record;
mod search;
pub mod twins;

use std::collections::{BTreeSet, HashMap};

use gridwork_document::Document;
use gridwork_model::name::Names;
use gridwork_model::roster::{Household, Person};
use gridwork_model::{DocumentKind, Founding, Id};

use self::places::Site;
use crate::admission::read_document;
use crate::changes::Stale;
use crate::storage::EntityRow;
use crate::storage::rows::kind;
use crate::{Done, Hub, HubError};

/// Entities looked at in one go.
const SCANNED: usize = 2_000;

/// A household as kept.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// The document it stands in now.
    pub document: Id,
    pub org: Id,
    pub cell: Id,
    pub household: Household,
}

impl House {
    /// Name of the head, empty if nobody is known.
    pub(crate) fn head(&self) -> &str {
        self.household.head_person().and_then(|head| head.name.as_deref()).unwrap_or_default()
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        self.household.present()
    }

    /// What it is listed by in its cell.
    fn order(&self) -> (Option<Id>, &str, Id) {
        (self.household.hamlet, self.head(), self.household.id)
    }

    fn listed(&self) -> (Option<Id>, String, Id) {
        let (hamlet, head, id) = self.order();
        (hamlet, head.to_owned(), id)
    }

    /// Every writing by which the household is found, with which of its people bears it; none does
    /// where the house itself is called so.
    fn writings(&self) -> impl Iterator<Item = (&str, Option<u32>)> {
        let names = (0..).zip(self.people()).flat_map(|(at, person)| {
            let writings = [&person.name, &person.alias, &person.nickname].into_iter();
            writings.filter_map(Option::as_deref).map(move |text| (text, Some(at)))
        });
        names.chain(self.household.nickname.as_deref().map(|text| (text, None)))
    }
}

/// A household, and which of its people in their order; none stands for the house itself.
type Bearer = (Id, Option<u32>);

/// Households of a cell, in the order in which they are listed.
#[derive(Default)]
struct CellList {
    order: BTreeSet<(Option<Id>, String, Id)>,
    people: usize,
}

/// The roster.
#[derive(Default)]
pub(crate) struct Register {
    houses: HashMap<Id, House>,
    names: Names<Bearer>,
    cells: HashMap<Id, CellList>,
    hamlets: HashMap<Id, BTreeSet<Id>>,
    sites: HashMap<Id, Site>,
    /// Households that ended; nobody finds them, but what was aimed at them has to go on somewhere.
    ended: HashMap<Id, House>,
}

impl Register {
    pub(crate) fn house(&self, id: &Id) -> Option<&House> {
        self.houses.get(id)
    }

    pub(crate) fn houses(&self) -> impl Iterator<Item = &House> {
        self.houses.values()
    }

    /// Households that left or went on in another.
    pub(crate) fn ended(&self) -> impl Iterator<Item = &House> {
        self.ended.values()
    }

    /// The household in which one that ended goes on; `None` if it has not ended, or in none.
    pub(crate) fn goes_on(&self, ended: &Id) -> Option<&House> {
        let mut at = *ended;
        // Whoever goes on may have ended too; a chain longer than all that ended is none.
        for _ in 0..=self.ended.len() {
            at = self.ended.get(&at)?.household.merged_into?;
            if let Some(house) = self.houses.get(&at) {
                return Some(house);
            }
        }
        None
    }

    /// Places that have a point.
    pub(crate) fn sites(&self) -> impl Iterator<Item = (&Id, &Site)> {
        self.sites.iter()
    }

    /// Households and people of a cell now.
    pub(crate) fn counts(&self, cell: &Id) -> (usize, usize) {
        self.cells.get(cell).map_or((0, 0), |list| (list.order.len(), list.people))
    }

    /// Households of a cell in the order in which they are listed.
    pub(crate) fn of_cell(&self, cell: &Id) -> impl Iterator<Item = &House> {
        let order = self.cells.get(cell).into_iter().flat_map(|list| &list.order);
        order.filter_map(|(_, _, id)| self.houses.get(id))
    }

    fn keep(&mut self, id: Id, kept: Option<Kept>) {
        match kept {
            Some(Kept::House(house)) if house.household.is_present() => self.insert(house),
            Some(Kept::House(house)) => drop(self.ended.insert(house.household.id, house)),
            Some(Kept::Site(site)) => drop(self.sites.insert(id, site)),
            None => {}
        }
    }

    /// The household that is kept as it stands in a document, which does not name it any more once it was
    /// erased.
    fn read_from(&self, document: &Id) -> Option<Id> {
        let mut all = self.houses.values().chain(self.ended.values());
        all.find(|house| house.document == *document).map(|house| house.household.id)
    }

    fn remove(&mut self, id: &Id) {
        self.ended.remove(id);
        let Some(old) = self.houses.remove(id) else { return };
        for (text, bearer) in old.writings() {
            self.names.remove(text, &(*id, bearer));
        }
        if let Some(hamlet) = old.household.hamlet.and_then(|id| self.hamlets.get_mut(&id)) {
            hamlet.remove(id);
        }
        if let Some(list) = self.cells.get_mut(&old.cell) {
            list.order.remove(&old.listed());
            list.people -= old.people().count();
        }
    }

    fn insert(&mut self, house: House) {
        let id = house.household.id;
        self.remove(&id);
        for (text, bearer) in house.writings() {
            self.names.insert(text, (id, bearer));
        }
        if let Some(hamlet) = house.household.hamlet {
            self.hamlets.entry(hamlet).or_default().insert(id);
        }
        let list = self.cells.entry(house.cell).or_default();
        list.order.insert(house.listed());
        list.people += house.people().count();
        self.houses.insert(id, house);
    }
}

/// The household of a document as it is shown.
pub(crate) fn assemble(document: &Document) -> Household {
    let Founding::Household { id, .. } = document.founding() else {
        return Household::assemble(document.id(), []);
    };
    let fields = document.fields();
    let shown = fields.iter().filter_map(|field| field.shown().map(|value| (&field.path, value)));
    Household::assemble(*id, shown)
}

/// What the register keeps of a document.
enum Kept {
    House(House),
    Site(Site),
}

fn founding_of(row: &EntityRow) -> Option<Founding> {
    let founding = minicbor::decode::<Founding>(&row.founding).ok()?;
    matches!(founding.kind(), DocumentKind::Household | DocumentKind::Place).then_some(founding)
}

impl Hub {
    /// A document as the register keeps it; `None` if it is of another kind, is gone or was erased.
    fn read_kept(&self, id: &Id) -> Done<Option<Kept>> {
        let r = self.storage.reading()?;
        let Some((row, document)) = read_document(self, &*r, id)? else { return Ok(None) };
        let stay = r.memberships(id)?.into_iter().find(|(_, stay)| stay.left.is_none());
        let Some((stream, _)) = stay else { return Ok(None) };
        let (org, cell) = (row.org, stream.scope);
        if let Founding::Place { .. } = document.founding() {
            return Ok(Site::of(org, cell, &document).map(Kept::Site));
        }
        let household = assemble(&document);
        Ok(Some(Kept::House(House { document: *id, org, cell, household })))
    }

    /// Reads every household and place, on every core: a document is replayed to be read.
    fn read_all(&self) -> Done<Vec<(Id, Kept)>> {
        let mut ids = Vec::new();
        let r = self.storage.reading()?;
        let mut after: Option<Id> = None;
        loop {
            let rows = r.entities(kind::CHANGE, after.as_ref(), SCANNED)?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            let kept = rows.iter().filter(|row| !row.erased && founding_of(row).is_some());
            ids.extend(kept.map(|row| row.id));
        }
        drop(r);
        let hands = std::thread::available_parallelism().map_or(1, usize::from);
        let share = ids.len().div_ceil(hands).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = ids
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || -> Done<Vec<(Id, Kept)>> {
                        let mut read = Vec::with_capacity(part.len());
                        for id in part {
                            read.extend(self.read_kept(id)?.map(|kept| (*id, kept)));
                        }
                        Ok(read)
                    })
                })
                .collect();
            let mut all = Vec::with_capacity(ids.len());
            for part in parts {
                all.extend(part.join().map_err(|_| HubError::Invalid("a document"))??);
            }
            Ok(all)
        })
    }

    /// Looks at the roster as it stands after every commit so far.
    pub(crate) fn with_register<T>(&self, look: impl FnOnce(&Register) -> Done<T>) -> Done<T> {
        if self.changes.documents_are_stale() {
            let mut register = self.register.write();
            // Taken under the lock: whoever finds nothing stale waits below for what is being read.
            let stale = self.changes.stale_documents();
            if let Err(error) = self.follow(&mut register, stale) {
                self.changes.forget_documents();
                return Err(error);
            }
        }
        look(&self.register.read())
    }

    fn follow(&self, register: &mut Register, stale: Stale) -> Done<()> {
        match stale {
            Stale::Rows(ids) => {
                for id in ids {
                    let r = self.storage.reading()?;
                    let row = r.entity(&id)?;
                    drop(r);
                    let Some(row) = row else { continue };
                    let founding = founding_of(&row);
                    if founding.is_none() && !row.erased {
                        continue;
                    }
                    let read = self.read_kept(&row.id)?;
                    register.sites.remove(&row.id);
                    // An erasure of one member founds the document anew under another id.
                    let before = match founding {
                        Some(Founding::Household { id, .. }) if read.is_some() => Some(id),
                        _ => register.read_from(&row.id),
                    };
                    if let Some(household) = before {
                        register.remove(&household);
                    }
                    register.keep(row.id, read);
                }
            }
            Stale::All => {
                let read = self.read_all()?;
                *register = Register::default();
                for (id, kept) in read {
                    register.keep(id, Some(kept));
                }
            }
        }
        Ok(())
    }

    /// Reads what lists are made of, so that nobody waits for it at the first look.
    pub fn warm(&self) -> Done<()> {
        self.with_board(|_| Ok(()))?;
        self.with_register(|_| Ok(()))
    }
}
