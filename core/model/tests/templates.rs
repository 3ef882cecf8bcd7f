//! The template library against its source: the 57 checklists and 247 items as they were given.
//! Goal: nothing of the source is lost, changed or asked beyond it. Method: read both files.

use std::collections::BTreeSet;

use gridwork_model::Class;
use gridwork_model::incident::{CategoryCode, IncidentPolicy};
use gridwork_model::template::Library;
use gridwork_model::template::part::PartKind;
use gridwork_model::template::rule::FollowUp;
use gridwork_model::template::{Evidence, IssuedBy};
use serde::Deserialize;

#[derive(Deserialize)]
struct Source {
    id: String,
    zh: String,
    en: String,
    freq: String,
    who: String,
    privacy: String,
    basis: String,
    note: String,
    items: Vec<(String, String, String, String, String)>,
}

fn source() -> Vec<Source> {
    serde_json::from_str(include_str!("data/checklists.json")).expect("the source is JSON")
}

#[test]
fn all_57_templates_and_247_items_are_read() {
    let library = Library::embedded();
    assert!(library.unreadable.is_empty(), "{:?}", library.unreadable);
    assert_eq!(library.templates.len(), 57);
    assert_eq!(library.templates.iter().map(|t| t.items.len()).sum::<usize>(), 247);
    let ids: BTreeSet<_> = library.templates.iter().map(|t| &t.id).collect();
    assert_eq!(ids.len(), 57);
}

#[test]
fn every_text_is_that_of_the_source() {
    for (template, source) in Library::embedded().templates.iter().zip(source()) {
        assert_eq!(template.id, source.id);
        assert_eq!(template.zh, source.zh);
        assert_eq!(template.en, source.en);
        assert_eq!(template.basis, source.basis);
        assert_eq!(template.note, source.note);
        assert_eq!(template.frequency, source.freq);
        assert_eq!(template.by, source.who);
        assert_eq!(format!("{:?}", template.class), source.privacy[..2], "{}", source.id);
        assert!(template.id.starts_with(&format!("{:?}", template.domain)));
        for ((item, number), (zh, en, answer, evidence, _)) in
            template.items.iter().zip(1u8..).zip(&source.items)
        {
            let at = format!("{} item {number}", source.id);
            assert_eq!(item.number, number, "{at}");
            assert_eq!((&item.zh, &item.en, &item.answer), (zh, en, answer), "{at}");
            let expected = match evidence.as_str() {
                "-" => Evidence::None,
                "P?" => Evidence::OptionalPhoto,
                "P!" => Evidence::ProblemPhoto,
                "DOC" => Evidence::Document,
                "S" => Evidence::Signature,
                "C" => Evidence::Count,
                other => panic!("{at}: evidence {other}"),
            };
            assert_eq!(item.evidence, expected, "{at}");
        }
        assert_eq!(template.items.len(), source.items.len(), "{}", source.id);
    }
}

/// The letters of the source's notation without options, such as `TM+S` for `TM+S[接通|未接]`.
fn letters(answer: &str) -> String {
    let mut depth = 0;
    let kept = answer.chars().filter(|c| {
        depth += i32::from(*c == '[') - i32::from(*c == ']');
        depth == 0 && *c != ']'
    });
    kept.collect()
}

#[test]
fn parts_are_what_the_source_asks_and_words_only_where_it_says_so() {
    for template in &Library::embedded().templates {
        for item in &template.items {
            let at = format!("{} item {} `{}`", template.id, item.number, item.answer);
            let notation = letters(&item.answer);
            let count = |want: fn(&PartKind) -> bool| {
                item.parts.iter().filter(|part| want(&part.kind)).count()
            };
            let words = notation.replace("TM", "").replace("TM", "");
            assert_eq!(
                count(|k| matches!(k, PartKind::Text { .. })) > 0,
                words.contains('T'),
                "{at}"
            );
            let dates = notation.replace("DOC", "");
            assert_eq!(count(|k| matches!(k, PartKind::Date)) > 0, dates.contains('D'), "{at}");
            assert_eq!(count(|k| matches!(k, PartKind::Time)) > 0, notation.contains("TM"), "{at}");
            assert_eq!(
                count(|k| matches!(k, PartKind::YesNo)) > 0,
                notation.contains("YN"),
                "{at}"
            );
            assert_eq!(
                count(|k| matches!(k, PartKind::Point)) > 0,
                notation.contains("LOC"),
                "{at}"
            );
            let references = count(|k| matches!(k, PartKind::Reference { .. }));
            assert_eq!(references > 0, notation.contains("REF"), "{at}");
            for times in ["×2", "×3", "×4", "×6"] {
                if notation.ends_with(times) {
                    let wanted: usize = times[2..].parse().unwrap();
                    let asked = item.parts.iter();
                    let signatures = count(|k| matches!(k, PartKind::Signature));
                    assert_eq!(asked.len() - signatures, wanted, "{at}");
                }
            }
            for options in item.answer.split('[').skip(1) {
                let wanted: Vec<&str> = options.split(']').next().unwrap().split('|').collect();
                let found = item.parts.iter().any(|part| {
                    part.options()
                        .iter()
                        .map(|option| option.zh.as_str())
                        .eq(wanted.iter().copied())
                });
                assert!(found, "{at}: {wanted:?}");
            }
        }
    }
}

#[test]
fn compound_parts_have_labels_and_problems_have_answers() {
    for template in &Library::embedded().templates {
        for item in &template.items {
            let at = format!("{} item {}", template.id, item.number);
            for part in &item.parts {
                assert!(item.parts.len() == 1 || !part.zh.is_empty(), "{at} part {}", part.number);
                assert!(part.zh.chars().count() <= 12, "{at}: {}", part.zh);
            }
            // YJ-04 item 2: the limit of a crack is set by a department, not by the template.
            if item.evidence == Evidence::ProblemPhoto && at != "YJ-04 item 2" {
                assert!(item.parts.iter().any(|part| part.can_be_problem()), "{at}");
            }
        }
    }
}

#[test]
fn what_the_product_must_not_hold_is_asked_nowhere() {
    const FORBIDDEN: [&str; 20] = [
        "宗教",
        "信仰",
        "民族",
        "人脸",
        "指纹",
        "轨迹",
        "定位打卡",
        "打卡",
        "排名",
        "积分",
        "评分",
        "上访",
        "信访",
        "计划生育",
        "政治倾向",
        "婚史",
        "收入金额",
        "病名",
        "诊断",
        "思想动态",
    ];
    for template in &Library::embedded().templates {
        let mut words = vec![template.zh.as_str()];
        for item in &template.items {
            words.push(&item.zh);
            for part in &item.parts {
                words.push(&part.zh);
                words.extend(part.options().iter().map(|option| option.zh.as_str()));
            }
        }
        words.extend(template.rules.iter().map(|rule| rule.words.as_str()));
        for word in FORBIDDEN {
            assert!(!words.iter().any(|text| text.contains(word)), "{}: {word}", template.id);
        }
    }
}

#[test]
fn every_admission_is_marked_as_made_up() {
    for template in &Library::embedded().templates {
        assert!(template.admission.demo && template.admission.reference.starts_with("示意"));
    }
}

#[test]
fn every_category_a_rule_proposes_is_one_of_the_incident_policy() {
    let policy = IncidentPolicy::embedded();
    for template in &Library::embedded().templates {
        for rule in &template.rules {
            let (FollowUp::Incident { category, .. } | FollowUp::Service { category }) =
                &rule.follow_up
            else {
                continue;
            };
            let code: CategoryCode = category.parse().unwrap();
            assert!(policy.category(code).is_some(), "{} {category}", template.id);
        }
    }
}

#[test]
fn children_are_asked_about_by_the_named_post_only() {
    for template in Library::embedded().templates.iter().filter(|t| t.class == Class::C4) {
        assert_eq!(template.id, "JZ-06");
        assert_eq!(template.issued_by, IssuedBy::Hub);
        assert!(template.items.iter().all(|item| item.evidence == Evidence::None));
    }
}

#[test]
fn a_template_of_a_newer_version_is_named_and_the_rest_is_read() {
    let newer = include_str!("../data/templates.json").replacen(
        r#""number": 0, "type": "yes_no""#,
        r#""number": 0, "type": "hologram""#,
        1,
    );
    let library = Library::parse(&newer).unwrap();
    assert_eq!((library.templates.len(), library.unreadable.len()), (56, 1));
}

#[test]
fn a_template_without_admission_is_refused() {
    let json = include_str!("../data/templates.json").replace("示意〔2026〕YJ-07", " ");
    let error = Library::parse(&json).unwrap_err().to_string();
    assert_eq!(error, "template YJ-07: no admission reference");
}
