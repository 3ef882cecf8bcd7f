//! Log-ins: no default password, a set-up code that works once, lock-out, sessions that end.

use gridwork_model::Id;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_township::HubError;
use gridwork_township::audit::{self, Actor};
use gridwork_township::people::{NewStaff, RoleAt};

use crate::support::{Fixture, NOON, fixture};

const PASSWORD: &str = "沙棘 山杏 油松 榆树";

fn with_clerk() -> Fixture {
    let f = fixture(1);
    let township = f.hub.standing().org_of(f.cell());
    let new = NewStaff {
        org: township,
        person: None,
        login: "clerk".into(),
        name: "数据员".into(),
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: township }],
        password: PASSWORD.into(),
    };
    f.hub.add_staff(&new, Actor::Operator, NOON).unwrap();
    f
}

#[test]
fn the_set_up_code_makes_one_administrator() {
    let f = fixture(1);
    let code = &f.founded.setup_code;
    assert!(matches!(f.hub.log_in("admin", "admin", NOON), Err(HubError::NotLoggedIn)));
    assert!(matches!(
        f.hub.set_up("AAAAAAAAAAAA", "admin", PASSWORD, NOON),
        Err(HubError::NotLoggedIn)
    ));
    f.hub.set_up(code, "admin", PASSWORD, NOON).unwrap();
    assert!(matches!(f.hub.set_up(code, "second", PASSWORD, NOON), Err(HubError::Conflict(_))));
    let session = f.hub.log_in("Admin", PASSWORD, NOON).unwrap();
    assert!(!session.must_change && session.caller.org == Id::NIL);
    // The log names whoever logged in, and nobody where it failed.
    let tried: Vec<_> = f.hub.audit(0, 100).unwrap().into_iter().map(|it| it.record).collect();
    let tried: Vec<_> = tried.into_iter().filter(|record| record.action == "login").collect();
    let [failed, done] = &tried[..] else { panic!("{tried:?}") };
    assert!(!failed.done && failed.actor == Actor::Nobody);
    let person = session.caller.person;
    assert!(done.done && matches!(done.actor, Actor::Person { person: by, .. } if by == person));
}

#[test]
fn a_first_password_opens_nothing_but_its_change() {
    let f = with_clerk();
    let session = f.hub.log_in("clerk", PASSWORD, NOON).unwrap();
    assert!(session.must_change);
    assert!(matches!(f.hub.caller(&session.token, NOON), Err(HubError::NotPermitted)));
    let next = "蓝天 白云 2026 草原";
    let changed = f.hub.change_password(&session.token, PASSWORD, next, NOON).unwrap();
    assert_eq!(f.hub.caller(&changed.token, NOON).unwrap().name, "数据员");
    assert!(f.hub.caller(&session.token, NOON).is_err(), "the old session has ended");
    f.hub.check_csrf(&changed.token, &changed.csrf, NOON).unwrap();
    assert!(f.hub.check_csrf(&changed.token, "guess", NOON).is_err());
    f.hub.log_out(&changed.token).unwrap();
    assert!(f.hub.caller(&changed.token, NOON).is_err());
}

#[test]
fn too_many_wrong_passwords_lock_the_log_in_for_a_while() {
    let f = with_clerk();
    let attempts = f.hub.limits().people.attempts;
    for _ in 0..attempts {
        assert!(matches!(f.hub.log_in("clerk", "wrong one", NOON), Err(HubError::NotLoggedIn)));
    }
    assert!(matches!(f.hub.log_in("clerk", PASSWORD, NOON), Err(HubError::Locked { .. })));
    let later = NOON.plus_ms(f.hub.limits().people.locked_ms + 1_000);
    f.hub.log_in("clerk", PASSWORD, later).unwrap();
}

#[test]
fn a_session_ends_when_idle_and_when_old() {
    let f = with_clerk();
    let first = f.hub.log_in("clerk", PASSWORD, NOON).unwrap();
    let session = f.hub.change_password(&first.token, PASSWORD, "另一个 长 密码 12", NOON).unwrap();
    let limits = &f.hub.limits().people;
    let idle = NOON.plus_ms(limits.idle_ms + 1);
    assert!(matches!(f.hub.caller(&session.token, idle), Err(HubError::NotLoggedIn)));
    let mut now = NOON;
    while now.0 - NOON.0 + limits.idle_ms / 2 < limits.session_ms {
        now = now.plus_ms(limits.idle_ms / 2);
        f.hub.caller(&session.token, now).unwrap();
    }
    now = NOON.plus_ms(limits.session_ms + 1);
    assert!(matches!(f.hub.caller(&session.token, now), Err(HubError::NotLoggedIn)));
}

#[test]
fn a_township_sees_nothing_of_another() {
    let f = fixture(1);
    let clerk = f.caller(Role::DataClerk);
    let standing = f.hub.standing();
    let other = standing
        .directory
        .units()
        .find(|unit| unit.kind == gridwork_model::org::UnitKind::Township && unit.id != clerk.org)
        .unwrap()
        .id;
    let here = f.hub.permit(&clerk, Action::Read, Object::Roster, f.cell(), NOON).unwrap();
    assert_eq!(here.role, Role::DataClerk);
    let there = f.hub.permit(&clerk, Action::Read, Object::Roster, other, NOON);
    assert!(matches!(there, Err(HubError::NotFound(_))));
    let mut stranger = clerk.clone();
    stranger.org = other;
    stranger.roles[0].scope = other;
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    assert!(f.hub.household(&clerk, &household.id, NOON).is_ok());
    let refused = f.hub.household(&stranger, &household.id, NOON);
    assert!(matches!(refused, Err(HubError::NotFound(_))));
}

#[test]
fn the_audit_chain_holds_and_a_changed_record_breaks_it() {
    let f = with_clerk();
    let count = f.hub.verify().unwrap().audit;
    assert!(count >= 3);
    let records = f.hub.audit(0, 1_000).unwrap();
    assert_eq!(records.len() as u64, count);
    let storage = gridwork_township::storage::sqlite::SqliteStorage::open(
        &f.folder.path().join("hub/hub.db"),
    )
    .unwrap();
    use gridwork_township::storage::{Drawer, Storage};
    let mut w = storage.writing().unwrap();
    let mut second = w.get(Drawer::Audit, &2u64.to_be_bytes()).unwrap().unwrap();
    let mut changed: audit::Chained = minicbor::decode(&second).unwrap();
    changed.record.detail.push_str(" nothing to see");
    second = minicbor::to_vec(&changed).unwrap();
    w.put(Drawer::Audit, &2u64.to_be_bytes(), &second).unwrap();
    w.commit().unwrap();
    assert!(matches!(f.hub.verify(), Err(HubError::Invalid("audit chain"))));
}
