//! A training hub in this process and phones that reach it without a socket: the Rust twin of what
//! `tests/python/a_day.py` does over HTTP, so that a failure there says which side is wrong.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use gridwork_county::{County, Options};
use gridwork_ffi::{
    Completed, GridCore, GridError, HttpOutcome, HttpRequest, OpenConfig, SyncBudget, TaskRef,
    TodayLine,
};
use gridwork_model::Id;
use gridwork_model::permission::Role;
use gridwork_seal::SystemEntropy;
use gridwork_township::audit::Actor;
use gridwork_township::people::{Caller, NewStaff, RoleAt};
use gridwork_township::{Hub, HubOptions, Limits, Mode, clock};
use tempfile::TempDir;

pub const BUDGET: SyncBudget = SyncBudget { bytes: 48 << 10, files: true, network: None };

/// A training hub with two cells.
pub struct Township {
    pub hub: Hub,
    pub dir: TempDir,
    pub worker: Id,
    pub cell: Id,
    phones: AtomicU8,
}

/// A phone: a core with its folder and key.
pub struct Phone {
    pub core: GridCore,
    pub dir: PathBuf,
    pub key: [u8; 32],
}

impl Township {
    pub fn new() -> Township {
        let dir = tempfile::tempdir().expect("a folder");
        let now = clock::now();
        let options = HubOptions {
            mode: Mode::Training,
            limits: Limits::for_tests(),
            entropy: Box::new(SystemEntropy),
            public_url: "http://127.0.0.1:1".to_owned(),
        };
        let (hub, _) = Hub::create(&dir.path().join("hub"), options, now).expect("a hub");
        let county = County::new(Options { seed: 11, cells: Some(2), day: now.day() });
        let county = county.expect("the county reads");
        hub.import_county(&county, Actor::Operator, now, &mut |_, _| {}).expect("it imports");
        let cell = county.cells()[0].id;
        let standing = hub.standing();
        let on_duty = standing.directory.on_duty_at(cell, now.day());
        let worker = on_duty.into_iter().find(|(_, role)| *role == Role::GridWorker);
        let worker = worker.expect("the cell has a worker").0.person;
        Township { hub, dir, worker, cell, phones: AtomicU8::new(1) }
    }

    /// A phone that is not enrolled.
    pub fn bare_phone(&self) -> Phone {
        let number = self.phones.fetch_add(1, Ordering::Relaxed);
        let (dir, key) = (self.dir.path().join(format!("phone-{number}")), [number; 32]);
        let core = open(&dir, key).expect("a new folder opens");
        Phone { core, dir, key }
    }

    /// An enrolment code of the cell's worker.
    pub fn code(&self) -> String {
        let invitation = self.hub.issue_code(self.worker, Actor::Operator, clock::now());
        invitation.expect("a code").to_text()
    }

    /// A photo of 100 kB; its path.
    pub fn photo(&self) -> String {
        let photo = self.dir.path().join("photo.jpg");
        let mut bytes = vec![0x5a; 100_000];
        bytes[..4].copy_from_slice(&[0xff, 0xd8, 0xff, 0xe0]);
        std::fs::write(&photo, bytes).expect("a photo");
        photo.to_str().expect("a path").to_owned()
    }

    /// A phone of the cell's worker, enrolled and with the first download done.
    pub fn phone(&self) -> Phone {
        let phone = self.bare_phone();
        phone.enrol(self, &self.code()).expect("it is enrolled");
        assert_eq!(phone.sync(self).problem, None);
        phone
    }

    /// What the HTTP layer would answer.
    pub fn post(&self, request: &HttpRequest) -> HttpOutcome {
        let now = clock::now();
        let path = request.url.strip_prefix("http://127.0.0.1:1").expect("the hub's address");
        let body = match path {
            "/v1/exchange" => self.hub.exchange(&request.body, now),
            "/v1/enrol" => self.hub.enrol(&request.body, "test", now),
            "/v1/files" => self.hub.file_part(&request.body, now),
            other => panic!("no such path: {other}"),
        };
        HttpOutcome::Answer { status: 200, body }
    }

    /// A duty officer of the cell's township, logged in.
    pub fn officer(&self) -> Caller {
        let (org, now) = (self.hub.standing().org_of(self.cell), clock::now());
        let (first, chosen) = ("first-Word-2026", "second-Word-2027");
        let new = NewStaff {
            org,
            person: None,
            login: "zhiban".to_owned(),
            name: "示例值班员".to_owned(),
            roles: vec![RoleAt { role: Role::DutyOfficer.number(), scope: org }],
            password: first.to_owned(),
        };
        self.hub.add_staff(&new, Actor::Operator, now).expect("a log-in");
        let session = self.hub.log_in("zhiban", first, now).expect("logged in");
        let session = self.hub.change_password(&session.token, first, chosen, now);
        session.expect("the password is changed").caller
    }
}

impl Phone {
    /// Becomes a device of the hub by a code.
    pub fn enrol(&self, township: &Township, qr: &str) -> Result<Completed, GridError> {
        let (qr, app) = (qr.to_owned(), "test".to_owned());
        let request = self.core.begin_enrolment(qr, "示例手机".to_owned(), app)?;
        self.core.complete_request(request.id, township.post(&request))
    }

    /// Exchanges until there is nothing more to say.
    pub fn sync(&self, township: &Township) -> Completed {
        for _ in 0..1_000 {
            let request = self.core.next_request(BUDGET).expect("a request");
            let request = request.expect("there is a hub to talk to");
            let outcome = township.post(&request);
            let completed = self.core.complete_request(request.id, outcome);
            let completed = completed.expect("an answer that fits");
            if !completed.more {
                return completed;
            }
        }
        panic!("the exchange does not come to an end");
    }

    /// Every line of the day.
    pub fn lines(&self) -> Vec<TodayLine> {
        let mut lines = self.core.today().expect("a day").lines;
        assert!(lines.len() <= 7, "{} lines are shown first", lines.len());
        lines.extend(self.core.today_behind(0, 200).expect("the lines behind"));
        lines
    }

    /// The first household of the day.
    pub fn household(&self) -> String {
        let line = self.lines().into_iter().find(|line| line.is_household);
        line.expect("a household is due").target
    }

    /// The first untouched task of the day whose form fits.
    pub fn task(&self, fits: impl Fn(&gridwork_ffi::Form) -> bool) -> TaskRef {
        let tasks = self.lines().into_iter().flat_map(|line| line.tasks);
        let mut open = tasks.filter(|task| !task.started).map(|task| task.task);
        open.find(|task| fits(&self.core.form(task.template.clone()).expect("its form")))
            .expect("such a task is due")
    }
}

pub fn open(dir: &Path, key: [u8; 32]) -> Result<GridCore, GridError> {
    GridCore::open(OpenConfig {
        data_dir: dir.to_str().expect("a Unicode path").to_owned(),
        database_key: key.to_vec(),
        low_memory: false,
        app: String::new(),
    })
}

/// The code of an error.
pub fn code<T>(result: Result<T, GridError>) -> String {
    match result {
        Ok(_) => "no error".to_owned(),
        Err(GridError::Failed { code, .. }) => code,
    }
}
