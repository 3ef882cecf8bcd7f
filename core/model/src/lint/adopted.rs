//! What is adopted beside templates and limits: the calendar of working days, and who stands behind the
//! software.

use chrono::{Datelike, NaiveDate};

use super::{Fault, banned};
use crate::calendar::Calendar;
use crate::org::About;
use crate::phone::Phone;

/// More days off than any yearly notice gives: the most so far are 33, weekends in them counted.
const DAYS_OFF: usize = 45;

/// Names of bodies below the county: the owner of such software stands at the county or above it
/// (国办函〔2026〕12号, DOMAIN §0.2).
const BELOW_COUNTY: [&str; 11] = [
    "乡人民政府",
    "镇人民政府",
    "苏木人民政府",
    "乡政府",
    "镇政府",
    "苏木政府",
    "乡党委",
    "镇党委",
    "街道办",
    "村民委员会",
    "村委会",
];

/// What is wrong with a calendar, as somebody finds it on a day.
pub(super) fn calendar_faults(calendar: &Calendar, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !calendar.is_published(today.year()) {
        faults.push(Fault::YearMissing(today.year()));
    }
    faults.extend(calendar.festivals_at_work().map(Fault::FestivalMissing));
    faults.extend(calendar.worked_anyway().map(Fault::WorkedAnyway));
    let off = calendar.days_off();
    let too_many = off.into_iter().filter(|(_, days)| *days > DAYS_OFF);
    faults.extend(too_many.map(|(year, days)| Fault::TooManyDaysOff(year, days)));
    faults.extend(banned(calendar.version()).map(Fault::BannedWord));
    faults
}

/// What is wrong with About, and what it does not say yet.
pub(super) fn about_faults(about: &About) -> Vec<Fault> {
    let About {
        id: _,
        organiser,
        operator,
        filing,
        complaints_phone,
        complaints_at,
        privacy_contact,
    } = about;
    let mut faults = Vec::new();
    let blank = |line: &String| line.trim().is_empty();
    if BELOW_COUNTY.iter().any(|name| organiser.contains(name)) {
        faults.push(Fault::OwnerTooLow);
    }
    if !blank(complaints_phone) && Phone::parse(complaints_phone).is_err() {
        faults.push(Fault::NoPhone);
    }
    for line in [organiser, operator, filing, complaints_at, privacy_contact] {
        faults.extend(banned(line).map(Fault::BannedWord));
    }
    let unsaid = [
        (blank(organiser), "主办单位"),
        (blank(filing), "备案编号"),
        (blank(complaints_phone) && blank(complaints_at), "到哪里投诉"),
        (blank(privacy_contact), "个人信息找谁"),
    ];
    faults.extend(unsaid.into_iter().filter(|(no, _)| *no).map(|(_, line)| Fault::Unsaid(line)));
    faults
}
