//! What About says 关于: who runs this, and where to complain (DOMAIN §9). Written at the hub, on every phone.

use serde::{Deserialize, Serialize};

use crate::Id;

/// Who stands behind the software in a county. Lines that nobody wrote are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The township it is for; nil for every one.
    pub id: Id,
    /// 主办单位.
    #[serde(default)]
    pub organiser: String,
    /// 承办单位.
    #[serde(default)]
    pub operator: String,
    /// 备案编号 of the application.
    #[serde(default)]
    pub filing: String,
    /// 投诉电话.
    #[serde(default)]
    pub complaints_phone: String,
    /// Where else to complain.
    #[serde(default)]
    pub complaints_at: String,
    /// Who answers for personal information 个人信息保护负责人, and how to reach them.
    #[serde(default)]
    pub privacy_contact: String,
}

impl About {
    /// What it says before anybody wrote it.
    pub const fn unwritten(id: Id) -> About {
        About {
            id,
            organiser: String::new(),
            operator: String::new(),
            filing: String::new(),
            complaints_phone: String::new(),
            complaints_at: String::new(),
            privacy_contact: String::new(),
        }
    }
}
