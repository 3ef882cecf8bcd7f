//! Evidence from the field to the hub: two officers, captures, records, custody, clues; and what is
//! not what it claims to be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use std::fs;
use std::path::PathBuf;

use gridwork_core::{
    Code, CoreError, NewCapture, NewClue, NewHolder, NewRecord, NewSet, NewSigning, Scanned,
};
use gridwork_model::Id;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::evidence::kind::Field;
use gridwork_model::evidence::{Answered, Kind, Method, RecordKind, Told};
use gridwork_model::org::Officer;
use gridwork_model::permission::Role;
use gridwork_model::validity::Validity;
use gridwork_seal::{SigningKey, SystemEntropy, card};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;

const PASS: &str = "示例口令一二三四";

/// A world with a worker's phone and those of two officers of the same township.
struct Township {
    world: World,
    worker: Phone,
    first: Phone,
    second: Phone,
    _dir: tempfile::TempDir,
}

fn field() -> Township {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 11, 1, 2);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let office = {
        let standing = world.hub.standing();
        gridwork_model::audience::enforcement_office(cell, &standing.directory).unwrap()
    };
    let officers = officers(&world, office);
    let [first, second] = officers[..] else { panic!("{officers:?}") };
    let mut phone = |person, scope| {
        let mut phone = world.phone(person, scope);
        phone.sync(&world);
        phone
    };
    let worker = phone(person, cell);
    let (first, second) = (phone(first, office), phone(second, office));
    let mut field = Township { world, worker, first, second, _dir: dir };
    field.sync();
    field
}

fn officers(world: &World, office: Id) -> Vec<Id> {
    let standing = world.hub.standing();
    let day = world.clock.now().day();
    let assigned = standing.directory.assignments_at(office);
    let mut found: Vec<Id> = assigned
        .map(|assignment| assignment.person)
        .filter(|person| standing.directory.officer(*person, day).is_some())
        .collect();
    found.sort();
    found.dedup();
    found
}

impl Township {
    /// Everybody exchanges until all have heard of all.
    fn sync(&mut self) {
        for _ in 0..2 {
            for phone in [&mut self.first, &mut self.second, &mut self.worker] {
                phone.sync(&self.world);
            }
        }
    }

    fn open(&self) -> Id {
        let new = NewSet {
            matter: "示意：禁牧区放牧".into(),
            place: "示意沟口".into(),
            ..NewSet::default()
        };
        self.first.core().open_evidence_set(new).unwrap()
    }

    /// A set that both confirmed, each on the own phone, without signal.
    fn standing_set(&self) -> Id {
        let set = self.open();
        let (first, second) = (self.first.core(), self.second.core());
        let shown = first.confirmation_code(set).unwrap();
        let back = second.confirm_scanned(&shown).unwrap();
        first.take_confirmation(set, &back).unwrap();
        set
    }

    fn register(&self, phone: &Phone) -> Officer {
        let standing = self.world.hub.standing();
        let day = self.world.clock.now().day();
        standing.directory.officer(phone.person, day).unwrap().clone()
    }

    fn put(&self, officer: Officer) {
        let items = vec![DirectoryItem::Officer(officer)];
        self.world.hub.put_directory(items, Actor::Operator, self.world.clock.now()).unwrap();
    }
}

/// A JPEG of `size` bytes in the camera's folder.
fn shot(phone: &Phone, name: &str, size: usize) -> PathBuf {
    let path = phone.core().capture_folder().unwrap().join(name);
    fs::write(&path, jpeg(name, size)).unwrap();
    path
}

fn jpeg(name: &str, size: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 12];
    bytes.extend_from_slice(b"Exif\0\0GPS!");
    bytes.extend_from_slice(&[0xff, 0xda, 0, 2]);
    bytes.extend(name.bytes().cycle().take(size));
    bytes.extend_from_slice(&[0xff, 0xd9]);
    bytes
}

fn png(phone: &Phone, name: &str) -> PathBuf {
    let path = phone.core().capture_folder().unwrap().join(name);
    fs::write(&path, [b"\x89PNG\r\n\x1a\n", name.as_bytes()].concat()).unwrap();
    path
}

fn photo(set: Id, path: PathBuf) -> NewCapture {
    NewCapture {
        set,
        path,
        kind: Kind::Object,
        title: "示意羊群".into(),
        proves: "在禁牧区放牧".into(),
        method: Method::Camera,
        position: None,
        place: "示意沟口".into(),
        told: Told::NobodyThere,
        holder: Some(NewHolder::Refused {
            name: "示意当事人".into(),
            reason: "不在现场".into(),
            witness: None,
        }),
        fields: vec![
            (Field::Quantity, "30 只".into()),
            (Field::Storage, "原地".into()),
            (Field::Label, "示意1".into()),
        ],
        gnss: None,
        urgent: false,
    }
}

fn inquiry(set: Id, phone: &Phone) -> NewRecord {
    let at = gridwork_tests::world::MORNING;
    NewRecord {
        set,
        corrects: None,
        correction: None,
        kind: RecordKind::Inquiry,
        party: "示意当事人".into(),
        present: "本人".into(),
        place: "示意沟口".into(),
        from: at,
        to: at.plus_ms(600_000),
        shown_certificates: true,
        told_rights: true,
        body: vec![Answered { asked: "羊是谁家的？".into(), answer: "我家的。".into() }],
        notes: String::new(),
        said: "以上笔录属实".into(),
        read_aloud: true,
        pages: 1,
        blanks_struck: true,
        signing: NewSigning::Signed(vec![png(phone, "page-1.png")]),
        gnss: None,
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, CoreError>) -> Code {
    result.unwrap_err().code
}

#[test]
fn two_officers_without_signal_make_a_set_that_stands_and_the_township_takes_it() {
    let mut field = field();
    let set = field.open();
    let alone = field.first.core().evidence_set(set).unwrap();
    assert!(!alone.set.stands && alone.set.state.contains("未成立"), "{}", alone.set.state);
    let shown = field.first.core().confirmation_code(set).unwrap();
    let asked = field.second.core().read_evidence_code(&shown).unwrap();
    assert!(matches!(asked, Scanned::Opening { set: of, .. } if of == set));
    let back = field.second.core().confirm_scanned(&shown).unwrap();
    field.first.core().take_confirmation(set, &back).unwrap();
    let path = shot(&field.first, "sheep.jpg", 100_000);
    let original = fs::read(&path).unwrap();
    assert_eq!(field.first.core().capture_missing(&photo(set, path.clone())), [""; 0]);
    let item = field.first.core().capture(photo(set, path.clone())).unwrap();
    assert!(!path.exists(), "no plain copy stays behind");
    let seen = field.first.core().evidence_set(set).unwrap();
    assert!(seen.set.stands && seen.own && seen.officers.len() == 2);
    let view = &seen.items[0];
    assert_eq!((view.state.as_str(), view.stage, view.number), ("本机", 0, 1));
    assert_eq!(view.sha256, hex(&gridwork_seal::sha256(&[&original])));
    assert_eq!(view.doubts, [""; 0]);
    let copy = field.first.dir.join("copy.jpg");
    field.first.core().copy_original(set, item, &copy).unwrap();
    assert_eq!(fs::read(&copy).unwrap(), original, "byte for byte");
    field.sync();
    assert_eq!(field.first.refused, 0);
    let sent = field.first.core().evidence_set(set).unwrap();
    assert_eq!((sent.items[0].state.as_str(), sent.items[0].may_release), ("已校验", false));
    assert_eq!(code(field.first.core().release_original(set, item)), Code::WrongState);
    field.world.back_up_hub().unwrap();
    field.sync();
    let twice = field.first.core().evidence_set(set).unwrap();
    assert_eq!((twice.items[0].state.as_str(), twice.set.not_doubled), ("双份", 0));
    field.first.core().release_original(set, item).unwrap();
    let gone = field.first.core().evidence_set(set).unwrap();
    assert!(!gone.items[0].here && !gone.items[0].may_release);
    assert_eq!(code(field.first.core().copy_original(set, item, &copy)), Code::NotFound);
    let theirs = field.second.core().evidence_set(set).unwrap();
    assert!(theirs.set.stands && theirs.own);
    assert_eq!((theirs.items.len(), theirs.items[0].here), (1, false));
    assert_eq!(theirs.items[0].sha256, view.sha256);
    assert!(field.worker.core().evidence_sets(0, 10).unwrap().is_empty());
}

#[test]
fn a_second_officer_confirms_on_the_first_ones_phone_with_a_card() {
    let mut field = field();
    let key = SigningKey::from_seed(&[42; 32]);
    let person = *field.second.person.as_bytes();
    let few = std::num::NonZeroU32::new(100).unwrap();
    let text = card::write(&mut SystemEntropy, &person, &key, PASS, few).unwrap();
    let set = field.open();
    let core = field.first.core();
    assert_eq!(
        code(core.confirm_by_card(set, &text, PASS)),
        Code::Forbidden,
        "not in the register"
    );
    let entry = field.register(&field.second);
    let keys = vec![key_in_directory(key.verifying().as_bytes())];
    field.put(Officer { keys, ..entry });
    field.sync();
    let core = field.first.core();
    assert_eq!(core.read_evidence_code(&text).unwrap(), Scanned::Card);
    assert_eq!(code(core.confirm_by_card(set, &text, "示例口令一二三五")), Code::BadValue);
    core.confirm_by_card(set, &text, PASS).unwrap();
    assert!(core.evidence_set(set).unwrap().set.stands);
    field.sync();
    assert_eq!(field.first.refused, 0);
    assert!(field.second.core().evidence_set(set).unwrap().set.stands);
}

#[test]
fn one_person_is_never_both_officers() {
    let mut field = field();
    let key = SigningKey::from_seed(&[43; 32]);
    let entry = field.register(&field.first);
    let keys = vec![key_in_directory(key.verifying().as_bytes())];
    field.put(Officer { keys, ..entry });
    field.sync();
    let few = std::num::NonZeroU32::new(100).unwrap();
    let own = *field.first.person.as_bytes();
    let text = card::write(&mut SystemEntropy, &own, &key, PASS, few).unwrap();
    let set = field.open();
    let core = field.first.core();
    assert_eq!(code(core.confirm_by_card(set, &text, PASS)), Code::Forbidden);
    let shown = core.confirmation_code(set).unwrap();
    assert_eq!(code(core.confirm_scanned(&shown)), Code::Forbidden);
    assert!(!core.evidence_set(set).unwrap().set.stands);
    // Nor does a card written on another person's name make one: the key is not that person's.
    let other = *field.second.person.as_bytes();
    let text = card::write(&mut SystemEntropy, &other, &key, PASS, few).unwrap();
    assert_eq!(code(core.confirm_by_card(set, &text, PASS)), Code::Forbidden);
}

#[test]
fn neither_a_worker_nor_a_lapsed_officer_opens_a_set() {
    let mut field = field();
    assert!(field.first.core().evidence_barred().unwrap().is_none());
    assert!(field.worker.core().evidence_barred().unwrap().is_some());
    let new = || NewSet { matter: "示意".into(), place: "示意".into(), ..NewSet::default() };
    assert_eq!(code(field.worker.core().open_evidence_set(new())), Code::Forbidden);
    let set = field.open();
    field.sync();
    let entry = field.register(&field.first);
    let today = field.world.clock.now().day();
    let validity = Validity { valid_to: Some(today), ..entry.validity };
    field.put(Officer { validity, ..entry });
    field.sync();
    let core = field.first.core();
    assert!(core.evidence_barred().unwrap().unwrap().contains("过期"));
    assert_eq!(code(core.open_evidence_set(new())), Code::Forbidden);
    let path = shot(&field.first, "late.jpg", 1_000);
    assert_eq!(code(core.capture(photo(set, path.clone()))), Code::Forbidden);
    assert!(path.exists(), "what was not taken is not lost");
    let shown = core.confirmation_code(set).unwrap();
    assert_eq!(code(field.second.core().confirm_scanned(&shown)), Code::Forbidden);
}

#[test]
fn a_gallery_picture_is_an_import_and_says_so() {
    let field = field();
    let set = field.standing_set();
    let core = field.first.core();
    let gallery = field.first.dir.join("gallery.jpg");
    fs::write(&gallery, jpeg("gallery", 1_000)).unwrap();
    assert_eq!(code(core.capture(photo(set, gallery.clone()))), Code::BadFile);
    let link = core.capture_folder().unwrap().join("link.jpg");
    std::os::unix::fs::symlink(&gallery, &link).unwrap();
    assert_eq!(code(core.capture(photo(set, link))), Code::BadFile);
    let import =
        |reason: &str| Method::Import { from: "示意相册".into(), reason: reason.into() };
    let new = NewCapture { method: import(" "), ..photo(set, gallery.clone()) };
    assert_eq!(code(core.capture(new)), Code::BadValue, "an import without a reason");
    let new = NewCapture { method: import("当事人提供"), ..photo(set, gallery.clone()) };
    core.capture(new).unwrap();
    assert!(gallery.exists(), "what is not ours stays where it is");
    let item = core.evidence_set(set).unwrap().items.remove(0);
    assert_eq!(item.method, "导入");
    assert!(item.doubts.iter().any(|doubt| doubt.contains("不是现场采集")), "{:?}", item.doubts);
    let again = NewCapture { method: import("再来"), ..photo(set, gallery) };
    assert_eq!(code(core.capture(again)), Code::WrongState, "the same file twice");
}

#[test]
fn captures_are_numbered_and_a_clock_that_went_back_shows() {
    let mut field = field();
    let set = field.standing_set();
    let take = |field: &Township, name: &str| {
        let path = shot(&field.first, name, 2_000);
        field.first.core().capture(photo(set, path)).unwrap()
    };
    take(&field, "1.jpg");
    field.world.clock.advance_ms(60_000);
    field.first.env.set_skew_ms(-3_600_000);
    take(&field, "2.jpg");
    field.first.kill();
    field.first.start();
    take(&field, "3.jpg");
    let items = field.first.core().evidence_set(set).unwrap().items;
    let numbers: Vec<u64> = items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert!(items[1].doubts.iter().any(|doubt| doubt.contains("调回")), "{:?}", items[1].doubts);
    assert!(items.iter().all(|item| !item.doubts.iter().any(|doubt| doubt.contains("接不上"))));
    field.first.env.set_skew_ms(0);
    field.sync();
    assert_eq!(field.first.refused, 0);
}

#[test]
fn a_phone_that_dies_between_shutter_and_capture_still_has_the_picture() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.first, "stray.jpg", 5_000);
    field.first.kill();
    field.first.start();
    let core = field.first.core();
    let strays = core.stray_captures().unwrap();
    assert_eq!(strays.len(), 1);
    core.capture(photo(set, strays[0].clone())).unwrap();
    assert!(core.stray_captures().unwrap().is_empty() && !path.exists());
}

#[test]
fn an_item_goes_from_hand_to_hand_once_and_in_order() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.first, "sheep.jpg", 3_000);
    let item = field.first.core().capture(photo(set, path)).unwrap();
    field.sync();
    let (first, second) = (field.first.core(), field.second.core());
    let to = field.second.person;
    let code1 = first.hand_over(set, item, to, "送乡镇保管").unwrap();
    assert_eq!(code(first.take_over(&code1)), Code::Forbidden, "meant for somebody else");
    let Scanned::HandOver { to_me: true, .. } = second.read_evidence_code(&code1).unwrap() else {
        panic!("a hand-over to the second officer")
    };
    assert_eq!(
        code(second.hand_over(set, item, field.first.person, "不在我手里")),
        Code::WrongState
    );
    second.take_over(&code1).unwrap();
    assert_eq!(code(second.take_over(&code1)), Code::WrongState, "a replayed hand-over");
    let mut bent = code1.clone().into_bytes();
    let place = bent.len() / 2;
    bent[place] = if bent[place] == b'0' { b'1' } else { b'0' };
    let bent = String::from_utf8(bent).unwrap();
    assert!(second.take_over(&bent).is_err());
    field.sync();
    assert_eq!((field.first.refused, field.second.refused), (0, 0));
    let seen = field.first.core().evidence_set(set).unwrap().items.remove(0);
    assert!(!seen.kept_by_me);
    assert_eq!(seen.custody.len(), 1);
    let again = field.first.core().hand_over(set, item, to, "再交一次");
    assert_eq!(code(again), Code::WrongState, "it is not the first one's any more");
}

#[test]
fn a_record_is_closed_when_nothing_is_missing_and_corrected_by_a_new_version() {
    let mut field = field();
    let set = field.standing_set();
    let core = field.first.core();
    let hasty = NewRecord { read_aloud: false, ..inquiry(set, &field.first) };
    assert_eq!(core.record_missing(&hasty).unwrap(), ["宣读或交本人阅看"]);
    let error = core.close_record(hasty).unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::BadValue, Some("宣读或交本人阅看")));
    let unsigned = NewRecord { pages: 2, ..inquiry(set, &field.first) };
    assert_eq!(core.record_missing(&unsigned).unwrap(), ["每一页签名"]);
    let record = core.close_record(inquiry(set, &field.first)).unwrap();
    let unexplained = NewRecord { corrects: Some(record), ..inquiry(set, &field.first) };
    assert_eq!(code(core.close_record(unexplained)), Code::BadValue);
    let refusal = NewSigning::Refused { reason: "认为写得不对".into(), witness: None };
    let corrected = NewRecord {
        corrects: Some(record),
        correction: Some("数量写错".into()),
        signing: refusal,
        ..inquiry(set, &field.first)
    };
    assert_eq!(core.close_record(corrected).unwrap(), record);
    let seen = core.evidence_set(set).unwrap().records;
    assert_eq!((seen.len(), seen[0].version), (1, 2));
    assert!(seen[0].signing.contains("拒签：认为写得不对"));
    core.close_evidence_set(set, "已作决定").unwrap();
    assert_eq!(code(core.close_record(inquiry(set, &field.first))), Code::WrongState);
    let path = shot(&field.first, "after.jpg", 1_000);
    assert_eq!(
        code(core.capture(photo(set, path))),
        Code::WrongState,
        "nothing after the decision"
    );
    field.sync();
    assert_eq!(field.first.refused, 0);
}

#[test]
fn an_original_stays_until_its_second_copy_is_confirmed_and_a_flipped_byte_shows() {
    let field = field();
    let set = field.standing_set();
    let core = field.first.core();
    let path = shot(&field.first, "sheep.jpg", 200_000);
    let item = core.capture(photo(set, path)).unwrap();
    assert_eq!(code(core.release_original(set, item)), Code::WrongState);
    let thumb = field.first.dir.join("thumb.jpg");
    fs::write(&thumb, jpeg("thumb", 500)).unwrap();
    core.derive(set, item, gridwork_model::evidence::DerivedFor::Thumbnail, &thumb).unwrap();
    let out = field.first.dir.join("shown.jpg");
    let made = gridwork_model::evidence::DerivedFor::Thumbnail;
    assert!(core.copy_derived(set, item, made, &out).unwrap());
    let shown = fs::read(&out).unwrap();
    assert!(!shown.windows(4).any(|four| four == b"Exif"), "what the camera wrote is gone");
    // Somebody changes one byte on the disk, in each blob.
    for blob in fs::read_dir(field.first.dir.join("blobs")).unwrap() {
        let blob = blob.unwrap().path();
        let mut bytes = fs::read(&blob).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&blob, bytes).unwrap();
    }
    assert_eq!(code(core.copy_original(set, item, &out)), Code::Damaged);
    assert_eq!(code(core.hand_over(set, item, field.second.person, "交接")), Code::Damaged);
}

#[test]
fn a_clue_is_told_answered_and_never_becomes_evidence() {
    let mut field = field();
    let clue = field
        .worker
        .core()
        .tell_clue(NewClue { words: "沟口有人放羊".into(), ..NewClue::default() })
        .unwrap();
    field.sync();
    assert_eq!(field.worker.refused, 0);
    let seen = field.first.core().clues(0, 10).unwrap();
    assert_eq!((seen.len(), seen[0].state.as_str()), (1, "待看"));
    assert_eq!(seen[0].offers, ["take", "follow", "drop"]);
    assert_eq!(code(field.worker.core().take_clue(clue)), Code::Forbidden);
    field.first.core().take_clue(clue).unwrap();
    let set = field.standing_set();
    assert!(field.first.core().evidence_set(set).unwrap().items.is_empty());
    field.first.core().clue_followed(clue, set).unwrap();
    field.sync();
    assert_eq!((field.first.refused, field.worker.refused), (0, 0));
    let told = field.worker.core().clue(clue).unwrap();
    assert_eq!(told.state, "已另行取证");
    assert!(told.offers.is_empty());
    let other =
        field.worker.core().tell_clue(NewClue { words: "示意".into(), ..NewClue::default() });
    let other = other.unwrap();
    field.sync();
    field.second.core().drop_clue(other, "已在另一件里").unwrap();
    field.sync();
    assert_eq!(field.worker.core().clue(other).unwrap().reason, "已在另一件里");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
