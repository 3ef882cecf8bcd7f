//! The access log 查看记录: who saw which personal value, when and why (DOMAIN §2.9, §2.10).
//!
//! A reveal is never free: the reason is chosen from a closed list before the value is shown, and the
//! entry is written in the same act. Residents may ask who looked.

use minicbor::{Decode, Encode};

use crate::body::{self, BodyError};
use crate::{Class, LedgerEntry, Purpose};

/// Seconds a revealed value stays on the screen.
pub const REVEAL_SECONDS: u32 = 30;
/// Years the log is kept (网络数据安全管理条例 12, 个人信息保护法 56).
pub const KEEP_YEARS: u32 = 3;
/// Hours within which a break-glass access is reviewed.
pub const REVIEW_HOURS: u32 = 24;
/// Most field names in one record.
const FIELDS: usize = 16;
/// Longest field name, characters.
const FIELD_CHARS: usize = 40;

/// What was done with the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Manner {
    /// 看完整: shown in full for half a minute.
    #[n(1)]
    Reveal,
    /// 拨号: dialled without being shown.
    #[n(2)]
    Dial,
    /// 导出.
    #[n(3)]
    Export,
    /// 打印.
    #[n(4)]
    Print,
    /// 紧急查看: danger to life, without the usual right; reviewed within a day.
    #[n(5)]
    BreakGlass,
}

/// Why, from a closed list: a free reason would hold personal data itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Reason {
    /// 走访时核对.
    #[n(1)]
    Visit,
    /// 联系本人或家人.
    #[n(2)]
    Contact,
    /// 事件处置.
    #[n(3)]
    Incident,
    /// 应急转移.
    #[n(4)]
    Evacuation,
    /// 办理救助或待遇.
    #[n(5)]
    Benefit,
    /// 调解纠纷.
    #[n(6)]
    Mediation,
    /// 本人要求查看.
    #[n(7)]
    OwnRequest,
    /// 更正信息.
    #[n(8)]
    Correction,
    /// 监督检查.
    #[n(9)]
    Supervision,
}

impl Reason {
    /// Every reason, in the order in which it is offered.
    pub const ALL: [Reason; 9] = [
        Reason::Visit,
        Reason::Contact,
        Reason::Incident,
        Reason::Evacuation,
        Reason::Benefit,
        Reason::Mediation,
        Reason::OwnRequest,
        Reason::Correction,
        Reason::Supervision,
    ];

    /// The words on the button.
    pub const fn words(self) -> &'static str {
        match self {
            Reason::Visit => "走访时核对",
            Reason::Contact => "联系本人或家人",
            Reason::Incident => "办这件事件",
            Reason::Evacuation => "应急转移",
            Reason::Benefit => "办救助或待遇",
            Reason::Mediation => "调解纠纷",
            Reason::OwnRequest => "本人要看",
            Reason::Correction => "更正信息",
            Reason::Supervision => "监督检查",
        }
    }
}

/// One access, the body of a ledger entry of kind [`ACCESS`](crate::ledger::kind::ACCESS). Who, in
/// which role and when stand in the entry; the device in its signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Record {
    /// How.
    #[n(0)]
    pub manner: Manner,
    /// Why.
    #[n(1)]
    pub reason: Reason,
    /// Class of what was seen.
    #[n(2)]
    pub class: Class,
    /// Purpose of what was seen.
    #[n(3)]
    pub purpose: Purpose,
    /// Names of the fields, never their values.
    #[n(4)]
    pub fields: Vec<String>,
    /// Whether the device had no contact with the hub.
    #[n(5)]
    pub offline: bool,
    /// Whether the value was shown; a refused attempt is logged too.
    #[n(6)]
    pub shown: bool,
    /// How many people's records, for an export or a print; 1 for a reveal.
    #[n(7)]
    pub people: u32,
}

impl Record {
    /// The bytes for [`LedgerEntry::body`].
    pub fn to_body(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads and validates a body.
    pub fn read(bytes: &[u8]) -> Result<Record, BodyError> {
        let record: Record = body::read(bytes)?;
        record.validate()?;
        Ok(record)
    }

    /// Reads the record of an entry.
    pub fn of(entry: &LedgerEntry) -> Result<Record, BodyError> {
        if entry.kind == crate::ledger::kind::ACCESS {
            Record::read(&entry.body)
        } else {
            Err(BodyError::Malformed)
        }
    }

    /// Whether names are bounded and look like field names, so that no value hides among them.
    pub fn validate(&self) -> Result<(), BodyError> {
        if self.fields.is_empty() || self.fields.len() > FIELDS {
            return Err(BodyError::Count("the fields"));
        }
        for field in &self.fields {
            body::words("the field", field, FIELD_CHARS)?;
            let named = field.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
                || field.split('.').all(|part| part.len() <= 4 && part.is_ascii());
            if !named {
                return Err(BodyError::Range("the field"));
            }
        }
        Ok(())
    }

    /// Whether an export or print of so many people needs a second key (DOMAIN §9.2).
    pub fn needs_second_key(&self) -> bool {
        matches!(self.manner, Manner::Export | Manner::Print)
            && self.people as usize > crate::limits::EXPORT_PEOPLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            manner: Manner::Reveal,
            reason: Reason::Visit,
            class: Class::C2,
            purpose: Purpose::Roster,
            fields: vec!["phone".into()],
            offline: true,
            shown: true,
            people: 1,
        }
    }

    #[test]
    fn a_record_survives_its_body_and_only_whole() {
        let body = record().to_body();
        assert_eq!(Record::read(&body).unwrap(), record());
        assert!(Record::read(&[body.as_slice(), &[0]].concat()).is_err());
        assert!(Record::read(&body[..body.len() - 1]).is_err());
    }

    #[test]
    fn values_do_not_hide_among_field_names() {
        for bad in ["", "13800000000", "张三", "150199195103070013"] {
            let record = Record { fields: vec![bad.into()], ..record() };
            assert!(record.validate().is_err(), "{bad}");
        }
        for good in ["phone", "id_number", "3.a", "12.done"] {
            let record = Record { fields: vec![good.into()], ..record() };
            assert!(record.validate().is_ok(), "{good}");
        }
        assert!(Record { fields: Vec::new(), ..record() }.validate().is_err());
    }

    #[test]
    fn more_than_fifty_people_need_a_second_key() {
        let export = |people| Record { manner: Manner::Export, people, ..record() };
        assert!(!export(50).needs_second_key());
        assert!(export(51).needs_second_key());
    }
}
