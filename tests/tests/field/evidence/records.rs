//! Records: on-site and inquiry, closed when nothing is missing, corrected by versions, kept while begun.

use super::*;

#[test]
fn a_record_that_is_not_closed_outlives_the_process_and_goes_with_its_closing() {
    let mut field = field();
    let set = field.standing_set();
    let whole = inquiry(set, &field.office.first);
    let begun = NewRecord {
        said: String::new(),
        read_aloud: false,
        signing: NewSigning::Signed(Vec::new()),
        ..whole.clone()
    };
    field.office.first.core().keep_record(&begun).unwrap();
    field.office.first.kill();
    field.office.first.start();
    let core = field.office.first.core();
    let kept = core.kept_record(set, begun.kind).unwrap();
    assert_eq!(kept, Some(begun.clone()));
    assert_eq!(core.kept_record(set, gridwork_model::evidence::RecordKind::OnSite).unwrap(), None);
    assert!(core.evidence_set(set).unwrap().records.is_empty(), "a draft is no record");
    core.close_record(whole).unwrap();
    assert_eq!(core.kept_record(set, begun.kind).unwrap(), None);
    let huge = NewRecord { notes: "记".repeat(50_000), ..begun };
    assert_eq!(code(core.keep_record(&huge)), Code::TooBig);
    field.sync();
    assert_eq!(field.office.first.refused, 0);
}

#[test]
fn a_record_is_closed_when_nothing_is_missing_and_corrected_by_a_new_version() {
    let mut field = field();
    let set = field.standing_set();
    let core = field.office.first.core();
    let hasty = NewRecord { read_aloud: false, ..inquiry(set, &field.office.first) };
    assert_eq!(core.record_missing(&hasty).unwrap(), ["宣读或交本人阅看"]);
    let error = core.close_record(hasty).unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::BadValue, Some("宣读或交本人阅看")));
    let unsigned = NewRecord { pages: 2, ..inquiry(set, &field.office.first) };
    assert_eq!(core.record_missing(&unsigned).unwrap(), ["每一页签名"]);
    let record = core.close_record(inquiry(set, &field.office.first)).unwrap();
    let follows = Some(core.evidence_set(set).unwrap().records[0].hash);
    let unexplained =
        NewRecord { corrects: Some(record), follows, ..inquiry(set, &field.office.first) };
    assert_eq!(code(core.close_record(unexplained)), Code::BadValue);
    let refusal = NewSigning::Refused { reason: "认为写得不对".into(), witness: None };
    let corrected = NewRecord {
        corrects: Some(record),
        follows,
        correction: Some("数量写错".into()),
        signing: refusal,
        ..inquiry(set, &field.office.first)
    };
    assert_eq!(core.close_record(corrected).unwrap(), record);
    let seen = core.evidence_set(set).unwrap().records;
    assert_eq!((seen.len(), seen[0].version), (1, 2));
    assert!(seen[0].signing.contains("拒签：认为写得不对"));
    core.close_evidence_set(set, "已作决定").unwrap();
    assert_eq!(code(core.close_record(inquiry(set, &field.office.first))), Code::WrongState);
    let path = shot(&field.office.first, "after.jpg", 1_000);
    assert_eq!(
        code(core.capture(photo(set, path))),
        Code::WrongState,
        "nothing after the decision"
    );
    field.sync();
    assert_eq!(field.office.first.refused, 0);
}

#[test]
fn an_on_site_record_names_everything_it_lacks_and_is_closed_when_it_has_it() {
    let mut field = field();
    let set = field.standing_set();
    let whole = NewRecord {
        kind: gridwork_model::evidence::RecordKind::OnSite,
        body: vec![gridwork_model::evidence::Answered {
            asked: "看羊圈".into(),
            answer: "羊 40 只".into(),
        }],
        ..inquiry(set, &field.office.first)
    };
    let core = field.office.first.core();
    let blank =
        vec![gridwork_model::evidence::Answered { asked: "看羊圈".into(), answer: " ".into() }];
    let lacking = [
        (NewRecord { shown_certificates: false, ..whole.clone() }, "写明已出示执法证件"),
        (NewRecord { told_rights: false, ..whole.clone() }, "写明已告知权利义务"),
        (NewRecord { read_aloud: false, ..whole.clone() }, "宣读或交本人阅看"),
        (NewRecord { blanks_struck: false, ..whole.clone() }, "空白处划去"),
        (NewRecord { said: " ".into(), ..whole.clone() }, "对方对笔录的意见"),
        (NewRecord { body: blank, ..whole.clone() }, "每一处都有回答或结果"),
        (NewRecord { pages: 2, ..whole.clone() }, "每一页签名"),
    ];
    for (record, what) in lacking {
        assert_eq!(core.record_missing(&record).unwrap(), [what]);
        assert_eq!(code(core.close_record(record)), Code::BadValue, "{what}");
    }
    core.close_record(whole).unwrap();
    let seen = core.evidence_set(set).unwrap().records;
    assert_eq!((seen.len(), seen[0].title.as_str()), (1, "现场检查笔录"));
    // One officer alone writes no record: nobody has confirmed the set.
    let alone = field.open();
    let early = NewRecord { set: alone, ..inquiry(alone, &field.office.first) };
    assert!(field.office.first.core().close_record(early).is_err());
    field.sync();
    assert_eq!(field.office.first.refused, 0);
}

#[test]
fn both_officers_sign_a_record_and_what_is_missing_is_said_before_closing() {
    let mut field = field();
    let set = field.standing_set();
    let (first, second) = (field.office.first.core(), field.office.second.core());
    let record = first.close_record(inquiry(set, &field.office.first)).unwrap();
    let seen = first.evidence_set(set).unwrap();
    assert_eq!(seen.missing, ["询问笔录（示意当事人）缺：另一名执法人员签名"]);
    let row = &seen.records[0];
    assert!(row.may_ask && !row.awaits_me && row.countersigner.is_empty());
    // The recorder is never the other officer, neither by the own key nor by the own code.
    assert_eq!(code(first.countersign(set, record)), Code::Forbidden);
    let asked = first.countersign_code(set, record).unwrap();
    assert_eq!(code(first.take_confirmation(set, &asked)), Code::Forbidden);
    assert_eq!(code(first.confirm_scanned(&asked)), Code::Forbidden);
    assert_eq!(code(field.worker.core().confirm_scanned(&asked)), Code::Forbidden);

    // Without signal, between two phones: the second one shows what it is asked to sign.
    let shown = second.read_evidence_code(&asked).unwrap();
    let Scanned::Record { title, party, version: 1, .. } = &shown else { panic!("{shown:?}") };
    assert_eq!((title.as_str(), party.as_str()), ("询问笔录", "示意当事人"));
    let back = second.confirm_scanned(&asked).unwrap();
    assert!(matches!(second.read_evidence_code(&back), Ok(Scanned::Confirmation { .. })));
    first.take_confirmation(set, &back).unwrap();
    assert_eq!(code(first.take_confirmation(set, &back)), Code::WrongState, "twice");
    let seen = first.evidence_set(set).unwrap();
    assert_eq!((seen.missing.len(), seen.records[0].may_ask), (0, false));
    assert!(!seen.records[0].countersigner.is_empty());

    // A correction is signed anew; what was signed stays with what it was over.
    let corrected = first.corrected_record(set, record).unwrap();
    assert!(!corrected.read_aloud && !corrected.blanks_struck);
    assert_eq!(corrected.signing, NewSigning::Signed(Vec::new()));
    assert_eq!(corrected.body, inquiry(set, &field.office.first).body);
    let begun = NewRecord { correction: Some("数量写错".into()), ..corrected };
    first.keep_record(&begun).unwrap();
    assert_eq!(first.corrected_record(set, record).unwrap(), begun);
    assert_eq!(first.kept_record(set, begun.kind).unwrap(), None, "not a new one");
    let signed = inquiry(set, &field.office.first).signing;
    let body = vec![gridwork_model::evidence::Answered {
        asked: "羊有几只？".into(),
        answer: "41 只。".into(),
    }];
    let whole = NewRecord { read_aloud: true, blanks_struck: true, signing: signed, body, ..begun };
    assert_eq!(first.close_record(whole).unwrap(), record);
    let seen = first.evidence_set(set).unwrap();
    let row = &seen.records[0];
    assert_eq!((row.version, row.earlier.len(), row.earlier[0].version), (2, 1, 1));
    assert_eq!(row.earlier[0].body[0].1, "我家的。", "the old version stays");
    assert!(row.may_ask && seen.missing[0].contains("另一名执法人员签名"));
    assert_eq!(
        code(first.take_confirmation(set, &back)),
        Code::BadValue,
        "it was over the old one"
    );

    // The set has come to the second officer's phone: read there, signed there.
    field.sync();
    let second = field.office.second.core();
    let there = second.evidence_set(set).unwrap();
    assert!(there.records[0].awaits_me && !there.records[0].may_ask);
    second.countersign(set, record).unwrap();
    field.sync();
    assert_eq!((field.office.first.refused, field.office.second.refused), (0, 0));
    let seen = field.office.first.core().evidence_set(set).unwrap();
    assert_eq!(seen.missing, [""; 0]);
    field.office.first.core().close_evidence_set(set, "已作决定").unwrap();
}

#[test]
fn a_record_is_signed_by_code_also_where_its_set_came_before_it() {
    let mut field = field();
    let set = field.standing_set();
    field.sync();
    let (first, second) = (field.office.first.core(), field.office.second.core());
    let record = first.close_record(inquiry(set, &field.office.first)).unwrap();
    assert!(second.evidence_set(set).unwrap().records.is_empty(), "the set alone has come");
    field.office.countersign(set, record).unwrap();
    assert!(first.evidence_set(set).unwrap().missing.is_empty());
    field.sync();
    // What is known here is judged here: nothing is signed twice.
    let (first, second) = (field.office.first.core(), field.office.second.core());
    let asked = first.countersign_code(set, record).unwrap();
    assert_eq!(code(second.confirm_scanned(&asked)), Code::WrongState);
    assert_eq!((field.office.first.refused, field.office.second.refused), (0, 0));
}

#[test]
fn the_other_officer_signs_a_record_on_the_recorders_phone_with_a_card() {
    let mut field = field();
    let key = SigningKey::from_seed(&[44; 32]);
    let person = *field.office.second.person.as_bytes();
    let few = std::num::NonZeroU32::new(100).unwrap();
    let text = card::write(&mut SystemEntropy, &person, &key, PASS, few).unwrap();
    let entry = field.register(&field.office.second);
    let keys = vec![key_in_directory(key.verifying().as_bytes())];
    field.put(Officer { keys, ..entry });
    field.sync();
    let set = field.standing_set();
    let core = field.office.first.core();
    let record = core.close_record(inquiry(set, &field.office.first)).unwrap();
    let wrong = core.countersign_by_card(set, record, &text, "示例口令一二三五");
    assert_eq!(code(wrong), Code::BadValue);
    core.countersign_by_card(set, record, &text, PASS).unwrap();
    assert!(core.evidence_set(set).unwrap().missing.is_empty());
    field.sync();
    assert_eq!(field.office.first.refused, 0);
}

/// A correction as it is closed.
fn finished(begun: NewRecord, phone: &Phone, why: &str) -> NewRecord {
    NewRecord {
        correction: Some(why.to_owned()),
        read_aloud: true,
        blanks_struck: true,
        signing: inquiry(begun.set, phone).signing,
        ..begun
    }
}

/// What is said of a correction of a version that is not the last one any more.
const UNSEEN: &str = "先看一遍后来改出的那一版";

#[test]
fn a_correction_that_was_begun_before_the_other_officers_one_came_says_so_and_hides_it_not() {
    let mut field = field();
    let set = field.standing_set();
    let record = field.office.first.core().close_record(inquiry(set, &field.office.first)).unwrap();
    field.sync();
    let (first, second) = (field.office.first.core(), field.office.second.core());
    // Both begin from the first version; the second officer is done sooner.
    let begun = NewRecord {
        said: "以上大致属实".into(),
        ..first.corrected_record(set, record).unwrap()
    };
    first.keep_record(&begun).unwrap();
    let sooner = second.corrected_record(set, record).unwrap();
    second.close_record(finished(sooner, &field.office.second, "数量写错")).unwrap();
    field.sync();

    let first = field.office.first.core();
    assert_eq!(first.corrected_record(set, record).unwrap(), begun, "what was begun stays");
    let late = finished(begun, &field.office.first, "称呼写错");
    assert_eq!(first.record_missing(&late).unwrap(), [UNSEEN]);
    assert_eq!(code(first.close_record(late.clone())), Code::BadValue);
    let last = first.evidence_set(set).unwrap().records.remove(0);
    assert_eq!((last.version, last.correction.as_deref()), (2, Some("数量写错")));
    // Once it was read, what was begun follows it.
    first.close_record(NewRecord { follows: Some(last.hash), ..late }).unwrap();
    field.sync();
    assert_eq!((field.office.first.refused, field.office.second.refused), (0, 0));
    let there = field.office.second.core().evidence_set(set).unwrap().records.remove(0);
    assert_eq!((there.version, there.earlier.len(), there.said.as_str()), (3, 2, "以上大致属实"));
}

#[test]
fn a_correction_that_the_township_heard_second_is_taken_up_again_after_the_first() {
    let mut field = field();
    let set = field.standing_set();
    let record = field.office.first.core().close_record(inquiry(set, &field.office.first)).unwrap();
    field.sync();
    for (phone, why, said) in [
        (&field.office.first, "称呼写错", "以上大致属实"),
        (&field.office.second, "数量写错", "属实"),
    ] {
        let begun = phone.core().corrected_record(set, record).unwrap();
        let whole = NewRecord { said: said.into(), ..finished(begun, phone, why) };
        phone.core().close_record(whole).unwrap();
    }
    // The second officer has signal first; neither knew of the other's correction.
    field.office.second.sync(&field.world);
    field.sync();
    assert_eq!((field.office.first.refused, field.office.second.refused), (1, 0));
    let first = field.office.first.core();
    let last = first.evidence_set(set).unwrap().records.remove(0);
    assert_eq!((last.version, last.said.as_str()), (2, "属实"));
    assert_eq!(first.drafts().unwrap().len(), 1, "what was refused is kept");
    let again = first.corrected_record(set, record).unwrap();
    assert_eq!(
        (again.correction.as_deref(), again.said.as_str()),
        (Some("称呼写错"), "以上大致属实")
    );
    assert!(!again.read_aloud, "it is read and signed anew");
    let again = finished(again, &field.office.first, "称呼写错");
    assert_eq!(first.record_missing(&again).unwrap(), [UNSEEN]);
    first.close_record(NewRecord { follows: Some(last.hash), ..again }).unwrap();
    assert!(first.drafts().unwrap().is_empty(), "it was said again");
    let next = first.corrected_record(set, record).unwrap();
    assert_eq!(next.said, "以上大致属实");
    assert_eq!(
        first.record_missing(&finished(next, &field.office.first, "又看了一遍")).unwrap(),
        [""; 0]
    );
    field.sync();
    assert_eq!((field.office.first.refused, field.office.second.refused), (1, 0), "no more");
    let there = field.office.second.core().evidence_set(set).unwrap().records.remove(0);
    assert_eq!((there.version, there.said.as_str()), (3, "以上大致属实"));
}
