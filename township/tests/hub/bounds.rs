//! What somebody at the console may try too much of: files that are too large, guesses at a code.

use gridwork_model::permission::Role;
use gridwork_township::Limits;
use serde_json::json;

use crate::web::{CUT, SECOND, Web};

#[test]
fn a_list_larger_than_its_bound_is_refused_before_it_is_read() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let most = Limits::for_tests().http.import_bytes;
    let list = clerk.send_bytes("/api/v1/imports", vec![b'a'; most + 1]);
    // Whoever says too much may see the line cut instead of the answer.
    assert!(matches!(list.status, 413 | CUT), "{}", list.status);
    if list.status == 413 {
        assert_eq!(list.code(), "too_large");
    }
    let within = clerk.send_bytes("/api/v1/imports", vec![b'a'; 1_000]);
    assert!(!matches!(within.status, 413 | CUT), "the same within its bound: {within:?}");
    let roads = clerk.send("PUT", "/api/v1/map/roads", Some(json!("a".repeat(40 << 20))));
    assert!(matches!(roads.status, 413 | CUT), "{}", roads.status);
    // Nothing of it stays, and the page goes on.
    assert_eq!(clerk.get("/api/v1/session").status, 200);
}

#[test]
fn guessing_the_code_behind_the_right_password_is_stopped_like_guessing_a_password() {
    let web = Web::new(1);
    web.staff("guessed", Role::TownshipAdmin, web.township, web.township);
    let admin = web.log_in_as("guessed");
    let offered = admin.post("/api/v1/session/second", json!({})).json();
    let secret = crate::console::bytes_of(offered["secret"].as_str().unwrap());
    let secret = gridwork_seal::TotpSecret::from_bytes(&secret).unwrap();
    let code = || secret.code_at(web.now().0 / 1_000);
    let confirmed = admin.post("/api/v1/session/second/confirm", json!({"code": code()}));
    assert_eq!(confirmed.status, 204, "{confirmed:?}");
    web.pass(60_000);
    let guess = |code: &str| {
        let body = json!({"login": "guessed", "password": SECOND, "code": code});
        web.stranger().post("/api/v1/session", body)
    };
    let attempts = Limits::for_tests().people.attempts;
    let wrong = (0..1_000_000).map(|n| format!("{n:06}")).filter(|guess| *guess != code());
    for wrong in wrong.take(attempts as usize) {
        let told = guess(&wrong);
        assert_eq!((told.status, told.code()), (401, "not_logged_in".to_owned()), "{wrong}");
    }
    let locked = guess(&code());
    assert_eq!((locked.status, locked.code()), (429, "locked".to_owned()), "{locked:?}");
    let wait: i64 = locked.headers["retry-after"].parse().unwrap();
    assert!(wait > 0);
    // Who is inside is not thrown out by somebody else's guesses, and the lock ends.
    assert_eq!(admin.get("/api/v1/session").status, 200);
    web.pass(wait * 1_000 + 60_000);
    assert_eq!(guess(&code()).status, 200);
}
