//! Figures and the desk's counts, against incidents whose days are known.

use gridwork_model::permission::Role;
use serde_json::{Value, json};

use crate::support::NOON;
use crate::web::{Browser, Web};

const DAY_MS: i64 = 86_400_000;

fn report(duty: &Browser, web: &Web, category: &str) -> Value {
    let body = json!({"category": category, "words": "示例", "cell": web.cell, "place": "村口"});
    let made = duty.post("/api/v1/incidents", body);
    assert_eq!(made.status, 201, "{made:?}");
    made.json()["id"].clone()
}

fn counts(bars: &Value) -> Vec<Value> {
    bars.as_array().unwrap().iter().map(|bar| bar["count"].clone()).collect()
}

#[test]
fn figures_count_work_where_it_belongs_and_tell_no_small_number() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    for _ in 0..6 {
        report(&duty, &web, "H01");
    }
    let figures = || {
        web.pass(1);
        web.log_in(Role::Head).get("/api/v1/figures").json()
    };
    let (none, six) = (json!({"exact": 0}), json!({"exact": 6}));
    let now = figures();
    assert_eq!(counts(&now["open_by_age"])[0], six);
    assert!(counts(&now["due"]).contains(&six), "all wait to be taken, by one day: {}", now["due"]);
    assert!(counts(&now["late_by_reason"]).iter().all(|count| *count == none));

    // Twelve days on nobody has taken them, and two more came.
    web.pass(12 * DAY_MS);
    let duty = web.log_in(Role::DutyOfficer);
    for _ in 0..2 {
        report(&duty, &web, "H01");
    }
    let then = figures();
    let ages = counts(&then["open_by_age"]);
    assert_eq!((&ages[0], &ages[1], &ages[2]), (&json!("few"), &none, &six), "{ages:?}");
    let late = counts(&then["late_by_reason"]);
    assert_eq!((&late[0], &late[1]), (&six, &none), "late because nobody took them: {late:?}");
    let came = |from: chrono::NaiveDate| {
        let weeks = then["weeks"].as_array().unwrap();
        let week = weeks.iter().find(|week| week["from"] == json!(from)).unwrap();
        (week["came"].clone(), week["closed"].clone())
    };
    let monday = |day: chrono::NaiveDate| day.week(chrono::Weekday::Mon).first_day();
    assert_eq!(came(monday(NOON.day())), (six, none.clone()));
    assert_eq!(came(monday(web.now().day())), (json!("few"), none), "two are few");
    // A figure names neither a person nor a village.
    let text = then.to_string();
    for word in ["person", "village", "cell", "name"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn urgent_comes_first_then_what_is_due_first_then_the_newest() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    let old = report(&duty, &web, "H01");
    web.pass(3 * DAY_MS);
    let duty = web.log_in(Role::DutyOfficer);
    let young = report(&duty, &web, "H01");
    web.pass(1_000);
    let younger = report(&duty, &web, "H01");
    let page = |sort: &str| duty.get(&format!("/api/v1/incidents?open=true&sort={sort}")).json();
    let counted = page("urgent")["counts"].clone();
    assert_eq!((&counted["open"], &counted["late"]), (&json!(3), &json!(1)), "{counted}");
    let urgent = report(&duty, &web, "Y03");
    let ids = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    };
    let by_urgency = page("urgent");
    let shown = ids(&by_urgency);
    assert_eq!((&shown[0], &shown[1]), (&urgent, &old), "urgent, then the one that is late");
    assert!(shown[2..].contains(&young) && shown[2..].contains(&younger));
    let by_age = ids(&page("newest"));
    assert_eq!(by_age.last(), Some(&old), "{by_age:?}");
    let counted = &by_urgency["counts"];
    assert_eq!((&counted["open"], &counted["untaken"]), (&json!(4), &json!(4)), "{counted}");
    assert_eq!((&counted["urgent"], &counted["urgent_untaken"]), (&json!(1), &json!(1)));
    let step = |id: &Value, body: Value| {
        duty.post(&format!("/api/v1/incidents/{}/steps", id.as_str().unwrap()), body).status
    };
    assert_eq!(step(&urgent, json!({"step": "accept"})), 200);
    let counted = page("urgent")["counts"].clone();
    assert_eq!((&counted["untaken"], &counted["urgent_untaken"]), (&json!(3), &json!(0)));
}
