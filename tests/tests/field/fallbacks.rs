//! What does not rebuild is said more plainly: up from predicted over explicit to as it is, down from an
//! answer that does not fit to one that does. A hub whose frames always go wrong cannot be had; where one
//! is needed, its key answers from here.

use gridwork_core::{Code, Completed, HttpOutcome, HttpRequest, SyncBudget};
use gridwork_document::codec::Mode;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_seal::{SigningKey, SystemEntropy, sha256};
use gridwork_sync::{BatchVerdict, Failure, Request, Response};
use gridwork_tests::world::{Phone, World};
use gridwork_township::keys::{HubKeys, KEY_FILE};
use gridwork_township::{Hub, Limits};

struct Cell {
    world: World,
    online: SigningKey,
    phone: Phone,
    other: Phone,
    home: Id,
}

impl Cell {
    fn in_dir(dir: &std::path::Path) -> Cell {
        let mut world = World::create(dir, 7, 1);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let (mut phone, mut other) = (world.phone(person, cell), world.phone(person, cell));
        assert_eq!(phone.sync(&world).problem, None);
        assert_eq!(other.sync(&world).problem, None);
        let held = phone.core().inventory().unwrap();
        let home = held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
        let online = HubKeys::read(&world.dir.join("hub").join(KEY_FILE)).unwrap().online;
        Cell { world, online, phone, other, home }
    }

    fn next(&self) -> (HttpRequest, Request) {
        let sent = self.phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
        let read = Request::parse(&sent.body).unwrap().request;
        (sent, read)
    }

    fn complete(&self, sent: &HttpRequest, answer: HttpOutcome) -> Completed {
        self.phone.core().complete_request(sent.id, answer).unwrap()
    }

    /// An answer under the hub's key that the hub itself would not give.
    fn says(&self, sent: &HttpRequest, read: &Request, answer: Response) -> HttpOutcome {
        let body = answer.seal(&self.online, &sha256(&[&sent.body]), read.time);
        HttpOutcome::Answer { status: 200, body }
    }

    fn nothing(&self) -> Response {
        Response {
            failure: None,
            epoch: 1,
            time: self.world.clock.now(),
            horizon: 0,
            verdict: None,
            grants: None,
            orders: Vec::new(),
            more: false,
            updates: Vec::new(),
            stand: [0; 32],
        }
    }
}

fn call(phone: &Phone, home: Id, name: &str) {
    phone.core().edit_household(home, "nickname", Value::Text(name.into())).unwrap();
}

#[test]
fn a_batch_goes_up_predicted_explicit_and_as_it_is_and_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    call(&cell.phone, cell.home, "先说一回");
    call(&cell.phone, cell.home, "再说一回");
    let asks = [
        (Mode::Predicted, Some(BatchVerdict::ResendExplicit)),
        (Mode::Explicit, Some(BatchVerdict::ResendVerbatim)),
        (Mode::Verbatim, None),
    ];
    for (mode, verdict) in asks {
        let (sent, read) = cell.next();
        let batch = read.batch.as_ref().unwrap();
        assert_eq!((batch.no, batch.mode), (1, mode), "the same batch, framed anew");
        let answer = match verdict {
            Some(_) => {
                cell.says(&sent, &read, Response { verdict: verdict.clone(), ..cell.nothing() })
            }
            None => cell.world.post(&sent),
        };
        let done = cell.complete(&sent, answer);
        assert_eq!((done.problem, done.refused), (None, 0), "{mode:?}");
        assert!(done.more || verdict.is_none(), "{mode:?}");
    }
    let done = cell.phone.sync(&cell.world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let state = cell.phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
    cell.other.sync(&cell.world);
    assert_eq!(cell.other.core().household(cell.home).unwrap().nickname, "再说一回");
    assert_eq!(cell.phone.core().inventory().unwrap(), cell.other.core().inventory().unwrap());
    // What comes after it is predicted again.
    call(&cell.phone, cell.home, "又来一回");
    let (sent, read) = cell.next();
    assert_eq!(read.batch.unwrap().mode, Mode::Predicted);
    let answer = cell.world.post(&sent);
    assert_eq!(cell.complete(&sent, answer).refused, 0);
}

#[test]
fn an_answer_that_does_not_rebuild_here_is_asked_for_more_explicitly_and_then_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    for name in ["先前", "后来"] {
        call(&cell.other, cell.home, name);
        cell.other.sync(&cell.world);
        cell.phone.sync(&cell.world);
    }
    // The phone's memory of the order of the two is turned round: what the township predicts from is no
    // longer what the phone predicts from.
    cell.phone.core().pause().unwrap();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let file = cell.phone.dir.join("gridwork.db");
    let database = rusqlite::Connection::open_with_flags(file, flags).unwrap();
    let sql = "UPDATE changes SET number = 0
        WHERE number = (SELECT max(number) FROM changes WHERE author = ?1)";
    let author = cell.other.core().device().unwrap();
    assert_eq!(database.execute(sql, [author]).unwrap(), 1);
    drop(database);
    cell.phone.core().resume().unwrap();

    call(&cell.other, cell.home, "说岔了");
    cell.other.sync(&cell.world);
    let mut seen = Vec::new();
    loop {
        let (sent, read) = cell.next();
        let answer = cell.world.post(&sent);
        let done = cell.complete(&sent, answer);
        seen.push((read.mode, done.problem));
        if !done.more {
            break;
        }
    }
    let misfit = (Mode::Predicted, Some(Code::BadAnswer));
    assert_eq!(seen, [misfit, (Mode::Explicit, None)]);
    assert_eq!(cell.phone.core().household(cell.home).unwrap().nickname, "说岔了");
    assert_eq!(cell.next().1.mode, Mode::Predicted, "and the next one is predicted again");
}

#[test]
fn an_answer_that_fits_in_no_form_ends_named_and_the_next_true_one_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    call(&cell.other, cell.home, "另一部手机说的");
    cell.other.sync(&cell.world);
    let mut modes = Vec::new();
    loop {
        let (sent, read) = cell.next();
        let updates = vec![(read.cursors[0].index, vec![9, 9, 9])];
        let misfit = Response { updates, stand: [1; 32], ..cell.nothing() };
        let done = cell.complete(&sent, cell.says(&sent, &read, misfit));
        assert_eq!(done.problem, Some(Code::BadAnswer));
        modes.push(read.mode);
        if !done.more {
            break;
        }
    }
    assert_eq!(modes, [Mode::Predicted, Mode::Explicit, Mode::Verbatim]);
    assert_eq!(cell.phone.core().sync_state().unwrap().problem.as_deref(), Some("bad_answer"));
    let (sent, read) = cell.next();
    assert_eq!(read.mode, Mode::Verbatim);
    let answer = cell.world.post(&sent);
    assert_eq!(cell.complete(&sent, answer).problem, None);
    assert_eq!(cell.phone.core().household(cell.home).unwrap().nickname, "另一部手机说的");
    assert_eq!(cell.next().1.mode, Mode::Predicted);
}

#[test]
fn a_failure_that_the_hub_names_leaves_the_work_here_and_it_goes_later() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    let later = [
        (Failure::TooOld, Code::OldApp),
        (Failure::NoRoom, Code::Busy),
        (Failure::Busy, Code::Busy),
        (Failure::Internal, Code::Busy),
        (Failure::Malformed, Code::BadAnswer),
    ];
    for (failure, code) in later {
        let name = format!("{failure:?}");
        call(&cell.phone, cell.home, &name);
        let held = cell.phone.core().inventory().unwrap();
        let (sent, read) = cell.next();
        let failed = Response { failure: Some(failure), ..cell.nothing() };
        let answer = cell.says(&sent, &read, failed);
        let done = cell.complete(&sent, answer);
        assert_eq!((done.problem, done.more, done.received), (Some(code), false, 0), "{name}");
        assert_eq!(cell.phone.core().inventory().unwrap(), held, "{name}");
        let state = cell.phone.core().sync_state().unwrap();
        assert_eq!((state.unconfirmed, state.drafts), (1, 0), "{name}: it stays");
        assert_eq!(state.problem.as_deref(), Some(code.as_str()), "{name}: and why is said");
        // Nobody has to do anything for it: it goes with the next exchange.
        let done = cell.phone.sync(&cell.world);
        assert_eq!((done.problem, done.refused), (None, 0), "{name}");
        cell.other.sync(&cell.world);
        assert_eq!(cell.other.core().household(cell.home).unwrap().nickname, name);
    }
    let anew = [
        (Failure::UnknownDevice, Code::EnrolAgain),
        (Failure::Stale, Code::EnrolAgain),
        (Failure::BadSignature, Code::EnrolAgain),
        (Failure::Revoked, Code::Revoked),
    ];
    for (failure, code) in anew {
        let name = format!("{failure:?}");
        call(&cell.phone, cell.home, &name);
        let (sent, read) = cell.next();
        let failed = Response { failure: Some(failure), ..cell.nothing() };
        let answer = cell.says(&sent, &read, failed);
        assert_eq!(cell.complete(&sent, answer).problem, Some(code), "{name}");
        assert_eq!(cell.phone.core().sync_state().unwrap().unconfirmed, 1, "{name}: it stays");
        assert_eq!(cell.phone.core().household(cell.home).unwrap().nickname, name);
        assert!(cell.phone.core().next_request(SyncBudget::default()).unwrap().is_none());
        // With a new code it is said by the new device.
        cell.world.enrol(&mut cell.phone);
        let done = cell.phone.sync(&cell.world);
        assert_eq!((done.problem, done.refused), (None, 0), "{name}");
        cell.other.sync(&cell.world);
        assert_eq!(cell.other.core().household(cell.home).unwrap().nickname, name);
    }
}

#[test]
fn a_hub_without_room_is_read_from_and_takes_the_work_when_it_has_some() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    call(&cell.other, cell.home, "先到的");
    cell.other.sync(&cell.world);
    let mut limits = Limits::for_tests();
    limits.disk.free_bytes_min = u64::MAX;
    let folder = cell.world.hub_dir().to_owned();
    let full = Hub::open(&folder, None, limits, Box::new(SystemEntropy)).unwrap();
    cell.world.hub = std::sync::Arc::new(full);
    // Who has nothing to say hears what is new.
    assert_eq!(cell.phone.sync(&cell.world).problem, None);
    assert_eq!(cell.phone.core().household(cell.home).unwrap().nickname, "先到的");
    call(&cell.phone, cell.home, "等地方的");
    for _ in 0..3 {
        assert_eq!(cell.phone.sync(&cell.world).problem, Some(Code::Busy));
        let state = cell.phone.core().sync_state().unwrap();
        assert_eq!((state.unconfirmed, state.drafts), (1, 0));
    }
    cell.world.restart_hub().unwrap();
    let done = cell.phone.sync(&cell.world);
    assert_eq!((done.problem, done.refused), (None, 0));
    cell.other.sync(&cell.world);
    assert_eq!(cell.other.core().household(cell.home).unwrap().nickname, "等地方的");
}

#[test]
fn an_old_answer_to_a_new_request_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    call(&cell.phone, cell.home, "头一回");
    let (sent, _) = cell.next();
    let old = cell.world.post(&sent);
    cell.complete(&sent, old.clone());
    cell.phone.sync(&cell.world);
    call(&cell.other, cell.home, "别人改的");
    cell.other.sync(&cell.world);
    call(&cell.phone, cell.home, "第二回");
    let (held, state) =
        (cell.phone.core().inventory().unwrap(), cell.phone.core().sync_state().unwrap());
    for _ in 0..3 {
        let (sent, _) = cell.next();
        let refused = cell.phone.core().complete_request(sent.id, old.clone()).unwrap_err();
        assert_eq!(refused.code, Code::HubKey);
        assert_eq!(cell.phone.core().inventory().unwrap(), held);
        let now = cell.phone.core().sync_state().unwrap();
        assert_eq!((now.waiting + now.unconfirmed, now.drafts), (state.waiting, 0));
    }
    assert_eq!(cell.phone.sync(&cell.world).problem, None);
    assert_eq!(cell.phone.core().sync_state().unwrap().unconfirmed, 0);
}

#[test]
fn an_answer_with_one_flipped_byte_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::in_dir(dir.path());
    for name in ["一", "二", "三"] {
        call(&cell.other, cell.home, name);
    }
    cell.other.core().note_household(cell.home, "院里有狗").unwrap();
    cell.other.sync(&cell.world);
    call(&cell.phone, cell.home, "四");
    let held = cell.phone.core().inventory().unwrap();
    let mut at = 0;
    loop {
        let (sent, _) = cell.next();
        let HttpOutcome::Answer { status: 200, mut body } = cell.world.post(&sent) else {
            panic!("an answer")
        };
        let Some(byte) = body.get_mut(at) else { break };
        *byte ^= 1 << (at % 8);
        let answer = HttpOutcome::Answer { status: 200, body };
        let taken = cell.phone.core().complete_request(sent.id, answer);
        let refused = taken.expect_err("a flipped byte");
        // The first two are protocol and suite: an answer in newer ones is for a newer app.
        let named = match at {
            0 | 1 => refused.code == Code::OldApp,
            _ => matches!(refused.code, Code::HubKey | Code::BadAnswer),
        };
        assert!(named, "byte {at}: {refused}");
        assert_eq!(cell.phone.core().inventory().unwrap(), held, "byte {at}");
        let state = cell.phone.core().sync_state().unwrap();
        assert_eq!((state.unconfirmed, state.drafts), (1, 0), "byte {at}");
        at += 1;
    }
    assert!(at > 100, "the answer brings something: {at}");
    let done = cell.phone.sync(&cell.world);
    assert_eq!((done.problem, done.refused), (None, 0));
    cell.other.sync(&cell.world);
    assert_eq!(cell.other.core().inventory().unwrap(), cell.phone.core().inventory().unwrap());
}
