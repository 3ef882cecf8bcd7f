//! Grounds, ways of closing, kinds of whistle and ratings. Numbers are frozen.

use minicbor::{Decode, Encode};

/// Why an incident is suspended 挂起.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum SuspensionGround {
    /// 等开冻.
    #[n(1)]
    FrozenGround,
    /// 等预算.
    #[n(2)]
    Budget,
    /// 当事人在外.
    #[n(3)]
    OwnerAway,
    /// 等法院或复议.
    #[n(4)]
    Court,
    /// 其他.
    #[n(9)]
    Other,
}

impl SuspensionGround {
    /// Every one, in the order in which it is offered.
    pub const ALL: [SuspensionGround; 5] = [
        SuspensionGround::FrozenGround,
        SuspensionGround::Budget,
        SuspensionGround::OwnerAway,
        SuspensionGround::Court,
        SuspensionGround::Other,
    ];

    /// The frozen number.
    pub const fn number(self) -> u8 {
        match self {
            SuspensionGround::FrozenGround => 1,
            SuspensionGround::Budget => 2,
            SuspensionGround::OwnerAway => 3,
            SuspensionGround::Court => 4,
            SuspensionGround::Other => 9,
        }
    }

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            SuspensionGround::FrozenGround => "等开冻",
            SuspensionGround::Budget => "等预算",
            SuspensionGround::OwnerAway => "当事人在外",
            SuspensionGround::Court => "等法院或复议",
            SuspensionGround::Other => "其他",
        }
    }
}

/// Which whistle 吹哨 (DOMAIN §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum WhistleKind {
    /// 应急处置哨.
    #[n(1)]
    Emergency,
    /// 综合执法哨.
    #[n(2)]
    JointEnforcement,
    /// 重点工作哨.
    #[n(3)]
    KeyWork,
    /// 群众诉求哨.
    #[n(4)]
    Concern,
}

impl WhistleKind {
    /// Every one, in the order in which it is offered.
    pub const ALL: [WhistleKind; 4] = [
        WhistleKind::Emergency,
        WhistleKind::JointEnforcement,
        WhistleKind::KeyWork,
        WhistleKind::Concern,
    ];

    /// The frozen number.
    pub const fn number(self) -> u8 {
        match self {
            WhistleKind::Emergency => 1,
            WhistleKind::JointEnforcement => 2,
            WhistleKind::KeyWork => 3,
            WhistleKind::Concern => 4,
        }
    }

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            WhistleKind::Emergency => "应急处置哨",
            WhistleKind::JointEnforcement => "综合执法哨",
            WhistleKind::KeyWork => "重点工作哨",
            WhistleKind::Concern => "群众诉求哨",
        }
    }
}

/// How an incident was closed 结案.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ClosingCode {
    /// 已解决.
    #[n(1)]
    Solved,
    /// 已转其他渠道.
    #[n(2)]
    Handed,
    /// 已解释，当事人知情.
    #[n(3)]
    Explained,
    /// 列入项目，按季告知.
    #[n(4)]
    Project,
}

impl ClosingCode {
    /// Every one, in the order in which it is offered.
    pub const ALL: [ClosingCode; 4] =
        [ClosingCode::Solved, ClosingCode::Handed, ClosingCode::Explained, ClosingCode::Project];

    /// The frozen number.
    pub const fn number(self) -> u8 {
        match self {
            ClosingCode::Solved => 1,
            ClosingCode::Handed => 2,
            ClosingCode::Explained => 3,
            ClosingCode::Project => 4,
        }
    }

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            ClosingCode::Solved => "已解决",
            ClosingCode::Handed => "已转其他渠道",
            ClosingCode::Explained => "已解释，当事人知情",
            ClosingCode::Project => "列入项目，按季告知",
        }
    }
}

/// What the reporter thinks. No rating is not satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Rating {
    /// 满意.
    #[n(1)]
    Satisfied,
    /// 基本满意.
    #[n(2)]
    Mostly,
    /// 不满意.
    #[n(3)]
    Dissatisfied,
    /// 未联系上.
    #[n(4)]
    NotReached,
}

impl Rating {
    /// Every one, in the order in which it is offered.
    pub const ALL: [Rating; 4] =
        [Rating::Satisfied, Rating::Mostly, Rating::Dissatisfied, Rating::NotReached];

    /// The frozen number.
    pub const fn number(self) -> u8 {
        match self {
            Rating::Satisfied => 1,
            Rating::Mostly => 2,
            Rating::Dissatisfied => 3,
            Rating::NotReached => 4,
        }
    }

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            Rating::Satisfied => "满意",
            Rating::Mostly => "基本满意",
            Rating::Dissatisfied => "不满意",
            Rating::NotReached => "未联系上",
        }
    }
}
