//! Grants on a small county with two townships.

use proptest::prelude::*;

use super::*;
use crate::directory::DirectoryItem;
use crate::org::{Cell, CellKind, OrgUnit, UnitKind};

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 8).unwrap()
}

/// County 1; township 2 (office 3, villages 4 and 5) and township 6 (village 7); cells 20, 21 in
/// village 4, 22 in village 5, 23 in village 7.
fn county() -> Directory {
    let unit = |n, parent, kind| OrgUnit::new(id(n), parent, kind, format!("示意{n}"));
    let cell = |n, village| {
        Cell::new(id(n), id(village), CellKind::Base, format!("示意{n}"), Vec::new()).into()
    };
    Directory::from_items([
        unit(1, None, UnitKind::County).into(),
        unit(2, Some(id(1)), UnitKind::Township).into(),
        unit(3, Some(id(2)), UnitKind::Office).into(),
        unit(4, Some(id(2)), UnitKind::Village).into(),
        unit(5, Some(id(2)), UnitKind::Village).into(),
        unit(6, Some(id(1)), UnitKind::Township).into(),
        unit(7, Some(id(6)), UnitKind::Village).into(),
        cell(20, 4),
        cell(21, 4),
        cell(22, 5),
        cell(23, 7),
    ])
}

fn hire(directory: &mut Directory, role: Role, scope: u8, unit: u8, sealed: Option<Purpose>) -> Id {
    let post = id(100 + role.number());
    let person = id(150 + role.number());
    directory
        .put(Post { id: post, unit: id(unit), role, title: role.word().into(), sealed }.into());
    let assignment = Assignment::new(id(200 + role.number()), person, post, id(scope), today());
    directory.put(DirectoryItem::Assignment(assignment));
    person
}

#[test]
fn a_grid_worker_receives_the_own_cell_and_nothing_of_the_next() {
    let mut directory = county();
    let worker = hire(&mut directory, Role::GridWorker, 20, 2, None);
    let streams = grants(worker, today(), &directory);
    for (class, purpose) in [
        (Class::C1, Purpose::Places),
        (Class::C1, Purpose::Work),
        (Class::C2, Purpose::Roster),
        (Class::C2, Purpose::Visits),
        (Class::C2, Purpose::Incidents),
        (Class::C3, Purpose::Assistance),
        (Class::C3, Purpose::SocialSecurity),
    ] {
        assert!(streams.contains(&StreamId::new(id(20), class, purpose)), "{purpose:?}");
    }
    for purpose in [Purpose::Identity, Purpose::Health, Purpose::Party, Purpose::Veterans] {
        assert!(streams.iter().all(|stream| stream.purpose != purpose), "{purpose:?}");
    }
    assert!(streams.contains(&StreamId::new(id(2), Class::C0, Purpose::Directory)));
    assert!(streams.contains(&StreamId::new(Id::NIL, Class::C0, Purpose::Directory)));
    assert!(streams.contains(&StreamId::new(worker, Class::C2, Purpose::AccessLog)));
    let foreign = [id(21), id(22), id(23), id(4), id(6)];
    assert!(streams.iter().all(|stream| !foreign.contains(&stream.scope)));
}

#[test]
fn a_branch_leader_receives_the_village_and_its_party_work() {
    let mut directory = county();
    let leader = hire(&mut directory, Role::BranchLeader, 4, 4, None);
    let streams = grants(leader, today(), &directory);
    for cell in [20, 21] {
        assert!(streams.contains(&StreamId::new(id(cell), Class::C2, Purpose::Roster)));
    }
    for class in [Class::C2, Class::C3] {
        assert!(streams.contains(&StreamId::new(id(4), class, Purpose::Party)));
    }
    assert!(streams.iter().all(|stream| stream.scope != id(22) && stream.scope != id(5)));
}

#[test]
fn masked_rights_replicate_nothing() {
    let mut directory = county();
    let duty = hire(&mut directory, Role::DutyOfficer, 2, 2, None);
    let director = hire(&mut directory, Role::ChildDirector, 4, 4, None);
    for person in [duty, director] {
        let streams = grants(person, today(), &directory);
        assert!(streams.iter().all(|stream| stream.purpose != Purpose::Roster));
    }
}

#[test]
fn an_officer_on_the_phone_receives_places_of_the_township_and_dispatched_incidents() {
    let mut directory = county();
    let officer = hire(&mut directory, Role::Officer, 3, 3, None);
    let streams = grants(officer, today(), &directory);
    for cell in [20, 21, 22] {
        assert!(streams.contains(&StreamId::new(id(cell), Class::C1, Purpose::Places)));
    }
    assert!(!streams.contains(&StreamId::new(id(23), Class::C1, Purpose::Places)));
    assert!(streams.contains(&StreamId::new(id(3), Class::C2, Purpose::Incidents)));
    assert!(streams.iter().all(|stream| stream.purpose != Purpose::Roster));
}

#[test]
fn evidence_reaches_officers_of_the_office_and_a_clue_its_teller_too() {
    let mut directory = county();
    let officer = hire(&mut directory, Role::Officer, 3, 3, None);
    let worker = hire(&mut directory, Role::GridWorker, 20, 2, None);
    assert_eq!(enforcement_office(id(20), &directory), Some(id(3)));
    assert_eq!(enforcement_office(id(23), &directory), None, "another township has no officers");
    let evidence = audience(&Entity::Evidence { office: id(3) }).unwrap();
    let clue = audience(&Entity::Clue { office: id(3), teller: worker }).unwrap();
    let (theirs, own) = (grants(officer, today(), &directory), grants(worker, today(), &directory));
    assert!(evidence.iter().all(|stream| theirs.contains(stream) && !own.contains(stream)));
    let [told, taken] = clue[..] else { panic!("{clue:?}") };
    assert!(own.contains(&told) && !own.contains(&taken));
    assert!(theirs.contains(&taken) && !theirs.contains(&told));
    assert!(own.iter().all(|stream| stream.purpose != Purpose::Enforcement));
}

#[test]
fn sealed_streams_reach_the_named_post_alone_but_everybody_may_hand_in() {
    let mut directory = county();
    let director = hire(&mut directory, Role::ChildDirector, 4, 4, Some(Purpose::Children));
    let worker = hire(&mut directory, Role::GridWorker, 20, 2, None);
    let post = id(100 + Role::ChildDirector.number());
    let sealed = StreamId::new(post, Class::C4, Purpose::Children);
    assert!(grants(director, today(), &directory).contains(&sealed));
    assert!(!grants(worker, today(), &directory).contains(&sealed));
    assert_eq!(sealed_recipients(worker, today(), &directory), [sealed]);
}

#[test]
fn nobody_without_an_assignment_receives_anything() {
    let mut directory = county();
    let worker = hire(&mut directory, Role::GridWorker, 20, 2, None);
    let eve = today().pred_opt().unwrap();
    assert!(grants(worker, eve, &directory).is_empty());
    let chief = hire(&mut directory, Role::MicroChief, 20, 4, None);
    assert!(grants(chief, today(), &directory).is_empty(), "paper roles receive nothing");
}

#[test]
fn a_dispatched_incident_is_numbered_in_the_cell_and_at_the_unit() {
    let streams = audience(&Entity::Incident { cell: id(20), units: vec![id(3)] }).unwrap();
    assert_eq!(streams.len(), 2);
    let moved = audience(&Entity::RosterAct { cells: vec![id(20), id(21), id(20)] }).unwrap();
    assert_eq!(moved.len(), 2);
}

#[test]
fn an_entity_of_the_wrong_class_has_no_audience() {
    let needs = Entity::Needs { cell: id(20), purpose: Purpose::Roster };
    assert!(audience(&needs).is_err());
    let children = Entity::Needs { cell: id(20), purpose: Purpose::Children };
    assert!(audience(&children).is_err(), "C4 has no CRDT document");
    let task = Entity::Task { scope: id(20), class: Class::C4, purpose: Purpose::Children };
    assert!(audience(&task).is_err());
    let branch = Entity::Task { scope: id(4), class: Class::C2, purpose: Purpose::Party };
    assert_eq!(audience(&branch).unwrap()[0].scope, id(4));
}

#[test]
fn relations_tell_how_a_place_stands_to_each_role() {
    let mut directory = county();
    let worker = hire(&mut directory, Role::GridWorker, 20, 2, None);
    let near = relations(worker, id(20), today(), &directory);
    assert!(near[&Role::GridWorker].contains(&Relation::OwnCell));
    let next = relations(worker, id(21), today(), &directory);
    assert!(next[&Role::GridWorker].contains(&Relation::OwnTownship));
    let far = relations(worker, id(23), today(), &directory);
    assert_eq!(far[&Role::GridWorker], BTreeSet::from([Relation::County]));
}

proptest! {
    /// Whatever posts a person holds: every granted stream is one whose object the matrix lets that
    /// role read in full, of a class its purpose holds, and C4 only through the named post.
    #[test]
    fn every_grant_is_a_right_to_read(
        posts in prop::collection::vec((0u8..26, 0usize..8, any::<bool>()), 1..5),
    ) {
        let mut directory = county();
        let person = id(99);
        let scopes = [20, 21, 22, 23, 3, 4, 2, 1];
        let seals = [Purpose::Children, Purpose::Violence, Purpose::Reporters];
        for (n, (role, scope, sealed)) in posts.into_iter().enumerate() {
            let n = n as u8;
            let sealed = sealed.then_some(seals[usize::from(role) % 3]);
            let role = Role::from_number(role);
            let post = Post { id: id(110 + n), unit: id(2), role, title: String::new(), sealed };
            directory.put(post.into());
            let scope = id(scopes[scope]);
            directory.put(Assignment::new(id(120 + n), person, id(110 + n), scope, today()).into());
        }
        for grant in granted(person, today(), &directory) {
            let object = Object::of(grant.stream.purpose);
            prop_assert_eq!(
                allows(grant.role, Action::Read, object, grant.relation),
                Decision::Allow
            );
            prop_assert!(grant.stream.purpose.holds(grant.stream.class));
            if grant.stream.class == Class::C4 {
                prop_assert_eq!(grant.relation, Relation::NamedPost);
                let post = directory.post(grant.stream.scope).unwrap();
                prop_assert_eq!(post.sealed, Some(grant.stream.purpose));
                prop_assert_eq!(post.role, grant.role);
            }
        }
    }
}
