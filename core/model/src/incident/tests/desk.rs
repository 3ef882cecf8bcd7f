//! What the desk is offered, and what it writes down for somebody on the telephone.

use super::*;

#[test]
fn the_desk_writes_down_a_verification_told_by_phone_and_never_by_the_handler() {
    let told = |by: u8| Step::VerifiedByPhone {
        by: id(by),
        told: at("2026-09-30T10:00:00"),
        passed: true,
        why: String::new(),
    };
    let now = at("2026-09-30T11:00:00");
    let mut incident = Incident {
        state: State::ToVerify,
        handler: Some(id(34)),
        verification: Some(Verification {
            since: at("2026-09-30T09:00:00"),
            with_secretary: false,
        }),
        ..Incident::default()
    };
    let judge = |incident: &Incident, actor: &Actor, step: &Step| {
        incident.judge(actor, step, now, &setting())
    };
    assert_eq!(judge(&incident, &desk(), &told(31)), Ok(()));
    assert_eq!(judge(&incident, &desk(), &told(34)), Err(Why::OwnVerification));
    assert_eq!(judge(&incident, &worker(), &told(31)), Err(Why::NotPermitted));
    let off_hub = Actor { at_hub: false, ..desk() };
    assert_eq!(judge(&incident, &off_hub, &told(31)), Err(Why::HubOnly));
    let ask = |of: u8| Step::AskVerification { of: id(of) };
    assert_eq!(judge(&incident, &desk(), &ask(31)), Ok(()));
    assert_eq!(judge(&incident, &desk(), &ask(34)), Err(Why::OwnVerification));
    // A desk that handled it itself verifies nothing, by phone neither.
    incident.handlers.insert(desk().person);
    assert_eq!(judge(&incident, &desk(), &told(31)), Err(Why::OwnVerification));
    incident.handlers.clear();
    incident.apply(INCIDENT, desk().person, now, &told(31));
    assert_eq!(incident.state, State::Verified);
}

#[test]
fn what_is_offered_is_what_the_judge_lets_through() {
    let incident = Incident {
        id: Some(INCIDENT),
        state: State::Reported,
        category: Some("H01".parse().unwrap()),
        ..Incident::default()
    };
    let names = |actor: &Actor| -> Vec<&str> {
        let offers = incident.offers(actor, at("2026-09-30T11:00:00"), &setting());
        offers.iter().filter(|offer| offer.why_not.is_none()).map(|offer| offer.step).collect()
    };
    assert_eq!(names(&desk()), ["accept", "refuse", "merge_into", "void"]);
    assert!(names(&handler()).is_empty());
    let returned = Incident {
        state: State::Dispatched,
        returned: true,
        unit: Some(OFFICE),
        ..incident.clone()
    };
    let offers = returned.offers(&handler(), at("2026-09-30T11:00:00"), &setting());
    let back = offers.iter().find(|offer| offer.step == "return").unwrap();
    assert_eq!(back.why_not, Some(Why::ReturnedOnce));
}
