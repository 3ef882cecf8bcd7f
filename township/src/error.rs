//! What a call to the hub can end in. Texts carry no personal data; a person reads
//! [`HubError::advice`], a program reads [`HubError::code`].

use gridwork_document::EditError;
use gridwork_seal::SealError;

use crate::storage::StorageError;

/// Result of a hub call.
pub type Done<T> = Result<T, HubError>;

/// Why the hub did not do it.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The storage could not do it.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A stored value does not open: wrong key file, or a damaged file.
    #[error("a sealed value does not open: {0}")]
    Seal(#[from] SealError),
    /// A file or folder cannot be used.
    #[error("{what}: {source}")]
    File {
        /// Which file, by its role.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The thing named does not exist, or not in the caller's township.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The role may not do this.
    #[error("not permitted")]
    NotPermitted,
    /// The state machine has no such step now.
    #[error("no such step from here: {0}")]
    NoSuchStep(&'static str),
    /// What was given does not fit.
    #[error("invalid {0}")]
    Invalid(&'static str),
    /// An edit does not fit its document; names the field, never its value.
    #[error("edit: {0}")]
    Edit(#[from] EditError),
    /// The lint of the configuration refuses it; says why, in words.
    #[error("refused by the lint: {0}")]
    Lint(String),
    /// A form is not filled in as it must be; says where and why, in words.
    #[error("refused as filled in: {0}")]
    Form(String),
    /// Somebody of the same name and birthday is listed already; says where.
    #[error("listed already")]
    Known(String),
    /// It exists already, or changed meanwhile.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Somebody was faster: the object has moved on since it was read.
    #[error("changed meanwhile: {0}")]
    Stale(String),
    /// Name or password is wrong, or the session ended.
    #[error("not logged in")]
    NotLoggedIn,
    /// The password is right; the code of the second factor is wanted too.
    #[error("second factor wanted")]
    SecondFactor,
    /// Too many attempts; wait.
    #[error("locked for {seconds} s")]
    Locked {
        /// Seconds to wait.
        seconds: i64,
    },
    /// The disk is nearly full: uploads wait, reading goes on.
    #[error("low disk")]
    LowDisk,
    /// A training hub got real data, or the other way round.
    #[error("the mode of the hub forbids it: {0}")]
    Mode(&'static str),
}

impl HubError {
    /// Names a file problem by the role of the file.
    pub fn file(what: &'static str) -> impl FnOnce(std::io::Error) -> HubError {
        move |source| HubError::File { what, source }
    }

    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            HubError::Storage(StorageError::Full) | HubError::LowDisk => "low_disk",
            HubError::Storage(StorageError::Damaged(_)) => "damaged",
            HubError::Storage(StorageError::Newer { .. }) => "newer_data",
            HubError::Storage(_) | HubError::Seal(_) | HubError::File { .. } => "internal",
            HubError::NotFound(_) => "not_found",
            HubError::NotPermitted => "not_permitted",
            HubError::NoSuchStep(_) => "no_such_step",
            HubError::Edit(EditError::InConflict(_) | EditError::NotInConflict(_)) => "conflict",
            HubError::Invalid(_) | HubError::Edit(_) => "invalid",
            HubError::Lint(_) => "lint",
            HubError::Form(_) => "form",
            HubError::Known(_) => "known",
            HubError::Conflict(_) => "conflict",
            HubError::Stale(_) => "stale",
            HubError::NotLoggedIn => "not_logged_in",
            HubError::SecondFactor => "second_factor",
            HubError::Locked { .. } => "locked",
            HubError::Mode(_) => "mode",
        }
    }

    /// What a person is told.
    pub fn advice(&self) -> &'static str {
        match self.code() {
            "low_disk" => {
                "服务器磁盘快满了,暂停接收新文件,已有数据照常可查。请联系管理员清理空间。"
            }
            "damaged" => "数据文件有损坏,已停止写入。请联系管理员按操作手册恢复。",
            "newer_data" => "数据由更新的版本写成,请先升级程序。",
            "not_found" => "没有找到,或不属于本乡镇。",
            "not_permitted" => "您的岗位没有这项权限。",
            "no_such_step" => "当前状态下不能做这一步。",
            "invalid" => "填写的内容不符合要求,请检查后再提交。",
            "lint" => "这样的设置不允许。",
            "form" => "有几处要改，改好再交。",
            "known" => "同名同生日的人已经记过，先看看是不是同一个。",
            "stale" => "别人刚改过，请看过新的再提交；您填的还在。",
            "conflict" => "内容已有变动,请刷新后再试。",
            "not_logged_in" => "账号或密码不对,或登录已过期,请重新登录。",
            "second_factor" => "请输入验证器上的六位数字。",
            "locked" => "尝试次数过多,请稍后再试。",
            "mode" => "练习系统只收练习数据,正式系统不收练习数据。",
            _ => "系统出了问题,已记录。请稍后再试。",
        }
    }
}
