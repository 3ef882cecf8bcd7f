//! Whether a draft may be published as the next version of a template: the house rules, the lint of what
//! is configured, and what answers given under earlier versions must still mean.

use super::part::{Part, PartKind};
use super::{Library, Template, TemplateProblem};
use crate::lint::{Config, TemplateConfig, lint};

/// Most characters of a title, question, remark or option.
const MOST_WORDS: usize = 200;

/// Most characters of an id.
const ID_LENGTH: usize = 5;

/// Everything that keeps a draft from being published, as sentences; nothing if it may be. `production`:
/// an admission made up for training is none.
pub fn findings(library: &Library, draft: &Template, production: bool) -> Vec<String> {
    let mut found = Vec::new();
    if !id_fits(draft) {
        found.push("编号应是领域的两个字母、短横和两位数字".to_owned());
    }
    if draft.zh.trim().is_empty() {
        found.push("没有名称".to_owned());
    }
    let options = |part: &Part| part.options().iter().map(|option| option.zh.clone()).collect();
    let words = draft.items.iter().flat_map(|item| {
        let hints = item.hint.iter().cloned();
        let options = item.parts.iter().flat_map(|part| -> Vec<String> { options(part) });
        std::iter::once(item.zh.clone()).chain(hints).chain(options)
    });
    if std::iter::once(draft.zh.clone()).chain(words).any(|w| w.chars().count() > MOST_WORDS) {
        found.push(format!("有的话超过 {MOST_WORDS} 个字"));
    }
    for item in draft.items.iter().filter(|item| item.zh.trim().is_empty()) {
        found.push(format!("第 {} 项没有问题", item.number));
    }
    let templates = vec![TemplateConfig::from(draft)];
    let config = Config { templates, production, ..Config::default() };
    found.extend(lint(&config).iter().map(|finding| {
        let item = finding.at.split_once('#').map(|(_, number)| format!("第 {number} 项："));
        format!("{}{}", item.unwrap_or_default(), finding.fault)
    }));
    if let Err(problem) = library.check_template(draft)
        && !matches!(problem, TemplateProblem::TooManyItems | TemplateProblem::NoAdmission)
    {
        found.push(words_of(&problem));
    }
    for before in library.versions(&draft.id) {
        found.extend(broken(before, draft));
    }
    found.sort();
    found.dedup();
    found
}

fn id_fits(draft: &Template) -> bool {
    let mut parts = draft.id.split('-');
    let domain = parts.next().is_some_and(|part| part == draft.domain.letters());
    let number = parts.next().is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    domain && number && parts.next().is_none() && draft.id.len() == ID_LENGTH
}

fn words_of(problem: &TemplateProblem) -> String {
    match problem {
        TemplateProblem::Duplicate => "编号已经用了".to_owned(),
        TemplateProblem::TooManyItems => "超过 12 项".to_owned(),
        TemplateProblem::NoAdmission => "没有职责准入".to_owned(),
        TemplateProblem::ItemNumbers => "问题要从 1 起连着编号".to_owned(),
        TemplateProblem::PartNumbers(item) => format!("第 {item} 项：填的格子编号不对"),
        TemplateProblem::Options(item) => format!("第 {item} 项：选项不对"),
        TemplateProblem::Limits(item) => format!("第 {item} 项：大小限制不对"),
        TemplateProblem::NoAssignee => "没写谁来做".to_owned(),
        TemplateProblem::NeverDue => "没写多久做一次，也没写由什么引起".to_owned(),
        TemplateProblem::Season(season) => format!("不认识季节“{season}”"),
        TemplateProblem::ClassAndPurpose => "用途和密级对不上".to_owned(),
        TemplateProblem::DerivedFromHidden => "凭只有乡镇看得到的内容派任务，要由乡镇派".to_owned(),
        TemplateProblem::Rule(rule) => format!("第 {rule} 条规则不对"),
    }
}

/// What answers and streams of an earlier version hold a later one to: numbers are never given to
/// something else.
fn broken(before: &Template, draft: &Template) -> Vec<String> {
    let mut found = Vec::new();
    let place = |template: &Template| {
        (template.class, template.purpose, template.domain, template.scope_level() as u8)
    };
    if place(before) != place(draft) || before.target != draft.target {
        found.push("密级、用途和对象不能改，请另立一个编号".to_owned());
    }
    for (old, new) in before.items.iter().filter_map(|old| Some((old, draft.item(old.number)?))) {
        for (part, now) in old.parts.iter().filter_map(|part| {
            Some((part, new.parts.iter().find(|now| now.number == part.number)?))
        }) {
            if !same_type(&part.kind, &now.kind) {
                found.push(format!("第 {} 项：原来的填法不能改成另一种，请加一项", old.number));
            }
            let other = part.options().iter().any(|option| {
                now.options().iter().any(|now| now.code == option.code && now.zh != option.zh)
            });
            if other {
                found.push(format!("第 {} 项：原来的选项不能改成别的意思，请加一个", old.number));
            }
        }
        if old.rows != new.rows {
            found.push(format!("第 {} 项：能不能填几行不能改", old.number));
        }
    }
    found
}

fn same_type(one: &PartKind, other: &PartKind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next() -> Template {
        let mut draft = Library::embedded().get("YJ-07").unwrap().clone();
        draft.version += 1;
        draft
    }

    #[test]
    fn every_shipped_template_may_be_published_at_a_training_hub() {
        let library = Library::embedded();
        for template in &library.templates {
            assert_eq!(findings(library, template, false), [""; 0], "{}", template.id);
        }
    }

    #[test]
    fn what_must_not_be_asked_and_what_would_change_old_answers_is_found() {
        let library = Library::embedded();
        let found = |draft: &Template| findings(library, draft, false);
        let mut draft = next();
        draft.items[0].zh = "走访时在家打卡".into();
        assert!(!found(&draft).is_empty() || crate::lint::banned("打卡").next().is_none());
        let mut draft = next();
        draft.admission.reference.clear();
        assert_eq!(found(&draft), ["没有职责准入，不能派到村"]);
        let mut draft = next();
        draft.items[0].parts[0].kind = PartKind::Text { max: 20 };
        assert!(found(&draft).iter().any(|told| told.contains("不能改成另一种")), "{draft:?}");
        let mut draft = next();
        draft.admission.demo = true;
        assert!(!findings(library, &draft, true).is_empty());
    }
}
