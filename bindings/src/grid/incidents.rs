//! Reporting incidents and following them.

use super::GridCore;
use crate::convert::{id, list};
use crate::error::guarded;
use crate::{CategoryView, GridError, IncidentStep, IncidentView, NewIncident};

#[uniffi::export]
impl GridCore {
    /// The categories that may be reported.
    pub fn categories(&self) -> Result<Vec<CategoryView>, GridError> {
        guarded(|| Ok(list(self.core.categories()?)))
    }

    /// Reports an incident; returns its id. Durable when it returns.
    pub fn report(&self, new: NewIncident) -> Result<String, GridError> {
        guarded(|| Ok(self.core.report(new.try_into()?)?.to_string()))
    }

    /// Takes a step of an incident. The hub judges it; until then it is shown as waiting.
    pub fn incident_step(&self, incident: String, step: IncidentStep) -> Result<(), GridError> {
        guarded(|| Ok(self.core.incident_step(id(&incident, "incident")?, step.into())?))
    }

    /// A page of incidents, newest first.
    pub fn incidents(&self, offset: u32, limit: u32) -> Result<Vec<IncidentView>, GridError> {
        guarded(|| Ok(list(self.core.incidents(offset, limit)?)))
    }

    /// One incident.
    pub fn incident(&self, incident: String) -> Result<IncidentView, GridError> {
        guarded(|| Ok(self.core.incident(id(&incident, "incident")?)?.into()))
    }
}
