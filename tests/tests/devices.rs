//! What a hub knows of the phones themselves.

use gridwork_model::permission::Role;
use gridwork_tests::world::World;

#[test]
fn an_app_that_was_updated_is_told_once_with_the_next_exchange() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(&world);
    let org = world.hub.standing().org_of(cell);
    let app = |world: &World| world.hub.devices(org).unwrap()[0].app.clone();
    assert_eq!(app(&world), "0.1.0", "as it was enrolled");
    phone.core().app_is("0.1.0").unwrap();
    let asked = |phone: &gridwork_tests::world::Phone| {
        let budget = gridwork_core::SyncBudget { files: false, ..Default::default() };
        phone.core().next_request(budget).unwrap().unwrap()
    };
    let before = asked(&phone);
    phone.core().app_is("示意程序 0.2.0").unwrap();
    let after = asked(&phone);
    assert!(after.body.len() > before.body.len() + 10);
    phone.sync(&world);
    assert_eq!(app(&world), "示意程序 0.2.0");
    assert!(asked(&phone).body.len() <= before.body.len() + 2, "said once");
}
