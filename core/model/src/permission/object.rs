//! The objects of the matrix: each kind of data with one owner's rule.

use serde::Serialize;

use crate::{Class, DocumentKind, Purpose};

/// A kind of data that is granted as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// Units, hamlets, cells, posts, assignments, Party units: C0.
    Directory,
    /// Task templates and the admissions they rest on: C0.
    Templates,
    /// Limits, calendars, policy cards: C0.
    Policies,
    /// Households and people: C2.
    Roster,
    /// Id numbers: C3.
    Identity,
    /// Social assistance and the kind of help a household needs: C3.
    Assistance,
    /// Disability service: C3.
    Disability,
    /// Health need: C3.
    Health,
    /// Veterans' service: C3.
    Veterans,
    /// Pensions, insurance, subsidies: C3.
    SocialSecurity,
    /// Disputes and mediation: C3.
    Disputes,
    /// Unpaid wages: C3.
    Wages,
    /// Answers of tasks of class C3, whatever their purpose: 入户服务记录. Which purposes reach somebody
    /// at all is decided by the stream; see [`Object::of_document`].
    Care,
    /// Children at risk: C4.
    Children,
    /// Violence at home: C4.
    Violence,
    /// Reporters of wrongdoing: C4.
    Reporters,
    /// Party work: C2 and C3.
    Party,
    /// Hazard points, facilities, dwellings: C1.
    Places,
    /// Answers of tasks without personal data: C1.
    Work,
    /// Answers of tasks at a household: C2.
    Visits,
    /// Who is to do which task, and what became of it.
    Tasks,
    /// Incidents 事件: C2.
    Incident,
    /// Clues 线索 for the enforcement team: C2.
    Clue,
    /// Inspections 行政检查.
    Inspection,
    /// Cases and evidence 案件、证据.
    Case,
    /// The register of powers 权责清单: C0.
    PowerRegister,
    /// 吹哨.
    Whistle,
    /// 代办 orders.
    ServiceOrder,
    /// Points of the payroll statement; off by default.
    Points,
    /// Who looked at personal data.
    AccessLog,
    /// What was done at the hub.
    AuditLog,
    /// Counts of at least five.
    Statistics,
    /// Enrolled devices.
    Devices,
    /// Log-ins and roles of staff.
    Users,
    /// Entries set aside for a person to review.
    Quarantine,
    /// Requests of residents about their own data; notices and consents.
    Rights,
    /// Impact assessments and breaches.
    Assessments,
}

impl Object {
    /// Every object.
    pub const ALL: [Object; 37] = [
        Object::Directory,
        Object::Templates,
        Object::Policies,
        Object::Roster,
        Object::Identity,
        Object::Assistance,
        Object::Disability,
        Object::Health,
        Object::Veterans,
        Object::SocialSecurity,
        Object::Disputes,
        Object::Wages,
        Object::Care,
        Object::Children,
        Object::Violence,
        Object::Reporters,
        Object::Party,
        Object::Places,
        Object::Work,
        Object::Visits,
        Object::Tasks,
        Object::Incident,
        Object::Clue,
        Object::Inspection,
        Object::Case,
        Object::PowerRegister,
        Object::Whistle,
        Object::ServiceOrder,
        Object::Points,
        Object::AccessLog,
        Object::AuditLog,
        Object::Statistics,
        Object::Devices,
        Object::Users,
        Object::Quarantine,
        Object::Rights,
        Object::Assessments,
    ];

    /// The object that the data of a stream's purpose is.
    pub const fn of(purpose: Purpose) -> Object {
        match purpose {
            Purpose::Directory => Object::Directory,
            Purpose::Roster => Object::Roster,
            Purpose::Places => Object::Places,
            Purpose::Work => Object::Work,
            Purpose::Visits => Object::Visits,
            Purpose::Incidents => Object::Incident,
            Purpose::Party => Object::Party,
            Purpose::Assistance => Object::Assistance,
            Purpose::Disability => Object::Disability,
            Purpose::Health => Object::Health,
            Purpose::Veterans => Object::Veterans,
            Purpose::SocialSecurity => Object::SocialSecurity,
            Purpose::Disputes => Object::Disputes,
            Purpose::Wages => Object::Wages,
            Purpose::Identity => Object::Identity,
            Purpose::Children => Object::Children,
            Purpose::Violence => Object::Violence,
            Purpose::Reporters => Object::Reporters,
            Purpose::AccessLog => Object::AccessLog,
            Purpose::Enforcement => Object::Case,
            Purpose::Clues => Object::Clue,
        }
    }

    /// The object that a *document* is: as [`Object::of`], but the answers of a sensitive task are not
    /// the needs they are about. A worker reads what kind of help a household needs and writes down
    /// the visit; the needs themselves are the desk's to change (DOMAIN A.4).
    pub const fn of_document(kind: DocumentKind, purpose: Purpose) -> Object {
        match (kind, purpose) {
            (
                DocumentKind::Task,
                Purpose::Assistance
                | Purpose::Disability
                | Purpose::Health
                | Purpose::Veterans
                | Purpose::SocialSecurity
                | Purpose::Disputes
                | Purpose::Wages
                | Purpose::Identity,
            ) => Object::Care,
            _ => Object::of(purpose),
        }
    }

    /// The most sensitive class the object holds.
    pub const fn class(self) -> Class {
        match self {
            Object::Directory | Object::Templates | Object::Policies | Object::PowerRegister => {
                Class::C0
            }
            Object::Places | Object::Work | Object::Tasks | Object::Statistics => Class::C1,
            Object::Roster
            | Object::Visits
            | Object::Incident
            | Object::Clue
            | Object::Whistle
            | Object::ServiceOrder
            | Object::Points
            | Object::AccessLog
            | Object::AuditLog
            | Object::Devices
            | Object::Users => Class::C2,
            Object::Identity
            | Object::Assistance
            | Object::Disability
            | Object::Health
            | Object::Veterans
            | Object::SocialSecurity
            | Object::Disputes
            | Object::Wages
            | Object::Care
            | Object::Party
            | Object::Inspection
            | Object::Case
            | Object::Quarantine
            | Object::Rights
            | Object::Assessments => Class::C3,
            Object::Children | Object::Violence | Object::Reporters => Class::C4,
        }
    }

    /// The word on a permission page.
    pub const fn word(self) -> &'static str {
        match self {
            Object::Directory => "机构网格和岗位",
            Object::Templates => "任务模板",
            Object::Policies => "时限日历和政策卡",
            Object::Roster => "户和人",
            Object::Identity => "身份证号",
            Object::Assistance => "救助和帮助需求",
            Object::Disability => "助残",
            Object::Health => "健康需求",
            Object::Veterans => "退役军人服务",
            Object::SocialSecurity => "社会保障",
            Object::Disputes => "纠纷调解",
            Object::Wages => "欠薪",
            Object::Care => "入户服务记录",
            Object::Children => "儿童保护",
            Object::Violence => "家庭暴力",
            Object::Reporters => "举报人",
            Object::Party => "党务",
            Object::Places => "点位设施",
            Object::Work => "排查记录",
            Object::Visits => "走访记录",
            Object::Tasks => "任务派发",
            Object::Incident => "事件",
            Object::Clue => "线索",
            Object::Inspection => "行政检查",
            Object::Case => "案件和证据",
            Object::PowerRegister => "权责清单",
            Object::Whistle => "吹哨",
            Object::ServiceOrder => "代办",
            Object::Points => "报酬积分",
            Object::AccessLog => "查看记录",
            Object::AuditLog => "操作记录",
            Object::Statistics => "统计",
            Object::Devices => "手机",
            Object::Users => "用户",
            Object::Quarantine => "待核进件",
            Object::Rights => "居民信息权利",
            Object::Assessments => "影响评估",
        }
    }
}
