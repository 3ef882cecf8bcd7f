//! Who does a task, and in which role.

use serde::{Deserialize, Serialize};

use crate::permission::Role;

/// Who does a task: the kind of post, see DOMAIN §1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// 网格员
    GridWorker,
    /// 联户党员、联户长
    Linker,
    /// 党小组组长
    PartyGroupLeader,
    /// 党支部书记
    BranchSecretary,
    /// 村(居)委会
    VillageCommittee,
    /// 村务监督委员会
    SupervisionCommittee,
    /// 村协办员
    VillageClerk,
    /// 调解员
    Mediator,
    /// 护林护草员
    Ranger,
    /// 群测群防员
    HazardWatcher,
    /// 交通劝导员
    TrafficAdviser,
    /// 保洁员
    Cleaner,
    /// 防疫员
    Vet,
    /// 村医
    VillageDoctor,
    /// 照料服务人
    Carer,
    /// 儿童主任
    ChildDirector,
    /// 残联专职委员
    DisabilityWorker,
    /// 退役军人服务站
    ServiceStation,
    /// 社会事务办公室
    SocialAffairs,
    /// 值班员
    DutyOfficer,
    /// 综合行政执法局
    Enforcement,
    /// 派出所
    Police,
    /// 任何人
    Anyone,
}

impl Assignee {
    /// What people call the post.
    pub const fn zh(self) -> &'static str {
        match self {
            Assignee::GridWorker => "网格员",
            Assignee::Linker => "联户党员",
            Assignee::PartyGroupLeader => "党小组组长",
            Assignee::BranchSecretary => "支部书记",
            Assignee::VillageCommittee => "村委会",
            Assignee::SupervisionCommittee => "村务监督委员会",
            Assignee::VillageClerk => "村协办员",
            Assignee::Mediator => "调解员",
            Assignee::Ranger => "护林护草员",
            Assignee::HazardWatcher => "群测群防员",
            Assignee::TrafficAdviser => "劝导员",
            Assignee::Cleaner => "保洁员",
            Assignee::Vet => "防疫员",
            Assignee::VillageDoctor => "村医",
            Assignee::Carer => "照料服务人",
            Assignee::ChildDirector => "儿童主任",
            Assignee::DisabilityWorker => "残联专职委员",
            Assignee::ServiceStation => "退役军人服务站",
            Assignee::SocialAffairs => "社会事务办公室",
            Assignee::DutyOfficer => "值班员",
            Assignee::Enforcement => "综合行政执法局",
            Assignee::Police => "派出所",
            Assignee::Anyone => "任何人",
        }
    }

    /// The roles in which a post of this kind acts. A post without a device or log-in of its own is
    /// the grid worker's, who does its tasks with it; so is what is everybody's. The village
    /// committee is its members, the cell chiefs, and its head, in practice the branch secretary.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Assignee::GridWorker
            | Assignee::Linker
            | Assignee::Cleaner
            | Assignee::Carer
            | Assignee::Anyone => &[Role::GridWorker],
            Assignee::Ranger
            | Assignee::HazardWatcher
            | Assignee::TrafficAdviser
            | Assignee::Vet
            | Assignee::VillageClerk => &[Role::PartTimeWorker],
            Assignee::PartyGroupLeader => &[Role::PartyGroupLeader],
            Assignee::BranchSecretary => &[Role::BranchLeader],
            Assignee::VillageCommittee => &[Role::CellChief, Role::BranchLeader],
            Assignee::SupervisionCommittee => &[Role::Supervision],
            Assignee::Mediator => &[Role::ManagementCentre],
            Assignee::VillageDoctor => &[Role::VillageDoctor],
            Assignee::ChildDirector => &[Role::ChildDirector],
            Assignee::DisabilityWorker => &[Role::DisabilityWorker],
            Assignee::ServiceStation => &[Role::VeteransStation],
            Assignee::SocialAffairs => &[Role::SocialAffairs],
            Assignee::DutyOfficer => &[Role::DutyOfficer],
            Assignee::Enforcement => &[Role::Officer],
            Assignee::Police => &[Role::GridPolice],
        }
    }
}
