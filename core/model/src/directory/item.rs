//! One item of the directory and its form on the wire.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Id;
use crate::calendar::CalendarItem;
use crate::incident::IncidentPolicy;
use crate::org::{
    About, Assignment, Cell, DeviceBinding, DutyAdmission, Hamlet, Officer, OrgUnit, PartyUnit,
    Post, Staff,
};

/// Numbers of the kinds; frozen, never reused.
pub mod kind {
    /// [`OrgUnit`](crate::org::OrgUnit).
    pub const UNIT: u8 = 1;
    /// [`Hamlet`](crate::org::Hamlet).
    pub const HAMLET: u8 = 2;
    /// [`Cell`](crate::org::Cell).
    pub const CELL: u8 = 3;
    /// [`Post`](crate::org::Post).
    pub const POST: u8 = 4;
    /// [`Assignment`](crate::org::Assignment).
    pub const ASSIGNMENT: u8 = 5;
    /// [`PartyUnit`](crate::org::PartyUnit).
    pub const PARTY_UNIT: u8 = 6;
    /// A task template.
    pub const TEMPLATE: u8 = 7;
    /// [`CalendarItem`](crate::calendar::CalendarItem).
    pub const CALENDAR: u8 = 8;
    /// [`IncidentPolicy`](crate::incident::IncidentPolicy).
    pub const INCIDENT_POLICY: u8 = 9;
    /// [`Staff`](crate::org::Staff).
    pub const STAFF: u8 = 10;
    /// [`DeviceBinding`](crate::org::DeviceBinding).
    pub const DEVICE: u8 = 11;
    /// [`DutyAdmission`](crate::org::DutyAdmission).
    pub const ADMISSION: u8 = 12;
    /// [`Officer`](crate::org::Officer).
    pub const OFFICER: u8 = 13;
    /// [`About`](crate::org::About).
    pub const ABOUT: u8 = 14;
}

macro_rules! items {
    ($($variant:ident($ty:ty) = $number:path, $doc:literal;)*) => {
        /// An item of the directory.
        #[derive(Clone, Debug, PartialEq)]
        pub enum DirectoryItem {
            $(#[doc = $doc] $variant($ty),)*
            /// A kind or layout that a newer version knows; kept and passed on byte for byte.
            Raw {
                /// Number of the kind.
                kind: u8,
                /// Identity of the item.
                id: Id,
                /// Its JSON.
                body: Vec<u8>,
            },
        }

        impl DirectoryItem {
            /// The number of its kind.
            pub fn kind(&self) -> u8 {
                match self {
                    $(DirectoryItem::$variant(_) => $number,)*
                    DirectoryItem::Raw { kind, .. } => *kind,
                }
            }

            /// Its identity; a newer item of the same kind and id replaces it.
            pub fn id(&self) -> Id {
                match self {
                    $(DirectoryItem::$variant(item) => item.id,)*
                    DirectoryItem::Raw { id, .. } => *id,
                }
            }

            /// Its JSON, as it travels.
            pub fn body(&self) -> Vec<u8> {
                match self {
                    $(DirectoryItem::$variant(item) => json(item),)*
                    DirectoryItem::Raw { body, .. } => body.clone(),
                }
            }

            /// Reads an item; never fails, because what is not understood is kept raw. An item whose
            /// JSON names another id than its envelope is not understood either.
            pub fn read(kind: u8, id: Id, body: &[u8]) -> DirectoryItem {
                let item = match kind {
                    $($number => parse(body).map(DirectoryItem::$variant),)*
                    _ => None,
                };
                item.filter(|item| item.id() == id)
                    .unwrap_or_else(|| DirectoryItem::Raw { kind, id, body: body.to_vec() })
            }
        }

        $(impl From<$ty> for DirectoryItem {
            fn from(item: $ty) -> DirectoryItem {
                DirectoryItem::$variant(item)
            }
        })*
    };
}

items! {
    Unit(OrgUnit) = kind::UNIT, "A unit of the administration.";
    Hamlet(Hamlet) = kind::HAMLET, "A hamlet 自然村.";
    Cell(Cell) = kind::CELL, "A cell 网格.";
    Post(Post) = kind::POST, "A post 岗位.";
    Assignment(Assignment) = kind::ASSIGNMENT, "Who holds a post, where and how long.";
    PartyUnit(PartyUnit) = kind::PARTY_UNIT, "A Party unit.";
    Calendar(CalendarItem) = kind::CALENDAR, "A working-day calendar.";
    IncidentPolicy(IncidentPolicy) = kind::INCIDENT_POLICY, "Limits and categories of incidents.";
    Staff(Staff) = kind::STAFF, "A worker's or member of staff's public entry.";
    Device(DeviceBinding) = kind::DEVICE, "Whose device a number is.";
    Admission(DutyAdmission) = kind::ADMISSION, "An admitted duty 职责准入.";
    Officer(Officer) = kind::OFFICER, "A certified officer.";
    About(About) = kind::ABOUT, "What About says.";
}

/// Plain data structures of strings, numbers and lists always have a JSON form; should one ever not,
/// an empty body reads back as raw instead of taking the hub down.
fn json(item: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(item).unwrap_or_default()
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    crate::json::read(body).ok()
}
