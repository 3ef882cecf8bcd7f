//! Who stands behind this device: its township, the duty room, and what About says.

use gridwork_model::Id;
use gridwork_model::org::About;

use crate::CoreError;
use crate::core::{Core, standing};
use crate::leaving::Left;
use crate::village::held_post;

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

/// Who bears this device, and what went from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BearerView {
    /// Posts held today, in order of their places.
    pub posts: Vec<HeldPost>,
    /// Records that left this device in this month because they are no longer its to hold: people who
    /// moved to other cells, posts that were handed over (PIPL art. 19 and 47).
    pub left: u32,
}

/// A post that is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldPost {
    /// For which cell, village or unit.
    pub scope: String,
    /// What the post is called.
    pub role: String,
}

impl Core {
    /// Who bears this device, as the directory has it, and what went from it.
    pub fn bearer(&self) -> Result<BearerView, CoreError> {
        let known = self.reading()?;
        let directory = &known.directory;
        let person = known.identity()?.person;
        let (day, left) = self.store.read(|r| {
            let day = self.day(Some(&standing(r)?));
            Ok::<_, CoreError>((day, Left::in_month(r, day)?))
        })?;
        let held = directory.assignments_of(person, day);
        let mut posts: Vec<HeldPost> = held.map(|(held, _)| held_post(directory, held)).collect();
        posts.sort();
        posts.dedup();
        Ok(BearerView { posts, left })
    }

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
