//! The roles of DOMAIN §1.5 and of the console.

use serde::{Deserialize, Serialize};

/// Where a role works; decides whether streams are replicated to it at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Surface {
    /// On a phone or tablet: streams reach it.
    Device,
    /// In the browser: the hub answers it, and masks what is to be masked.
    Console,
    /// On paper and by telephone: the system gives it nothing.
    Paper,
    /// The hub itself.
    Hub,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $surface:ident, $word:literal;)*) => {
        /// In which role somebody acts. The numbers stand in signed entries and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Role {
            $($(#[$doc])* $name = $number,)*
            /// A role that a newer version knows; it may do nothing here.
            #[serde(other)]
            Unknown = 255,
        }

        impl Role {
            /// Every role this version knows.
            pub const ALL: &'static [Role] = &[$(Role::$name),*];

            /// The role of a number in a signed entry.
            pub const fn from_number(number: u8) -> Role {
                match number {
                    $($number => Role::$name,)*
                    _ => Role::Unknown,
                }
            }

            /// Where the role works.
            pub const fn surface(self) -> Surface {
                match self {
                    $(Role::$name => Surface::$surface,)*
                    Role::Unknown => Surface::Paper,
                }
            }

            /// What the role is called.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Role::$name => $word,)*
                    Role::Unknown => "新版才看得懂的岗位",
                }
            }
        }
    };
}

roles! {
    /// The hub, for a named clock rule: wakes, reminds, archives. Never for a person.
    Clock = 0, Hub, "时钟规则";
    /// Hired by county or township for visits, checks and incidents.
    GridWorker = 1, Device, "专职网格员";
    /// Village cadre, ranger, vet: own trade and incidents.
    PartTimeWorker = 2, Device, "兼职网格员";
    /// A villager who keeps the phone tree; paper only.
    MicroChief = 3, Paper, "微网格长";
    /// Cell chief: a committee member who assigns and signs off in the cell.
    CellChief = 4, Device, "网格长";
    /// Leads the Party group of a cell.
    PartyGroupLeader = 5, Device, "党小组组长";
    /// Branch secretary, in practice the village secretary too.
    BranchLeader = 6, Device, "党支部书记";
    /// Township civil servant who guides one or two villages.
    LinkCadre = 7, Device, "包村干部";
    /// Police with own systems; a contact here.
    GridPolice = 8, Paper, "驻村民警";
    /// Receives and dispatches round the clock.
    DutyOfficer = 9, Console, "值班员";
    /// 综治中心: disputes, dispatch, follow-up.
    ManagementCentre = 10, Console, "综治中心";
    /// Certified officer of the 综合行政执法局.
    Officer = 11, Device, "行政执法人员";
    /// Reviews decisions.
    LegalReviewer = 12, Console, "法制审核人员";
    /// Head of the township or deputy in charge.
    Head = 13, Console, "行政机关负责人";
    /// 帮办代办员 at the service window.
    ServiceClerk = 14, Console, "帮办代办员";
    /// Village post for children (未成年人保护法 43).
    ChildDirector = 15, Device, "儿童主任";
    /// 残联专职委员.
    DisabilityWorker = 16, Device, "残联专职委员";
    /// Discipline, village supervision committee, county 司法局: read-only.
    Supervision = 17, Console, "监督";
    /// 社会事务办公室: civil affairs of the township.
    SocialAffairs = 18, Console, "社会事务办";
    /// 基层党的建设办公室.
    PartyOffice = 19, Console, "基层党建办";
    /// Keeps the township's data: imports, corrections, the merge inbox.
    DataClerk = 20, Console, "数据员";
    /// Handles what is dispatched to an office, institution or department.
    UnitHandler = 21, Device, "承办人";
    /// Department of the county in charge; owner of rules and registers.
    County = 22, Console, "县级主管";
    /// 退役军人服务站.
    VeteransStation = 23, Console, "退役军人服务站";
    /// Village doctor.
    VillageDoctor = 24, Device, "村医";
    /// Enrols devices and log-ins; sees no personal data of residents.
    TownshipAdmin = 25, Console, "乡镇管理员";
}

impl Role {
    /// The frozen number.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_unknown_ones_are_kept_apart() {
        for &role in Role::ALL {
            assert_eq!(Role::from_number(role.number()), role);
        }
        assert_eq!(Role::from_number(200), Role::Unknown);
        assert_eq!(serde_json::from_str::<Role>("\"drone_pilot\"").unwrap(), Role::Unknown);
        assert_eq!(serde_json::to_string(&Role::GridWorker).unwrap(), "\"grid_worker\"");
    }
}
