//! Reporting incidents and following them; the closed channel.

use super::GridCore;
use crate::convert::{id, list};
use crate::error::guarded;
use crate::{
    CategoryView, ClosedChannel, ClosedRecord, GridError, IncidentStep, IncidentView, NewIncident,
};

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

    /// The names of the steps that are this person's to take now, such as `note` or `self_solve`.
    pub fn incident_offers(&self, incident: String) -> Result<Vec<String>, GridError> {
        guarded(|| {
            let offers = self.core.incident_offers(id(&incident, "incident")?)?;
            Ok(offers.into_iter().map(str::to_owned).collect())
        })
    }

    /// Takes this device's last step of an incident back, as long as it has not been sent.
    pub fn take_back(&self, incident: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.take_back(id(&incident, "incident")?)?))
    }

    /// A page of incidents, newest first.
    pub fn incidents(&self, offset: u32, limit: u32) -> Result<Vec<IncidentView>, GridError> {
        guarded(|| Ok(list(self.core.incidents(offset, limit)?)))
    }

    /// One incident.
    pub fn incident(&self, incident: String) -> Result<IncidentView, GridError> {
        guarded(|| Ok(self.core.incident(id(&incident, "incident")?)?.into()))
    }

    /// Hands in a closed record; `not_found` means that nobody at the post can read it now, so
    /// telephone.
    pub fn report_closed(
        &self,
        channel: ClosedChannel,
        words: String,
        report_no: Option<String>,
    ) -> Result<(), GridError> {
        guarded(|| Ok(self.core.report_closed(channel.into(), &words, report_no)?))
    }

    /// The closed records sealed to this device, for the holder of the post.
    pub fn closed_records(&self) -> Result<Vec<ClosedRecord>, GridError> {
        guarded(|| Ok(list(self.core.closed_records()?)))
    }
}
