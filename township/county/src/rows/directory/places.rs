//! Hamlets and cells.

use gridwork_model::Id;
use gridwork_model::geo::{Datum, GeoPoint, Source};
use gridwork_model::org::{Cell, CellKind, Hamlet};
use gridwork_model::validity::Validity;

use super::{Import, MOST_NAME, Row, names};
use crate::rows::finding::Problem;
use crate::rows::form::Sheet;

/// Accuracy of a point somebody wrote into a list, metres.
const ACCURACY_M: u16 = 500;

fn kind(text: &str) -> Option<CellKind> {
    match text.trim_end_matches("网格") {
        "" | "基础" => Some(CellKind::Base),
        "专属" => Some(CellKind::Dedicated),
        "季节性" | "季节" => Some(CellKind::Seasonal),
        _ => None,
    }
}

fn called(hamlet: &Hamlet, name: &str) -> bool {
    hamlet.name == name || hamlet.aliases.iter().any(|alias| alias == name)
}

impl Import<'_> {
    pub(super) fn hamlet(&mut self, row: &Row<'_>) {
        let point = self.point(row);
        let Some(village) = self.village(row) else { return };
        let name = row.text("自然村");
        if name.chars().count() > MOST_NAME {
            return self.found(row.number, "自然村", Problem::TooLong);
        }
        if !self.first(row, Sheet::Hamlets, &[&village.to_string(), name], "自然村") {
            return;
        }
        let aliases = names(row.text("别名"));
        let known = self.directory.hamlets_of_village(village).find(|known| called(known, name));
        let hamlet = match known.cloned() {
            Some(mut hamlet) => {
                let before = hamlet.clone();
                let new: Vec<String> =
                    aliases.into_iter().filter(|alias| !called(&hamlet, alias)).collect();
                hamlet.aliases.extend(new);
                // An equal place keeps what is known of its accuracy.
                if let Some(point) = point
                    && hamlet
                        .point
                        .is_none_or(|old| (old.lon_e7, old.lat_e7) != (point.lon_e7, point.lat_e7))
                {
                    hamlet.point = Some(point);
                }
                if hamlet == before {
                    self.done.counts.unchanged += 1;
                    return;
                }
                hamlet
            }
            None => Hamlet {
                id: (self.fresh)(),
                village,
                name: name.to_owned(),
                aliases,
                point,
                illustrative: false,
                validity: Validity::ALWAYS,
            },
        };
        self.done.counts.hamlets += 1;
        self.put(hamlet);
    }

    fn point(&mut self, row: &Row<'_>) -> Option<GeoPoint> {
        let (lon, lat) = (row.text("经度"), row.text("纬度"));
        if lon.is_empty() && lat.is_empty() {
            return None;
        }
        let degrees = lon.parse::<f64>().ok().zip(lat.parse::<f64>().ok());
        let point = degrees.and_then(|(lon, lat)| {
            GeoPoint::new(lon, lat, Datum::Cgcs2000, ACCURACY_M, Source::Register).ok()
        });
        if point.is_none() {
            self.found(row.number, "经度", Problem::Point);
        }
        point
    }

    pub(super) fn cell(&mut self, row: &Row<'_>) {
        let kind = kind(row.text("类型"));
        if kind.is_none() {
            self.found(row.number, "类型", Problem::CellKind);
        }
        let (Some(village), Some(kind)) = (self.village(row), kind) else { return };
        let name = row.text("网格");
        if !self.first(row, Sheet::Cells, &[&village.to_string(), name], "网格") {
            return;
        }
        let here = self.cell_called(village, name);
        let mut hamlets: Vec<Id> = Vec::new();
        let named = names(row.text("自然村"));
        if named.is_empty() && kind != CellKind::Dedicated {
            self.found(row.number, "自然村", Problem::Empty);
        }
        for hamlet in named {
            let known = self.directory.hamlets_of_village(village).find(|h| called(h, &hamlet));
            let Some(known) = known.map(|hamlet| hamlet.id) else {
                self.found(row.number, "自然村", Problem::UnknownHamlet);
                continue;
            };
            let holder = self.directory.cell_of_hamlet(known, self.today).map(|cell| cell.id);
            if holder.is_some() && holder != here {
                self.found(row.number, "自然村", Problem::HamletTaken);
                continue;
            }
            hamlets.push(known);
        }
        let cell = match here.and_then(|id| self.directory.cell(id)).cloned() {
            Some(mut cell) => {
                let new: Vec<Id> =
                    hamlets.into_iter().filter(|id| !cell.hamlets.contains(id)).collect();
                if new.is_empty() {
                    self.done.counts.unchanged += 1;
                    return;
                }
                cell.hamlets.extend(new);
                cell
            }
            None => {
                let mut cell = Cell::new((self.fresh)(), village, kind, name, hamlets);
                cell.validity = Validity::from(self.today);
                cell
            }
        };
        self.done.counts.cells += 1;
        self.put(cell);
    }

    /// The cell of this name in a village.
    pub(super) fn cell_called(&self, village: Id, name: &str) -> Option<Id> {
        let cells = self.directory.cells_of_village(village, self.today);
        cells.iter().find(|cell| cell.name == name).map(|cell| cell.id)
    }
}
