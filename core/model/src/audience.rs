//! Which streams an entity belongs to, and which streams a person receives (DESIGN §3).
//!
//! Replication follows visibility, and visibility is the permission matrix: [`grants`] is nothing but
//! the matrix read over the directory. What a role may only read *masked* is not replicated to it,
//! because masking on a screen is no protection; the hub answers such reads itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use thiserror::Error;

use crate::directory::Directory;
use crate::org::{Assignment, Post};
use crate::permission::{Action, Decision, Object, Relation, Role, Surface, allows};
use crate::{Class, Id, Purpose, StreamId};

/// What is replicated, with the facts that decide where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    /// A household document.
    Household {
        /// The cell it lies in.
        cell: Id,
    },
    /// The needs of a household for one purpose.
    Needs {
        /// The cell the household lies in.
        cell: Id,
        /// The purpose, of class C3.
        purpose: Purpose,
    },
    /// A place document.
    Place {
        /// The cell it lies in.
        cell: Id,
    },
    /// A task: its document and its ledger.
    Task {
        /// The cell of its target; the village for branch work.
        scope: Id,
        /// Class of the template.
        class: Class,
        /// Purpose of the template.
        purpose: Purpose,
    },
    /// An incident ledger.
    Incident {
        /// The cell it happened in.
        cell: Id,
        /// Units it was dispatched to and not taken back from.
        units: Vec<Id>,
    },
    /// Acts on the roster: moves, merges, splits.
    RosterAct {
        /// Every cell that a household of the act lies in.
        cells: Vec<Id>,
    },
    /// An evidence set.
    Evidence {
        /// The enforcement office whose officers opened it.
        office: Id,
    },
    /// A clue.
    Clue {
        /// The enforcement office it is told to.
        office: Id,
        /// Who tells it, and reads what became of it.
        teller: Id,
    },
    /// Records of one person's access.
    Access {
        /// Whose access.
        person: Id,
    },
    /// A sealed record.
    Sealed {
        /// The post it is sealed to.
        post: Id,
        /// Its purpose, of class C4.
        purpose: Purpose,
    },
    /// A directory item.
    Directory {
        /// The township it is about; `None` for the county.
        township: Option<Id>,
    },
}

/// Why an entity has no audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AudienceError {
    /// The purpose never holds data of this class, so the entity is not well formed.
    #[error("purpose {} holds no data of class {}", *.purpose as u8, *.class as u8)]
    Class {
        /// The purpose named.
        purpose: Purpose,
        /// The class named.
        class: Class,
    },
}

/// The streams an entity is numbered in; the one rule on phone and hub.
pub fn audience(entity: &Entity) -> Result<Vec<StreamId>, AudienceError> {
    use Class::{C0, C1, C2, C3, C4};
    let one = |scope, class, purpose: Purpose| {
        if purpose.holds(class) {
            Ok(vec![StreamId::new(scope, class, purpose)])
        } else {
            Err(AudienceError::Class { purpose, class })
        }
    };
    match *entity {
        Entity::Household { cell } => one(cell, C2, Purpose::Roster),
        Entity::Needs { cell, purpose } => one(cell, C3, purpose),
        Entity::Place { cell } => one(cell, C1, Purpose::Places),
        Entity::Task { class: C4, purpose, .. } => Err(AudienceError::Class { purpose, class: C4 }),
        Entity::Task { scope, class, purpose } => one(scope, class, purpose),
        Entity::Evidence { office } => one(office, C3, Purpose::Enforcement),
        Entity::Clue { office, teller } => {
            Ok([teller, office].map(|scope| StreamId::new(scope, C2, Purpose::Clues)).into())
        }
        Entity::Access { person } => one(person, C2, Purpose::AccessLog),
        Entity::Sealed { post, purpose } => one(post, C4, purpose),
        Entity::Directory { township } => one(township.unwrap_or(Id::NIL), C0, Purpose::Directory),
        Entity::Incident { cell, ref units } => {
            let scopes: BTreeSet<Id> = units.iter().copied().chain([cell]).collect();
            let incidents = |scope| StreamId::new(scope, C2, Purpose::Incidents);
            Ok(scopes.into_iter().map(incidents).collect())
        }
        Entity::RosterAct { ref cells } => {
            let scopes: BTreeSet<Id> = cells.iter().copied().collect();
            Ok(scopes.into_iter().map(|cell| StreamId::new(cell, C2, Purpose::Roster)).collect())
        }
    }
}

/// The office that enforces the law where `place` lies: the one of the township with posts of
/// officers. A township without one tells its clues to nobody and opens no evidence set.
pub fn enforcement_office(place: Id, directory: &Directory) -> Option<Id> {
    let township = directory.township_of(place)?.id;
    let offices = directory.units_under(township).map(|unit| unit.id);
    offices.chain([township]).find(|&office| enforces(office, directory))
}

fn enforces(unit: Id, directory: &Directory) -> bool {
    directory.posts_of(unit).any(|post| post.role == Role::Officer)
}

/// One stream a person is granted, and on what ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The stream.
    pub stream: StreamId,
    /// In which role it is read.
    pub role: Role,
    /// How the stream stands to the person in that role.
    pub relation: Relation,
}

/// The streams a person receives on `day`, in a stable order, without repetition.
///
/// Someone without any assignment receives nothing, not even the directory.
pub fn grants(person: Id, day: NaiveDate, directory: &Directory) -> Vec<StreamId> {
    let streams: BTreeSet<StreamId> =
        granted(person, day, directory).into_iter().map(|grant| grant.stream).collect();
    streams.into_iter().collect()
}

/// As [`grants`], with the ground of each; a stream read in two roles appears twice.
pub fn granted(person: Id, day: NaiveDate, directory: &Directory) -> BTreeSet<Grant> {
    let mut found = BTreeSet::new();
    for (assignment, post) in directory.assignments_of(person, day) {
        if post.role.surface() == Surface::Paper {
            continue;
        }
        for (stream, relation) in offered(person, assignment, post, day, directory) {
            let object = Object::of(stream.purpose);
            if allows(post.role, Action::Read, object, relation) == Decision::Allow {
                found.insert(Grant { stream, role: post.role, relation });
            }
        }
    }
    found
}

/// The posts whose sealed streams a person may hand records in to without ever reading them: every
/// 专岗 of the person's township and of its villages (duty to report, 未成年人保护法 11).
pub fn sealed_recipients(person: Id, day: NaiveDate, directory: &Directory) -> Vec<StreamId> {
    let mut found = BTreeSet::new();
    for (assignment, post) in directory.assignments_of(person, day) {
        let near = directory.above(assignment.scope);
        let township = directory.township_of(assignment.scope).map(|unit| unit.id);
        for recipient in posts_with_seal(directory) {
            let Some(purpose) = recipient.sealed else { continue };
            let ours = near.contains(&recipient.unit)
                || township.is_some_and(|t| directory.above(recipient.unit).contains(&t));
            let may = allows(post.role, Action::Create, Object::of(purpose), Relation::County);
            if ours && may == Decision::Allow {
                found.insert(StreamId::new(recipient.id, Class::C4, purpose));
            }
        }
    }
    found.into_iter().collect()
}

/// How a place stands to a person in each role held on `day`; what admission asks the matrix with.
/// `place` is a cell, hamlet, village or unit.
pub fn relations(
    person: Id,
    place: Id,
    day: NaiveDate,
    directory: &Directory,
) -> BTreeMap<Role, BTreeSet<Relation>> {
    let above = directory.above(place);
    let township = directory.township_of(place).map(|unit| unit.id);
    let mut found: BTreeMap<Role, BTreeSet<Relation>> = BTreeMap::new();
    for (assignment, post) in directory.assignments_of(person, day) {
        let near = nearness(assignment.scope, &above, township, directory);
        found.entry(post.role).or_default().extend([near, Relation::County]);
        if assignment.scope == place && directory.cell(place).is_none() {
            found.entry(post.role).or_default().insert(Relation::Assigned);
        }
    }
    found
}

/// The nearest geographic relation of an assignment's scope to a place with these places above it.
fn nearness(scope: Id, above: &[Id], township: Option<Id>, directory: &Directory) -> Relation {
    let holds = above.contains(&scope);
    if holds && directory.cell(scope).is_some() {
        Relation::OwnCell
    } else if holds && directory.unit(scope).is_some_and(|unit| unit.kind.holds_cells()) {
        Relation::OwnVillage
    } else if township.is_some() && directory.township_of(scope).map(|unit| unit.id) == township {
        Relation::OwnTownship
    } else {
        Relation::County
    }
}

/// The streams an assignment could reach, with the relation each stands in. Console roles are
/// offered what belongs to them alone; the hub answers the rest of their reads.
fn offered(
    person: Id,
    assignment: &Assignment,
    post: &Post,
    day: NaiveDate,
    directory: &Directory,
) -> Vec<(StreamId, Relation)> {
    let scope = assignment.scope;
    let mut streams = vec![
        (StreamId::new(Id::NIL, Class::C0, Purpose::Directory), Relation::County),
        (StreamId::new(person, Class::C2, Purpose::AccessLog), Relation::OwnRecord),
        (StreamId::new(person, Class::C2, Purpose::Clues), Relation::OwnRecord),
    ];
    let township = directory.township_of(scope).map(|unit| unit.id);
    if let Some(township) = township {
        let own = StreamId::new(township, Class::C0, Purpose::Directory);
        streams.push((own, Relation::OwnTownship));
    }
    if let Some(purpose) = post.sealed.filter(|purpose| purpose.holds(Class::C4)) {
        streams.push((StreamId::new(post.id, Class::C4, purpose), Relation::NamedPost));
    }
    if directory.unit(scope).is_some_and(|unit| unit.kind.handles_incidents()) {
        let dispatched = StreamId::new(scope, Class::C2, Purpose::Incidents);
        streams.push((dispatched, Relation::Assigned));
    }
    if enforces(scope, directory) {
        let evidence = StreamId::new(scope, Class::C3, Purpose::Enforcement);
        let clues = StreamId::new(scope, Class::C2, Purpose::Clues);
        streams.extend([(evidence, Relation::Assigned), (clues, Relation::OwnTownship)]);
    }
    if post.role.surface() != Surface::Device {
        return streams;
    }
    for cell in places_reached(scope, township, day, directory) {
        let above = directory.above(cell);
        let relation = nearness(scope, &above, township, directory);
        streams.extend(
            replicated().map(|(class, purpose)| (StreamId::new(cell, class, purpose), relation)),
        );
    }
    streams
}

/// The places whose streams an assignment may reach: its cell with micro-cells; its village and the
/// cells in it; for an office of a township all cells of that township.
fn places_reached(
    scope: Id,
    township: Option<Id>,
    day: NaiveDate,
    directory: &Directory,
) -> BTreeSet<Id> {
    let is_office = directory
        .unit(scope)
        .is_some_and(|unit| !unit.kind.holds_cells() && Some(unit.id) != township);
    let root = if is_office { township.unwrap_or(scope) } else { scope };
    let cells = directory.cells_in(root, day).into_iter().map(|cell| cell.id);
    let villages = directory.villages_of(root).map(|village| village.id);
    let scope = directory.unit(root).is_none_or(|unit| unit.kind.holds_cells()).then_some(root);
    cells.chain(villages).chain(scope).collect()
}

/// Purposes whose streams belong to a person or an office.
const NOT_BY_PLACE: [Purpose; 3] = [Purpose::AccessLog, Purpose::Enforcement, Purpose::Clues];

/// Every (class, purpose) that is replicated by place.
fn replicated() -> impl Iterator<Item = (Class, Purpose)> {
    [Class::C1, Class::C2, Class::C3].into_iter().flat_map(|class| {
        Purpose::ALL
            .into_iter()
            .filter(move |&purpose| purpose.holds(class) && !NOT_BY_PLACE.contains(&purpose))
            .map(move |purpose| (class, purpose))
    })
}

fn posts_with_seal(directory: &Directory) -> impl Iterator<Item = &Post> {
    directory.of_kind(crate::directory::kind::POST).filter_map(|item| match item {
        crate::directory::DirectoryItem::Post(post) if post.sealed.is_some() => Some(post),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
