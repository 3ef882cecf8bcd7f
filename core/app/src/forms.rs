//! What forms are made from: templates, the categories of incidents, the hamlets of one's cells.

use gridwork_model::incident::Category;
use gridwork_model::template::{Library, Template};
use gridwork_model::{Id, Purpose};
use gridwork_store::{Reader, StreamState};

use crate::core::Core;
use crate::view::HamletView;
use crate::visit::answered_version;
use crate::{Code, CoreError, TaskRef};

/// The version of a template in force.
pub(crate) fn in_force<'a>(library: &'a Library, id: &str) -> Result<&'a Template, CoreError> {
    library.get(id).ok_or(CoreError::at(Code::NotFound, "template"))
}

/// The version of a template that a task's answers name. One this phone does not know, because a newer
/// one wrote it, is shown as the one in force: what that does not know is kept.
pub(crate) fn template_of<'a>(
    library: &'a Library,
    r: &Reader<'_>,
    task: &TaskRef,
) -> Result<&'a Template, CoreError> {
    begun_with(library, task, answered_version(r, task.id())?)
}

/// The same where what the answers name is known.
pub(crate) fn begun_with<'a>(
    library: &'a Library,
    task: &TaskRef,
    version: Option<i64>,
) -> Result<&'a Template, CoreError> {
    let begun = version.and_then(|version| u32::try_from(version).ok());
    match begun.and_then(|version| library.version(&task.template, version)) {
        Some(template) => Ok(template),
        None => in_force(library, &task.template),
    }
}

impl Core {
    /// The template of a form as it is in force, by its id.
    pub fn form(&self, template: &str) -> Result<Template, CoreError> {
        let library = self.reading()?.directory.library();
        in_force(&library, template).cloned()
    }

    /// The template of a task: the version it was begun under, or the one in force.
    pub fn form_of(&self, task: &TaskRef) -> Result<Template, CoreError> {
        let library = self.reading()?.directory.library();
        self.store.read(|r| template_of(&library, r, task).cloned())
    }

    /// The categories that may be reported, in the order of the township's policy. Those that are
    /// class C4 have their own closed channel and those made by conversion are nobody's to report.
    pub fn categories(&self) -> Result<Vec<Category>, CoreError> {
        let known = self.reading()?;
        let township = known.identity.as_ref().map_or(Id::NIL, |identity| identity.township);
        let policy = known.directory.incident_policy(township);
        let may = |category: &&Category| category.sealed.is_none() && !category.by_conversion;
        Ok(policy.categories.iter().filter(may).cloned().collect())
    }

    /// The hamlets of the cells whose households this device has, in road order.
    pub fn hamlets(&self) -> Result<Vec<HamletView>, CoreError> {
        let known = self.reading()?;
        let streams = self.store.read(|r| r.streams())?;
        let cells = streams
            .iter()
            .filter(|row| row.state != StreamState::Withdrawn)
            .filter(|row| row.stream.purpose == Purpose::Roster)
            .filter_map(|row| known.directory.cell(row.stream.scope));
        let hamlets = cells.flat_map(|cell| {
            known.directory.hamlets_of_cell(cell.id).map(|hamlet| HamletView {
                id: hamlet.id,
                name: hamlet.name.clone(),
                cell: cell.id,
                cell_name: cell.name.clone(),
            })
        });
        Ok(hamlets.collect())
    }
}
