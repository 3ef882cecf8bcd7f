//! Single cells of a list: what people type, read tolerantly and never guessed.

use chrono::{Datelike, NaiveDate};
use gridwork_model::phone::{Kind, Phone};
use gridwork_model::residency::Residency;

/// Nobody in a list was born before.
const EARLIEST_BIRTH: i32 = 1880;

/// 男 or 女 as the code of GB/T 2261.1.
pub(super) fn sex(text: &str) -> Option<u32> {
    match text {
        "男" => Some(1),
        "女" => Some(2),
        _ => None,
    }
}

/// `1951-03-07`, `1951/3/7`, `1951.3.7`, `19510307` or `1951年3月7日`, not after `today`.
pub(super) fn birth(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let day = date(text)?;
    (day <= today && day.year() >= EARLIEST_BIRTH).then_some(day)
}

pub(super) fn date(text: &str) -> Option<NaiveDate> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let plain = text.trim_end_matches('日').replace(['年', '月', '/', '.'], "-");
    let mut parts = plain.split('-').map(|part| part.trim().parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The code or the words of a residency.
pub(super) fn residency(text: &str) -> Option<Residency> {
    let short = match text {
        "常住" => Some(Residency::R1),
        "外出" => Some(Residency::R2),
        "流入" => Some(Residency::R4),
        "整户外迁" => Some(Residency::R5),
        _ => None,
    };
    short.or_else(|| {
        Residency::ALL
            .into_iter()
            .find(|residency| residency.zh() == text || format!("{residency:?}") == text)
    })
}

/// 是 or 否.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "是" => Some(true),
        "否" => Some(false),
        _ => None,
    }
}

/// A resident's telephone number as it is stored: 11 digits, without spaces or country code. Short
/// numbers such as 120 belong to no resident.
pub(super) fn phone(text: &str) -> Option<String> {
    let number = Phone::parse(text).ok()?;
    let national = number.e164().trim_start_matches("+86");
    match number.kind() {
        Kind::Mobile => Some(national.to_owned()),
        Kind::LandLine => Some(format!("0{national}")),
        Kind::Short => None,
    }
}
