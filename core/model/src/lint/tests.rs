//! Misuse by configuration, one by one, and the library as it ships.

use super::*;
use crate::template::Library;

fn template() -> TemplateConfig {
    TemplateConfig {
        id: "YJ-99".into(),
        title: "示意".into(),
        class: Class::C2,
        purpose: Purpose::Visits,
        admission: Some("示意 1".into()),
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
