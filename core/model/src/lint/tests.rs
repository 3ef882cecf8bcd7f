//! Misuse by configuration, one by one, and the library as it ships.

use super::*;
use crate::Id;
use crate::template::Library;

fn template() -> TemplateConfig {
    TemplateConfig {
        id: "YJ-99".into(),
        title: "示意".into(),
        class: Class::C2,
        purpose: Purpose::Visits,
        admission: Some("示意 1".into()),
        demo: false,
        retention: Some(Kept::CleanAnswers),
        visible_to: vec![Role::GridWorker, Role::BranchLeader],
        quota: None,
        items: vec![ItemConfig { title: "炉子通风".into(), ..ItemConfig::default() }],
    }
}

fn faults(template: TemplateConfig) -> Vec<Fault> {
    let config = Config { templates: vec![template], ..Config::default() };
    lint(&config).into_iter().map(|finding| finding.fault).collect()
}

fn setting(name: &str, setting: Setting) -> Vec<Fault> {
    let config = Config { settings: [(name.to_owned(), setting)].into(), ..Config::default() };
    lint(&config).into_iter().map(|finding| finding.fault).collect()
}

#[test]
fn an_honest_configuration_passes() {
    assert!(faults(template()).is_empty());
    for (name, value) in [
        ("backup.hour", Setting::Number(3.0)),
        ("track", Setting::Switch(false)),
        ("min_photos", Setting::Number(0.0)),
        ("quiet.from", Setting::Text("20:00".into())),
    ] {
        assert!(setting(name, value).is_empty(), "{name}");
    }
}

#[test]
fn every_template_of_the_library_passes() {
    let templates = Library::embedded().templates.iter().map(TemplateConfig::from).collect();
    let found = lint(&Config { templates, ..Config::default() });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn forbidden_functions_do_not_creep_in_by_a_setting() {
    use Setting::{Number, Switch};
    for (name, value, fault) in [
        ("ranking", Switch(true), Fault::Ranking),
        ("village.rank_by_events", Switch(true), Fault::Ranking),
        ("visits.quota", Number(20.0), Fault::Quota),
        ("min_photos", Number(1.0), Fault::PhotoRequired),
        ("minPhotos", Number(2.0), Fault::PhotoRequired),
        ("worker.track", Switch(true), Fault::Track),
        ("check_in", Switch(true), Fault::Track),
        ("points.online_minutes", Number(0.1), Fault::OnlineTime),
        ("onlineMinutes", Number(0.1), Fault::OnlineTime),
    ] {
        assert_eq!(setting(name, value), [fault], "{name}");
    }
}

#[test]
fn a_template_is_refused_for_each_fault_by_name() {
    let with = |change: fn(&mut TemplateConfig)| {
        let mut template = template();
        change(&mut template);
        faults(template)
    };
    assert_eq!(with(|t| t.admission = None), [Fault::NoAdmission]);
    assert_eq!(with(|t| t.admission = Some(" ".into())), [Fault::NoAdmission]);
    assert_eq!(with(|t| t.retention = None), [Fault::NoRetention]);
    assert_eq!(with(|t| t.quota = Some(30)), [Fault::Quota]);
    assert_eq!(with(|t| t.items[0].min_photos = 1), [Fault::PhotoRequired]);
    assert_eq!(with(|t| t.items = vec![t.items[0].clone(); 13]), [Fault::TooManyItems(13)]);
    assert_eq!(with(|t| t.class = Class::C3), [Fault::WrongClass]);
    assert_eq!(
        with(|t| t.visible_to.push(Role::LegalReviewer)),
        [Fault::TooVisible(Role::LegalReviewer)]
    );
    assert_eq!(with(|t| t.title = "宗教场所摸排".into()), [Fault::BannedWord("宗教")]);
    assert_eq!(with(|t| t.items[0].title = "有无信仰".into()), [Fault::BannedWord("信仰")]);
}

#[test]
fn what_is_exported_already_is_not_asked_again() {
    let mut template = template();
    template.items[0].field = Some("household.phone".into());
    let config = Config {
        templates: vec![template],
        exported: ["household.phone".to_owned()].into(),
        ..Config::default()
    };
    let found = lint(&config);
    assert_eq!(found[0].at, "YJ-99#1");
    assert_eq!(found[0].fault, Fault::Duplicate("household.phone".into()));
    assert_eq!(found[0].fault.to_string(), "household.phone 已经上报过，不再填");
}

fn of_calendar(json: &str, today: &str) -> Vec<String> {
    let calendar = Some((Calendar::parse(json).unwrap(), today.parse().unwrap()));
    lint(&Config { calendar, ..Config::default() })
        .iter()
        .map(|found| found.fault.to_string())
        .collect()
}

#[test]
fn the_calendar_as_it_ships_passes_in_the_years_it_covers_and_no_other() {
    let on = |today: &str| {
        let calendar = Some((Calendar::embedded().clone(), today.parse().unwrap()));
        lint(&Config { calendar, ..Config::default() })
    };
    assert_eq!(on("2026-11-26"), []);
    assert_eq!(on("2025-01-01"), []);
    let late = on("2027-01-01");
    assert_eq!(late[0].at, "工作日历");
    assert_eq!(late[0].fault, Fault::YearMissing(2027));
    assert!(!late[0].fault.is_gap(), "it holds up a calendar that forgot the year it is");
}

#[test]
fn a_calendar_with_a_slip_of_the_pen_is_told_the_day() {
    // 元旦 alone: the other festivals are worked, one by one.
    let bare = of_calendar(r#"{"version":"x","off":["2026-01-01"],"work":[]}"#, "2026-05-05");
    assert!(bare.contains(&"2026年10月1日是法定节日，要放假".to_owned()), "{bare:?}");
    assert!(!bare.iter().any(|words| words.contains("2026年1月1日")), "{bare:?}");
    let mut table: serde_json::Value = serde_json::to_value(Calendar::embedded()).unwrap();
    // A Thursday instead of the Saturday after it.
    table["work"].as_array_mut().unwrap().push("2026-10-15".into());
    let slip = of_calendar(&table.to_string(), "2026-05-05");
    assert_eq!(slip, ["2026年10月15日本来就上班，不是调休"]);
    let off = table["off"].as_array_mut().unwrap();
    off.extend((1..=30).map(|day| format!("2026-11-{day:02}").into()));
    let many = of_calendar(&table.to_string(), "2026-05-05");
    assert!(many.iter().any(|words| words.starts_with("2026 年放假 ")), "{many:?}");
}

fn about() -> About {
    About {
        id: Id::NIL,
        organiser: "武川县示意局".into(),
        operator: String::new(),
        filing: "示意备案1号".into(),
        complaints_phone: "12345".into(),
        complaints_at: String::new(),
        privacy_contact: "示意某".into(),
    }
}

#[test]
fn about_names_an_owner_of_the_county_a_filing_and_where_to_complain() {
    let faults = |change: fn(&mut About)| {
        let mut said = about();
        change(&mut said);
        let found = lint(&Config { about: Some(said), ..Config::default() });
        found.into_iter().map(|one| one.fault).collect::<Vec<_>>()
    };
    assert_eq!(faults(|_| ()), []);
    assert_eq!(faults(|said| said.organiser = "示意县乡村振兴局".into()), []);
    for low in ["示意乡人民政府", "大青山镇政府", "示意村民委员会"] {
        let mut said = about();
        said.organiser = low.into();
        let found = lint(&Config { about: Some(said), ..Config::default() });
        assert_eq!(found.first().map(|one| &one.fault), Some(&Fault::OwnerTooLow), "{low}");
    }
    assert_eq!(faults(|said| said.complaints_phone = "打给小示".into()), [Fault::NoPhone]);
    assert_eq!(faults(|said| said.complaints_at = "登记信仰".into()), [Fault::BannedWord("信仰")]);
    let gaps = faults(|said| *said = About::unwritten(Id::NIL));
    let lines = ["主办单位", "备案编号", "到哪里投诉", "个人信息找谁"];
    assert_eq!(gaps, lines.map(Fault::Unsaid));
    assert!(gaps.iter().all(Fault::is_gap));
    let at = |said: &mut About| {
        said.complaints_phone.clear();
        said.complaints_at = "县示意局一楼".into();
    };
    assert_eq!(faults(at), [], "a place to complain is enough");
}
