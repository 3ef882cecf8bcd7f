//! Single cells of a list: what people type, read tolerantly and never guessed.

use chrono::{Datelike, NaiveDate};
use gridwork_model::residency::Residency;

use super::Problem;
use crate::identity::{AREA, check_character};

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

fn date(text: &str) -> Option<NaiveDate> {
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

/// A mobile number or a land line of the county, without spaces.
pub(super) fn phone(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let plain = plain.strip_prefix("+86").unwrap_or(&plain);
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    let mobile =
        plain.len() == 11 && plain.starts_with('1') && !plain[..2].ends_with(['0', '1', '2']);
    let line = plain.len() == 11 && plain.starts_with("0471");
    (digits && (mobile || line)).then(|| plain.to_owned())
}

/// An id number that passes every check that needs no register.
pub(super) struct IdNumber {
    pub text: String,
    pub birth: NaiveDate,
    pub sex: u32,
    pub made_up: bool,
}

impl IdNumber {
    pub(super) fn read(text: &str, today: NaiveDate) -> Result<IdNumber, Problem> {
        let text: String = text.chars().filter(|c| *c != ' ').collect::<String>().to_uppercase();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() == 15 && digits(&text) {
            return Err(Problem::OldIdNumber);
        }
        if text.len() != 18 || !text.is_ascii() || !digits(&text[..17]) {
            return Err(Problem::IdNumber);
        }
        let (body, check) = text.split_at(17);
        let birth = birth(&text[6..14], today).ok_or(Problem::IdNumber)?;
        if !check.starts_with(check_character(body)) {
            return Err(Problem::IdNumber);
        }
        let odd = body.ends_with(['1', '3', '5', '7', '9']);
        let (sex, made_up) = (if odd { 1 } else { 2 }, text.starts_with(AREA));
        Ok(IdNumber { birth, sex, made_up, text })
    }
}
