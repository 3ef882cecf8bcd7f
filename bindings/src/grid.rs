//! The one object.

mod clues;
mod evidence;
mod exchange;
mod incidents;
mod installation;
mod roster;
mod village;
mod work;

use gridwork_core::Core;

use crate::error::guarded;
use crate::{GridError, OpenConfig, OpenReport};

/// The core of one installation. Calls block and are short, except opening after an update and
/// completing a request with a large answer: call from a background thread. Threads may share it.
#[derive(uniffi::Object)]
pub struct GridCore {
    core: Core,
    opened: OpenReport,
}

impl GridCore {
    fn opened_as(
        (core, report): (Core, gridwork_core::OpenReport),
        app: &str,
    ) -> Result<GridCore, GridError> {
        if !app.is_empty() {
            core.app_is(app)?;
        }
        Ok(GridCore { core, opened: report.into() })
    }
}

#[uniffi::export]
impl GridCore {
    /// Opens the installation. `wrong_key`, `newer` and `busy` leave everything as it is; damaged
    /// data is kept and named by [`GridCore::opened`].
    #[uniffi::constructor]
    pub fn open(config: OpenConfig) -> Result<GridCore, GridError> {
        guarded(|| {
            let app = config.app.clone();
            GridCore::opened_as(Core::open(config.try_into()?)?, &app)
        })
    }

    /// The way on from `wrong_key`, when the key of the data is gone for good: keeps the data aside,
    /// unread and named by [`GridCore::opened`], and begins a new installation, to be enrolled. With
    /// the right key it only opens.
    #[uniffi::constructor]
    pub fn start_over(config: OpenConfig) -> Result<GridCore, GridError> {
        guarded(|| {
            let app = config.app.clone();
            GridCore::opened_as(Core::start_over(config.try_into()?)?, &app)
        })
    }

    /// What opening found.
    pub fn opened(&self) -> Result<OpenReport, GridError> {
        Ok(self.opened.clone())
    }
}
