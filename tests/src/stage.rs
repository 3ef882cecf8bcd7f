//! What the console's tests play on: see the program `console-stage`.

mod evidence;
mod stick;
mod texts;

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use gridwork_core::NewIncident;
use gridwork_county::{County, Options};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::incident::Step;
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_seal::SystemEntropy;
use gridwork_township::audit::Actor;
use gridwork_township::base_map::{BaseMap, Wmts};
use gridwork_township::http::{App, serve};
use gridwork_township::people::{NewStaff, RoleAt};
use gridwork_township::{Hub, HubOptions, Limits, Mode};
use serde::Deserialize;
use serde_json::json;

use crate::env::WorldClock;
use crate::officers::Officers;
use crate::staffed::{self, USERS, place_of};
use crate::world::{APP, MORNING, Phone, World};

/// Cells with residents.
const CELLS: usize = 2;
const SEED: u64 = 1;

/// What the field is asked to do.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Asked {
    /// The worker reports and exchanges.
    Incident {
        /// What happened.
        words: String,
        /// Category code.
        category: String,
        /// The place in words.
        #[serde(default = "village_gate")]
        place: String,
    },
    /// Two phones change one field of one household, neither knowing of the other.
    Conflict {
        /// Which household of the cell.
        #[serde(default)]
        household: usize,
        /// The field, of the first member.
        #[serde(default = "telephone")]
        field: String,
        /// The values, the worker's first; days as `1950-01-02`, codes by number.
        values: [String; 2],
    },
    /// The reporter says whether it is really done.
    Verify {
        /// The incident.
        id: Id,
        /// Whether.
        passed: bool,
    },
    /// Visits: untouched tasks of today are finished without a change.
    Visits {
        /// How many.
        count: usize,
    },
    /// A phone exchanges.
    Sync {
        /// 0: the worker, 1: the colleague.
        phone: usize,
    },
    /// A phone reports without signal: nothing is exchanged.
    Unsent {
        /// Which phone; 0: the worker.
        phone: usize,
        /// What happened.
        words: String,
    },
    /// The worker reports without signal and writes a stick for the township.
    Stick {
        /// What happened.
        words: String,
    },
    /// The worker reads the receipt that came back on the stick.
    Receipt {
        /// Its bytes in hex.
        receipt: String,
    },
    /// A person enrols with a code shown on the console; the phone stays.
    Enrol {
        /// What the QR code says.
        qr: String,
        /// What the phone calls itself.
        #[serde(default = "new_phone")]
        name: String,
    },
    /// The worker writes the same words wherever a phone may write some, and exchanges.
    Texts {
        /// The words.
        words: String,
    },
    /// Hours go by.
    Pass {
        /// How many.
        hours: i64,
    },
    /// What a phone reads of the fields that hold two values, after an exchange.
    Conflicts {
        /// 0: the worker, 1: the colleague.
        phone: usize,
    },
    /// What the worker reads of an incident.
    Read {
        /// The incident.
        id: Id,
    },
    /// What the worker reads of a household.
    Home {
        /// The household.
        id: Id,
    },
    /// The worker tells a clue, with a distant photo.
    Clue {
        /// What was seen.
        words: String,
    },
    /// Two officers gather a set without signal, hand an item over, write a record, and exchange.
    Evidence {
        /// What it is about.
        matter: String,
    },
    /// A rule of a kind that this version does not know stands in the directory, as a newer program or
    /// somebody at the machine would bring it.
    Rule {
        /// The rule.
        body: serde_json::Value,
    },
    /// The hub's clock rules run, and a backup is made and read back.
    Night,
}

fn village_gate() -> String {
    "村口".to_owned()
}

fn new_phone() -> String {
    "新手机".to_owned()
}

fn telephone() -> String {
    "phone".to_owned()
}

/// The hub, its server and the phones.
pub struct Stage {
    world: World,
    phones: Vec<Phone>,
    officers: Option<Officers>,
    township: Id,
    address: String,
    _dir: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

/// A value as a field takes it: a day, the number of a code, words.
fn typed(field: &str, text: String) -> Result<Value, String> {
    Ok(match field {
        "birth" => Value::Date(text.parse().map_err(at("a day"))?),
        "sex" | "relation" | "residency" | "phone_whose" => {
            Value::Code(text.parse().map_err(at("a code"))?)
        }
        _ => Value::Text(text),
    })
}

/// A fault as text, with where it was.
fn at<E: std::fmt::Display>(place: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{place}: {error}")
}

/// What everybody of the stage logs in with, before and after the first change.
const PASSWORDS: [&str; 2] = ["lantern-festival-0199", "potato-harvest-0199"];

impl Stage {
    /// Makes everything and begins to serve: with all residents of the county or those of two cells,
    /// and with a base map if one is named, by its file or its address.
    pub fn open(whole: bool, base_map: Option<&str>) -> Result<Stage, String> {
        let dir = tempfile::tempdir().map_err(at("folder"))?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(at("loopback"))?;
        let port = listener.local_addr().map_err(at("loopback"))?.port();
        let address = format!("http://127.0.0.1:{port}");
        let clock = WorldClock::new(MORNING);
        let now = clock.now();
        let options = HubOptions {
            mode: Mode::Training,
            limits: Limits::for_tests(),
            entropy: Box::new(SystemEntropy),
            public_url: address.clone(),
        };
        let (hub, _) = Hub::create(&dir.path().join("hub"), options, now).map_err(at("hub"))?;
        let county = Options { seed: SEED, cells: (!whole).then_some(CELLS), day: now.day() };
        let county = County::new(county).map_err(at("county"))?;
        hub.import_county(&county, Actor::Operator, now, &mut |_, _| {}).map_err(at("import"))?;
        let cell = county.cells().first().ok_or("the county has no cell")?;
        let township = cell.township;
        let hub = Arc::new(hub);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(at("runtime"))?;
        let server_clock = Arc::clone(&clock);
        let mut app =
            App::with_clock(Arc::clone(&hub), false, Arc::new(move || server_clock.now()));
        let base_map = base_map.map(|base| match base.contains("://") {
            true => Wmts::new(base, 18, false).map(BaseMap::Wmts).map_err(at("base map")),
            false => BaseMap::open(Path::new(base)).map_err(at("base map")),
        });
        app.base_map = base_map.transpose()?.map(Arc::new);
        runtime.spawn(async move {
            let _ = serve(app, listener, None, std::future::pending()).await;
        });
        let ticking = Arc::clone(&clock);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(std::time::Duration::from_millis(100));
                ticking.advance_ms(100);
            }
        });
        let path = dir.path().to_owned();
        let world = World::over_http(clock, hub, county, &path, SEED, &address);
        let mut stage = Stage {
            world,
            phones: Vec::new(),
            officers: None,
            township,
            address,
            _dir: dir,
            _runtime: runtime,
        };
        stage.staff()?;
        stage.field()?;
        Ok(stage)
    }

    /// Log-ins whose first password is changed already.
    fn staff(&self) -> Result<(), String> {
        let (hub, now) = (&self.world.hub, self.world.clock.now());
        for (login, role, name) in USERS {
            let directory = &hub.standing().directory;
            let place = place_of(role, self.township, directory);
            let (org, scope) = place.ok_or("the township has no such office")?;
            let [first, then] = PASSWORDS;
            let new = NewStaff {
                org,
                person: None,
                login: login.to_owned(),
                name: name.to_owned(),
                roles: vec![RoleAt { role: role.number(), scope }],
                password: first.to_owned(),
            };
            hub.add_staff(&new, Actor::Operator, now).map_err(at("a log-in"))?;
            let session = hub.log_in(login, first, now).map_err(at("a first log-in"))?;
            hub.change_password(&session.token, first, then, now).map_err(at("a password"))?;
        }
        Ok(())
    }

    /// Two workers of one cell, each with a phone.
    fn field(&mut self) -> Result<(), String> {
        let workers = self.world.people(Role::GridWorker);
        let &[(first, cell), (second, _), ..] = &workers[..] else {
            return Err("two workers are needed".to_owned());
        };
        let now = self.world.clock.now();
        let standing = self.world.hub.standing();
        let theirs = standing
            .directory
            .of_kind(gridwork_model::directory::kind::ASSIGNMENT)
            .filter_map(|item| match item {
                DirectoryItem::Assignment(assignment) => Some(assignment),
                _ => None,
            })
            .find(|assignment| assignment.person == first && assignment.scope == cell)
            .ok_or("the worker has no assignment")?;
        let help = Assignment {
            id: Id::derived("stage", &[b"second worker"]),
            person: second,
            ..theirs.clone()
        };
        let items = vec![DirectoryItem::Assignment(help)];
        self.world.hub.put_directory(items, Actor::Operator, now).map_err(at("assignment"))?;
        for person in [first, second] {
            let mut phone = self.world.phone(person, cell);
            phone.sync(&self.world);
            self.phones.push(phone);
        }
        Ok(())
    }

    /// Where it is, and who may log in.
    pub fn opened(&self) -> serde_json::Value {
        let users: serde_json::Map<_, _> = USERS
            .iter()
            .map(|(login, _, name)| {
                let user = json!({ "login": login, "password": PASSWORDS[1], "name": name });
                ((*login).to_owned(), user)
            })
            .collect();
        let standing = self.world.hub.standing();
        let office = staffed::office(self.township, &standing.directory);
        json!({
            "url": self.address,
            "users": users,
            "office": office.map(|unit| unit.name.clone()),
            "cell": standing.directory.cell(self.phones[0].scope).map(|cell| cell.name.clone()),
            "now": self.world.clock.now().0,
            "app": APP,
        })
    }

    /// Lets the field do something.
    pub fn act(&mut self, asked: Asked) -> Result<serde_json::Value, String> {
        match asked {
            Asked::Incident { words, category, place } => {
                let new = NewIncident {
                    words,
                    category,
                    cell: Some(self.phones[0].scope),
                    place: Some(place),
                    hamlet: self.hamlet(),
                    ..NewIncident::default()
                };
                let id = self.phones[0].core().report(new).map_err(at("report"))?;
                self.phones[0].sync(&self.world);
                Ok(json!({ "id": id }))
            }
            Asked::Conflict { household, field, values } => {
                self.conflict(household, &field, values)
            }
            Asked::Verify { id, passed } => {
                self.phones[0].sync(&self.world);
                let why = if passed { String::new() } else { "还漏水".to_owned() };
                let step = Step::Verify { passed, why };
                self.phones[0].core().incident_step(id, step).map_err(at("verify"))?;
                self.phones[0].sync(&self.world);
                Ok(json!({}))
            }
            Asked::Visits { count } => {
                let today = self.phones[0].core().today().map_err(at("today"))?;
                let lines = today.lines.iter().filter(|line| !line.tasks.is_empty()).take(count);
                for line in lines {
                    let tasks: Vec<_> = line
                        .tasks
                        .iter()
                        .map(|due| gridwork_core::TaskRef {
                            template: due.template.clone(),
                            target: due.target,
                            window: due.window,
                        })
                        .collect();
                    self.phones[0].core().no_change(&tasks).map_err(at("no change"))?;
                }
                self.phones[0].sync(&self.world);
                Ok(json!({}))
            }
            Asked::Sync { phone } => {
                let phone = self.phones.get_mut(phone).ok_or("no such phone")?;
                phone.sync(&self.world);
                Ok(json!({}))
            }
            Asked::Unsent { phone, words } => {
                let phone = self.phones.get(phone).ok_or("no such phone")?;
                let new = NewIncident {
                    words,
                    category: "H01".to_owned(),
                    cell: Some(phone.scope),
                    place: Some(village_gate()),
                    ..NewIncident::default()
                };
                let id = phone.core().report(new).map_err(at("report"))?;
                Ok(json!({ "id": id }))
            }
            Asked::Texts { words } => texts::write(self, &words),
            Asked::Stick { words } => stick::write(self, words),
            Asked::Receipt { receipt } => stick::read(self, &receipt),
            Asked::Enrol { qr, name } => {
                let (person, scope) = (self.phones[0].person, self.phones[0].scope);
                let mut phone = self.world.bare_phone(person, scope);
                phone.start();
                let core = phone.core();
                let request = core.begin_enrolment(&qr, &name, "0.1.0").map_err(at("enrol"))?;
                let answer = self.world.post(&request);
                core.complete_request(request.id, answer).map_err(at("enrol"))?;
                phone.sync(&self.world);
                let device = phone.core().device().map_err(at("device"))?;
                self.phones.push(phone);
                Ok(json!({ "device": device, "phone": self.phones.len() - 1 }))
            }
            Asked::Pass { hours } => {
                self.world.clock.advance_ms(hours * 3_600_000);
                Ok(json!({ "now": self.world.clock.now().0 }))
            }
            Asked::Clue { words } => evidence::clue(self, words),
            Asked::Evidence { matter } => evidence::gather(self, &matter),
            Asked::Rule { body } => {
                let body = serde_json::to_vec(&body).map_err(at("rule"))?;
                let id = Id::derived("stage", &[b"rule"]);
                let rule = DirectoryItem::Raw { kind: u8::MAX, id, body };
                let (hub, now) = (&self.world.hub, self.world.clock.now());
                hub.put_directory(vec![rule], Actor::Operator, now).map_err(at("rule"))?;
                Ok(json!({}))
            }
            Asked::Night => {
                let (hub, now) = (&self.world.hub, self.world.clock.now());
                self.world.back_up_hub().map_err(at("backup"))?;
                hub.tick(now).map_err(at("tick"))?;
                Ok(json!({}))
            }
            Asked::Conflicts { phone } => {
                let phone = self.phones.get_mut(phone).ok_or("no such phone")?;
                phone.sync(&self.world);
                let found = phone.core().conflicts(100).map_err(at("conflicts"))?;
                let fields = found.iter().map(|one| {
                    json!({ "document": one.document, "field": one.field, "asked": one.asked_words })
                });
                Ok(json!({ "conflicts": fields.collect::<Vec<_>>() }))
            }
            Asked::Home { id } => {
                self.phones[0].sync(&self.world);
                let view = self.phones[0].core().household(id).map_err(at("household"))?;
                let names: Vec<&str> =
                    view.members.iter().map(|member| member.name.as_str()).collect();
                Ok(json!({ "address": view.address, "hamlet": view.hamlet, "names": names }))
            }
            Asked::Read { id } => {
                self.phones[0].sync(&self.world);
                let view = self.phones[0].core().incident(id).map_err(at("incident"))?;
                Ok(json!({ "said": format!("{view:?}") }))
            }
        }
    }

    /// A hamlet of the worker's cell.
    fn hamlet(&self) -> Option<Id> {
        let standing = self.world.hub.standing();
        standing.directory.cell(self.phones[0].scope)?.hamlets.first().copied()
    }

    fn conflict(
        &mut self,
        number: usize,
        field: &str,
        values: [String; 2],
    ) -> Result<serde_json::Value, String> {
        for phone in &mut self.phones[..2] {
            phone.sync(&self.world);
        }
        let holdings = self.phones[0].core().inventory().map_err(at("inventory"))?;
        let scope = self.phones[0].scope;
        let household = holdings
            .iter()
            .filter(|holding| holding.stream.purpose == Purpose::Roster)
            .filter(|holding| holding.stream.scope == scope)
            .nth(number)
            .map(|holding| holding.entity)
            .ok_or("no such household")?;
        for (phone, value) in self.phones.iter().zip(values) {
            let core = phone.core();
            let person = core.household(household).map_err(at("household"))?.members[0].person;
            core.edit_member(household, person, field, typed(field, value)?).map_err(at("edit"))?;
        }
        for phone in &mut self.phones[..2] {
            phone.sync(&self.world);
        }
        Ok(json!({ "document": household }))
    }
}
