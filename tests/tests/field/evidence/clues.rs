//! Clues: told, answered, never evidence.

use super::*;

#[test]
fn a_clue_is_told_answered_and_never_becomes_evidence() {
    let mut field = field();
    let clue = field
        .worker
        .core()
        .tell_clue(NewClue { words: "沟口有人放羊".into(), ..NewClue::default() })
        .unwrap();
    field.sync();
    assert_eq!(field.worker.refused, 0);
    let seen = field.office.first.core().clues(0, 10).unwrap();
    assert_eq!((seen.len(), seen[0].state.as_str()), (1, "待看"));
    assert_eq!(seen[0].offers, ["take", "follow", "drop"]);
    assert_eq!(code(field.worker.core().take_clue(clue)), Code::Forbidden);
    field.office.first.core().take_clue(clue).unwrap();
    let set = field.standing_set();
    assert!(field.office.first.core().evidence_set(set).unwrap().items.is_empty());
    field.office.first.core().clue_followed(clue, set).unwrap();
    field.sync();
    assert_eq!((field.office.first.refused, field.worker.refused), (0, 0));
    let told = field.worker.core().clue(clue).unwrap();
    assert_eq!(told.state, "已另行取证");
    assert!(told.offers.is_empty());
    let other =
        field.worker.core().tell_clue(NewClue { words: "示意".into(), ..NewClue::default() });
    let other = other.unwrap();
    field.sync();
    field.office.second.core().drop_clue(other, "已在另一件里").unwrap();
    field.sync();
    assert_eq!(field.worker.core().clue(other).unwrap().reason, "已在另一件里");
}

#[test]
fn a_clue_is_made_from_an_incident_by_a_worker_or_a_branch_leader_and_says_so() {
    let mut field = field();
    let report = gridwork_core::NewIncident {
        words: "示意：沟口堆了三车垃圾".into(),
        category: "Y06".into(),
        place: Some("东沟口".into()),
        ..gridwork_core::NewIncident::default()
    };
    let incident = field.worker.core().report(report).unwrap();
    let from = NewClue { incident: Some(incident), ..NewClue::default() };
    let clue = field.worker.core().tell_clue(from).unwrap();
    let secretary = field.world.people(Role::BranchLeader)[0];
    let mut leader = field.world.phone(secretary.0, secretary.1);
    leader.sync(&field.world);
    let seen = NewClue {
        words: "示意：坡上新挖了一个坑".into(),
        cell: Some(field.worker.scope),
        ..NewClue::default()
    };
    let told = leader.core().tell_clue(seen).unwrap();
    leader.sync(&field.world);
    field.sync();
    assert_eq!((field.worker.refused, leader.refused), (0, 0));
    let inbox = field.office.first.core().clues(0, 10).unwrap();
    let made = inbox.iter().find(|row| row.id == clue).unwrap();
    assert_eq!((made.words.as_str(), made.place.as_str()), ("示意：沟口堆了三车垃圾", "东沟口"));
    assert_eq!(made.incident, Some(incident));
    assert!(inbox.iter().any(|row| row.id == told && row.incident.is_none()));
}
