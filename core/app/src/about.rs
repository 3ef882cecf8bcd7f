//! Who stands behind this device: its township, the duty room, and what About says.

use gridwork_model::Id;
use gridwork_model::org::About;

use crate::CoreError;
use crate::core::{Core, standing};

/// Who stands behind this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutView {
    /// What About says.
    pub said: About,
    /// Name of the township; empty for a device of the county.
    pub township: String,
    /// Telephone of its duty room, if the directory has one.
    pub duty_phone: Option<String>,
}

impl Core {
    /// What the directory says; lines that nobody wrote are empty. It needs no signal and no lock
    /// opened: all of it is public.
    pub fn about(&self) -> Result<AboutView, CoreError> {
        let known = self.reading()?;
        let directory = &known.directory;
        let person = known.identity()?.person;
        let day = self.day(Some(&self.store.read(standing)?));
        let mut scopes = directory.assignments_of(person, day).map(|(held, _)| held.scope);
        let township = scopes.find_map(|scope| directory.township_of(scope));
        let of = township.map_or(Id::NIL, |unit| unit.id);
        Ok(AboutView {
            said: directory.about(of).cloned().unwrap_or_else(|| About::unwritten(of)),
            township: township.map_or(String::new(), |unit| unit.name.clone()),
            duty_phone: directory.duty_phone(of).map(str::to_owned),
        })
    }
}
