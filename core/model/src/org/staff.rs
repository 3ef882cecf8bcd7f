//! People of the administration as far as everybody may know them, their devices, and the duties
//! that were admitted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Id;
use crate::validity::Validity;

/// A worker or member of staff: what the notice board says (C0). Nothing of the private person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Identity.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Telephone at work, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<String>,
    /// The unit the person belongs to.
    pub unit: Id,
}

/// How a certificate stands with its issuer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficerStatus {
    /// 有效.
    #[default]
    Valid,
    /// 暂扣: taken for a time.
    Withheld,
    /// 注销: ended for good.
    Cancelled,
}

impl OfficerStatus {
    /// Every status.
    pub const ALL: [OfficerStatus; 3] =
        [OfficerStatus::Valid, OfficerStatus::Withheld, OfficerStatus::Cancelled];

    /// The word in the register.
    pub const fn word(self) -> &'static str {
        match self {
            OfficerStatus::Valid => "有效",
            OfficerStatus::Withheld => "暂扣",
            OfficerStatus::Cancelled => "注销",
        }
    }
}

/// A certified officer 行政执法人员: an entry of the register. Name and unit are in the person's
/// [`Staff`] entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Identity of the record.
    pub id: Id,
    /// The person.
    pub person: Id,
    /// Number of the 行政执法证; its form differs by issuer and says nothing here.
    pub certificate: String,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// How it stands.
    #[serde(default)]
    pub status: OfficerStatus,
    /// What it is for, in the issuer's words; none means everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Public keys of the officer's cards, each with its suite byte, hexadecimal. The keys of phones
    /// are in their [`DeviceBinding`]s.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// When the certificate holds; outside it the person is no officer.
    #[serde(flatten)]
    pub validity: Validity,
}

impl Officer {
    /// Whether the certificate holds on the day of an act.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.status == OfficerStatus::Valid && self.validity.holds(day)
    }
}

/// One installation of the app, bound to a person at enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceBinding {
    /// Identity, derived from the number: see [`DeviceBinding::id_of`].
    pub id: Id,
    /// Number given by the hub, never reused.
    pub device: u32,
    /// Whose device it is.
    pub person: Id,
    /// The post it was enrolled for, if for one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Id>,
    /// Public signing key with its suite byte, hexadecimal; checks what other devices hand on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<String>,
    /// Public key that C4 records for the holder's post are sealed to, with suite byte, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing_key: Option<String>,
    /// First and last day.
    #[serde(flatten)]
    pub validity: Validity,
}

impl DeviceBinding {
    /// The id of the binding of a device number.
    pub fn id_of(device: u32) -> Id {
        Id::derived("device", &[&device.to_be_bytes()])
    }
}

/// How long an admitted duty runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionKind {
    /// 长期.
    Standing,
    /// 阶段性: for a time, approved by the county's Party committee and government.
    Temporary,
}

/// A decision with its date and document number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Day of the decision.
    pub date: NaiveDate,
    /// Document number.
    pub document: String,
}

/// 职责准入: why a duty may be given to villages at all (DOMAIN §6.4). A template without one cannot
/// be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyAdmission {
    /// Identity.
    pub id: Id,
    /// The reference templates carry: number of the admission, item of a list, or law article.
    pub reference: String,
    /// The department that applied.
    pub applicant: String,
    /// Title of the duty.
    pub title: String,
    /// Standing or temporary.
    pub kind: AdmissionKind,
    /// Legal basis.
    pub basis: String,
    /// What the township said when heard.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub township_opinion: String,
    /// 县政府审核 through the joint meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_review: Option<DecisionRef>,
    /// 盟市批准 of a standing duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_approval: Option<DecisionRef>,
    /// 县委县政府决定 of a temporary duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_decision: Option<DecisionRef>,
    /// 示意: made up for demonstration.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub illustrative: bool,
    /// When the duty may be given out.
    #[serde(flatten)]
    pub validity: Validity,
}

impl DutyAdmission {
    /// Whether the duty may be given to villages on `day`: in force, and approved by the body its
    /// kind asks for.
    pub fn admits(&self, day: NaiveDate) -> bool {
        let approved = match self.kind {
            AdmissionKind::Standing => self.county_review.is_some() && self.city_approval.is_some(),
            AdmissionKind::Temporary => self.county_decision.is_some(),
        };
        (approved || self.illustrative) && self.validity.holds(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_duty_needs_the_city() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
        let decision = || Some(DecisionRef { date: day, document: "示意〔2026〕1号".into() });
        let mut admission = DutyAdmission {
            id: Id::NIL,
            reference: "ZR-1".into(),
            applicant: "县民政局".into(),
            title: "独居老人巡访".into(),
            kind: AdmissionKind::Standing,
            basis: String::new(),
            township_opinion: String::new(),
            county_review: decision(),
            city_approval: None,
            county_decision: decision(),
            illustrative: false,
            validity: Validity::from(day),
        };
        assert!(!admission.admits(day), "a county decision admits temporary duties only");
        admission.kind = AdmissionKind::Temporary;
        assert!(admission.admits(day));
        admission.kind = AdmissionKind::Standing;
        admission.city_approval = decision();
        assert!(admission.admits(day));
        assert!(!admission.admits(day.pred_opt().unwrap()));
    }
}
