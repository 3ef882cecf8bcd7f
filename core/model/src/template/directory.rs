//! Templates in the directory: a hub hands out what it adopted as items of kind
//! [`TEMPLATE`](crate::directory::kind::TEMPLATE), one a template and one for the seasons.

use serde::{Deserialize, Serialize};

use super::{Library, Seasons, Template};
use crate::Id;
use crate::directory::{Directory, DirectoryItem, kind};

#[derive(Serialize, Deserialize)]
struct SeasonsItem {
    seasons: Seasons,
}

impl Template {
    /// The id of its directory item: the same through its versions, so that a newer one replaces it.
    pub fn item_id(&self) -> Id {
        Id::derived("template", &[self.id.as_bytes()])
    }
}

impl Library {
    /// The library as directory items.
    pub fn directory_items(&self) -> Vec<DirectoryItem> {
        let item = |id, body| DirectoryItem::Raw { kind: kind::TEMPLATE, id, body };
        let seasons = SeasonsItem { seasons: self.seasons.clone() };
        // Plain data always has a JSON form; an empty body would read back as unreadable.
        let mut items = vec![item(seasons_id(), serde_json::to_vec(&seasons).unwrap_or_default())];
        items.extend(self.templates.iter().map(|template| {
            item(template.item_id(), serde_json::to_vec(template).unwrap_or_default())
        }));
        items
    }

    /// The library a directory holds, or `None` if it holds none and the embedded one applies. A
    /// template that cannot be read, or breaks a house rule, is named in [`Library::unreadable`]
    /// instead of taking the others down.
    pub fn of_directory(directory: &Directory) -> Option<Library> {
        let mut library = Library::default();
        for item in directory.of_kind(kind::TEMPLATE) {
            let body = item.body();
            if item.id() == seasons_id() {
                if let Ok(found) = serde_json::from_slice::<SeasonsItem>(&body) {
                    library.seasons = found.seasons;
                }
                continue;
            }
            match serde_json::from_slice::<Template>(&body) {
                Ok(template) => library.templates.push(template),
                Err(_) => library.unreadable.push(id_in(&body)),
            }
        }
        if library.templates.is_empty() && library.unreadable.is_empty() {
            return None;
        }
        library
            .templates
            .sort_by(|one, other| (one.domain, &one.id).cmp(&(other.domain, &other.id)));
        library.drop_faulty();
        Some(library)
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

fn id_in(body: &[u8]) -> String {
    let raw: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    raw.and_then(|raw| Some(raw.get("id")?.as_str()?.to_owned())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_comes_back_from_the_directory_as_it_was() {
        let library = Library::embedded();
        let directory = Directory::from_items(library.directory_items());
        let mut found = Library::of_directory(&directory).unwrap();
        let mut expected = library.clone();
        for sorted in [&mut found, &mut expected] {
            sorted.templates.sort_by(|one, other| one.id.cmp(&other.id));
        }
        assert_eq!(found, expected);
        assert_eq!(Library::of_directory(&Directory::default()), None);
    }

    #[test]
    fn a_faulty_template_is_named_and_the_rest_is_used() {
        let mut library = Library::embedded().clone();
        library.templates[0].admission.reference.clear();
        let mut directory = Directory::from_items(library.directory_items());
        let body = br#"{"id":"XX-01","items":"?"}"#.to_vec();
        directory.put(DirectoryItem::Raw { kind: kind::TEMPLATE, id: Id::NIL, body });
        let found = Library::of_directory(&directory).unwrap();
        assert_eq!(found.templates.len(), 56);
        assert_eq!(found.unreadable, ["XX-01", "DJ-01"]);
    }
}
