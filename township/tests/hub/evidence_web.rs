//! Evidence over HTTP: what the pages of the enforcement office read, who reads none of it, the log as
//! somebody checks it who keeps a printed head, time stamps, and the bundle that leaves by two people.

use std::io::Cursor;
use std::process::Command;

use gridwork_evidence::bundle::unhex;
use gridwork_evidence::log::SignedHead;
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::audience::enforcement_office;
use gridwork_model::evidence::{Clue, ClueStep, FileName, Step};
use gridwork_model::org::UnitKind;
use gridwork_model::permission::Role;
use gridwork_model::{
    Class, Id, LedgerEntry, Outcome, Purpose, StreamId, TimeFacts, incident, ledger,
};
use gridwork_seal::{DualHash, Hash, LogHead, VerifyingKey};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use serde_json::{Value, json};

use crate::authority::{P256, authority};
use crate::evidence::{entry, evidence, item, officers, set, standing_set};
use crate::files::send_file;
use crate::support::{Fixture, NOON, Phone, fixture, outcomes};
use crate::web::{Browser, Web};

const DAY_MS: i64 = 86_400_000;

/// A served hub with a set of two officers whose one photo has come and was checked.
struct Office {
    web: Web,
    first: Phone,
    photo: Vec<u8>,
}

fn office() -> Office {
    let f = fixture(1);
    let photo: Vec<u8> = (0..100_000u32).map(|i| (i * 7) as u8).collect();
    let [first, _] = standing_set(&f, &photo);
    send_file(&f, &first, first.index(evidence(&f)), &photo);
    f.hub.tick(NOON).unwrap();
    Office { web: Web::over(f), first, photo }
}

impl Office {
    /// An officer at the console.
    fn officer(&self) -> Browser {
        officer_of(&self.web, self.web.township, "officer")
    }
}

pub fn officer_of(web: &Web, org: Id, login: &str) -> Browser {
    let office = enforcement_office(org, &web.hub.standing().directory).unwrap();
    web.staff(login, Role::Officer, org, office);
    web.log_in_as(login)
}

fn hash(value: &Value) -> Hash {
    unhex(value.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn path(value: &Value) -> Vec<Hash> {
    value.as_array().unwrap().iter().map(hash).collect()
}

fn head(value: &Value) -> LogHead {
    LogHead { size: value["size"].as_u64().unwrap(), root: hash(&value["root"]) }
}

#[test]
fn a_set_is_listed_and_shown_with_what_holds_of_each_item_in_words() {
    let it = office();
    let officer = it.officer();
    let list = officer.get("/api/v1/evidence/sets").json();
    let row = &list[0];
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!((&row["state"], &row["items"]), (&json!("standing"), &json!(1)));
    assert_eq!((&row["doubtful"], &row["under_way"]), (&json!(0), &json!(1)));
    assert_eq!(row["officers"].as_array().unwrap().len(), 2);
    let shown = officer.get(&format!("/api/v1/evidence/sets/{}", set())).json();
    assert!(shown["row"]["state_word"].as_str().unwrap().contains("已成立"));
    assert_eq!(shown["confirmations"].as_array().unwrap().len(), 2);
    let item = &shown["items"][0];
    assert_eq!((&item["arrival"], &item["doubts"]), (&json!("已校验"), &json!([])));
    let digests = DualHash::of(&it.photo);
    assert_eq!((hash(&item["sha256"]), hash(&item["sm3"])), (digests.sha256, digests.sm3));
    let holds = item["holds"].to_string();
    for words in ["签名成立", "第 1 号", "重算两种杂凑值，与采集时一致"] {
        assert!(holds.contains(words), "{holds}");
    }
    assert_eq!(item["times"].as_array().unwrap().len(), 5, "four facts, and what they are worth");
    let file = format!("/api/v1/evidence/sets/{}/files/", set());
    let sha256 = item["sha256"].as_str().unwrap();
    assert_eq!(officer.get(&format!("{file}{sha256}")).body, it.photo, "byte for byte");
    assert_eq!(officer.get(&format!("{file}{}", "0".repeat(64))).status, 404);
    assert_eq!(officer.get(&format!("{file}nothing")).status, 404);
    let actions = it.web.hub.audit(0, 10_000).unwrap();
    let looked = |action: &str| actions.iter().filter(|it| it.record.action == action).count();
    assert_eq!((looked("evidence.read"), looked("evidence.file")), (1, 1));
}

#[test]
fn whoever_has_no_need_to_know_reads_neither_sets_nor_clues() {
    let it = office();
    let sets = ["", "/{id}", "/{id}/proofs", "/{id}/files/{file}"].map(|rest| {
        format!("/api/v1/evidence/sets{rest}")
            .replace("{id}", &set().to_string())
            .replace("{file}", &"0".repeat(64))
    });
    for role in [
        Role::DutyOfficer,
        Role::DataClerk,
        Role::TownshipAdmin,
        Role::SocialAffairs,
        Role::ServiceClerk,
        Role::PartyOffice,
    ] {
        it.web.pass(1);
        let browser = it.web.log_in(role);
        for path in &sets {
            assert_eq!(browser.get(path).status, 403, "{role:?} {path}");
        }
        let wanted = json!({"kind": "evidence", "format": "zip", "place": it.web.township,
            "purpose": "示意", "object": set()});
        assert_eq!(browser.post("/api/v1/exports", wanted).status, 403, "{role:?}");
    }
    for role in [Role::DataClerk, Role::ServiceClerk, Role::PartyOffice] {
        it.web.pass(1);
        assert_eq!(it.web.log_in(role).get("/api/v1/evidence/clues").status, 403, "{role:?}");
    }
    assert_eq!(it.web.stranger().get(&sets[0]).status, 401);
    // The next township has a list of its own, and this set is not in it.
    let standing = it.web.hub.standing();
    let mut units = standing.directory.units();
    let next = units
        .find(|unit| unit.kind == UnitKind::Township && unit.id != it.web.township)
        .unwrap()
        .id;
    it.web.staff("other", Role::Head, next, next);
    let other = it.web.log_in_as("other");
    assert_eq!(other.get("/api/v1/evidence/sets").json(), json!([]));
    for path in &sets[1..] {
        assert_eq!(other.get(path).status, 404, "{path}");
    }
}

#[test]
fn the_log_is_checked_by_somebody_who_kept_yesterdays_head() {
    let it = office();
    let officer = it.officer();
    let printed = officer.get("/api/v1/evidence/heads").json()[0].clone();
    // What is printed is signed, and says what it says.
    let key = VerifyingKey(hash(&printed["key"]));
    let bytes = |name: &str| unhex(printed[name].as_str().unwrap()).unwrap();
    let signed = SignedHead::open(&bytes("message"), &bytes("signature"), &key).unwrap();
    assert_eq!(signed.head().head(), head(&printed));
    assert_eq!(printed["fingerprint"].as_str().unwrap().split(' ').count(), 8);
    // Somebody without a right in cases may keep it, too.
    it.web.pass(1);
    let duty = it.web.log_in(Role::DutyOfficer);
    assert_eq!(duty.get("/api/v1/evidence/heads").json()[0], printed);

    let proofs = officer.get(&format!("/api/v1/evidence/sets/{}/proofs", set())).json();
    let now = head(&proofs["head"]);
    let entries = proofs["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 5, "three of the officers, two of the hub");
    for entry in entries {
        let index = entry["index"].as_u64().unwrap();
        now.includes(&hash(&entry["leaf"]), index, &path(&entry["path"])).unwrap();
        assert!(now.includes(&[9; 32], index, &path(&entry["path"])).is_err());
    }

    // A backup puts one more entry into the log; the next day has a head of its own.
    let backups = tempfile::tempdir().unwrap();
    let by = gridwork_township::audit::Actor::Operator;
    it.web.hub.backup(backups.path(), by, it.web.now()).unwrap();
    it.web.pass(DAY_MS);
    it.web.hub.tick(it.web.now()).unwrap();
    let officer = officer_of(&it.web, it.web.township, "next-day");
    let heads = officer.get("/api/v1/evidence/heads").json();
    assert_eq!(heads.as_array().unwrap().len(), 2);
    assert_ne!(heads[0]["root"], heads[1]["root"]);
    let day = printed["day"].as_str().unwrap();
    let proof = officer.get(&format!("/api/v1/evidence/heads/{day}/proof")).json();
    assert_eq!((&proof["earlier"], &proof["later"]), (&printed, &heads[0]));
    let way = path(&proof["path"]);
    head(&heads[0]).extends(&head(&printed), &way).unwrap();
    let mut another = head(&printed);
    another.root[0] ^= 1;
    head(&heads[0]).extends(&another, &way).unwrap_err();
    assert_eq!(officer.get("/api/v1/evidence/heads/2020-01-01/proof").status, 404);
}

/// Asks for the bundle of the set, lets the head agree, and fetches it.
fn leave(it: &Office, officer: &Browser, head: &Browser) -> Vec<u8> {
    let wanted = json!({"kind": "evidence", "format": "zip", "place": it.web.township,
        "purpose": "示意：移送复核", "object": set()});
    let asked = officer.post("/api/v1/exports", wanted);
    assert_eq!((asked.status, &asked.json()["stands"]), (201, &json!("waiting")));
    let export = format!("/api/v1/exports/{}", asked.json()["id"].as_str().unwrap());
    assert_eq!(officer.get(&format!("{export}/file")).status, 403, "not before somebody agreed");
    let agree = || json!({"agree": true});
    assert_eq!(officer.post(&format!("{export}/decision"), agree()).status, 403, "nor alone");
    assert_eq!(head.post(&format!("{export}/decision"), agree()).status, 204);
    assert_eq!(head.get(&format!("{export}/file")).status, 404, "for who asked alone");
    let file = officer.get(&format!("{export}/file"));
    assert_eq!((file.status, file.headers["content-type"].as_str()), (200, "application/zip"));
    assert!(file.headers["content-disposition"].contains(".zip"));
    file.body
}

#[test]
fn a_bundle_leaves_by_two_people_and_holds_with_the_key_of_the_printed_head() {
    let it = office();
    let (officer, head) = (it.officer(), it.web.log_in(Role::Head));
    let zip = leave(&it, &officer, &head);
    let printed = officer.get("/api/v1/evidence/heads").json();
    let known = Known { hub_keys: vec![VerifyingKey(hash(&printed[0]["key"]))], anchors: vec![] };
    let report = verify(Cursor::new(&zip), &known);
    assert!(report.is_sound(), "{report}");
    for point in [Point::HubKey, Point::Included, Point::Consistent, Point::Original, Point::Set] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{report}");
    }
    assert_eq!(report.of(Point::Stamp), None, "no time stamp was attached");
}

#[test]
fn a_time_stamp_is_asked_for_and_attached_later() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let it = office();
    let (officer, head) = (it.officer(), it.web.log_in(Role::Head));
    let day = officer.get("/api/v1/evidence/heads").json()[0]["day"].as_str().unwrap().to_owned();
    let photo: String =
        DualHash::of(&it.photo).sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let of_head = format!("/api/v1/evidence/heads/{day}/");
    let of_photo = format!("/api/v1/evidence/sets/{}/files/{photo}/", set());
    let given = |token: &[u8]| json!({"token": gridwork_evidence::bundle::hex(token)});
    let mut answers = Vec::new();
    for what in [&of_head, &of_photo] {
        let request = officer.get(&format!("{what}stamp-request"));
        assert_eq!(request.headers["content-type"], "application/timestamp-query");
        answers.push(tsa.answer_to(&request.body));
    }
    // Not over this; not whole; not of a token at all; not by whoever writes in no case.
    for (wrong, status) in
        [(&answers[0][..], 409), (&answers[1][..200], 422), (b"nonsense", 422), (b"", 422)]
    {
        let told = officer.post(&format!("{of_photo}stamps"), given(wrong));
        assert_eq!(told.status, status, "{told:?}");
    }
    it.web.pass(1);
    let duty = it.web.log_in(Role::DutyOfficer);
    for what in [&of_head, &of_photo] {
        assert_eq!(duty.get(&format!("{what}stamp-request")).status, 403);
        assert_eq!(duty.post(&format!("{what}stamps"), given(&answers[0])).status, 403);
    }
    for (what, answer) in [&of_head, &of_photo].into_iter().zip(&answers) {
        let told = officer.post(&format!("{what}stamps"), given(answer));
        assert_eq!(told.status, 201, "{told:?}");
        assert!(told.json()["authority"].as_str().unwrap().contains("Test TSA"));
    }
    assert_eq!(officer.get("/api/v1/evidence/heads").json()[0]["stamps"], 1);
    let shown = officer.get(&format!("/api/v1/evidence/sets/{}", set())).json();
    assert_eq!(shown["may_stamp"], true);
    let stamp = &shown["stamps"][0];
    assert_eq!((&stamp["over"], &stamp["holds"]), (&json!(photo), &json!(true)));
    assert!(stamp["at"].is_i64() && stamp["authority"].as_str().unwrap().contains("Test TSA"));
    let zip = leave(&it, &officer, &head);
    let known = Known { hub_keys: Vec::new(), anchors: vec![tsa.root()] };
    let report = verify(Cursor::new(&zip), &known);
    assert!(report.is_sound(), "{report}");
    let stamps: Vec<_> = report.findings.iter().filter(|it| it.point == Point::Stamp).collect();
    assert_eq!(stamps.len(), 2, "{report}");
    assert!(stamps.iter().all(|it| it.verdict == Verdict::Holds), "{report}");
    let unknown = verify(Cursor::new(&zip), &Known::default());
    assert_eq!(unknown.of(Point::Stamp), Some(Verdict::Unknown), "{unknown}");
}

#[test]
fn a_stopped_hub_asks_for_stamps_and_takes_them_by_command() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let f = fixture(1);
    standing_set(&f, b"a picture");
    f.hub.tick(NOON).unwrap();
    let Fixture { hub, folder, .. } = f;
    drop(hub);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = |args: &[&str]| {
        let data = at("hub");
        let args = [&["--data", &data, "stamp"], args].concat();
        let done = Command::new(env!("CARGO_BIN_EXE_gridwork-township")).args(args).output();
        let done = done.unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let (day, query, token, root) =
        (NOON.day().to_string(), at("head.tsq"), at("head.tsr"), at("root.der"));
    let (code, said) = run(&["request", "--day", &day, "--to", &query]);
    assert_eq!(code, Some(0), "{said}");
    std::fs::write(&token, tsa.answer_to(&std::fs::read(&query).unwrap())).unwrap();
    std::fs::write(&root, tsa.root()).unwrap();
    let attach = ["attach", "--day", &day, "--token", &token, "--anchor", &root];
    let (code, said) = run(&attach);
    assert!(code == Some(0) && said.contains("时间戳成立，签发机构由"), "{said}");
    assert!(said.contains("Test Root") && said.contains("Test TSA"), "{said}");
    // A stamp over something else, a day without a head, a file that is no digest.
    std::fs::write(&token, tsa.answer(b"something else")).unwrap();
    assert_eq!(run(&attach).0, Some(4));
    assert_eq!(run(&["request", "--day", "2020-01-01", "--to", &at("x")]).0, Some(3));
    let set = set().to_string();
    assert_eq!(run(&["request", "--set", &set, "--file", "00", "--to", &at("x")]).0, Some(2));
}

#[test]
fn a_page_hears_of_evidence_at_once_and_nobody_else_does() {
    const SOON: std::time::Duration = std::time::Duration::from_secs(5);
    let mut it = office();
    let officer = it.officer();
    let heard = officer.events();
    assert_eq!(heard.recv_timeout(SOON).unwrap().0, "hello");
    it.web.pass(1);
    let clerk = it.web.log_in(Role::DataClerk);
    let silent = clerk.events();
    assert_eq!(silent.recv_timeout(SOON).unwrap().0, "hello");
    let close = Step::Close { reason: "已作决定".into() };
    let entry = LedgerEntry {
        id: Id::v7(NOON.0 as u64, [44; 10]),
        object: set(),
        kind: ledger::kind::EVIDENCE,
        person: it.first.enrolled.person,
        role: Role::Officer.number(),
        time: TimeFacts { device: NOON, ..TimeFacts::default() },
        body: close.to_bytes(),
    };
    let office = enforcement_office(it.web.cell, &it.web.hub.standing().directory).unwrap();
    let stream = it.first.index(StreamId::new(office, Class::C3, Purpose::Enforcement));
    let said = it.first.send(&it.web.hub, vec![Item { stream, body: Body::Ledger(entry) }]);
    assert_eq!(outcomes(&said), [gridwork_model::Outcome::Accepted]);
    let change = heard.iter().find(|(_, data)| data["thing"] == "evidence").unwrap().1;
    assert_eq!(change["id"], json!(set()));
    assert!(!change.to_string().contains("已作决定"), "it names, and tells nothing");
    let told: Vec<_> = silent.try_iter().filter(|(_, data)| data["thing"] == "evidence").collect();
    assert!(told.is_empty(), "{told:?}");
}

/// A worker tells a clue with a photo that is still on its way; gives the phone, the clue and its stream.
pub fn tell(f: &Fixture, photo: &[u8]) -> (Phone, Id, u8) {
    let mut worker = f.phone(f.person(Role::GridWorker));
    worker.pull(&f.hub);
    let (digests, clue) = (DualHash::of(photo), Id::v7(NOON.0 as u64, [80; 10]));
    let name = FileName { sha256: digests.sha256, sm3: digests.sm3, bytes: photo.len() as u64 };
    let tell = ClueStep::Tell(Clue {
        words: "坡上有羊".into(),
        place: "北坡".into(),
        position: None,
        seen: NOON,
        photos: vec![name],
        incident: None,
        cell: f.cell(),
    });
    let own = StreamId::new(worker.enrolled.person, Class::C2, Purpose::Clues);
    let stream = worker.index(own);
    let entry = crate::evidence::entry(
        &worker,
        Role::GridWorker,
        clue,
        ledger::kind::CLUE,
        tell.to_bytes(),
    );
    let said = worker.send(&f.hub, vec![Item { stream, body: Body::Ledger(entry) }]);
    assert_eq!(outcomes(&said), [gridwork_model::Outcome::Accepted]);
    (worker, clue, stream)
}

#[test]
fn a_clue_comes_with_its_photo_and_the_inbox_shows_it() {
    let f = fixture(1);
    officers(&f);
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 5_000]].concat();
    let digests = DualHash::of(&photo);
    let (worker, clue, stream) = tell(&f, &photo);
    let web = Web::over(f);
    let officer = officer_of(&web, web.township, "officer");
    let inbox = officer.get("/api/v1/evidence/clues").json();
    assert!(inbox["what"].as_str().unwrap().contains("不是证据"));
    let shown = &inbox["clues"][0]["photos"][0];
    assert_eq!((hash(&shown["sha256"]), &shown["here"]), (digests.sha256, &json!(false)));
    let at = format!("/api/v1/evidence/clues/{clue}/photos/{}", shown["sha256"].as_str().unwrap());
    assert_eq!(officer.get(&at).status, 404, "it is still on its way");
    for (part, bytes) in (0..).zip(photo.chunks(gridwork_sync::limits::PART_BYTES)) {
        let request = gridwork_sync::files::PartRequest {
            device: worker.enrolled.device,
            file: digests.sha256,
            size: photo.len() as u64,
            stream,
            offset: part * gridwork_sync::limits::PART_BYTES as u64,
            bytes: bytes.to_vec(),
        };
        web.hub.file_part(&request.seal(&worker.key), NOON);
    }
    let inbox = officer.get("/api/v1/evidence/clues").json();
    assert_eq!(inbox["clues"][0]["photos"][0]["here"], true);
    let picture = officer.get(&at);
    assert_eq!((picture.status, picture.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert_eq!(picture.body, photo);
    let other = at.replace(&clue.to_string(), &item().to_string());
    assert_eq!(officer.get(&other).status, 404, "no photo of another clue");
    web.pass(1);
    assert_eq!(web.log_in(Role::DataClerk).get(&at).status, 403);
}

#[test]
fn a_clue_made_at_the_desk_is_answered_in_its_incident_by_what_officers_do() {
    let f = fixture(1);
    officers(&f);
    let web = Web::over(f);
    let duty = web.log_in(Role::DutyOfficer);
    let officer = officer_of(&web, web.township, "officer");
    let report =
        json!({"category": "H01", "words": "东沟有人开荒", "cell": web.cell, "place": "东沟"});
    let made = duty.post("/api/v1/incidents", report).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/incidents/{id}");
    let step = |body: Value| duty.post(&format!("{at}/steps"), body);
    assert_eq!(step(json!({"step": "accept"})).status, 200);
    let register = json!({"step": "register", "grade": 3, "category": "H01", "statute": null});
    assert_eq!(step(register).status, 200);
    // A clue says something, or neither clue nor step is there.
    let clues = || officer.get("/api/v1/evidence/clues").json()["clues"].clone();
    assert_eq!(step(json!({"step": "to_clue", "words": " "})).status, 422);
    assert_eq!(clues(), json!([]));
    let told = step(json!({"step": "to_clue", "words": "开荒的拖拉机还在"}));
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(told.json()["clue_open"], true);
    let again = step(json!({"step": "to_clue", "words": "再来一条"}));
    assert_eq!(again.status, 409, "{again:?}");
    let inbox = clues();
    assert_eq!(inbox.as_array().unwrap().len(), 1, "a refused step leaves no clue: {inbox}");
    let clue = &inbox[0];
    assert_eq!((&clue["incident"], &clue["words"]), (&json!(id), &json!("开荒的拖拉机还在")));
    assert_eq!((&clue["place"], &clue["state"]), (&json!("东沟"), &json!("told")));
    assert_eq!(clue["by"], format!("{}甲", Role::DutyOfficer.word()), "by the log-in's name");

    let at_clue = format!("/api/v1/evidence/clues/{}/steps", clue["id"].as_str().unwrap());
    assert_eq!(duty.post(&at_clue, json!({"step": "take"})).status, 403, "the desk only reads");
    assert_eq!(officer.post(&at_clue, json!({"step": "take"})).status, 204);
    let answers = || {
        let steps = duty.get(&at).json()["steps"].as_array().unwrap().clone();
        let of = |step: &Value| step["step"] == "clue_answered";
        steps.into_iter().filter(of).collect::<Vec<_>>()
    };
    let taken = answers();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(taken[0]["detail"].as_str().unwrap().contains("接了"));
    assert_eq!(duty.get(&at).json()["clue_open"], false);
    // It was answered; what becomes of the clue afterwards stays with the clue.
    let dropped = officer.post(&at_clue, json!({"step": "drop", "reason": "是自家的地"}));
    assert_eq!(dropped.status, 204);
    assert_eq!(answers().len(), 1);
}

#[test]
fn a_clue_that_an_officer_answers_in_the_field_is_answered_in_its_incident() {
    let f = fixture(1);
    let [mut officer, _] = officers(&f);
    let mut worker = f.phone(f.person(Role::GridWorker));
    let clues = StreamId::new(crate::evidence::office(&f), Class::C2, Purpose::Clues);
    let web = Web::over(f);
    let duty = web.log_in(Role::DutyOfficer);
    // Two incidents with a clue each: one is taken up, one is dropped.
    let made: Vec<(String, Id)> =
        ["东沟有人开荒", "北坡有羊"].map(|words| clue_of(&web, &duty, words)).into();
    officer.pull(&web.hub);
    let index = officer.index(clues);
    let say = |officer: &mut Phone, clue: Id, step: &ClueStep| {
        let kind = ledger::kind::CLUE;
        let body = Body::Ledger(entry(officer, Role::Officer, clue, kind, step.to_bytes()));
        outcomes(&officer.send(&web.hub, vec![Item { stream: index, body }]))[0]
    };
    let answers = |incident: &str| {
        let shown = duty.get(&format!("/api/v1/incidents/{incident}")).json();
        let of = |step: &&Value| step["step"] == "clue_answered";
        let steps = shown["steps"].as_array().unwrap();
        let said = steps.iter().filter(of).map(|step| step["detail"].as_str().unwrap().to_owned());
        (shown["clue_open"].as_bool().unwrap(), said.collect::<Vec<_>>())
    };
    let drop = ClueStep::Drop { reason: "是自家的羊".into() };
    assert_eq!(say(&mut officer, made[0].1, &ClueStep::Take), Outcome::Accepted);
    assert_eq!(say(&mut officer, made[1].1, &drop), Outcome::Accepted);
    for (n, words) in ["接了", "是自家的羊"].into_iter().enumerate() {
        let (open, said) = answers(&made[n].0);
        assert!(!open && said.len() == 1 && said[0].contains(words), "{open} {said:?}");
    }
    // What becomes of the clue afterwards stays with the clue.
    assert_eq!(say(&mut officer, made[0].1, &drop), Outcome::Accepted);
    assert_eq!(answers(&made[0].0).1.len(), 1);
    // A late step is kept without effect, and answers nothing.
    assert_eq!(say(&mut officer, made[1].1, &ClueStep::Take), Outcome::Ineffective);
    assert_eq!(answers(&made[1].0).1.len(), 1);
    // The answers go down like any step.
    worker.pull(&web.hub);
    let answer = |body: &&EntryBody| match body {
        EntryBody::Ledger { entry, .. } if entry.kind == ledger::kind::INCIDENT => {
            matches!(incident::Step::of(entry), Ok(incident::Step::ClueAnswered { .. }))
        }
        _ => false,
    };
    assert_eq!(worker.held.values().flatten().filter(answer).count(), 2);
}

/// An incident with a clue that the desk made of it.
fn clue_of(web: &Web, duty: &Browser, words: &str) -> (String, Id) {
    let report = json!({"category": "H01", "words": words, "cell": web.cell, "place": "东沟"});
    let id = duty.post("/api/v1/incidents", report).json()["id"].as_str().unwrap().to_owned();
    for step in [
        json!({"step": "accept"}),
        json!({"step": "register", "grade": 3, "category": "H01", "statute": null}),
        json!({"step": "to_clue", "words": words}),
    ] {
        assert_eq!(duty.post(&format!("/api/v1/incidents/{id}/steps"), step).status, 200);
    }
    let clues = duty.get("/api/v1/evidence/clues").json();
    let made = clues["clues"].as_array().unwrap().iter().find(|clue| clue["incident"] == id);
    let clue = made.unwrap()["id"].as_str().unwrap().parse().unwrap();
    (id, clue)
}
