//! Evidence from the field to the hub: two officers, captures, records, custody, clues; and what is
//! not what it claims to be.

mod clues;
mod records;

use std::fs;
use std::path::PathBuf;

use gridwork_core::{
    Code, CoreError, NewCapture, NewClue, NewRecord, NewSet, NewSigning, Scanned, SyncBudget,
};
use gridwork_model::Id;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::evidence::Method;
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::org::{Assignment, Officer};
use gridwork_model::permission::Role;
use gridwork_model::validity::Validity;
use gridwork_seal::{SigningKey, SystemEntropy, card};
use gridwork_tests::officers::{self, Officers, jpeg, photo};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;

const PASS: &str = "示例口令一二三四";

/// A world with a worker's phone and those of two officers of the same township.
struct Township {
    world: World,
    worker: Phone,
    office: Officers,
    _dir: tempfile::TempDir,
}

fn field() -> Township {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 11, 1, 2);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut worker = world.phone(person, cell);
    worker.sync(&world);
    let office = Officers::meet(&mut world, cell).unwrap();
    let mut field = Township { world, worker, office, _dir: dir };
    field.sync();
    field
}

impl Township {
    /// Everybody exchanges until all have heard of all.
    fn sync(&mut self) {
        for _ in 0..2 {
            self.office.sync(&self.world);
            self.worker.sync(&self.world);
        }
    }

    fn open(&self) -> Id {
        self.office.open("示意：禁牧区放牧").unwrap()
    }

    /// A set that both confirmed, each on the own phone, without signal.
    fn standing_set(&self) -> Id {
        self.office.standing_set("示意：禁牧区放牧").unwrap()
    }

    /// The first officer's posts end.
    fn leave_office(&self) {
        let standing = self.world.hub.standing();
        let today = self.world.clock.now().day();
        let posts = standing.directory.of_kind(gridwork_model::directory::kind::ASSIGNMENT);
        let ended = posts.filter_map(|item| match item {
            DirectoryItem::Assignment(it) if it.person == self.office.first.person => {
                let validity = Validity { valid_to: Some(today), ..it.validity };
                Some(DirectoryItem::Assignment(Assignment { validity, ..it.clone() }))
            }
            _ => None,
        });
        let now = self.world.clock.now();
        self.world.hub.put_directory(ended.collect(), Actor::Operator, now).unwrap();
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
    officers::shot(phone, name, size).unwrap()
}

fn inquiry(set: Id, phone: &Phone) -> NewRecord {
    officers::inquiry(set, phone, gridwork_tests::world::MORNING).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, CoreError>) -> Code {
    result.unwrap_err().code
}

#[test]
fn two_officers_without_signal_make_a_set_that_stands_and_the_township_takes_it() {
    let mut field = field();
    let set = field.open();
    let alone = field.office.first.core().evidence_set(set).unwrap();
    assert!(!alone.set.stands && alone.set.state.contains("未成立"), "{}", alone.set.state);
    let shown = field.office.first.core().confirmation_code(set).unwrap();
    let asked = field.office.second.core().read_evidence_code(&shown).unwrap();
    assert!(matches!(asked, Scanned::Opening { set: of, .. } if of == set));
    let back = field.office.second.core().confirm_scanned(&shown).unwrap();
    field.office.first.core().take_confirmation(set, &back).unwrap();
    let path = shot(&field.office.first, "sheep.jpg", 100_000);
    let original = fs::read(&path).unwrap();
    assert_eq!(field.office.first.core().capture_missing(&photo(set, path.clone())), [""; 0]);
    let item = field.office.first.core().capture(photo(set, path.clone())).unwrap();
    assert!(!path.exists(), "no plain copy stays behind");
    let seen = field.office.first.core().evidence_set(set).unwrap();
    assert!(seen.set.stands && seen.own && seen.officers.len() == 2);
    let view = &seen.items[0];
    assert_eq!((view.state.as_str(), view.stage, view.number), ("本机", 0, 1));
    assert_eq!(view.sha256, hex(&gridwork_seal::sha256(&[&original])));
    assert_eq!(view.doubts, [""; 0]);
    let copy = field.office.first.dir.join("copy.jpg");
    field.office.first.core().copy_original(set, item, &copy).unwrap();
    assert_eq!(fs::read(&copy).unwrap(), original, "byte for byte");
    field.sync();
    assert_eq!(field.office.first.refused, 0);
    let sent = field.office.first.core().evidence_set(set).unwrap();
    assert_eq!((sent.items[0].state.as_str(), sent.items[0].may_release), ("已校验", false));
    assert_eq!(code(field.office.first.core().release_original(set, item)), Code::WrongState);
    field.world.back_up_hub().unwrap();
    field.sync();
    let twice = field.office.first.core().evidence_set(set).unwrap();
    assert_eq!((twice.items[0].state.as_str(), twice.set.not_doubled), ("双份", 0));
    field.office.first.core().release_original(set, item).unwrap();
    let gone = field.office.first.core().evidence_set(set).unwrap();
    assert!(!gone.items[0].here && !gone.items[0].may_release);
    assert_eq!(code(field.office.first.core().copy_original(set, item, &copy)), Code::NotFound);
    let theirs = field.office.second.core().evidence_set(set).unwrap();
    assert!(theirs.set.stands && theirs.own);
    assert_eq!((theirs.items.len(), theirs.items[0].here), (1, false));
    assert_eq!(theirs.items[0].sha256, view.sha256);
    assert!(field.worker.core().evidence_sets(0, 10).unwrap().is_empty());
}

#[test]
fn a_second_officer_confirms_on_the_first_ones_phone_with_a_card() {
    let mut field = field();
    let key = SigningKey::from_seed(&[42; 32]);
    let person = *field.office.second.person.as_bytes();
    let few = std::num::NonZeroU32::new(100).unwrap();
    let text = card::write(&mut SystemEntropy, &person, &key, PASS, few).unwrap();
    let set = field.open();
    let core = field.office.first.core();
    assert_eq!(
        code(core.confirm_by_card(set, &text, PASS)),
        Code::Forbidden,
        "not in the register"
    );
    let entry = field.register(&field.office.second);
    let keys = vec![key_in_directory(key.verifying().as_bytes())];
    field.put(Officer { keys, ..entry });
    field.sync();
    let core = field.office.first.core();
    assert_eq!(core.read_evidence_code(&text).unwrap(), Scanned::Card);
    assert_eq!(code(core.confirm_by_card(set, &text, "示例口令一二三五")), Code::BadValue);
    core.confirm_by_card(set, &text, PASS).unwrap();
    assert!(core.evidence_set(set).unwrap().set.stands);
    field.sync();
    assert_eq!(field.office.first.refused, 0);
    assert!(field.office.second.core().evidence_set(set).unwrap().set.stands);
}

#[test]
fn one_person_is_never_both_officers() {
    let mut field = field();
    let key = SigningKey::from_seed(&[43; 32]);
    let entry = field.register(&field.office.first);
    let keys = vec![key_in_directory(key.verifying().as_bytes())];
    field.put(Officer { keys, ..entry });
    field.sync();
    let few = std::num::NonZeroU32::new(100).unwrap();
    let own = *field.office.first.person.as_bytes();
    let text = card::write(&mut SystemEntropy, &own, &key, PASS, few).unwrap();
    let set = field.open();
    let core = field.office.first.core();
    assert_eq!(code(core.confirm_by_card(set, &text, PASS)), Code::Forbidden);
    let shown = core.confirmation_code(set).unwrap();
    assert_eq!(code(core.confirm_scanned(&shown)), Code::Forbidden);
    assert!(!core.evidence_set(set).unwrap().set.stands);
    // Nor does a card written on another person's name make one: the key is not that person's.
    let other = *field.office.second.person.as_bytes();
    let text = card::write(&mut SystemEntropy, &other, &key, PASS, few).unwrap();
    assert_eq!(code(core.confirm_by_card(set, &text, PASS)), Code::Forbidden);
}

#[test]
fn neither_a_worker_nor_a_lapsed_officer_opens_a_set() {
    let mut field = field();
    assert!(field.office.first.core().evidence_barred().unwrap().is_none());
    assert!(field.worker.core().evidence_barred().unwrap().is_some());
    let new = || NewSet { matter: "示意".into(), place: "示意".into(), ..NewSet::default() };
    assert_eq!(code(field.worker.core().open_evidence_set(new())), Code::Forbidden);
    let set = field.open();
    field.sync();
    let entry = field.register(&field.office.first);
    let today = field.world.clock.now().day();
    let validity = Validity { valid_to: Some(today), ..entry.validity };
    field.put(Officer { validity, ..entry });
    field.sync();
    let core = field.office.first.core();
    assert!(core.evidence_barred().unwrap().unwrap().contains("过期"));
    assert_eq!(code(core.open_evidence_set(new())), Code::Forbidden);
    // Nor when the phone's clock is set back to where it still held.
    field.office.first.env.set_skew_ms(-3 * 86_400_000);
    assert!(core.evidence_barred().unwrap().is_some());
    assert_eq!(code(core.open_evidence_set(new())), Code::Forbidden);
    let set_back = shot(&field.office.first, "back.jpg", 1_000);
    assert_eq!(code(core.capture(photo(set, set_back.clone()))), Code::Forbidden);
    assert!(set_back.exists());
    field.office.first.env.set_skew_ms(0);
    let path = shot(&field.office.first, "late.jpg", 1_000);
    assert_eq!(code(core.capture(photo(set, path.clone()))), Code::Forbidden);
    assert!(path.exists(), "what was not taken is not lost");
    let shown = core.confirmation_code(set).unwrap();
    assert_eq!(code(field.office.second.core().confirm_scanned(&shown)), Code::Forbidden);
}

#[test]
fn n8_a_gallery_picture_is_an_import_and_says_so() {
    let field = field();
    let set = field.standing_set();
    let core = field.office.first.core();
    let gallery = field.office.first.dir.join("gallery.jpg");
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
        let path = shot(&field.office.first, name, 2_000);
        field.office.first.core().capture(photo(set, path)).unwrap()
    };
    take(&field, "1.jpg");
    field.world.clock.advance_ms(60_000);
    field.office.first.env.set_skew_ms(-3_600_000);
    take(&field, "2.jpg");
    field.office.first.kill();
    field.office.first.start();
    take(&field, "3.jpg");
    let items = field.office.first.core().evidence_set(set).unwrap().items;
    let numbers: Vec<u64> = items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert!(items[1].doubts.iter().any(|doubt| doubt.contains("调回")), "{:?}", items[1].doubts);
    assert!(items.iter().all(|item| !item.doubts.iter().any(|doubt| doubt.contains("接不上"))));
    field.office.first.env.set_skew_ms(0);
    field.sync();
    assert_eq!(field.office.first.refused, 0);
}

#[test]
fn a_phone_that_dies_between_shutter_and_capture_still_has_the_picture() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.office.first, "stray.jpg", 5_000);
    field.office.first.kill();
    field.office.first.start();
    let core = field.office.first.core();
    let strays = core.stray_captures().unwrap();
    assert_eq!(strays.len(), 1);
    core.capture(photo(set, strays[0].clone())).unwrap();
    assert!(core.stray_captures().unwrap().is_empty() && !path.exists());
}

#[test]
fn an_item_goes_from_hand_to_hand_once_and_in_order() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.office.first, "sheep.jpg", 3_000);
    let item = field.office.first.core().capture(photo(set, path)).unwrap();
    field.sync();
    let (first, second) = (field.office.first.core(), field.office.second.core());
    let to = field.office.second.person;
    let code1 = first.hand_over(set, item, to, "送乡镇保管").unwrap();
    assert_eq!(code(first.take_over(&code1)), Code::Forbidden, "meant for somebody else");
    let Scanned::HandOver { to_me: true, .. } = second.read_evidence_code(&code1).unwrap() else {
        panic!("a hand-over to the second officer")
    };
    assert_eq!(
        code(second.hand_over(set, item, field.office.first.person, "不在我手里")),
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
    assert_eq!((field.office.first.refused, field.office.second.refused), (0, 0));
    let seen = field.office.first.core().evidence_set(set).unwrap().items.remove(0);
    assert!(!seen.kept_by_me);
    assert_eq!(seen.custody.len(), 1);
    let again = field.office.first.core().hand_over(set, item, to, "再交一次");
    assert_eq!(code(again), Code::WrongState, "it is not the first one's any more");
}

#[test]
fn a_hand_over_to_a_phone_that_lacks_the_set_waits_and_is_said_once_it_has_come() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.office.first, "sheep.jpg", 3_000);
    let item = field.office.first.core().capture(photo(set, path)).unwrap();
    // Nobody has exchanged: the second officer's phone has never heard of the set.
    let (first, second) = (&field.office.first, &field.office.second);
    assert_eq!(code(second.core().evidence_set(set)), Code::NotFound);
    let shown = first.core().hand_over(set, item, second.person, "入柜保管").unwrap();
    assert_eq!(code(field.worker.core().take_over(&shown)), Code::Forbidden);
    second.core().take_over(&shown).unwrap();
    second.core().take_over(&shown).unwrap();
    // It outlives the process.
    field.office.second.kill();
    field.office.second.start();
    let waits = field.office.second.core().waiting_hand_overs().unwrap();
    assert_eq!((waits.len(), waits[0].item, waits[0].why.as_str()), (1, item, "入柜保管"));
    assert_eq!(waits[0].refused, None);
    field.sync();
    assert!(field.office.second.core().waiting_hand_overs().unwrap().is_empty());
    assert_eq!((field.office.first.refused, field.office.second.refused), (0, 0));
    for phone in [&field.office.first, &field.office.second] {
        let seen = phone.core().evidence_set(set).unwrap().items.remove(0);
        assert_eq!(
            (seen.custody.len(), seen.kept_by_me),
            (1, phone.person == field.office.second.person)
        );
    }
}

#[test]
fn a_waiting_hand_over_that_the_set_speaks_against_is_shown_and_not_taken() {
    let mut field = field();
    let set = field.standing_set();
    let path = shot(&field.office.first, "sheep.jpg", 3_000);
    let item = field.office.first.core().capture(photo(set, path)).unwrap();
    let (first, second) = (&field.office.first, &field.office.second);
    let shown = first.core().hand_over(set, item, second.person, "入柜保管").unwrap();
    second.core().take_over(&shown).unwrap();
    // Closed before the second officer had signal: nothing is added any more.
    first.core().close_evidence_set(set, "已作决定").unwrap();
    field.sync();
    let second = field.office.second.core();
    let waits = second.waiting_hand_overs().unwrap();
    assert!(waits[0].refused.as_deref().unwrap().contains("已封存"), "{waits:?}");
    assert!(second.evidence_set(set).unwrap().items[0].custody.is_empty());
    second.dismiss_hand_over(set, item).unwrap();
    assert!(second.waiting_hand_overs().unwrap().is_empty());
}

#[test]
fn an_officer_who_loses_the_grant_keeps_the_originals_until_the_hub_has_them_twice() {
    let mut field = field();
    let set = field.standing_set();
    field.sync();
    let path = shot(&field.office.first, "sheep.jpg", 200_000);
    let original = fs::read(&path).unwrap();
    let item = field.office.first.core().capture(photo(set, path)).unwrap();
    // The capture is told; its file is not.
    let entries_alone = SyncBudget { files: false, ..SyncBudget::default() };
    field.office.first.sync_within(&field.world, entries_alone);
    field.leave_office();
    field.office.first.sync_within(&field.world, entries_alone);
    let core = field.office.first.core();
    let sets = core.evidence_sets(0, 10).unwrap();
    assert!(sets[0].state.contains("已不在该执法机构"), "{}", sets[0].state);
    let seen = core.evidence_set(set).unwrap().items.remove(0);
    assert!(seen.here && !seen.may_release, "{}", seen.state);
    assert_eq!(code(core.release_original(set, item)), Code::WrongState);
    let again = shot(&field.office.first, "again.jpg", 1_000);
    assert_eq!(code(core.capture(photo(set, again))), Code::Forbidden);
    // What the hub knows of comes home; no second copy, no deletion.
    field.office.first.sync(&field.world);
    assert_eq!(field.world.hub.file(&gridwork_seal::sha256(&[&original])).unwrap(), original);
    let core = field.office.first.core();
    assert!(core.evidence_set(set).unwrap().items[0].here);
    assert!(core.queue(10).unwrap().is_empty(), "nothing was refused");
    field.world.back_up_hub().unwrap();
    field.office.first.sync(&field.world);
    assert!(field.office.first.core().evidence_set(set).unwrap().items[0].here, "asked once a day");
    field.world.clock.advance_ms(86_400_000);
    field.office.first.sync(&field.world);
    field.office.first.sync(&field.world);
    assert!(field.office.first.core().evidence_sets(0, 10).unwrap().is_empty());
    let blobs = fs::read_dir(field.office.first.dir.join("blobs")).unwrap().count();
    assert_eq!(blobs, 0, "it left with its second copy");
}

#[test]
fn n7_an_original_stays_until_its_second_copy_is_confirmed_and_a_flipped_byte_shows() {
    let field = field();
    let set = field.standing_set();
    let core = field.office.first.core();
    let path = shot(&field.office.first, "sheep.jpg", 200_000);
    let item = core.capture(photo(set, path)).unwrap();
    assert_eq!(code(core.release_original(set, item)), Code::WrongState);
    let thumb = field.office.first.dir.join("thumb.jpg");
    fs::write(&thumb, jpeg("thumb", 500)).unwrap();
    core.derive(set, item, gridwork_model::evidence::DerivedFor::Thumbnail, &thumb).unwrap();
    let out = field.office.first.dir.join("shown.jpg");
    let made = gridwork_model::evidence::DerivedFor::Thumbnail;
    assert!(core.copy_derived(set, item, made, &out).unwrap());
    let shown = fs::read(&out).unwrap();
    assert!(!shown.windows(4).any(|four| four == b"Exif"), "what the camera wrote is gone");
    // Somebody changes one byte on the disk, in each blob.
    for blob in fs::read_dir(field.office.first.dir.join("blobs")).unwrap() {
        let blob = blob.unwrap().path();
        let mut bytes = fs::read(&blob).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&blob, bytes).unwrap();
    }
    assert_eq!(code(core.copy_original(set, item, &out)), Code::Damaged);
    assert_eq!(code(core.hand_over(set, item, field.office.second.person, "交接")), Code::Damaged);
}

#[test]
fn two_originals_that_were_swapped_on_the_phones_disk_do_not_open() {
    let field = field();
    let set = field.standing_set();
    let core = field.office.first.core();
    let items = ["one.jpg", "two.jpg"].map(|name| {
        let path = shot(&field.office.first, name, 70_000);
        core.capture(photo(set, path)).unwrap()
    });
    let blobs: Vec<PathBuf> = fs::read_dir(field.office.first.dir.join("blobs"))
        .unwrap()
        .map(|blob| blob.unwrap().path())
        .collect();
    let [one, two] = &blobs[..] else { panic!("{blobs:?}") };
    let (first, second) = (fs::read(one).unwrap(), fs::read(two).unwrap());
    fs::write(one, second).unwrap();
    fs::write(two, first).unwrap();
    let out = field.office.first.dir.join("shown.jpg");
    for item in items {
        assert_eq!(code(core.copy_original(set, item, &out)), Code::Damaged);
        assert_eq!(code(core.hand_over(set, item, field.office.second.person, "x")), Code::Damaged);
    }
}

/// The program that a court's technician runs, built beside the tests.
fn verify(bundle: &std::path::Path) -> (Option<i32>, String) {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("gridwork-verify");
    assert!(program.exists(), "built with the workspace: cargo build --workspace");
    let said = std::process::Command::new(program).arg(bundle).output().unwrap();
    (said.status.code(), String::from_utf8(said.stdout).unwrap())
}

#[test]
fn what_real_phones_gathered_leaves_the_hub_and_passes_the_program() {
    let mut field = field();
    let set = field.standing_set();
    let item = field.office.capture(set, "sheep.jpg", 90_000).unwrap();
    let record = inquiry(set, &field.office.first);
    let record = field.office.first.core().close_record(record).unwrap();
    field.office.countersign(set, record).unwrap();
    field.sync();
    field.office.hand_over(set, item, "入柜保管").unwrap();
    field.sync();
    field.world.back_up_hub().unwrap();
    field.world.hub.tick(field.world.clock.now()).unwrap();
    let bundle = officers::bundle(&field.world, field.worker.scope, set);
    let path = field.world.dir.join("bundle.zip");
    fs::write(&path, &bundle).unwrap();
    let (code, said) = verify(&path);
    assert_eq!(code, Some(0), "{said}");
    for words in [
        "结论：没有发现不成立之处",
        "两名执法人员共同确认",
        "1 次交接",
        "2 件",
        "两名执法人员都用自己的密钥签了名",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let mut bent = bundle;
    let middle = bent.len() / 2;
    bent[middle] ^= 1;
    fs::write(&path, &bent).unwrap();
    let (code, said) = verify(&path);
    assert!(code == Some(1) && said.contains("不成立"), "{said}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
