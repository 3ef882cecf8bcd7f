//! Templates in the directory: what was published since the program was shipped, as items of kind
//! [`TEMPLATE`](crate::directory::kind::TEMPLATE), one a version, and one for the seasons.
//!
//! A version is never replaced. The highest of a template is in force for new tasks; a task that was begun
//! under another keeps it, on every replica, because that one is still there.

use serde::{Deserialize, Serialize};

use super::{Library, Seasons, Template};
use crate::Id;
use crate::directory::{Directory, DirectoryItem, kind};
use crate::json;

#[derive(Serialize, Deserialize)]
struct SeasonsItem {
    seasons: Seasons,
}

impl Template {
    /// The id of the directory item of this version.
    pub fn item_id(&self) -> Id {
        Id::derived("template", &[self.id.as_bytes(), &self.version.to_be_bytes()])
    }

    /// This version as a directory item.
    pub fn directory_item(&self) -> DirectoryItem {
        // Plain data always has a JSON form; an empty body would read back as unreadable.
        let body = serde_json::to_vec(self).unwrap_or_default();
        DirectoryItem::Raw { kind: kind::TEMPLATE, id: self.item_id(), body }
    }
}

impl Library {
    /// The templates in force as directory items.
    pub fn directory_items(&self) -> Vec<DirectoryItem> {
        let seasons = SeasonsItem { seasons: self.seasons.clone() };
        let body = serde_json::to_vec(&seasons).unwrap_or_default();
        let seasons = DirectoryItem::Raw { kind: kind::TEMPLATE, id: seasons_id(), body };
        let templates = self.templates.iter().map(Template::directory_item);
        std::iter::once(seasons).chain(templates).collect()
    }

    /// The library of a directory: what is shipped, amended by what is published. A template whose
    /// newest version cannot be read, or breaks a house rule, is named in [`Library::unreadable`]
    /// instead of taking the others down.
    pub fn of_directory(directory: &Directory) -> Library {
        let mut library = Library::embedded().clone();
        let mut unreadable = Vec::new();
        for item in directory.of_kind(kind::TEMPLATE) {
            let body = item.body();
            if item.id() == seasons_id() {
                if let Ok(found) = json::read::<SeasonsItem>(&body) {
                    library.seasons = found.seasons;
                }
                continue;
            }
            match json::read::<Template>(&body) {
                Ok(template) => library.amend(template),
                Err(_) => unreadable.push(named_in(&body)),
            }
        }
        // An older version stays in force under one that cannot be read only if it is the newer.
        for (id, version) in unreadable {
            let newer = |template: &Template| template.id == id && template.version > version;
            if !library.templates.iter().any(newer) {
                library.retire(&id);
            }
        }
        library
            .templates
            .sort_by(|one, other| (one.domain, &one.id).cmp(&(other.domain, &other.id)));
        library.drop_faulty();
        library
    }

    /// A certain version of a template, in force or not.
    pub fn version(&self, id: &str, version: u32) -> Option<&Template> {
        let all = self.templates.iter().chain(&self.former);
        all.into_iter().find(|template| template.id == id && template.version == version)
    }

    /// Every version of a template, oldest first.
    pub fn versions(&self, id: &str) -> Vec<&Template> {
        let all = self.templates.iter().chain(&self.former);
        let mut found: Vec<&Template> = all.filter(|template| template.id == id).collect();
        found.sort_by_key(|template| template.version);
        found
    }

    /// Takes in a published version; what was in force before stays known.
    fn amend(&mut self, template: Template) {
        match self.templates.iter_mut().find(|known| known.id == template.id) {
            None => self.templates.push(template),
            Some(known) if known.version > template.version => self.former.push(template),
            // What was published goes before what a later program ships under the same number.
            Some(known) if known.version == template.version => *known = template,
            Some(known) => self.former.push(std::mem::replace(known, template)),
        }
    }

    /// Takes a template out of force; its versions stay known to tasks that were begun.
    fn retire(&mut self, id: &str) {
        let (retired, kept) =
            std::mem::take(&mut self.templates).into_iter().partition(|known| known.id == id);
        self.templates = kept;
        self.former.extend::<Vec<Template>>(retired);
        self.unreadable.push(id.to_owned());
    }

    /// Moves templates that break a house rule to the unreadable ones.
    fn drop_faulty(&mut self) {
        let faulty: Vec<String> = self
            .templates
            .iter()
            .filter(|template| self.check_template(template).is_err())
            .map(|template| template.id.clone())
            .collect();
        self.templates.retain(|template| !faulty.contains(&template.id));
        self.unreadable.extend(faulty);
    }
}

fn seasons_id() -> Id {
    Id::derived("template seasons", &[])
}

fn named_in(body: &[u8]) -> (String, u32) {
    let raw: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let id = raw.get("id").and_then(|id| id.as_str()).unwrap_or_default().to_owned();
    let version = raw.get("version").and_then(serde_json::Value::as_u64).unwrap_or_default();
    (id, u32::try_from(version).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_comes_back_from_the_directory_as_it_was() {
        let library = Library::embedded();
        let directory = Directory::from_items(library.directory_items());
        let mut found = Library::of_directory(&directory);
        let mut expected = library.clone();
        for sorted in [&mut found, &mut expected] {
            sorted.templates.sort_by(|one, other| one.id.cmp(&other.id));
        }
        assert_eq!(found, expected);
        assert_eq!(Library::of_directory(&Directory::default()).templates.len(), 57);
    }

    #[test]
    fn a_faulty_template_is_named_and_the_rest_is_used() {
        let mut library = Library::embedded().clone();
        library.templates[0].admission.reference.clear();
        let mut directory = Directory::from_items(library.directory_items());
        let body = br#"{"id":"XX-01","items":"?"}"#.to_vec();
        directory.put(DirectoryItem::Raw { kind: kind::TEMPLATE, id: Id::NIL, body });
        let found = Library::of_directory(&directory);
        assert_eq!(found.templates.len(), 56);
        assert_eq!(found.unreadable, ["XX-01", "DJ-01"]);
    }

    #[test]
    fn a_newer_version_is_in_force_and_the_one_before_is_still_known() {
        let mut next = Library::embedded().get("YJ-07").unwrap().clone();
        let shipped = next.version;
        next.version += 1;
        next.items[0].zh = "改过的问题".into();
        let mut directory = Directory::default();
        assert_eq!(directory.library().get("YJ-07").unwrap().version, shipped);
        directory.put(next.directory_item());
        let library = directory.library();
        assert_eq!(library.get("YJ-07"), Some(&next));
        assert_eq!(library.version("YJ-07", shipped), Library::embedded().get("YJ-07"));
        assert_eq!(library.versions("YJ-07").len(), 2);
        assert_eq!(library.templates.len(), 57);
        directory.remove(kind::TEMPLATE, next.item_id());
        assert_eq!(directory.library().get("YJ-07").unwrap().version, shipped);
    }
}
