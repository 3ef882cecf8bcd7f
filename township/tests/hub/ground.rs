//! What lies under the map: roads out of a file, and a base map from a local one.

use gridwork_model::permission::Role;
use gridwork_township::base_map::{ArchiveError, BaseMap, Wmts, WmtsError};
use serde_json::{Value, json};

use crate::support::fixture;
use crate::web::Web;

fn line(name: &str, points: Value) -> Value {
    json!({
        "type": "Feature",
        "properties": {"name": name, "owner": "张示意"},
        "geometry": {"type": "LineString", "coordinates": points},
    })
}

fn file(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

#[test]
fn roads_are_checked_line_by_line_and_only_what_is_drawn_is_kept() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let put = |roads: Value| clerk.send("PUT", "/api/v1/map/roads", Some(roads)).json();
    let road = || line("示意路", json!([[111.45, 41.1], [111.46, 41.11]]));
    let taken = put(file(vec![road()]));
    assert_eq!((&taken["taken"], &taken["lines"]), (&json!(true), &json!(1)));
    let ground = clerk.get("/api/v1/map").json();
    assert_eq!(ground["base"], Value::Null);
    let kept = &ground["roads"]["features"];
    assert_eq!(kept[0]["properties"]["name"], "示意路");
    assert_eq!(kept[0]["geometry"]["coordinates"], json!([[111.45, 41.1], [111.46, 41.11]]));
    assert!(!ground.to_string().contains("张示意"), "what else a file tells is not kept");

    // Nothing of a file with faults is taken, and each fault has its number.
    let point = json!({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [111.4, 41.1]}});
    let faulty = put(file(vec![
        road(),
        point,
        line("反了", json!([[41.1, 111.45], [41.2, 111.46]])),
        line("一点", json!([[111.45, 41.1]])),
    ]));
    assert_eq!(faulty["taken"], false);
    let findings: Vec<&str> =
        faulty["findings"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(findings.len(), 3, "{findings:?}");
    for (finding, number) in findings.iter().zip(["第 2 条", "第 3 条", "第 4 条"]) {
        assert!(finding.starts_with(number), "{finding}");
    }
    assert_eq!(put(json!({"type": "Topology"}))["taken"], false);
    let many: Vec<Value> = (0..5_001).map(|_| road()).collect();
    assert_eq!(put(file(many))["taken"], false);
    assert_eq!(clerk.get("/api/v1/map").json()["roads"]["features"].as_array().unwrap().len(), 1);

    // Each township has its own, and an empty file takes them away.
    web.pass(1);
    let next = {
        let standing = web.hub.standing();
        let mut units = standing.directory.units();
        let kind = gridwork_model::org::UnitKind::Township;
        units.find(|unit| unit.kind == kind && unit.id != web.township).unwrap().id
    };
    web.staff("next", Role::DataClerk, next, next);
    let other = web.log_in_as("next").get("/api/v1/map").json();
    assert_eq!(other["roads"]["features"], json!([]));
    assert_eq!(put(file(Vec::new()))["taken"], true);
    assert_eq!(clerk.get("/api/v1/map").json()["roads"]["features"], json!([]));
}

/// The head of a PMTiles file with raster tiles, and bytes behind it.
fn archive() -> Vec<u8> {
    let mut bytes = vec![0; 127];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    (bytes[99], bytes[100], bytes[101]) = (2, 0, 14);
    bytes.extend((0..=255).cycle().take(10_000));
    bytes
}

#[test]
fn a_base_map_is_read_in_parts_by_whoever_is_logged_in_and_stays_in_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("base.pmtiles");
    std::fs::write(&path, archive()).unwrap();
    let web = Web::serving(fixture(1), Some(BaseMap::open(&path).unwrap()));
    let clerk = web.log_in(Role::DataClerk);
    let base = clerk.get("/api/v1/map").json()["base"].clone();
    assert_eq!(base, json!({"kind": "raster", "min_zoom": 0, "max_zoom": 14, "tiles": null}));
    let part = |range: &str| clerk.get_with("/api/v1/map/base", &[("range", range)]);
    let head = part("bytes=0-126");
    assert_eq!((head.status, head.body.as_slice()), (206, &archive()[..127]));
    assert_eq!(head.headers["content-range"], "bytes 0-126/10127");
    // A range that goes on behind the end is cut there; one that begins there is none.
    assert_eq!(part("bytes=10000-99999").body.len(), 127);
    for range in ["bytes=10127-10200", "bytes=9-3", "bytes=-5", "bytes=0-", "bytes=0-5,7-9", "x"] {
        assert_eq!(part(range).status, 416, "{range}");
    }
    assert_eq!(web.stranger().get_with("/api/v1/map/base", &[("range", "bytes=0-9")]).status, 401);
    std::fs::write(&path, b"PMTiles\x02 of an older time, and long enough to be read as a head, which has a hundred and twenty-seven bytes in all, as is told").unwrap();
    assert!(matches!(BaseMap::open(&path), Err(ArchiveError::NotPmtiles)));
    std::fs::write(&path, b"short").unwrap();
    assert!(matches!(BaseMap::open(&path), Err(ArchiveError::NotPmtiles)));
}

#[test]
fn the_tiles_of_a_service_are_the_only_thing_that_pages_may_load_from_elsewhere() {
    let address = "http://127.0.0.1:9/wmts/{TileMatrix}/{TileRow}/{TileCol}.png";
    let wmts = Wmts::new(address, 14, false).unwrap();
    let web = Web::serving(fixture(1), Some(BaseMap::Wmts(wmts)));
    let clerk = web.log_in(Role::DataClerk);
    let tiles = "http://127.0.0.1:9/wmts/{z}/{y}/{x}.png";
    let expected = json!({"kind": "raster", "min_zoom": 0, "max_zoom": 14, "tiles": tiles});
    assert_eq!(clerk.get("/api/v1/map").json()["base"], expected);
    assert_eq!(clerk.get_with("/api/v1/map/base", &[("range", "bytes=0-9")]).status, 404);
    let page = clerk.get_with("/map", &[("accept", "text/html")]);
    let policy = &page.headers["content-security-policy"];
    assert!(policy.contains("connect-src 'self' http://127.0.0.1:9;"), "{policy}");
    assert_eq!(policy.matches("127.0.0.1").count(), 1, "{policy}");
    let without = Web::new(1).stranger().get_with("/map", &[("accept", "text/html")]);
    assert!(without.headers["content-security-policy"].contains("connect-src 'self';"));
}

#[test]
fn an_address_of_tiles_is_checked() {
    let taken = |address: &str| Wmts::new(address, 18, false).map(|wmts| wmts.shown().tiles);
    let asked = "https://map.example/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=a,b\
                 &STYLE=&TILEMATRIXSET=w&TILEMATRIX=EPSG:3857:{TileMatrix}&TILEROW={tilerow}\
                 &TILECOL={tilecol}&FORMAT=image/png";
    assert!(taken(asked).unwrap().unwrap().contains("TILEMATRIX=EPSG:3857:{z}&TILEROW={y}&"));
    let at = "{TileMatrix}/{TileRow}/{TileCol}";
    for wrong in [
        format!("ftp://map.example/{at}"),
        format!("//map.example/{at}"),
        "https://map.example".to_owned(),
        format!("https:///{at}"),
        format!("https://user:secret@map.example/{at}"),
        format!("https://map.example; script-src */{at}"),
        format!("https://*/{at}"),
        format!("https://map.example:0/{at}"),
        format!("https://map.example:99999/{at}"),
        format!("https://[::1]/{at}"),
        format!("https://map.example/ {at}"),
        format!("https://map.example/{at}#x"),
        format!("https://map.example/{at}/{}", "x".repeat(1_000)),
    ] {
        assert_eq!(taken(&wrong), Err(WmtsError::Address), "{wrong}");
    }
    for wrong in [
        "",
        "{TileMatrix}/{TileRow}",
        "{TileMatrix}/{TileRow}/{TileCol}/{TileCol}",
        "{TileMatrix}/{TileRow}/{TileCol}/{Style}",
        "{TileMatrix}/{TileRow}/{TileCol}}",
        "{TileMatrix}/{TileRow}/{TileCol",
    ] {
        let told = taken(&format!("https://map.example/{wrong}"));
        assert_eq!(told, Err(WmtsError::Names), "{wrong}");
    }
    let plain = format!("http://map.example/{at}");
    assert_eq!(Wmts::new(&plain, 18, true).map(drop), Err(WmtsError::Mixed));
    for zoom in [0, 23] {
        assert_eq!(Wmts::new(&plain, zoom, false).map(drop), Err(WmtsError::Zoom));
    }
}
