//! Places with a point — facilities, crossings, hazards — kept beside the households, for the map.

use gridwork_document::Document;
use gridwork_model::permission::{Action, Object};
use gridwork_model::place::{PlaceKind, PlaceMark};
use gridwork_model::{Founding, Id, Moment, Path, Value};
use serde::Serialize;

use crate::people::Caller;
use crate::{Done, Hub};

/// A place as kept.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub org: Id,
    pub cell: Id,
    kind: PlaceKind,
    name: String,
    /// Longitude and latitude, degrees.
    at: (f64, f64),
}

/// A place on the map.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlaceShown {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Cell.
    #[schema(value_type = String)]
    pub cell: Id,
    /// Its name; empty if it has none.
    pub name: String,
    /// What it is, in a word.
    pub kind_word: &'static str,
    /// How it is drawn, such as `fire`.
    #[schema(value_type = String)]
    pub mark: PlaceMark,
    /// The letter beside the shape; empty for an ordinary place.
    pub letter: &'static str,
    /// Whether people may live in it: shown in close view alone.
    pub dwelling: bool,
    /// Longitude, degrees, WGS-84.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
}

impl Site {
    /// The place of a document; `None` if it is none, has no point or was taken away.
    pub(super) fn of(org: Id, cell: Id, document: &Document) -> Option<Site> {
        let Founding::Place { .. } = document.founding() else { return None };
        let field =
            |name: &str| document.field(&Path::root(name)).and_then(|field| field.shown().cloned());
        if matches!(field("removed"), Some(Value::Code(code)) if code != 0) {
            return None;
        }
        let Some(Value::Code(code)) = field("kind") else { return None };
        let Some(Value::Point { lon_e7, lat_e7, .. }) = field("point") else { return None };
        let name = match field("name") {
            Some(Value::Text(name)) => name,
            _ => String::new(),
        };
        let at = (f64::from(lon_e7) / 1e7, f64::from(lat_e7) / 1e7);
        Some(Site { org, cell, kind: PlaceKind::from_code(code)?, name, at })
    }

    fn shown(&self, id: Id) -> PlaceShown {
        let mark = self.kind.mark();
        PlaceShown {
            id,
            cell: self.cell,
            name: self.name.clone(),
            kind_word: self.kind.zh(),
            mark,
            letter: mark.letter(),
            dwelling: self.kind.is_dwelling(),
            lon: self.at.0,
            lat: self.at.1,
        }
    }
}

impl Hub {
    /// Places of the caller's township that have a point, by cell and name.
    pub fn places(&self, caller: &Caller, now: Moment) -> Done<Vec<PlaceShown>> {
        self.permit(caller, Action::Read, Object::Places, caller.org, now)?;
        let mut found = self.with_register(|register| {
            let ours =
                register.sites().filter(|(_, site)| caller.org.is_nil() || site.org == caller.org);
            Ok(ours.map(|(id, site)| site.shown(*id)).collect::<Vec<_>>())
        })?;
        found.sort_by(|a, b| (a.cell, &a.name, a.id).cmp(&(b.cell, &b.name, b.id)));
        Ok(found)
    }
}
