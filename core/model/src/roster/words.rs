//! What fields of a household and their values are called, for lists, histories and prints.

use super::codes::{Kin, LeftReason, PhoneWhose, Sex};
use crate::residency::Residency;
use crate::{Path, Value};

/// What a field is called; the name itself for one that a newer version knows.
pub fn field_word(path: &Path) -> &str {
    match (path.member.is_some(), path.field.as_str()) {
        (false, "hamlet") => "自然村",
        (false, "address") => "地址",
        (false, "head") => "户主",
        (false, "nickname") => "家里叫法",
        (false, "contact") => "联系人",
        (false, "point") => "房子位置",
        (false, "verified") => "核对日期",
        (false, "left") => "整户不在的原因",
        (false, "road") => "路上次序",
        (false, "note") => "备注",
        (false, "merged_into") => "并入",
        (true, "name") => "姓名",
        (true, "alias") => "曾用名",
        (true, "nickname") => "小名",
        (true, "sex") => "性别",
        (true, "birth") => "出生日期",
        (true, "relation") => "与户主关系",
        (true, "phone") => "电话",
        (true, "phone_whose") => "谁的电话",
        (true, "residency") => "居住状态",
        (true, "away_at") => "外出地",
        (true, "winter_here") => "冬天在",
        (true, "summer_here") => "夏天在",
        (true, "left") => "不在户的原因",
        (true, "left_on") => "不在户日期",
        (_, other) => other,
    }
}

/// The codes that a field of a household may hold, with their words; none for a field of another type.
pub fn options(path: &Path) -> Vec<(u32, &'static str)> {
    match path.field.as_str() {
        "sex" => Sex::ALL.iter().map(|sex| (sex.code(), sex.zh())).collect(),
        "relation" => Kin::all().map(|kin| (kin.code(), kin.zh())).collect(),
        "phone_whose" => PhoneWhose::ALL.iter().map(|whose| (whose.code(), whose.zh())).collect(),
        "residency" => Residency::ALL.iter().map(|one| (one.code(), one.zh())).collect(),
        "left" => LeftReason::ALL.iter().map(|reason| (reason.code(), reason.zh())).collect(),
        _ => Vec::new(),
    }
}

/// What a value says; `None` for a reference, which only a directory or the household can name.
pub fn value_word(path: &Path, value: &Value) -> Option<String> {
    let code = |code: u32| match path.field.as_str() {
        "sex" => Sex::from_code(code).map(Sex::zh),
        "relation" => Kin::from_code(code).map(Kin::zh),
        "phone_whose" => PhoneWhose::from_code(code).map(PhoneWhose::zh),
        "residency" => Residency::from_code(code).map(Residency::zh),
        "left" => LeftReason::from_code(code).map(LeftReason::zh),
        _ => None,
    };
    Some(match value {
        Value::Empty => "（空）".to_owned(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Code(number) => code(*number).map_or_else(|| number.to_string(), str::to_owned),
        Value::Codes(bits) => {
            let set = (0..64).filter(|n| bits & (1 << n) != 0);
            set.map(|n: u32| n.to_string()).collect::<Vec<_>>().join("、")
        }
        Value::Date(day) => day.to_string(),
        Value::TimeOfDay(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::Point { lon_e7, lat_e7, .. } => {
            format!("{:.5}, {:.5}", f64::from(*lon_e7) / 1e7, f64::from(*lat_e7) / 1e7)
        }
        Value::Declined => "谢绝".to_owned(),
        Value::NotApplicable => "不适用".to_owned(),
        Value::File(_) => "（文件）".to_owned(),
        Value::Unknown(_) => "新版才看得懂".to_owned(),
        Value::Ref(_) => return None,
    })
}

/// Whether a field says who somebody is or where to reach them: masked where a role reads masked.
pub fn identifies(path: &Path) -> bool {
    match path.member {
        Some(_) => matches!(
            path.field.as_str(),
            "name" | "alias" | "nickname" | "birth" | "phone" | "away_at"
        ),
        None => matches!(path.field.as_str(), "address" | "nickname" | "point" | "note"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::schema::{FieldType, HOUSEHOLD};

    #[test]
    fn every_field_of_a_household_has_a_word() {
        for field in HOUSEHOLD {
            let member = field.of_member.then_some(Id::NIL);
            let path = Path { member, field: field.name.to_owned() };
            assert_ne!(field_word(&path), field.name);
        }
    }

    #[test]
    fn every_code_of_a_household_can_be_chosen_by_its_word() {
        for field in HOUSEHOLD.iter().filter(|field| field.ty == FieldType::Code) {
            let path =
                Path { member: field.of_member.then_some(Id::NIL), field: field.name.into() };
            let options = options(&path);
            assert!(options.len() > 1, "{}", field.name);
            for (code, word) in options {
                assert_eq!(value_word(&path, &Value::Code(code)).as_deref(), Some(word));
            }
        }
    }

    #[test]
    fn codes_are_said_in_words() {
        let path = |field: &str| Path::member(Id::NIL, field);
        let word = |field: &str, value| value_word(&path(field), &value).unwrap();
        assert_eq!(word("sex", Value::Code(2)), "女");
        assert_eq!(word("left", Value::Code(1)), "去世");
        assert_eq!(word("phone", Value::Text("139".into())), "139");
        assert_eq!(value_word(&path("x"), &Value::Ref(Id::NIL)), None);
        assert!(identifies(&path("phone")) && !identifies(&path("relation")));
    }
}
