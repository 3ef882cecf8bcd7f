//! Posts, people in them and Party units: 定人定岗定责 for every generated cell, village and
//! township. All of it is made up; the structure is that of DOMAIN §1.5 and §6.2.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::{
    Assignment, DutyRef, Officer, OfficerStatus, PartyUnit, PartyUnitKind, Post, Staff,
};
use gridwork_model::permission::Role;
use gridwork_model::validity::Validity;
use gridwork_model::{Id, Purpose};

use crate::county::Placed;
use crate::layout::CellPlan;
use crate::names::{Names, Sex};
use crate::organisation::{Organisation, Township, Village};
use crate::rng::Rng;

/// Villages a link cadre 包村干部 guides.
const VILLAGES_PER_CADRE: usize = 2;

/// Posts of a township: role, the office that keeps it, title, how many, the C4 purpose sealed to it.
const TOWNSHIP_POSTS: [(Role, &str, &str, usize, Option<Purpose>); 15] = [
    (Role::Head, "党政综合办公室", "乡镇长", 1, None),
    (Role::TownshipAdmin, "党政综合办公室", "系统管理员", 1, None),
    (Role::LegalReviewer, "党政综合办公室", "法制审核人员", 1, None),
    (Role::DutyOfficer, "平安建设办公室", "值班员", 2, None),
    (Role::ManagementCentre, "平安建设办公室", "综治中心专员", 1, Some(Purpose::Violence)),
    (Role::DataClerk, "平安建设办公室", "数据员", 1, None),
    (Role::PartyOffice, "基层党的建设办公室", "组织员", 1, None),
    (Role::SocialAffairs, "社会事务办公室", "社会救助经办人", 1, None),
    (Role::SocialAffairs, "社会事务办公室", "儿童督导员", 1, Some(Purpose::Children)),
    (Role::UnitHandler, "乡村振兴办公室", "承办人", 1, None),
    (Role::ServiceClerk, "党群服务中心", "帮办代办员", 1, None),
    (Role::VeteransStation, "党群服务中心", "退役军人服务站专员", 1, None),
    (Role::UnitHandler, "综合保障和技术推广中心", "承办人", 1, None),
    (Role::Officer, "综合行政执法局", "执法人员", 2, None),
    (Role::UnitHandler, "综合行政执法局", "线索专员", 1, None),
];

/// Posts of a village: role, title, the C4 purpose sealed to it.
const VILLAGE_POSTS: [(Role, &str, Option<Purpose>); 4] = [
    (Role::ChildDirector, "儿童主任", Some(Purpose::Children)),
    (Role::DisabilityWorker, "残联专职委员", None),
    (Role::VillageDoctor, "村医", None),
    (Role::PartTimeWorker, "护林护草员", None),
];

/// Roles whose work is bound to their office rather than to the whole township.
fn works_at_office(role: Role) -> bool {
    matches!(role, Role::UnitHandler | Role::Officer)
}

/// Makes up staff for the townships and villages of these cells, and the Party units of both.
/// `groups` receives the Party group of each cell.
pub(crate) fn hire(
    organisation: &Organisation,
    cells: &[CellPlan],
    names: &Names,
    seed: u64,
    day: NaiveDate,
    groups: &mut BTreeMap<Id, Id>,
) -> Vec<Placed> {
    let mut office = Office { names, seed, day, township: None, out: Vec::new(), phones: 0 };
    office.post_of_county(organisation.county);
    for township in &organisation.townships {
        let villages: Vec<(&Village, Vec<&CellPlan>)> = township
            .villages
            .iter()
            .map(|village| (village, cells.iter().filter(|c| c.village == village.id).collect()))
            .filter(|(_, cells): &(_, Vec<&CellPlan>)| !cells.is_empty())
            .collect();
        if villages.is_empty() {
            continue;
        }
        office.township = Some(township.id);
        office.township(township);
        for pair in villages.chunks(VILLAGES_PER_CADRE) {
            office.link_cadre(township, pair);
        }
        for (village, cells) in &villages {
            office.village(village, cells, groups);
        }
    }
    office.out
}

struct Office<'a> {
    names: &'a Names,
    seed: u64,
    day: NaiveDate,
    township: Option<Id>,
    out: Vec<Placed>,
    phones: u32,
}

impl Office<'_> {
    fn put(&mut self, item: impl Into<DirectoryItem>) {
        self.out.push(Placed { township: self.township, item: item.into() });
    }

    /// A person of the staff; the same for the same unit and part under one seed.
    fn person(&mut self, unit: Id, part: &str) -> Id {
        let mut rng = Rng::of(self.seed, "staff", &[unit.as_bytes(), part.as_bytes()]);
        let sex = if rng.percent(55) { Sex::Male } else { Sex::Female };
        let surname = self.names.surname(&mut rng);
        let age = rng.range(26, 58);
        let name = self.names.full(&mut rng, &surname, sex, age);
        let seed = self.seed.to_be_bytes();
        let id = Id::derived("county staff", &[&seed, unit.as_bytes(), part.as_bytes()]);
        self.phones += 1;
        // 1990 999 xxxx: beyond the numbers of residents, whose middle group is their cell's.
        let work_phone = Some(format!("1990999{:04}", self.phones % 10_000));
        self.put(Staff { id, name, work_phone, unit });
        id
    }

    fn post(
        &mut self,
        unit: Id,
        part: &str,
        role: Role,
        title: &str,
        sealed: Option<Purpose>,
    ) -> Id {
        let id = Id::derived("county post", &[unit.as_bytes(), part.as_bytes()]);
        self.put(Post { id, unit, role, title: title.to_owned(), sealed });
        id
    }

    fn assign(&mut self, person: Id, post: Id, scope: Id, deputy: Option<Id>) {
        let seed = self.seed.to_be_bytes();
        let parts: [&[u8]; 4] = [&seed, person.as_bytes(), post.as_bytes(), scope.as_bytes()];
        let id = Id::derived("county assignment", &parts);
        let since = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or(self.day).min(self.day);
        let mut assignment = Assignment::new(id, person, post, scope, since);
        assignment.duties = vec![DutyRef { id: "示意职责清单".into(), version: 1 }];
        assignment.deputy = deputy;
        assignment.published = true;
        self.put(assignment);
    }

    fn post_of_county(&mut self, county: Id) {
        // Reports of wrongdoing go past the township: they may be about anybody there.
        let posts = [
            (Role::County, "县级主管", None),
            (Role::Supervision, "监督员", Some(Purpose::Reporters)),
        ];
        for (role, title, sealed) in posts {
            let post = self.post(county, title, role, title, sealed);
            let person = self.person(county, title);
            self.assign(person, post, county, None);
        }
    }

    fn township(&mut self, township: &Township) {
        for (role, keeper, title, count, sealed) in TOWNSHIP_POSTS {
            let Some(unit) = township.offices.get(keeper).copied() else { continue };
            let post = self.post(unit, title, role, title, sealed);
            let scope = if works_at_office(role) { unit } else { township.id };
            let people: Vec<Id> =
                (1..=count).map(|number| self.person(unit, &format!("{title}{number}"))).collect();
            for (index, person) in people.iter().enumerate() {
                let deputy = people.get((index + 1) % people.len()).filter(|d| *d != person);
                self.assign(*person, post, scope, deputy.copied());
                if role == Role::Officer {
                    let certificate = format!("示意{}{:02}", township.code, index + 1);
                    let id = Id::derived("county officer", &[certificate.as_bytes()]);
                    let validity = Validity::from(self.day);
                    self.put(Officer {
                        id,
                        person: *person,
                        certificate,
                        issuer: "示意发证机关".to_owned(),
                        status: OfficerStatus::Valid,
                        categories: vec!["综合行政执法".to_owned()],
                        keys: Vec::new(),
                        validity,
                    });
                }
            }
        }
    }

    fn link_cadre(&mut self, township: &Township, villages: &[(&Village, Vec<&CellPlan>)]) {
        let Some(first) = villages.first() else { return };
        let Some(unit) = township.offices.get("平安建设办公室").copied() else { return };
        let part = format!("包村干部 {}", first.0.code);
        let post = self.post(unit, &part, Role::LinkCadre, "包村干部", None);
        let person = self.person(unit, &part);
        for (village, _) in villages {
            self.assign(person, post, village.id, None);
        }
    }

    fn village(&mut self, village: &Village, cells: &[&CellPlan], groups: &mut BTreeMap<Id, Id>) {
        let leader = self.person(village.id, "支部书记");
        let branch = branch_of(village.id);
        self.put(party_unit(branch, village, None, format!("{}党支部", village.name), leader, &[]));
        let post = self.post(village.id, "支部书记", Role::BranchLeader, "党支部书记", None);
        let second = self.person(village.id, "副书记");
        self.assign(leader, post, village.id, Some(second));
        for (role, title, sealed) in VILLAGE_POSTS {
            let post = self.post(village.id, title, role, title, sealed);
            let person = self.person(village.id, title);
            self.assign(person, post, village.id, None);
        }
        let workers: Vec<Id> = cells.iter().map(|cell| self.person(cell.id, "网格员")).collect();
        for (index, cell) in cells.iter().enumerate() {
            // AB 角: the worker of the next cell, or the second secretary in a village of one cell.
            let next = workers[(index + 1) % workers.len()];
            let deputy = if next == workers[index] { second } else { next };
            let title = format!("{}网格员", cell.name);
            let post = self.post(cell.id, "网格员", Role::GridWorker, &title, None);
            self.assign(workers[index], post, cell.id, Some(deputy));
            let chief = if index == 0 { leader } else { self.person(cell.id, "网格长") };
            let post = self.post(cell.id, "网格长", Role::CellChief, "网格长", None);
            self.assign(chief, post, cell.id, Some(second));
            let group = Id::derived("county group", &[cell.id.as_bytes()]);
            let name = format!("{}党小组", cell.name);
            self.put(party_unit(group, village, Some(branch), name, chief, &[cell.id]));
            let post = self.post(cell.id, "党小组组长", Role::PartyGroupLeader, "党小组组长", None);
            self.assign(chief, post, cell.id, None);
            groups.insert(cell.id, group);
        }
    }
}

/// The Party branch of a village.
pub(crate) fn branch_of(village: Id) -> Id {
    Id::derived("county branch", &[village.as_bytes()])
}

fn party_unit(
    id: Id,
    village: &Village,
    parent: Option<Id>,
    name: String,
    leader: Id,
    cells: &[Id],
) -> PartyUnit {
    PartyUnit {
        id,
        unit: village.id,
        parent,
        kind: if parent.is_some() { PartyUnitKind::Group } else { PartyUnitKind::Branch },
        name,
        leader: Some(leader),
        cells: cells.to_vec(),
        validity: Validity::ALWAYS,
    }
}
