//! Misuse that the hub must stop (DOMAIN §9.4), by the numbers of the list; more in
//! `core/model/tests/misuse.rs`.

use serde_json::json;

use crate::web::Web;

/// Words of a list that is sorted, or of people that are measured.
const RANKING: [&str; 7] = ["sort", "order_by", "rank", "top", "score", "leader", "points"];

fn ranks(name: &str) -> bool {
    name.split(['_', '-', '/', '.']).any(|word| RANKING.contains(&word))
}

/// Nobody can ask for people sorted by how many events they have, or by anything: no path and no
/// parameter of the API sorts or ranks, and no answer holds a place or a score.
#[test]
fn n2_no_way_of_the_api_sorts_people_by_what_they_did() {
    let web = Web::new(1);
    let document = web.stranger().get("/openapi.json").json();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(!ranks(path), "{path}");
        for (verb, operation) in item.as_object().unwrap() {
            for given in operation["parameters"].as_array().into_iter().flatten() {
                let name = given["name"].as_str().unwrap();
                // Work is sorted by when it is due or came in, and by nothing else.
                let of_work = path == "/api/v1/incidents"
                    && name == "sort"
                    && given["schema"]["enum"] == json!(["urgent", "newest"]);
                assert!(of_work || !ranks(name), "{verb} {path}: {given}");
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "{seen} parameters");
    let mut fields = 0;
    for (schema, shape) in document["components"]["schemas"].as_object().unwrap() {
        for name in shape["properties"].as_object().into_iter().flat_map(|all| all.keys()) {
            assert!(!ranks(name), "{schema}: {name}");
            fields += 1;
        }
    }
    assert!(fields > 200, "{fields} fields");
    assert!(ranks("sort") && ranks("people/rank") && !ranks("stopped"));
}
