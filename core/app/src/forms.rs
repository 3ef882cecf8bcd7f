//! What forms are made from: templates, the categories of incidents, the hamlets of one's cells.

use gridwork_model::incident::Category;
use gridwork_model::template::Template;
use gridwork_model::{Id, Purpose};
use gridwork_store::StreamState;

use crate::core::Core;
use crate::view::HamletView;
use crate::{Code, CoreError};

impl Core {
    /// The template of a form, by its id.
    pub fn form(&self, template: &str) -> Result<&Template, CoreError> {
        self.library().get(template).ok_or(CoreError::at(Code::NotFound, "template"))
    }

    /// The categories that may be reported, in the order of the township's policy. Those that are
    /// class C4 have their own closed channel and those made by conversion are nobody's to report.
    pub fn categories(&self) -> Result<Vec<Category>, CoreError> {
        let inner = self.inner()?;
        let township = inner.identity.as_ref().map_or(Id::NIL, |identity| identity.township);
        let policy = inner.directory.incident_policy(township);
        let may = |category: &&Category| category.sealed.is_none() && !category.by_conversion;
        Ok(policy.categories.iter().filter(may).cloned().collect())
    }

    /// The hamlets of the cells whose households this device has, in road order.
    pub fn hamlets(&self) -> Result<Vec<HamletView>, CoreError> {
        let inner = self.inner()?;
        let streams = self.store.read(|r| r.streams())?;
        let cells = streams
            .iter()
            .filter(|row| row.state != StreamState::Withdrawn)
            .filter(|row| row.stream.purpose == Purpose::Roster)
            .filter_map(|row| inner.directory.cell(row.stream.scope));
        let hamlets = cells.flat_map(|cell| {
            inner.directory.hamlets_of_cell(cell.id).map(|hamlet| HamletView {
                id: hamlet.id,
                name: hamlet.name.clone(),
                cell: cell.id,
                cell_name: cell.name.clone(),
            })
        });
        Ok(hamlets.collect())
    }
}
