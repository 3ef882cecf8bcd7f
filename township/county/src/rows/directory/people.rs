//! Posts, who holds them, and certified officers.

use chrono::Days;
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::{Assignment, Officer, OfficerStatus, Post, Staff, UnitKind};
use gridwork_model::permission::Role;
use gridwork_model::validity::Validity;
use gridwork_model::{Id, Purpose};

use super::{Import, Row};
use crate::rows::cells;
use crate::rows::finding::Problem;
use crate::rows::form::Sheet;

/// What people write for a post whose word is another.
const SYNONYMS: &[(&str, Role)] = &[
    ("网格员", Role::GridWorker),
    ("支部书记", Role::BranchLeader),
    ("村党支部书记", Role::BranchLeader),
    ("综治中心专员", Role::ManagementCentre),
    ("执法人员", Role::Officer),
    ("乡镇长", Role::Head),
    ("系统管理员", Role::TownshipAdmin),
];

/// Longest issuer or category of a certificate, characters, and most categories.
const LONGEST: usize = 40;
const CATEGORIES: usize = 20;

fn role(text: &str) -> Option<Role> {
    let named = Role::ALL.iter().copied().find(|role| role.word() == text);
    named.or_else(|| SYNONYMS.iter().find(|(word, _)| *word == text).map(|(_, role)| *role))
}

/// The level a post is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Cell,
    /// A village or one of its cells.
    VillageOrCell,
    Village,
    /// The office that keeps it.
    Office,
    Township,
    County,
}

fn level(role: Role) -> Level {
    match role {
        Role::GridWorker | Role::CellChief | Role::PartyGroupLeader | Role::MicroChief => {
            Level::Cell
        }
        Role::PartTimeWorker => Level::VillageOrCell,
        Role::BranchLeader
        | Role::LinkCadre
        | Role::GridPolice
        | Role::ChildDirector
        | Role::DisabilityWorker
        | Role::VillageDoctor => Level::Village,
        Role::UnitHandler | Role::Officer => Level::Office,
        // Posts over the township are the county's to give.
        Role::County | Role::Supervision | Role::Clock | Role::Unknown => Level::County,
        _ => Level::Township,
    }
}

/// A row of the sheet as far as it could be read.
struct Duty<'r, 'a> {
    row: &'r Row<'a>,
    role: Role,
    /// Who keeps the post.
    keeper: Id,
    scope: Id,
    person: Id,
    /// Where the person belongs.
    unit: Id,
}

impl Import<'_> {
    /// People first: a deputy may stand in a later row.
    pub(super) fn posts(&mut self, rows: &[Row<'_>]) {
        let mut duties = Vec::new();
        for row in rows {
            let role = role(row.text("岗位"));
            let role = role.filter(|role| level(*role) != Level::County || self.org.is_nil());
            if role.is_none() {
                self.found(row.number, "岗位", Problem::UnknownRole);
            }
            let unit = self.unit(row, "单位");
            let (Some(role), Some(unit)) = (role, unit) else { continue };
            let Some((keeper, scope)) = self.place(row, role, unit) else { continue };
            if let Some(person) = self.staff(row, unit) {
                duties.push(Duty { row, role, keeper, scope, person, unit });
            }
        }
        for duty in &duties {
            self.duty(duty);
        }
    }

    /// Who keeps the post of a row, and for which place it is.
    fn place(&mut self, row: &Row<'_>, role: Role, unit: Id) -> Option<(Id, Id)> {
        let kind = self.directory.unit(unit).map_or(UnitKind::Other, |unit| unit.kind);
        let village = match row.text("村").is_empty() {
            true => kind.holds_cells().then_some(unit),
            false => Some(self.village(row)?),
        };
        let cell = match (row.text("网格"), village) {
            ("", _) => None,
            (_, None) => {
                self.found(row.number, "村", Problem::NeedsVillage);
                return None;
            }
            (name, Some(village)) => {
                let cell = self.cell_called(village, name);
                if cell.is_none() {
                    self.found(row.number, "网格", Problem::UnknownCell);
                    return None;
                }
                cell
            }
        };
        let place = match (level(role), cell, village) {
            (Level::Cell | Level::VillageOrCell, Some(cell), _) => Ok((cell, cell)),
            (Level::Cell, None, _) => Err(("网格", Problem::NeedsCell)),
            (_, Some(_), _) => Err(("网格", Problem::NotOfCell)),
            (Level::Village | Level::VillageOrCell, None, Some(village)) => Ok((unit, village)),
            (Level::Village | Level::VillageOrCell, None, None) => {
                Err(("村", Problem::NeedsVillage))
            }
            (Level::Office, ..) => Ok((unit, unit)),
            (Level::Township | Level::County, ..) => {
                let township = self.directory.township_of(unit).map(|unit| unit.id);
                Ok((unit, township.unwrap_or(unit)))
            }
        };
        place.map_err(|(column, problem)| self.found(row.number, column, problem)).ok()
    }

    fn people_called(&self, name: &str) -> Vec<Staff> {
        let people = self.directory.of_kind(kind::STAFF).filter_map(|item| match item {
            DirectoryItem::Staff(staff) if staff.name == name => Some(staff),
            _ => None,
        });
        people.filter(|staff| self.is_ours(staff.unit)).cloned().collect()
    }

    /// Whether somebody belongs to a unit, or to a cell of it.
    fn belongs(&self, staff: &Staff, unit: Id) -> bool {
        staff.unit == unit
            || self.directory.village_of(staff.unit).is_some_and(|village| village.id == unit)
    }

    /// The person of a row, made if nobody of the unit has the name.
    fn staff(&mut self, row: &Row<'_>, unit: Id) -> Option<Id> {
        let told = row.text("电话");
        let phone = cells::phone(told);
        if !told.is_empty() && phone.is_none() {
            self.found(row.number, "电话", Problem::Phone);
            return None;
        }
        let name = row.text("姓名");
        let mut same = self.people_called(name);
        same.retain(|staff| self.belongs(staff, unit));
        if same.len() > 1 && phone.is_some() {
            same.retain(|staff| staff.work_phone == phone);
        }
        match same.as_slice() {
            [] => {
                let id = (self.fresh)();
                self.done.counts.people += 1;
                self.put(Staff { id, name: name.to_owned(), work_phone: phone, unit });
                Some(id)
            }
            [one] => {
                if phone.is_some() && one.work_phone != phone {
                    self.done.counts.people += 1;
                    self.put(Staff { work_phone: phone, ..one.clone() });
                }
                Some(one.id)
            }
            _ => {
                self.found(row.number, "姓名", Problem::AmbiguousPerson);
                None
            }
        }
    }

    /// Somebody who must be there already: in the unit if it has one of the name, else in the township.
    fn known(&mut self, row: &Row<'_>, column: &str, unit: Option<Id>) -> Option<Id> {
        let all = self.people_called(row.text(column));
        let near: Vec<&Staff> =
            all.iter().filter(|staff| unit.is_none_or(|unit| self.belongs(staff, unit))).collect();
        let problem = match (near.as_slice(), all.as_slice()) {
            ([one], _) => return Some(one.id),
            ([], [one]) => return Some(one.id),
            ([], []) => Problem::UnknownPerson,
            _ => Problem::AmbiguousPerson,
        };
        self.found(row.number, column, problem);
        None
    }

    fn duty(&mut self, duty: &Duty<'_, '_>) {
        let Duty { row, role, keeper, scope, person, unit } = *duty;
        let about = [role.word(), &scope.to_string(), &person.to_string(), row.text("职务")];
        if !self.first(row, Sheet::Posts, &about, "岗位") {
            return;
        }
        let deputy = match row.text("AB角") {
            "" => None,
            _ => match self.known(row, "AB角", Some(unit)) {
                Some(deputy) if deputy == person => {
                    return self.found(row.number, "AB角", Problem::OwnDeputy);
                }
                Some(deputy) => Some(deputy),
                None => return,
            },
        };
        let since = match row.text("起始日期") {
            "" => self.today,
            _ => match self.day(row, "起始日期") {
                Some(day) => day,
                None => return,
            },
        };
        let title = row.text("职务");
        let post = self
            .directory
            .posts_of(keeper)
            .find(|post| post.role == role && (title.is_empty() || post.title == title))
            .map(|post| post.id);
        let post = post.unwrap_or_else(|| self.new_post(keeper, role, title));
        let holders: Vec<Assignment> = self
            .directory
            .assignments_at(scope)
            .filter(|held| held.post == post && held.validity.holds(self.today.max(since)))
            .cloned()
            .collect();
        let assignment = match holders.iter().find(|held| held.person == person) {
            Some(held) if deputy.is_none() || held.deputy == deputy => {
                self.done.counts.unchanged += 1;
                return;
            }
            Some(held) => Assignment { deputy, ..held.clone() },
            None => {
                let before =
                    |held: &&Assignment| !self.changed.contains(&(kind::ASSIGNMENT, held.id));
                if holders.iter().any(|held| before(&held)) {
                    self.found(row.number, "姓名", Problem::PostHeld);
                }
                let mut new = Assignment::new((self.fresh)(), person, post, scope, since);
                new.deputy = deputy;
                new
            }
        };
        self.done.counts.assignments += 1;
        self.put(assignment);
    }

    fn new_post(&mut self, keeper: Id, role: Role, title: &str) -> Id {
        let title = if title.is_empty() { role.word() } else { title };
        // The other sealed posts are made by hand: whose they are is a decision.
        let sealed = (role == Role::ChildDirector).then_some(Purpose::Children);
        let id = (self.fresh)();
        self.done.counts.posts += 1;
        self.put(Post { id, unit: keeper, role, title: title.to_owned(), sealed });
        id
    }

    pub(super) fn officer(&mut self, row: &Row<'_>) {
        let unit = match row.text("单位") {
            "" => None,
            _ => match self.unit(row, "单位") {
                Some(unit) => Some(unit),
                None => return,
            },
        };
        let person = self.known(row, "姓名", unit);
        let from = self.day(row, "有效期起");
        let to = match row.text("有效期止") {
            "" => None,
            _ => match self.day(row, "有效期止") {
                Some(day) => Some(day),
                None => return,
            },
        };
        let (Some(person), Some(from)) = (person, from) else { return };
        if to.is_some_and(|to| to < from) {
            return self.found(row.number, "有效期止", Problem::Days);
        }
        let certificate = row.text("执法证号");
        if !self.first(row, Sheet::Officers, &[certificate], "执法证号") {
            return;
        }
        // The form names the last day on which it holds.
        let valid_to = to.and_then(|to| to.checked_add_days(Days::new(1)));
        let validity = Validity { valid_from: Some(from), valid_to };
        let known = self.directory.of_kind(kind::OFFICER).find_map(|item| match item {
            DirectoryItem::Officer(officer) if officer.certificate == certificate => Some(officer),
            _ => None,
        });
        let known = known.cloned();
        if known.as_ref().is_some_and(|known| known.person != person) {
            return self.found(row.number, "执法证号", Problem::CertificateTaken);
        }
        let status = match row.text("状态") {
            "" => known.as_ref().map(|known| known.status).unwrap_or_default(),
            word => match OfficerStatus::ALL.into_iter().find(|status| status.word() == word) {
                Some(status) => status,
                None => return self.found(row.number, "状态", Problem::CertificateStatus),
            },
        };
        let or_known = |text: String, known: Option<&String>| match text.is_empty() {
            true => known.cloned().unwrap_or_default(),
            false => text,
        };
        let issuer =
            or_known(row.text("发证机关").to_owned(), known.as_ref().map(|known| &known.issuer));
        let told = row.text("执法类别").split(['、', ',', '，']).map(str::trim);
        let told: Vec<String> = told.filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let long = |text: &String| text.chars().count() > LONGEST;
        if long(&issuer) {
            return self.found(row.number, "发证机关", Problem::TooLong);
        }
        if told.len() > CATEGORIES || told.iter().any(long) {
            return self.found(row.number, "执法类别", Problem::TooLong);
        }
        let categories = match (told.is_empty(), &known) {
            (true, Some(known)) => known.categories.clone(),
            _ => told,
        };
        let officer = Officer {
            id: known.as_ref().map_or_else(|| (self.fresh)(), |known| known.id),
            person,
            certificate: certificate.to_owned(),
            issuer,
            status,
            categories,
            keys: known.as_ref().map(|known| known.keys.clone()).unwrap_or_default(),
            validity,
        };
        if known.as_ref() == Some(&officer) {
            self.done.counts.unchanged += 1;
            return;
        }
        self.done.counts.officers += 1;
        self.put(officer);
    }
}
