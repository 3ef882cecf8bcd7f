//! What can be done with an object, and the answer whether one may.

use serde::Serialize;

/// What is done. Everything not named here is not done at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Action {
    /// 看: in full or masked, as the answer says.
    Read = 0,
    /// 看完整: one masked value in full, with a reason and a log entry (DOMAIN §2.9).
    Reveal = 1,
    /// 新建: found a new object, or hand in a sealed record one may not read afterwards.
    Create = 2,
    /// 填写: ordinary work on it.
    Write = 3,
    /// 更正: correct what another wrote, from the office.
    Correct = 4,
    /// 定: settle a field that holds two values.
    Resolve = 5,
    /// 并户、分户、迁移: move people between households, merge or split them.
    Move = 6,
    /// 审批、派遣: decide about it for the township.
    Approve = 7,
    /// 导出.
    Export = 8,
    /// 导入.
    Import = 9,
    /// 依法删除 (PIPL 47).
    Erase = 10,
    /// 统计: counts of at least five.
    Count = 11,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 12] = [
        Action::Read,
        Action::Reveal,
        Action::Create,
        Action::Write,
        Action::Correct,
        Action::Resolve,
        Action::Move,
        Action::Approve,
        Action::Export,
        Action::Import,
        Action::Erase,
        Action::Count,
    ];

    /// The word on a permission page.
    pub const fn word(self) -> &'static str {
        match self {
            Action::Read => "看",
            Action::Reveal => "看完整",
            Action::Create => "新建",
            Action::Write => "填写",
            Action::Correct => "更正",
            Action::Resolve => "定",
            Action::Move => "并分迁",
            Action::Approve => "审批",
            Action::Export => "导出",
            Action::Import => "导入",
            Action::Erase => "依法删除",
            Action::Count => "统计",
        }
    }
}

/// A set of actions, built in constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actions(u16);

impl Actions {
    /// The set of the listed actions.
    pub const fn of(list: &[Action]) -> Actions {
        let (mut bits, mut i) = (0, 0);
        while i < list.len() {
            bits |= 1 << list[i] as u8;
            i += 1;
        }
        Actions(bits)
    }

    /// Whether the set holds `action`.
    pub const fn has(self, action: Action) -> bool {
        self.0 & (1 << action as u8) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The answer. Ordered from less to more, so that the best of several relations is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// No.
    Deny,
    /// Reading, with personal values masked at the hub; such a stream never reaches the device.
    AllowMasked,
    /// Yes.
    Allow,
}

impl Decision {
    /// Whether it is a plain yes.
    pub fn is_plain(self) -> bool {
        self == Decision::Allow
    }
}
