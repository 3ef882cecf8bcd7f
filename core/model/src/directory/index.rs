//! The directory in memory, with the questions everybody asks answered by index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::{DirectoryItem, kind};
use crate::calendar::Calendar;
use crate::division::DivisionCode;
use crate::geo::GeoPoint;
use crate::incident::IncidentPolicy;
use crate::org::{
    About, Assignment, Cell, DeviceBinding, DutyAdmission, Hamlet, Officer, OnDuty, OrgUnit,
    PartyUnit, Post, Staff, UnitKind,
};
use crate::permission::Role;
use crate::template::Library;
use crate::{Id, limits};

/// A directed link between two items, kept so that the question asked from its head is one lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    /// Parent unit → unit.
    Unit,
    /// Village or cell → cell.
    Cell,
    /// Village → hamlet.
    Hamlet,
    /// Hamlet → cell it belongs to.
    CellOfHamlet,
    /// Predecessor → cell or unit that followed.
    Successor,
    /// Scope → assignment.
    AssignmentAt,
    /// Holder or deputy → assignment.
    AssignmentOf,
    /// Post → assignment.
    AssignmentTo,
    /// Unit → post.
    Post,
    /// Unit → Party unit.
    PartyUnit,
    /// Person → device.
    Device,
    /// Unit → member of staff.
    Staff,
    /// Person → officer's certificate.
    Officer,
}

/// All items of a directory and their links. Items come in any order; a link may point to an item
/// that has not come yet.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    items: BTreeMap<(u8, Id), DirectoryItem>,
    links: BTreeSet<(Link, Id, Id)>,
    /// Read from the template items when first asked for; empty after one of them changed.
    library: OnceLock<Arc<Library>>,
}

impl PartialEq for Directory {
    fn eq(&self, other: &Directory) -> bool {
        self.items == other.items
    }
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $variant:ident($ty:ty), $kind:path;)*) => {
        $($(#[$doc])*
        pub fn $name(&self, id: Id) -> Option<&$ty> {
            match self.items.get(&($kind, id)) {
                Some(DirectoryItem::$variant(item)) => Some(item),
                _ => None,
            }
        })*
    };
}

impl Directory {
    /// A directory of these items.
    pub fn from_items(items: impl IntoIterator<Item = DirectoryItem>) -> Directory {
        let mut directory = Directory::default();
        items.into_iter().for_each(|item| directory.put(item));
        directory
    }

    /// Adds an item, or replaces the one of the same kind and id.
    pub fn put(&mut self, item: DirectoryItem) {
        self.remove(item.kind(), item.id());
        self.links.extend(links(&item));
        self.forget_library(item.kind());
        self.items.insert((item.kind(), item.id()), item);
    }

    /// Withdraws an item.
    pub fn remove(&mut self, kind: u8, id: Id) -> Option<DirectoryItem> {
        let item = self.items.remove(&(kind, id))?;
        self.forget_library(kind);
        for link in links(&item) {
            self.links.remove(&link);
        }
        Some(item)
    }

    fn forget_library(&mut self, changed: u8) {
        if changed == kind::TEMPLATE {
            self.library = OnceLock::new();
        }
    }

    /// The templates in force: those shipped with this version, as amended by what was published.
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(self.library.get_or_init(|| Arc::new(Library::of_directory(self))))
    }

    /// An item by kind and id.
    pub fn item(&self, kind: u8, id: Id) -> Option<&DirectoryItem> {
        self.items.get(&(kind, id))
    }

    /// All items by kind and id.
    pub fn items(&self) -> impl Iterator<Item = &DirectoryItem> {
        self.items.values()
    }

    /// All items of one kind.
    pub fn of_kind(&self, kind: u8) -> impl Iterator<Item = &DirectoryItem> {
        let (first, last) = (Id::from_bytes([0; 16]), Id::from_bytes([255; 16]));
        self.items.range((kind, first)..=(kind, last)).map(|(_, item)| item)
    }

    getters! {
        /// A unit.
        unit, Unit(OrgUnit), kind::UNIT;
        /// A hamlet.
        hamlet, Hamlet(Hamlet), kind::HAMLET;
        /// A cell.
        cell, Cell(Cell), kind::CELL;
        /// A post.
        post, Post(Post), kind::POST;
        /// An assignment.
        assignment, Assignment(Assignment), kind::ASSIGNMENT;
        /// A Party unit.
        party_unit, PartyUnit(PartyUnit), kind::PARTY_UNIT;
        /// A worker's or member of staff's public entry.
        staff, Staff(Staff), kind::STAFF;
        /// An admitted duty.
        admission, Admission(DutyAdmission), kind::ADMISSION;
    }

    /// The incident policy of a township; the county's where it has adopted none; the embedded one
    /// before any was written.
    pub fn incident_policy(&self, township: Id) -> &IncidentPolicy {
        [township, Id::NIL]
            .into_iter()
            .find_map(|id| match self.item(kind::INCIDENT_POLICY, id) {
                Some(DirectoryItem::IncidentPolicy(policy)) => Some(policy),
                _ => None,
            })
            .unwrap_or_else(|| IncidentPolicy::embedded())
    }

    /// The working-day calendar of a township, found the same way.
    pub fn calendar(&self, township: Id) -> &Calendar {
        [township, Id::NIL]
            .into_iter()
            .find_map(|id| match self.item(kind::CALENDAR, id) {
                Some(DirectoryItem::Calendar(item)) => Some(&item.calendar),
                _ => None,
            })
            .unwrap_or_else(|| Calendar::embedded())
    }

    /// What About says in a township, found the same way; `None` before anybody wrote it.
    pub fn about(&self, township: Id) -> Option<&About> {
        [township, Id::NIL].into_iter().find_map(|of| match self.item(kind::ABOUT, of)? {
            DirectoryItem::About(about) => Some(about),
            _ => None,
        })
    }

    /// The telephone of the duty room of the township that a place belongs to: the township's own,
    /// else that of the office in which the duty post is.
    pub fn duty_phone(&self, place: Id) -> Option<&str> {
        let township = self.township_of(place)?;
        let on_duty =
            |unit: &&OrgUnit| self.posts_of(unit.id).any(|post| post.role == Role::DutyOfficer);
        std::iter::once(township)
            .chain(self.units_under(township.id).filter(on_duty))
            .filter_map(|unit| unit.phone.as_deref())
            .map(str::trim)
            .find(|phone| !phone.is_empty())
    }

    /// All units.
    pub fn units(&self) -> impl Iterator<Item = &OrgUnit> {
        self.of_kind(kind::UNIT).filter_map(|item| match item {
            DirectoryItem::Unit(unit) => Some(unit),
            _ => None,
        })
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.of_kind(kind::CELL).filter_map(|item| match item {
            DirectoryItem::Cell(cell) => Some(cell),
            _ => None,
        })
    }

    /// The unit that bears a division code on `day`, in the vintage the directory took it from.
    ///
    /// Walks all units (a county has some 300); codes are for imports and prints, not for joins.
    pub fn unit_by_code(&self, code: DivisionCode, day: NaiveDate) -> Option<&OrgUnit> {
        self.units().find(|unit| unit.code(day) == Some(code))
    }

    /// The units directly under a unit.
    pub fn units_under(&self, parent: Id) -> impl Iterator<Item = &OrgUnit> {
        self.linked(Link::Unit, parent).filter_map(|id| self.unit(id))
    }

    /// The offices and institutions of a township, to which incidents are dispatched.
    pub fn offices_of(&self, township: Id) -> impl Iterator<Item = &OrgUnit> {
        self.units_under(township)
            .filter(|unit| matches!(unit.kind, UnitKind::Office | UnitKind::Institution))
    }

    /// The villages and communities of a township.
    pub fn villages_of(&self, township: Id) -> impl Iterator<Item = &OrgUnit> {
        self.units_under(township).filter(|unit| unit.kind.holds_cells())
    }

    /// The hamlets of a village.
    pub fn hamlets_of_village(&self, village: Id) -> impl Iterator<Item = &Hamlet> {
        self.linked(Link::Hamlet, village).filter_map(|id| self.hamlet(id))
    }

    /// The hamlets a cell consists of, in the cell's own order.
    pub fn hamlets_of_cell(&self, cell: Id) -> impl Iterator<Item = &Hamlet> {
        let hamlets = self.cell(cell).map(|cell| cell.hamlets.as_slice()).unwrap_or_default();
        hamlets.iter().filter_map(|&id| self.hamlet(id))
    }

    /// The cells of a village that exist on `day`, with the micro-cells under them.
    pub fn cells_of_village(&self, village: Id, day: NaiveDate) -> Vec<&Cell> {
        let mut found: Vec<&Cell> = Vec::new();
        let mut waiting = vec![village];
        while let Some(parent) = waiting.pop() {
            for id in self.linked(Link::Cell, parent) {
                let seen = found.iter().any(|cell| cell.id == id);
                if let Some(cell) = self.cell(id).filter(|cell| !seen && cell.validity.holds(day)) {
                    waiting.push(cell.id);
                    found.push(cell);
                }
            }
        }
        found
    }

    /// The cells that exist on `day` in a unit: a village, a township or the county.
    pub fn cells_in(&self, unit: Id, day: NaiveDate) -> Vec<&Cell> {
        let mut cells = self.cells_of_village(unit, day);
        let mut waiting = vec![(unit, 0)];
        while let Some((parent, depth)) = waiting.pop() {
            for child in self.units_under(parent).filter(|_| depth < limits::ORG_DEPTH) {
                cells.extend(self.cells_of_village(child.id, day));
                waiting.push((child.id, depth + 1));
            }
        }
        cells
    }

    /// The cell that a hamlet belongs to on `day`. A base cell wins over a dedicated or seasonal one
    /// that names the same hamlet.
    pub fn cell_of_hamlet(&self, hamlet: Id, day: NaiveDate) -> Option<&Cell> {
        use crate::org::CellKind;
        self.linked(Link::CellOfHamlet, hamlet)
            .filter_map(|id| self.cell(id))
            .filter(|cell| cell.validity.holds(day))
            .min_by_key(|cell| match cell.kind {
                CellKind::Base => 0,
                CellKind::Dedicated => 1,
                CellKind::Seasonal => 2,
                CellKind::Micro | CellKind::Other => 3,
            })
    }

    /// The cells of `candidates` whose boundary holds the point; two on a shared edge.
    pub fn cells_at<'a>(
        candidates: impl IntoIterator<Item = &'a Cell>,
        point: GeoPoint,
    ) -> Vec<&'a Cell> {
        let point = point.point();
        candidates
            .into_iter()
            .filter(|cell| cell.boundary.as_ref().is_some_and(|b| b.contains(point)))
            .collect()
    }

    /// The cells or units that were made of this one by a split or a merge.
    pub fn successors(&self, id: Id) -> impl Iterator<Item = Id> {
        self.linked(Link::Successor, id)
    }

    /// The chain of places above an id: cell, village, township, county. Starts with the id itself
    /// and ends where the directory knows no parent.
    pub fn above(&self, id: Id) -> Vec<Id> {
        let mut chain = vec![id];
        let mut here = id;
        while let Some(parent) = self.parent(here) {
            if chain.len() > limits::ORG_DEPTH || chain.contains(&parent) {
                break;
            }
            chain.push(parent);
            here = parent;
        }
        chain
    }

    /// The village or community that a cell, micro-cell or hamlet lies in.
    pub fn village_of(&self, place: Id) -> Option<&OrgUnit> {
        self.unit_above(place, UnitKind::holds_cells)
    }

    /// The township that a cell, village, office or hamlet belongs to.
    pub fn township_of(&self, place: Id) -> Option<&OrgUnit> {
        self.unit_above(place, |kind| matches!(kind, UnitKind::Township | UnitKind::Zone))
    }

    /// Assignments for a cell, village or unit, whenever.
    pub fn assignments_at(&self, scope: Id) -> impl Iterator<Item = &Assignment> {
        self.linked(Link::AssignmentAt, scope).filter_map(|id| self.assignment(id))
    }

    /// Assignments under which a person may act on `day`, as holder or as acting deputy.
    pub fn assignments_of(
        &self,
        person: Id,
        day: NaiveDate,
    ) -> impl Iterator<Item = (&Assignment, &Post)> {
        self.linked(Link::AssignmentOf, person)
            .filter_map(|id| self.assignment(id))
            .filter(move |assignment| assignment.admits(person, day))
            .filter_map(|assignment| Some((assignment, self.post(assignment.post)?)))
    }

    /// The roles a person may act in on `day`, each once.
    pub fn roles_of(&self, person: Id, day: NaiveDate) -> BTreeSet<Role> {
        self.assignments_of(person, day).map(|(_, post)| post.role).collect()
    }

    /// Who acts for a cell or unit on `day`, with the role; deputies where they act.
    pub fn on_duty_at(&self, scope: Id, day: NaiveDate) -> Vec<(OnDuty, Role)> {
        self.assignments_at(scope)
            .filter_map(|assignment| {
                Some((assignment.on_duty(day)?, self.post(assignment.post)?.role))
            })
            .collect()
    }

    /// Who acts in a post on `day`.
    pub fn holders_of_post(&self, post: Id, day: NaiveDate) -> Vec<OnDuty> {
        self.linked(Link::AssignmentTo, post)
            .filter_map(|id| self.assignment(id)?.on_duty(day))
            .collect()
    }

    /// The posts of a unit.
    pub fn posts_of(&self, unit: Id) -> impl Iterator<Item = &Post> {
        self.linked(Link::Post, unit).filter_map(|id| self.post(id))
    }

    /// The Party units of a village or unit.
    pub fn party_units_of(&self, unit: Id) -> impl Iterator<Item = &PartyUnit> {
        self.linked(Link::PartyUnit, unit).filter_map(|id| self.party_unit(id))
    }

    /// The binding of a device number.
    pub fn device(&self, device: u32) -> Option<&DeviceBinding> {
        match self.items.get(&(kind::DEVICE, DeviceBinding::id_of(device))) {
            Some(DirectoryItem::Device(binding)) => Some(binding),
            _ => None,
        }
    }

    /// The person a device is bound to on `day`.
    pub fn person_of_device(&self, device: u32, day: NaiveDate) -> Option<Id> {
        let binding = self.device(device)?;
        binding.validity.holds(day).then_some(binding.person)
    }

    /// The devices bound to a person, whenever.
    pub fn devices_of(&self, person: Id) -> impl Iterator<Item = &DeviceBinding> {
        self.linked(Link::Device, person).filter_map(|id| match self.item(kind::DEVICE, id) {
            Some(DirectoryItem::Device(binding)) => Some(binding),
            _ => None,
        })
    }

    /// The members of staff of a unit.
    pub fn staff_of(&self, unit: Id) -> impl Iterator<Item = &Staff> {
        self.linked(Link::Staff, unit).filter_map(|id| self.staff(id))
    }

    /// Whether a person holds a valid 行政执法证 on `day`.
    pub fn officer(&self, person: Id, day: NaiveDate) -> Option<&Officer> {
        self.linked(Link::Officer, person).find_map(|id| match self.item(kind::OFFICER, id) {
            Some(DirectoryItem::Officer(officer)) => {
                Some(officer).filter(|officer| officer.holds(day))
            }
            _ => None,
        })
    }

    /// Cells that exist on `day` and that nobody is assigned to: the rule is that there is none.
    /// Micro-cells are contact groups and need nobody.
    pub fn uncovered_cells(&self, day: NaiveDate) -> Vec<&Cell> {
        self.cells()
            .filter(|cell| cell.kind != crate::org::CellKind::Micro && cell.validity.holds(day))
            .filter(|cell| self.on_duty_at(cell.id, day).is_empty())
            .collect()
    }

    /// The units a person belongs to for dispatch: scopes of assignments that are units.
    pub fn units_of_person(&self, person: Id, day: NaiveDate) -> BTreeSet<Id> {
        self.assignments_of(person, day)
            .map(|(assignment, _)| assignment.scope)
            .filter(|&scope| self.unit(scope).is_some())
            .collect()
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.unit(id)
            .map(|unit| unit.parent)
            .or_else(|| self.cell(id).map(|cell| Some(cell.parent)))
            .or_else(|| self.hamlet(id).map(|hamlet| Some(hamlet.village)))
            .flatten()
    }

    fn unit_above(&self, place: Id, wanted: impl Fn(UnitKind) -> bool) -> Option<&OrgUnit> {
        self.above(place).into_iter().find_map(|id| self.unit(id).filter(|unit| wanted(unit.kind)))
    }

    fn linked(&self, link: Link, from: Id) -> impl Iterator<Item = Id> {
        let (first, last) = (Id::from_bytes([0; 16]), Id::from_bytes([255; 16]));
        self.links.range((link, from, first)..=(link, from, last)).map(|&(_, _, to)| to)
    }
}

/// The links an item makes.
fn links(item: &DirectoryItem) -> Vec<(Link, Id, Id)> {
    match item {
        DirectoryItem::Unit(unit) => {
            let above = unit.parent.map(|parent| (Link::Unit, parent, unit.id));
            let before = unit.predecessors.iter().map(|&old| (Link::Successor, old, unit.id));
            above.into_iter().chain(before).collect()
        }
        DirectoryItem::Hamlet(hamlet) => vec![(Link::Hamlet, hamlet.village, hamlet.id)],
        DirectoryItem::Cell(cell) => std::iter::once((Link::Cell, cell.parent, cell.id))
            .chain(cell.hamlets.iter().map(|&hamlet| (Link::CellOfHamlet, hamlet, cell.id)))
            .chain(cell.predecessors.iter().map(|&old| (Link::Successor, old, cell.id)))
            .collect(),
        DirectoryItem::Post(post) => vec![(Link::Post, post.unit, post.id)],
        DirectoryItem::Assignment(a) => [
            (Link::AssignmentAt, a.scope, a.id),
            (Link::AssignmentOf, a.person, a.id),
            (Link::AssignmentTo, a.post, a.id),
        ]
        .into_iter()
        .chain(a.deputy.map(|deputy| (Link::AssignmentOf, deputy, a.id)))
        .collect(),
        DirectoryItem::PartyUnit(party) => vec![(Link::PartyUnit, party.unit, party.id)],
        DirectoryItem::Device(device) => vec![(Link::Device, device.person, device.id)],
        DirectoryItem::Staff(staff) => vec![(Link::Staff, staff.unit, staff.id)],
        DirectoryItem::Officer(officer) => vec![(Link::Officer, officer.person, officer.id)],
        DirectoryItem::About(_)
        | DirectoryItem::Admission(_)
        | DirectoryItem::Calendar(_)
        | DirectoryItem::IncidentPolicy(_)
        | DirectoryItem::Raw { .. } => Vec::new(),
    }
}
