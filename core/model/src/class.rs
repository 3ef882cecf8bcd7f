//! How sensitive a datum is and what it is used for (DOMAIN §2.9).

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Sensitivity class. A document holds fields of one class only.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(index_only)]
pub enum Class {
    /// Public: cell name, a worker's name and work phone, notices.
    #[n(0)]
    C0,
    /// Internal, not personal: hazards, facilities, counts.
    #[n(1)]
    C1,
    /// Ordinary personal: name, phone, household, residency.
    #[n(2)]
    C2,
    /// Sensitive: id number, hardship, disability, need of help, dispute, veteran.
    #[n(3)]
    C3,
    /// Restricted to a named post and sealed to it: children, violence, reporters of wrongdoing.
    #[n(4)]
    C4,
}

/// What data is used for. One document, one class, one purpose; numbers are never reused.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(index_only)]
pub enum Purpose {
    /// Org units, cells, assignments, templates, calendars: written by the hub only.
    #[n(0)]
    Directory,
    /// Households and people, C2.
    #[n(1)]
    Roster,
    /// Hazard points, facilities, dwellings, C1.
    #[n(2)]
    Places,
    /// Answers of tasks without personal data, C1.
    #[n(3)]
    Work,
    /// Answers of tasks at a household, C2.
    #[n(4)]
    Visits,
    /// Incidents 事件, C2 ledger.
    #[n(5)]
    Incidents,
    /// Party-branch work, C2 and C3.
    #[n(6)]
    Party,
    /// Social assistance 社会救助, C3.
    #[n(7)]
    Assistance,
    /// Disability service, C3.
    #[n(8)]
    Disability,
    /// Health need, C3.
    #[n(9)]
    Health,
    /// Veterans' service, C3.
    #[n(10)]
    Veterans,
    /// Social security 社会保障, C3.
    #[n(11)]
    SocialSecurity,
    /// Disputes and mediation, C3.
    #[n(12)]
    Disputes,
    /// Unpaid wages, C3.
    #[n(13)]
    Wages,
    /// Id numbers, C3.
    #[n(14)]
    Identity,
    /// Children at risk, C4 sealed.
    #[n(15)]
    Children,
    /// Violence at home, C4 sealed.
    #[n(16)]
    Violence,
    /// Reporters of wrongdoing, C4 sealed.
    #[n(17)]
    Reporters,
    /// Who looked at what, append-only.
    #[n(18)]
    AccessLog,
    /// Evidence of the enforcement office 执法证据, C3 ledger.
    #[n(19)]
    Enforcement,
    /// Clues 线索 for the enforcement office, C2 ledger.
    #[n(20)]
    Clues,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 21] = [
        Purpose::Directory,
        Purpose::Roster,
        Purpose::Places,
        Purpose::Work,
        Purpose::Visits,
        Purpose::Incidents,
        Purpose::Party,
        Purpose::Assistance,
        Purpose::Disability,
        Purpose::Health,
        Purpose::Veterans,
        Purpose::SocialSecurity,
        Purpose::Disputes,
        Purpose::Wages,
        Purpose::Identity,
        Purpose::Children,
        Purpose::Violence,
        Purpose::Reporters,
        Purpose::AccessLog,
        Purpose::Enforcement,
        Purpose::Clues,
    ];

    /// Whether data of `class` may be kept for this purpose at all. Only Party work has two classes.
    pub const fn holds(self, class: Class) -> bool {
        match self {
            Purpose::Directory => matches!(class, Class::C0),
            Purpose::Places | Purpose::Work => matches!(class, Class::C1),
            Purpose::Roster
            | Purpose::Visits
            | Purpose::Incidents
            | Purpose::AccessLog
            | Purpose::Clues => matches!(class, Class::C2),
            Purpose::Party => matches!(class, Class::C2 | Class::C3),
            Purpose::Assistance
            | Purpose::Disability
            | Purpose::Health
            | Purpose::Veterans
            | Purpose::SocialSecurity
            | Purpose::Disputes
            | Purpose::Wages
            | Purpose::Identity
            | Purpose::Enforcement => matches!(class, Class::C3),
            Purpose::Children | Purpose::Violence | Purpose::Reporters => {
                matches!(class, Class::C4)
            }
        }
    }
}
