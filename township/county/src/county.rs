//! The county as one value: what is imported and what is generated, under one seed and scale.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use gridwork_model::Id;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::DutyAdmission;
use gridwork_model::org::staff::AdmissionKind;
use gridwork_model::template::Library;
use gridwork_model::validity::Validity;

use crate::identity::MOST_CELLS;
use crate::layout::{self, CellPlan};
use crate::names::Names;
use crate::organisation::{Note, Organisation};
use crate::places::{self, PlaceRecord};
use crate::residents::Residents;
use crate::source::SourceError;
use crate::staff;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Decides residents, staff and places; hamlets and cells are the same under every seed.
    pub seed: u64,
    /// At most so many base cells, township by township; `None`: the whole county.
    pub cells: Option<usize>,
    /// The day the roster is as of; nobody is born after it.
    pub day: NaiveDate,
}

/// A directory item and the directory stream it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The township it is about; `None` for the county as a whole.
    pub township: Option<Id>,
    /// The item.
    pub item: DirectoryItem,
}

/// The county.
pub struct County {
    options: Options,
    organisation: Organisation,
    names: Names,
    cells: Vec<CellPlan>,
}

impl County {
    /// Reads the embedded lists and lays out the cells.
    pub fn new(options: Options) -> Result<County, SourceError> {
        let organisation = Organisation::read()?;
        let names = Names::read()?;
        let mut cells = layout::cells(&organisation, &names);
        cells.truncate(options.cells.unwrap_or(usize::MAX).min(MOST_CELLS.into()));
        Ok(County { options, organisation, names, cells })
    }

    /// The same county with at most `most` households a cell, for work that needs many small ones.
    pub fn thinned(mut self, most: usize) -> County {
        for cell in &mut self.cells {
            cell.households = cell.households.min(most);
        }
        self
    }

    /// Townships, villages and what the lists leave open.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// What a person who imports the lists should know, in Chinese by [`Note`]'s display.
    pub fn notes(&self) -> &[Note] {
        &self.organisation.notes
    }

    /// The base cells generated, in order.
    pub fn cells(&self) -> &[CellPlan] {
        &self.cells
    }

    /// The whole directory: units of the lists; hamlets, cells, posts, staff and Party units of the
    /// generated cells; admissions of the templates. Parents come before their children.
    pub fn directory(&self) -> Vec<Placed> {
        let mut groups = BTreeMap::new();
        let hired = staff::hire(
            &self.organisation,
            &self.cells,
            &self.names,
            self.options.seed,
            self.options.day,
            &mut groups,
        );
        let mut all = self.units();
        for cell in &self.cells {
            let placed = |item| Placed { township: Some(cell.township), item };
            all.extend(cell.hamlets.iter().map(|hamlet| placed(hamlet.clone().into())));
            all.push(placed(cell.item(groups.get(&cell.id).copied()).into()));
        }
        for (zone, number) in self.organisation.zones.iter().zip(1..) {
            let home = self.cells.iter().find(|cell| cell.village == zone.community.id);
            let cell =
                home.and_then(|home| Some((home.township, layout::dedicated(zone, number)?)));
            all.extend(
                cell.map(|(township, cell)| Placed { township: Some(township), item: cell.into() }),
            );
        }
        all.extend(hired);
        all.extend(admissions(self.options.day));
        all
    }

    /// The households of one cell. The same whatever was generated before, and in whatever order.
    pub fn residents<'a>(&'a self, cell: &'a CellPlan) -> Residents<'a> {
        Residents::new(cell, &self.names, self.options.seed, self.options.day)
    }

    /// The places of one cell.
    pub fn places(&self, cell: &CellPlan) -> Vec<PlaceRecord> {
        places::of_cell(cell, self.options.seed)
    }

    fn units(&self) -> Vec<Placed> {
        let townships: BTreeMap<Id, Id> = self
            .organisation
            .townships
            .iter()
            .flat_map(|township| {
                let inside = township.villages.iter().map(|village| village.id);
                let offices = township.offices.values().copied();
                inside.chain(offices).map(|unit| (unit, township.id))
            })
            .collect();
        let placed = |unit: &gridwork_model::org::OrgUnit| Placed {
            // A township itself is known to the whole county.
            township: townships.get(&unit.id).copied(),
            item: unit.clone().into(),
        };
        self.organisation.units.iter().map(placed).collect()
    }
}

/// The admissions the embedded templates refer to, all 示意.
fn admissions(day: NaiveDate) -> impl Iterator<Item = Placed> {
    Library::embedded().templates.iter().map(move |template| {
        let reference = template.admission.reference.clone();
        let admission = DutyAdmission {
            id: Id::derived("county admission", &[reference.as_bytes()]),
            reference,
            applicant: "示意部门".into(),
            title: template.zh.clone(),
            kind: AdmissionKind::Standing,
            basis: template.basis.clone(),
            township_opinion: String::new(),
            county_review: None,
            city_approval: None,
            county_decision: None,
            illustrative: true,
            validity: Validity::from(day),
        };
        Placed { township: None, item: admission.into() }
    })
}
