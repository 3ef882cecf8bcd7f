//! One request, one answer: downloads, batches, verdicts, repeats.

use gridwork_document::codec::{Mode, Nothing};
use gridwork_document::{Actor as Writer, Document};
use gridwork_model::permission::Role;
use gridwork_model::{Class, Edit, Founding, Id, Outcome, Path, Purpose, Refusal, StreamId, Value};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Batch, BatchFrame, BatchVerdict, Body, Failure, Item};

use crate::support::{Fixture, NOON, Phone, fixture};

fn new_place(phone: &Phone, stream: u8, n: u8) -> (Item, Document) {
    let founding = Founding::Place { id: Id::v7(NOON.0 as u64, [n; 10]) };
    let mut document = Document::found(&founding).unwrap();
    let actor = Writer::new(phone.enrolled.device, 1);
    let edit = Edit::Put { path: Path::root("name"), value: Value::Text(format!("{n}号井")) };
    let commit = document.edit(actor, NOON, &[edit]).unwrap();
    let body = Body::Change {
        document: founding.document(),
        founding: Some(founding),
        raw: commit.raw,
        hash: commit.hash,
    };
    (Item { stream, body }, document)
}

fn places(f: &Fixture) -> StreamId {
    StreamId::new(f.cell(), Class::C1, Purpose::Places)
}

fn outcomes(verdict: &Option<BatchVerdict>) -> Vec<Outcome> {
    match verdict {
        Some(BatchVerdict::Judged { outcomes, .. }) => outcomes.clone(),
        other => panic!("not judged: {other:?}"),
    }
}

#[test]
fn a_first_download_brings_the_households_of_the_cell_and_nothing_of_others() {
    let f = fixture(2);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let roster = phone.index(f.roster());
    let documents: std::collections::BTreeSet<_> = phone.held[&roster]
        .iter()
        .filter_map(|body| match body {
            EntryBody::Change { document, .. } => Some(*document),
            _ => None,
        })
        .collect();
    let expected: std::collections::BTreeSet<_> =
        f.county.residents(&f.county.cells()[0]).map(|household| household.id).collect();
    assert_eq!(documents, expected);
    let other = f.county.cells()[1].id;
    assert!(phone.table.values().all(|stream| stream.scope != other));
}

#[test]
fn nothing_new_is_answered_with_nothing() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let response = phone.pull(&f.hub);
    assert!(response.updates.is_empty() && response.grants.is_none());
}

#[test]
fn an_accepted_change_is_numbered_once_and_reaches_the_next_phone() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let (mut one, mut two) = (f.phone(worker), f.phone(worker));
    one.pull(&f.hub);
    two.pull(&f.hub);
    let index = one.index(places(&f));
    let before = one.cursors[&index].number;
    let (item, document) = new_place(&one, index, 1);
    let bytes = one.frame(vec![item]);
    let first = one.post(&f.hub, &bytes);
    assert_eq!(outcomes(&first.verdict), [Outcome::Accepted]);
    // It asks for everything verbatim: what it said itself comes back in full.
    let back = one.held[&index].last();
    assert!(matches!(back, Some(EntryBody::Change { document: d, .. }) if *d == document.id()));
    // The same bytes again: the same verdict, and no second effect.
    let again = f.hub.exchange(&bytes, NOON);
    let again = gridwork_sync::Response::parse(&again, NOON).unwrap().response;
    assert_eq!(outcomes(&again.verdict), [Outcome::Accepted]);
    two.pull(&f.hub);
    assert_eq!(two.cursors[&two.index(places(&f))].number, before + 1);
    let got = two.held[&two.index(places(&f))]
        .iter()
        .any(|body| matches!(body, EntryBody::Change { document: d, .. } if *d == document.id()));
    assert!(got, "the other phone holds the new place");
}

#[test]
fn what_is_not_granted_or_does_not_fit_is_refused_and_the_rest_goes_on() {
    let f = fixture(2);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(places(&f));
    let (good, mut document) = new_place(&phone, index, 1);
    let (elsewhere, _) = new_place(&phone, phone.index(f.roster()), 2);
    // Two changes, of which the first is left out: the second builds on what the hub never saw.
    let actor = Writer::new(phone.enrolled.device, 1);
    let put = |value: &str| {
        vec![Edit::Put { path: Path::root("name"), value: Value::Text(value.into()) }]
    };
    document.edit(actor, NOON, &put("一")).unwrap();
    let skipped = document.edit(actor, NOON, &put("二")).unwrap();
    let later = document.edit(actor, NOON, &put("三")).unwrap();
    let change = |commit: &gridwork_document::Commit| Item {
        stream: index,
        body: Body::Change {
            document: document.id(),
            founding: None,
            raw: commit.raw.clone(),
            hash: commit.hash,
        },
    };
    let (last, _) = new_place(&phone, index, 3);
    let items = vec![good, elsewhere, change(&skipped), change(&later), last];
    let response = phone.send(&f.hub, items);
    assert_eq!(
        outcomes(&response.verdict),
        [
            Outcome::Accepted,
            Outcome::Refused(Refusal::NotGranted),
            Outcome::Refused(Refusal::OutOfContext),
            Outcome::Refused(Refusal::BuildsOnRefused),
            Outcome::Accepted,
        ]
    );
}

#[test]
fn a_skipped_forked_or_forged_batch_changes_nothing() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let mut phone = f.phone(worker);
    phone.pull(&f.hub);
    let index = phone.index(places(&f));
    let (item, _) = new_place(&phone, index, 1);
    let sent = phone.send(&f.hub, vec![item]);
    assert_eq!(outcomes(&sent.verdict), [Outcome::Accepted]);
    let number = phone.cursors[&index].number;
    // Number three after number one.
    let (item, _) = new_place(&phone, index, 2);
    let kept = (phone.last_no, phone.last_hash, phone.ratchet.clone());
    phone.last_no += 1;
    let skipped = phone.send(&f.hub, vec![item.clone()]);
    assert_eq!(skipped.verdict, Some(BatchVerdict::Expected(2)));
    // Number two on another chain.
    (phone.last_no, _, phone.ratchet) = kept.clone();
    phone.last_hash = [9; 32];
    let forked = phone.send(&f.hub, vec![item.clone()]);
    assert_eq!(forked.verdict, Some(BatchVerdict::Forked));
    let shown = f.hub.devices(gridwork_model::Id::NIL).unwrap();
    let marked = |number| shown.iter().find(|device| device.number == number).unwrap().forked;
    assert_eq!(marked(phone.enrolled.device), Some(phone.now), "a person sees it");
    // The right chain, signed by somebody else.
    (phone.last_no, phone.last_hash, phone.ratchet) = kept.clone();
    let own = std::mem::replace(&mut phone.key, gridwork_seal::SigningKey::from_seed(&[1; 32]));
    let forged = phone.send(&f.hub, vec![item.clone()]);
    assert_eq!(forged.failure, Some(Failure::BadSignature));
    // And at last the honest one.
    phone.key = own;
    (phone.last_no, phone.last_hash, phone.ratchet) = kept;
    let honest = phone.send(&f.hub, vec![item]);
    assert_eq!(outcomes(&honest.verdict), [Outcome::Accepted]);
    assert_eq!(phone.cursors[&index].number, number + 1);
}

#[test]
fn an_older_counter_is_stale_and_unknown_devices_are_told_so() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    phone.pull(&f.hub);
    phone.counter = 0;
    assert_eq!(phone.send_nothing(&f.hub).failure, Some(Failure::Stale));
    phone.enrolled.device = 999;
    phone.counter = 50;
    assert_eq!(phone.send_nothing(&f.hub).failure, Some(Failure::UnknownDevice));
}

#[test]
fn an_old_request_with_a_batch_hears_its_verdict_and_reads_nothing() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let mut phone = f.phone(worker);
    phone.pull(&f.hub);
    let index = phone.index(places(&f));
    let (item, _) = new_place(&phone, index, 1);
    let old = phone.frame(vec![item]);
    assert!(phone.post(&f.hub, &old).stand != [0; 32]);
    phone.pull(&f.hub);
    let again = phone.post(&f.hub, &old);
    assert_eq!(outcomes(&again.verdict), [Outcome::Accepted]);
    assert!(again.updates.is_empty() && again.stand == [0; 32]);
}

#[test]
fn garbage_ends_in_a_signed_named_failure() {
    let f = fixture(1);
    for length in [0, 1, 63, 64, 200, 4_000] {
        let bytes: Vec<u8> = (0..length).map(|i| (i * 31 % 251) as u8).collect();
        let answer = f.hub.exchange(&bytes, NOON);
        let asked = gridwork_model::Moment(gridwork_sync::WIRE_EPOCH_MS);
        let parsed = gridwork_sync::Response::parse(&answer, asked).unwrap();
        let online = gridwork_seal::VerifyingKey(f.hub.public_keys().1);
        let hash = gridwork_seal::sha256(&[&bytes]);
        let (response, _) = parsed.verify(&online, &hash).unwrap();
        assert!(response.failure.is_some());
    }
}

#[test]
fn a_frame_that_does_not_rebuild_is_asked_for_in_the_next_form_and_counts_once() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let stream = phone.index(places(&f));
    let (item, place) = new_place(&phone, stream, 9);
    let batch = Batch { no: 1, prev: phone.last_hash, items: vec![item] };
    let (device, person) = (phone.enrolled.device, phone.enrolled.person);
    let (table, key) = (phone.table.clone(), phone.key.clone());
    let stream_of = |index| table.get(&index).copied();
    let hash = batch.commit(device, &mut phone.ratchet, stream_of).unwrap().hash;
    let mut said = |mode: Mode, bent: bool| {
        let mut frame = batch.frame(person, &Nothing, mode);
        if bent {
            // The last byte belongs to the change; what is signed says what it should have been.
            *frame.last_mut().unwrap() ^= 0x55;
        }
        let (no, point) = (batch.no, Vec::new());
        let prev_check = batch.prev[..4].try_into().unwrap();
        let carried = BatchFrame { no, prev_check, mode, point, frame };
        let bytes = phone.request(Some(carried)).seal(&key, Some(&hash));
        phone.post(&f.hub, &bytes)
    };
    let audit = f.hub.verify().unwrap().audit;
    assert_eq!(said(Mode::Predicted, true).verdict, Some(BatchVerdict::ResendExplicit));
    assert_eq!(said(Mode::Explicit, true).verdict, Some(BatchVerdict::ResendVerbatim));
    let refused = said(Mode::Verbatim, true).failure;
    assert!(matches!(refused, Some(Failure::Malformed | Failure::BadSignature)), "{refused:?}");
    assert!(f.hub.stream_of(&place.id()).is_err(), "nothing of it was judged");
    assert_eq!(f.hub.verify().unwrap().audit, audit);
    for mode in [Mode::Verbatim, Mode::Explicit, Mode::Predicted] {
        assert_eq!(outcomes(&said(mode, false).verdict), [Outcome::Accepted], "{mode:?}");
    }
    let mut other = f.phone(f.person(Role::GridWorker));
    other.pull(&f.hub);
    let here = other.held.values().flatten();
    let told = here.filter(|body| match body {
        EntryBody::Change { document, .. } => *document == place.id(),
        _ => false,
    });
    assert_eq!(told.count(), 1, "once, whatever it was framed as");
}

/// A change of a place of which the one before it was never sent.
fn out_of_context(phone: &Phone, stream: u8, n: u8, founded: bool) -> Item {
    let (_, mut document) = new_place(phone, stream, n);
    let edit = Edit::Put { path: Path::root("name"), value: Value::Text("再改".into()) };
    let commit = document.edit(Writer::new(phone.enrolled.device, 1), NOON, &[edit]).unwrap();
    let founding = founded.then(|| document.founding().clone());
    let (document, raw, hash) = (document.id(), commit.raw, commit.hash);
    Item { stream, body: Body::Change { document, founding, raw, hash } }
}

#[test]
fn of_two_faults_the_one_that_is_looked_for_earlier_is_told() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let (places, roster) = (phone.index(places(&f)), phone.index(f.roster()));
    let kept = (phone.last_no, phone.last_hash, phone.ratchet.clone());
    let again = |phone: &mut Phone| {
        (phone.last_no, phone.last_hash, phone.ratchet) = kept.clone();
    };
    let (misplaced, _) = new_place(&phone, roster, 1);

    // Structure before the device: cut short, by a device nobody knows.
    let number = std::mem::replace(&mut phone.enrolled.device, 999);
    let mut cut = phone.frame(vec![misplaced.clone()]);
    again(&mut phone);
    cut.truncate(70);
    assert_eq!(phone.post(&f.hub, &cut).failure, Some(Failure::Malformed));
    // The device before the signature.
    let own = std::mem::replace(&mut phone.key, gridwork_seal::SigningKey::from_seed(&[1; 32]));
    let unknown = phone.send(&f.hub, vec![misplaced.clone()]);
    again(&mut phone);
    assert_eq!(unknown.failure, Some(Failure::UnknownDevice));
    phone.enrolled.device = number;
    // The chain before the signature, which covers it.
    phone.last_hash = [9; 32];
    let forked = phone.send(&f.hub, vec![misplaced.clone()]);
    again(&mut phone);
    assert_eq!((forked.failure, forked.verdict), (None, Some(BatchVerdict::Forked)));
    // The signature before what is granted.
    let forged = phone.send(&f.hub, vec![misplaced.clone()]);
    again(&mut phone);
    assert_eq!((forged.failure, forged.verdict), (Some(Failure::BadSignature), None));
    phone.key = own;
    // What is granted before what a change builds on, and that before who may write.
    let ungranted = out_of_context(&phone, roster, 2, true);
    let dangling = out_of_context(&phone, places, 3, true);
    let response = phone.send(&f.hub, vec![ungranted, dangling]);
    let refused = |refusal| Outcome::Refused(refusal);
    assert_eq!(
        outcomes(&response.verdict),
        [refused(Refusal::NotGranted), refused(Refusal::OutOfContext)]
    );

    let mut chief = f.phone(f.person(Role::CellChief));
    chief.pull(&f.hub);
    let index = chief.index(f.roster());
    let home = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let raws = chief.held[&index].iter().filter_map(|body| match body {
        EntryBody::Change { document, raw, .. } if *document == home.id => Some(raw.as_slice()),
        _ => None,
    });
    let mut document = Document::replay(&home.founding(), raws).unwrap();
    let mut write = |name: &str| {
        let edit = Edit::Put { path: Path::root("nickname"), value: Value::Text(name.into()) };
        let writer = Writer::new(chief.enrolled.device, 1);
        let commit = document.edit(writer, NOON, &[edit]).unwrap();
        let (raw, hash) = (commit.raw, commit.hash);
        let body = Body::Change { document: home.id, founding: None, raw, hash };
        Item { stream: index, body }
    };
    let (first, second) = (write("头一回"), write("第二回"));
    let response = chief.send(&f.hub, vec![second]);
    assert_eq!(outcomes(&response.verdict), [refused(Refusal::OutOfContext)]);
    let response = chief.send(&f.hub, vec![first]);
    assert_eq!(outcomes(&response.verdict), [refused(Refusal::NotPermitted)], "that alone is left");
}
