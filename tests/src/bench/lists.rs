//! What the console's lists and detail pages cost over HTTP at the county's scale, and how long an
//! incident that a phone sent is on its way to the desk.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gridwork_core::{NewClue, NewIncident, NewSet};
use gridwork_county::County;
use gridwork_model::audience::enforcement_office;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_township::Hub;
use gridwork_township::audit::Actor;
use gridwork_township::http::{App, serve};
use gridwork_township::people::{NewStaff, RoleAt};
use serde_json::json;

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit};
use crate::env::WorldClock;
use crate::workload::cell::MORNING;
use crate::world::{Phone, World};

/// Incidents of the township that is asked about, all from one phone.
const INCIDENTS: usize = 300;
/// Incidents that a phone sends at once.
const AT_ONCE: usize = 20;
/// Households with a field that holds two values.
const CONFLICTS: usize = 60;
/// Phones of the township.
const PHONES: usize = 60;
/// Clues, and evidence sets.
const EVIDENCE: usize = 100;
/// Requests of each list.
const QUESTIONS: usize = 60;
/// Incidents timed on their way.
const ARRIVALS: usize = 40;

/// What the issue demands of every answer, milliseconds.
const LIST_MS: f64 = 50.0;
/// What the issue demands of an incident's way, milliseconds.
const ARRIVAL_MS: f64 = 1_000.0;

const PASSWORDS: [&str; 2] = ["lantern-festival-0199", "potato-harvest-0199"];

/// The lists: who asks, what, and for how much it must be. The township's id stands for `{org}`.
const LISTS: [(Role, &str, &str, usize); 20] = [
    (Role::DutyOfficer, "incidents", "incidents?open=true", INCIDENTS),
    (Role::DutyOfficer, "incidents_found", "incidents?text=%E4%BA%95%E7%9B%96", 1),
    (Role::DutyOfficer, "incidents_far", "incidents?sort=newest&skip=250", 1),
    (Role::DataClerk, "conflicts", "conflicts", CONFLICTS),
    (Role::DataClerk, "conflicts_settled", "conflicts/settled", 0),
    (Role::DataClerk, "twins", "twins?place={org}", 0),
    (Role::DataClerk, "quarantine", "quarantine", 0),
    (Role::DataClerk, "households", "households?place={org}&skip=500", 1),
    (Role::DataClerk, "people", "people?place={org}&skip=1000", 1),
    (Role::DataClerk, "cells", "cells", 1),
    (Role::DataClerk, "places", "places", 1),
    (Role::DataClerk, "map", "map", 0),
    (Role::DataClerk, "templates", "templates", 1),
    (Role::DataClerk, "exports", "exports", 0),
    (Role::TownshipAdmin, "devices", "devices", PHONES),
    (Role::TownshipAdmin, "users", "users", 1),
    (Role::Supervision, "audit", "audit", 1),
    (Role::Supervision, "records", "records", 1),
    (Role::Officer, "clues", "evidence/clues", EVIDENCE),
    (Role::Officer, "sets", "evidence/sets", EVIDENCE),
];

/// The pages of one thing, and what pages ask beside their lists: who asks, and what. The first of each
/// list stands for `{incident}` and the like.
const DETAILS: [(Role, &str, &str); 18] = [
    (Role::DutyOfficer, "incident", "incidents/{incident}"),
    (Role::DutyOfficer, "warnings", "warnings"),
    (Role::DutyOfficer, "staff", "staff"),
    (Role::DataClerk, "conflict", "conflicts/{conflict}"),
    (Role::DataClerk, "household", "households/{household}"),
    (Role::DataClerk, "fields", "households/{household}/fields"),
    (Role::DataClerk, "history", "households/{household}/history"),
    (Role::DataClerk, "template", "templates/{template}"),
    (Role::DataClerk, "template_versions", "templates/{template}/versions"),
    (Role::Head, "progress", "tasks/progress?template={template}"),
    (Role::Head, "figures", "figures"),
    (Role::DataClerk, "units", "units"),
    (Role::DataClerk, "posts", "posts"),
    (Role::TownshipAdmin, "device", "devices/{device}"),
    (Role::TownshipAdmin, "health", "health"),
    (Role::Head, "settings", "settings"),
    (Role::Officer, "set", "evidence/sets/{set}"),
    (Role::Officer, "proofs", "evidence/sets/{set}/proofs"),
];

/// Measures over the hub of the whole county.
pub fn measure(seed: u64, hub: &Arc<Hub>, county: County, dir: &Path, figures: &mut Figures) {
    let clock = WorldClock::new(MORNING);
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server_clock = Arc::clone(&clock);
    let app = App::with_clock(Arc::clone(hub), false, Arc::new(move || server_clock.now()));
    runtime.spawn(async move {
        let _ = serve(app, listener, None, std::future::pending()).await;
    });
    let world = World::over_http(clock, Arc::clone(hub), county, dir, seed, &address);
    let mut field = Field::of(world);
    field.work();
    let org = field.township;
    let asked = Asked::begin(&address, &field.world, org);
    for (role, name, path, least) in LISTS {
        let path = path.replace("{org}", &org.to_string());
        let (took, body) = asked.often(role, &path);
        let found = count(&body);
        assert!(found >= least, "{name} has {found} of {least}");
        let told = format!("console: list {name}, p95");
        put(figures, &["console", "lists", name], told, took, LIST_MS);
    }
    let ids = asked.ids(org);
    for (role, name, path) in DETAILS {
        let path = ids.iter().fold(path.to_owned(), |path, (of, id)| path.replace(of, id));
        let (took, _) = asked.often(role, &path);
        let told = format!("console: page {name}, p95");
        put(figures, &["console", "pages", name], told, took, LIST_MS);
    }
    let events = asked.events(Role::DutyOfficer);
    let mut took = Vec::with_capacity(ARRIVALS);
    for number in 0..ARRIVALS {
        // Newest is by the clock: what came at one moment has no order in it.
        field.world.clock.advance_ms(1_000);
        let words = format!("示例：路上的第 {number} 件");
        field.report(&words);
        let watch = Stopwatch::start();
        field.phones[0].sync(&field.world);
        // The page hears of it and asks for the list, newest first.
        while events.recv_timeout(Duration::from_secs(10)).expect("an event") != "change" {}
        while !asked.get(Role::DutyOfficer, "incidents?sort=newest&limit=5").contains(&words) {
            assert!(watch.wall_ms() < 10.0 * ARRIVAL_MS, "{words} does not come to the desk");
        }
        took.push(watch.wall_ms());
        while events.try_recv().is_ok() {}
    }
    let name = "console: from sending to the desk, p95".to_owned();
    put(figures, &["console", "arrival_ms"], name, took, ARRIVAL_MS);
}

fn put(figures: &mut Figures, path: &[&str], name: String, mut took: Vec<f64>, most: f64) {
    took.sort_by(f64::total_cmp);
    let p95 = took[took.len() * 95 / 100];
    figures.put(path, p95);
    figures.add(Figure::told(name, "ms", p95).must(Limit::Most(most)));
}

/// How many a list has in all.
fn count(body: &str) -> usize {
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let rows = |value: &serde_json::Value| value.as_array().map(Vec::len);
    let total = body["total"].as_u64().map(|total| total as usize);
    let named = ["items", "records", "clues", "entries"].iter().find_map(|name| rows(&body[name]));
    total.or(rows(&body)).or(named).unwrap_or_default()
}

/// The people of one township at work.
struct Field {
    world: World,
    phones: Vec<Phone>,
    township: Id,
    cell: Id,
}

impl Field {
    fn of(mut world: World) -> Field {
        let workers = world.people(Role::GridWorker);
        let standing = world.hub.standing();
        let (first, cell) = workers[0];
        let township = standing.org_of(cell);
        let phones = [first, first].map(|person| {
            let mut phone = world.phone(person, cell);
            phone.sync(&world);
            phone
        });
        let others = workers.iter().filter(|(_, at)| standing.org_of(*at) == township);
        for (person, scope) in others.cycle().take(PHONES - phones.len()) {
            world.phone(*person, *scope).kill();
        }
        Field { world, phones: phones.into(), township, cell }
    }

    fn report(&self, words: &str) {
        let new = NewIncident {
            words: words.to_owned(),
            category: "H01".to_owned(),
            cell: Some(self.cell),
            place: Some("村口".to_owned()),
            ..NewIncident::default()
        };
        self.phones[0].core().report(new).expect("reported");
    }

    fn work(&mut self) {
        for begun in (0..INCIDENTS).step_by(AT_ONCE) {
            for number in begun..begun + AT_ONCE {
                let what = if number % 10 == 0 { "井盖松了" } else { "垃圾堆满了" };
                self.report(&format!("示例：{what}，第 {number} 件"));
            }
            self.phones[0].sync(&self.world);
        }
        for number in 0..EVIDENCE {
            let clue = NewClue {
                words: format!("示例：沟里有人放羊，第 {number} 条"),
                place: "示意沟口".to_owned(),
                cell: Some(self.cell),
                ..NewClue::default()
            };
            self.phones[0].core().tell_clue(clue).expect("told");
        }
        self.disputes();
        self.sets();
    }

    /// Both phones write one field of each household, neither knowing of the other.
    fn disputes(&mut self) {
        for phone in &mut self.phones {
            phone.sync(&self.world);
        }
        let held = self.phones[0].core().inventory().expect("what is held");
        let homes = held.iter().filter(|held| {
            held.stream.purpose == Purpose::Roster && held.stream.scope == self.cell
        });
        let homes: Vec<Id> = homes.map(|held| held.entity).take(CONFLICTS).collect();
        assert_eq!(homes.len(), CONFLICTS, "the cell has so many households");
        for (number, phone) in self.phones.iter().enumerate() {
            for home in &homes {
                let value = Value::Text(format!("示意小名{number}"));
                phone.core().edit_household(*home, "nickname", value).expect("written");
            }
        }
        for phone in &mut self.phones {
            phone.sync(&self.world);
        }
    }

    /// An officer of the township opens evidence sets.
    fn sets(&mut self) {
        let (world, day) = (&mut self.world, MORNING.day());
        let standing = world.hub.standing();
        let office = enforcement_office(self.cell, &standing.directory).expect("an office");
        let officer = standing
            .directory
            .assignments_at(office)
            .map(|assignment| assignment.person)
            .find(|person| standing.directory.officer(*person, day).is_some())
            .expect("an officer");
        let mut phone = world.phone(officer, office);
        phone.sync(world);
        for number in 0..EVIDENCE {
            let set = NewSet {
                matter: format!("示意：禁牧区放牧，第 {number} 件"),
                place: "示意沟口".to_owned(),
                ..NewSet::default()
            };
            phone.core().open_evidence_set(set).expect("opened");
        }
        phone.sync(world);
    }
}

/// Staff with their sessions.
struct Asked {
    agent: ureq::Agent,
    address: String,
    sessions: Vec<(Role, String)>,
}

impl Asked {
    fn begin(address: &str, world: &World, org: Id) -> Asked {
        let agent = ureq::Agent::new_with_defaults();
        let mut sessions: Vec<(Role, String)> = Vec::new();
        let roles = LISTS.iter().map(|(role, ..)| *role);
        for role in roles.chain(DETAILS.iter().map(|(role, ..)| *role)) {
            if sessions.iter().any(|(known, _)| *known == role) {
                continue;
            }
            let login = format!("bench{}", role.number());
            let standing = world.hub.standing();
            let scope = match role {
                Role::Officer => enforcement_office(org, &standing.directory).expect("an office"),
                _ => org,
            };
            let [first, then] = PASSWORDS;
            let new = NewStaff {
                org,
                person: None,
                login: login.clone(),
                name: "示例职员".to_owned(),
                roles: vec![RoleAt { role: role.number(), scope }],
                password: first.to_owned(),
            };
            let (hub, now) = (&world.hub, world.clock.now());
            hub.add_staff(&new, Actor::Operator, now).expect("a log-in");
            let session = hub.log_in(&login, first, now).expect("logged in");
            hub.change_password(&session.token, first, then, now).expect("changed");
            let begun = agent
                .post(format!("{address}/api/v1/session"))
                .header("content-type", "application/json")
                .send(json!({ "login": login, "password": then }).to_string())
                .expect("a session");
            let cookie = begun.headers().get("set-cookie").expect("a cookie");
            let cookie = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            sessions.push((role, cookie.to_owned()));
        }
        Asked { agent, address: address.to_owned(), sessions }
    }

    fn cookie(&self, role: Role) -> &str {
        let session = self.sessions.iter().find(|(known, _)| *known == role);
        session.map(|(_, cookie)| cookie.as_str()).expect("a session of the role")
    }

    fn get(&self, role: Role, path: &str) -> String {
        let request = self.agent.get(format!("{}/api/v1/{path}", self.address));
        let answer = request.header("cookie", self.cookie(role)).call();
        let mut answer = answer.unwrap_or_else(|error| panic!("{path}: {error}"));
        answer.body_mut().read_to_string().expect("a body")
    }

    /// How long each of many questions took, and the last answer.
    fn often(&self, role: Role, path: &str) -> (Vec<f64>, String) {
        let mut took = Vec::with_capacity(QUESTIONS);
        let mut body = String::new();
        for _ in 0..QUESTIONS {
            let watch = Stopwatch::start();
            body = self.get(role, path);
            took.push(watch.wall_ms());
        }
        (took, body)
    }

    /// The first of each list, by what stands for it in a path.
    fn ids(&self, org: Id) -> Vec<(&'static str, String)> {
        let first = |role: Role, path: &str, named: &str| {
            let body: serde_json::Value =
                serde_json::from_str(&self.get(role, path)).expect("JSON");
            let rows = if body.is_array() { &body } else { &body["items"] };
            match &rows[0][named] {
                serde_json::Value::String(id) => id.clone(),
                serde_json::Value::Number(number) => number.to_string(),
                other => panic!("{path}: {named} is {other}"),
            }
        };
        let households = format!("households?place={org}&limit=1");
        vec![
            ("{incident}", first(Role::DutyOfficer, "incidents?open=true&limit=1", "id")),
            ("{conflict}", first(Role::DataClerk, "conflicts?limit=1", "document")),
            ("{household}", first(Role::DataClerk, &households, "id")),
            ("{template}", first(Role::DataClerk, "templates", "id")),
            ("{device}", first(Role::TownshipAdmin, "devices", "number")),
            ("{set}", first(Role::Officer, "evidence/sets", "id")),
        ]
    }

    /// Names of live events as they come.
    fn events(&self, role: Role) -> Receiver<String> {
        let request = self.agent.get(format!("{}/api/v1/events", self.address));
        let answer = request.header("cookie", self.cookie(role)).call().expect("events");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(answer.into_body().into_reader()).lines() {
                let Ok(line) = line else { return };
                let Some(name) = line.strip_prefix("event: ") else { continue };
                if sender.send(name.to_owned()).is_err() {
                    return;
                }
            }
        });
        receiver
    }
}
