//! How templates are read, field by field: by the phone and the hub, from what is shipped and from what
//! the hub publishes. A list or a mark that says nothing may be left out.

use serde::{Deserialize, Deserializer};
use serde_json::Error;

use super::part::{Part, PartKind};
use super::rule::{FollowUp, Rule};
use super::target::Target;
use super::{Every, Item, Template};
use crate::json::Fields;

macro_rules! by_fields {
    ($($read:ty)*) => {
        $(impl<'de> Deserialize<'de> for $read {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<$read, D::Error> {
                Fields::read(source, <$read>::of)
            }
        })*
    };
}

by_fields! { Template FollowUp }

impl Template {
    fn of(fields: &Fields<'_>) -> Result<Template, Error> {
        Ok(Template {
            id: fields.get("id")?,
            version: fields.get("version")?,
            zh: fields.get("zh")?,
            en: fields.get("en")?,
            domain: fields.get("domain")?,
            class: fields.get("class")?,
            purpose: fields.get("purpose")?,
            statutory: fields.or_default("statutory")?,
            urgent: fields.or_default("urgent")?,
            asks_people: fields.or_default("asks_people")?,
            no_change: fields.get("no_change")?,
            basis: fields.get("basis")?,
            note: fields.or_default("note")?,
            frequency: fields.get("frequency")?,
            by: fields.get("by")?,
            target: fields.one("target", Target::of)?,
            every: fields.each_if_any("every", Every::of)?,
            on: fields.or_default("on")?,
            open_days: fields.or_default("open_days")?,
            opens_after_days: fields.or_default("opens_after_days")?,
            assignees: fields.get("assignees")?,
            issued_by: fields.get("issued_by")?,
            admission: fields.get("admission")?,
            items: fields.each("items", Item::of)?,
            rules: fields.each_if_any("rules", Rule::of)?,
        })
    }
}

impl Every {
    fn of(fields: &Fields<'_>) -> Result<Every, Error> {
        Ok(Every {
            window: fields.get("window")?,
            seasons: fields.or_default("in")?,
            need: fields.get("care")?,
            tags: fields.or_default("tags")?,
        })
    }
}

impl Item {
    fn of(fields: &Fields<'_>) -> Result<Item, Error> {
        Ok(Item {
            number: fields.get("number")?,
            zh: fields.get("zh")?,
            en: fields.get("en")?,
            answer: fields.get("answer")?,
            evidence: fields.get("evidence")?,
            hint: fields.get("hint")?,
            rows: fields.get("rows")?,
            parts: fields.each("parts", Part::of)?,
        })
    }
}

impl Part {
    fn of(fields: &Fields<'_>) -> Result<Part, Error> {
        Ok(Part {
            number: fields.get("number")?,
            zh: fields.or_default("zh")?,
            kind: PartKind::of(fields)?,
            problem: fields.get("problem")?,
            from_target: fields.or_default("from_target")?,
            optional: fields.or_default("optional")?,
            closed: fields.or_default("closed")?,
            unsure: fields.or_default("unsure")?,
        })
    }
}

impl PartKind {
    fn of(fields: &Fields<'_>) -> Result<PartKind, Error> {
        Ok(match fields.text("type")? {
            "yes_no" => PartKind::YesNo,
            "single" => PartKind::Single { options: fields.get("options")? },
            "multi" => PartKind::Multi { options: fields.get("options")? },
            "number" => PartKind::Number {
                min: fields.get("min")?,
                max: fields.get("max")?,
                unit: fields.get("unit")?,
            },
            "date" => PartKind::Date,
            "time" => PartKind::Time,
            "text" => PartKind::Text { max: fields.get("max")? },
            "reference" => PartKind::Reference { to: fields.get("to")? },
            "point" => PartKind::Point,
            "signature" => PartKind::Signature,
            "document" => PartKind::Document,
            other => return Err(fields.unknown(other)),
        })
    }
}

impl Target {
    fn of(fields: &Fields<'_>) -> Result<Target, Error> {
        Ok(match fields.text("kind")? {
            "cell" => Target::Cell,
            "village" => Target::Village,
            "branch" => Target::Branch,
            "party_group" => Target::PartyGroup,
            "household" => Target::Household(fields.all()?),
            "person" => Target::Person(fields.all()?),
            "place" => Target::Place(fields.all()?),
            other => return Err(fields.unknown(other)),
        })
    }
}

impl Rule {
    fn of(fields: &Fields<'_>) -> Result<Rule, Error> {
        Ok(Rule {
            number: fields.get("number")?,
            condition: fields.get("if")?,
            words: fields.get("words")?,
            follow_up: fields.one("then", FollowUp::of)?,
        })
    }
}

impl FollowUp {
    fn of(fields: &Fields<'_>) -> Result<FollowUp, Error> {
        Ok(match fields.text("do")? {
            "warn" => FollowUp::Warn,
            "stop" => FollowUp::Stop,
            "task" => FollowUp::Task {
                in_days: fields.get("in_days")?,
                template: fields.get("template")?,
            },
            "incident" => FollowUp::Incident {
                category: fields.get("category")?,
                grade: fields.get("grade")?,
            },
            "clue" => FollowUp::Clue { to: fields.get("to")? },
            "service" => FollowUp::Service { category: fields.get("category")? },
            "call" => FollowUp::Call { numbers: fields.get("numbers")? },
            "sealed" => FollowUp::Sealed { purpose: fields.get("purpose")? },
            "refer" => FollowUp::Refer { to: fields.get("to")? },
            other => return Err(fields.unknown(other)),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json;
    use crate::template::Library;

    fn shipped() -> Value {
        serde_json::to_value(&Library::embedded().templates[0]).unwrap()
    }

    fn refused(at: &str, with: Option<Value>) -> String {
        let mut tree = shipped();
        match (tree.pointer_mut(at), with) {
            (Some(field), Some(with)) => *field = with,
            _ => drop(tree.as_object_mut().unwrap().remove(&at[1..])),
        }
        json::of::<Template>(&tree).unwrap_err().to_string()
    }

    #[test]
    fn what_a_template_needs_is_named_where_it_is_missing() {
        assert!(json::of::<Template>(&shipped()).is_ok());
        assert!(refused("/basis", None).contains("`basis`"));
        assert!(refused("/target", None).contains("`target`"));
        assert!(refused("/items", None).contains("`items`"));
        assert!(refused("/items", Some(json!({}))).contains("a list"));
        assert!(
            refused("/items/0/parts/0/type", Some(json!("other"))).contains("unknown kind other")
        );
        assert!(refused("/items/0/parts/0/zh", Some(json!(1))).contains("number"));
        assert!(refused("/target/kind", Some(json!(1))).contains("`kind`"));
        assert!(json::of::<Template>(&json!([])).unwrap_err().to_string().contains("`id`"));
    }

    #[test]
    fn every_template_is_read_as_it_was_written() {
        for template in &Library::embedded().templates {
            let tree = serde_json::to_value(template).unwrap();
            assert_eq!(json::of::<Template>(&tree).unwrap(), *template);
        }
    }

    #[test]
    fn what_says_nothing_may_be_left_out() {
        let mut tree = shipped();
        for name in ["every", "on", "rules", "statutory", "no_change", "note", "open_days"] {
            tree.as_object_mut().unwrap().remove(name);
        }
        tree["items"][0]["parts"] =
            json!([{"number": 1, "type": "number", "min": -1, "max": 9, "of later": [1]}]);
        let template: Template = json::of(&tree).unwrap();
        assert!(template.every.is_empty() && template.rules.is_empty() && !template.statutory);
        let part = &template.items[0].parts[0];
        assert_eq!(part.kind, PartKind::Number { min: -1, max: 9, unit: None });
        assert_eq!((part.zh.as_str(), part.problem, part.optional), ("", None, false));
    }
}
