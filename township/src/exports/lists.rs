//! The lists themselves: what each kind holds of a place, as texts. On a training hub each says so.

use std::collections::BTreeSet;

use gridwork_model::count::{Count, LEAST_TOLD};
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment, mask};

use super::Kind;
use super::table::Table;
use crate::audit::words;
use crate::config::Mode;
use crate::desk::board::Kept;
use crate::people::Caller;
use crate::register::list::cells_of;
use crate::register::twins::TwinShown;
use crate::{Done, Hub, HubError};

/// Most rows of one list.
const ROWS: usize = 200_000;

/// Records of the audit chain read at once.
const READ: usize = 1_000;

fn minute(moment: Option<Moment>) -> String {
    moment.map(|at| at.local().format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn counted(count: Count) -> String {
    match count {
        Count::Few => format!("少于 {LEAST_TOLD}"),
        Count::Exact(number) => number.to_string(),
    }
}

impl Hub {
    /// A list of a place, as the caller may read it.
    pub(super) fn table(&self, caller: &Caller, kind: Kind, place: Id, now: Moment) -> Done<Table> {
        let mut table = match kind {
            Kind::Incidents => self.incident_list(caller, place, now)?,
            Kind::Households | Kind::People => {
                self.roster_list(caller, kind == Kind::People, place, now)?
            }
            Kind::Posts => self.post_list(place, now),
            Kind::Hamlets => self.hamlet_list(place, now),
            Kind::Places => self.place_list(caller, place, now)?,
            Kind::Tasks => self.task_list(caller, place, now)?,
            Kind::Records => self.record_list(caller, place, now)?,
            Kind::Conflicts => self.conflict_list(caller, place, now)?,
            Kind::Twins => self.twin_list(caller, place, now)?,
            Kind::Evidence => return Err(HubError::Invalid("kind")),
        };
        if self.mode() == Mode::Training {
            table.title.insert_str(0, "练习 ");
        }
        Ok(table)
    }

    /// 事件台账, without the words of reports.
    fn incident_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        let standing = self.standing();
        let cells = cells_of(&standing, place, now);
        let masked = self.permit(caller, Action::Read, Object::Incident, place, now)?.masked;
        let mut found = self.with_board(|board| {
            let here = board
                .rows()
                .filter(|kept| kept.summary.cell.is_some_and(|cell| cells.contains(&cell)));
            let row = |kept: &Kept| kept.row(masked, &standing, &self.presence, now);
            Ok(here.take(ROWS).map(row).collect::<Vec<_>>())
        })?;
        found.sort_by_key(|row| (row.summary.reported_at, row.summary.id));
        let rows = found.into_iter().map(|row| {
            let point = row.point.map(|point| (point.lon, point.lat));
            let incident = row.summary;
            let texts = vec![
                incident.number.unwrap_or_default(),
                incident.state,
                row.category_word,
                incident.grade.map(|grade| grade.to_string()).unwrap_or_default(),
                row.cell_name,
                row.hamlet_name,
                row.unit_name,
                minute(incident.reported_at),
                minute(incident.respond_by),
                minute(incident.finish_by),
            ];
            (texts, point)
        });
        Ok(Table {
            title: "事件台账".to_owned(),
            columns: vec![
                "编号",
                "状态",
                "类别",
                "等级",
                "网格",
                "自然村",
                "承办单位",
                "上报时间",
                "答复时限",
                "办结时限",
            ],
            rows: rows.collect(),
            people: 0,
        })
    }

    /// 户台账 or 人口台账, masked as the caller reads it.
    fn roster_list(&self, caller: &Caller, people: bool, place: Id, now: Moment) -> Done<Table> {
        let standing = self.standing();
        let cells = cells_of(&standing, place, now);
        let masked = self.permit(caller, Action::Read, Object::Roster, place, now)?.masked;
        let name = |text: &str| if masked { mask::name(text) } else { text.to_owned() };
        let mut counted = 0;
        let rows = self.with_register(|register| {
            let mut rows = Vec::new();
            for house in cells.iter().flat_map(|cell| register.of_cell(cell)).take(ROWS) {
                let household = &house.household;
                let cell = standing.name_of_place(house.cell);
                let hamlet =
                    household.hamlet.map(|id| standing.name_of_place(id)).unwrap_or_default();
                let point = household
                    .point
                    .filter(|_| !masked)
                    .map(|point| (point.point().x(), point.point().y()));
                let address = household.address.clone().filter(|_| !masked);
                counted += house.people().count();
                if !people {
                    let many = house.people().count().to_string();
                    let head = name(house.head());
                    let row = vec![cell, hamlet, head, many, address.unwrap_or_default()];
                    rows.push((row, point));
                    continue;
                }
                for person in house.people() {
                    let full = person.name.as_deref().unwrap_or_default();
                    let phone = person.phone.as_deref().unwrap_or_default();
                    let phone = if masked { mask::phone(phone) } else { phone.to_owned() };
                    let birth = person.birth.filter(|_| !masked);
                    rows.push((
                        vec![
                            cell.clone(),
                            hamlet.clone(),
                            name(house.head()),
                            name(full),
                            person.relation.map_or("", |kin| kin.zh()).to_owned(),
                            person.sex.map_or("", |sex| sex.zh()).to_owned(),
                            birth.map(|day| day.to_string()).unwrap_or_default(),
                            phone,
                            person.residency.map_or("", |at| at.zh()).to_owned(),
                        ],
                        point,
                    ));
                }
            }
            Ok(rows)
        })?;
        let columns = match people {
            false => vec!["网格", "自然村", "户主", "人数", "地址"],
            true => vec![
                "网格",
                "自然村",
                "户主",
                "姓名",
                "与户主关系",
                "性别",
                "出生日期",
                "电话",
                "居住状态",
            ],
        };
        let title = if people { "人口台账" } else { "户台账" };
        Ok(Table { title: title.to_owned(), columns, rows, people: counted })
    }

    /// 定人定岗定责.
    fn post_list(&self, place: Id, now: Moment) -> Table {
        let standing = self.standing();
        let directory = &standing.directory;
        let cells = cells_of(&standing, place, now);
        let mut rows = Vec::new();
        for place in std::iter::once(place).chain(cells.iter().copied()) {
            for assignment in directory.assignments_at(place) {
                if !assignment.validity.holds(now.day()) {
                    continue;
                }
                let Some(post) = directory.post(assignment.post) else { continue };
                let deputy = assignment.deputy;
                rows.push((
                    vec![
                        standing.name_of_place(assignment.scope),
                        post.title.clone(),
                        standing.name_of_person(&assignment.person),
                        standing.phone_of_person(&assignment.person),
                        deputy.map(|id| standing.name_of_person(&id)).unwrap_or_default(),
                    ],
                    None,
                ));
            }
        }
        let columns = vec!["范围", "岗位", "责任人", "工作电话", "AB 角"];
        Table { title: "定人定岗定责".to_owned(), columns, rows, people: 0 }
    }

    /// 自然村, with their cells.
    fn hamlet_list(&self, place: Id, now: Moment) -> Table {
        let standing = self.standing();
        let directory = &standing.directory;
        let cells = cells_of(&standing, place, now);
        let mut rows = Vec::new();
        for cell in &cells {
            for hamlet in directory.hamlets_of_cell(*cell) {
                let village = standing.name_of_place(hamlet.village);
                let cell = standing.name_of_place(*cell);
                let point = hamlet.point.map(|at| (at.point().x(), at.point().y()));
                rows.push((vec![village, cell, hamlet.name.clone()], point));
            }
        }
        let columns = vec!["村", "网格", "自然村"];
        Table { title: "自然村".to_owned(), columns, rows, people: 0 }
    }

    /// 场所和隐患点 that have a point; where people live stands in the roster.
    fn place_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        self.permit(caller, Action::Read, Object::Places, place, now)?;
        let standing = self.standing();
        let cells = cells_of(&standing, place, now);
        let found = self.places(caller, now)?.into_iter();
        let here = found.filter(|site| !site.dwelling && cells.contains(&site.cell)).take(ROWS);
        let rows = here.map(|site| {
            let cell = standing.name_of_place(site.cell);
            (vec![cell, site.kind_word.to_owned(), site.name], Some((site.lon, site.lat)))
        });
        let columns = vec!["网格", "是什么", "名称"];
        Ok(Table {
            title: "场所和隐患点".to_owned(), columns, rows: rows.collect(), people: 0
        })
    }

    /// 任务进度: how far the tasks of each template are, by cell, never by person.
    fn task_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        self.permit(caller, Action::Count, Object::Statistics, place, now)?;
        let standing = self.standing();
        let directory = &standing.directory;
        let mut scopes = cells_of(&standing, place, now);
        // Some tasks are a village's.
        let villages: Vec<Id> =
            scopes.iter().filter_map(|cell| Some(directory.village_of(*cell)?.id)).collect();
        scopes.extend(villages);
        scopes.push(place);
        let mut rows = Vec::new();
        for template in &directory.library().templates {
            for row in self.progress(caller, &template.id, now)? {
                if !scopes.contains(&row.scope) {
                    continue;
                }
                let counts = [row.open, row.due, row.late, row.done, row.closed_otherwise];
                let named = [template.id.clone(), template.zh.clone(), row.village_name, row.name];
                rows.push((named.into_iter().chain(counts.map(counted)).collect(), None));
            }
        }
        let columns = vec![
            "编号",
            "任务",
            "村",
            "网格",
            "没办完",
            "七天内到期",
            "过了期限",
            "办完了",
            "没去成",
        ];
        Ok(Table { title: "任务进度".to_owned(), columns, rows, people: 0 })
    }

    /// 审计台账 of the township a place lies in, oldest first: ids and counts, never what was read.
    fn record_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        self.permit(caller, Action::Read, Object::AuditLog, place, now)?;
        let standing = self.standing();
        let org = standing.org_of(place);
        let names: Vec<(Id, String)> =
            self.staff(org)?.into_iter().map(|staff| (staff.person, staff.name)).collect();
        let (mut rows, mut after) = (Vec::new(), 0);
        while rows.len() < ROWS {
            let page = self.audit(after, READ)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            for chained in page.iter().filter(|chained| org.is_nil() || chained.record.org == org) {
                let record = &chained.record;
                let (by, role) = words::actor(&record.actor, &standing, &names);
                let done = if record.done { "" } else { "没准" };
                let texts = vec![
                    chained.number.to_string(),
                    minute(Some(record.at)),
                    by,
                    role.to_owned(),
                    words::action(&record.action).to_owned(),
                    record.detail.clone(),
                    done.to_owned(),
                ];
                rows.push((texts, None));
            }
        }
        rows.truncate(ROWS);
        let columns = vec!["序号", "什么时候", "谁", "岗位", "做了什么", "说明", "结果"];
        Ok(Table { title: "审计台账".to_owned(), columns, rows, people: 0 })
    }

    /// 记的不一样, a row for each field: what was written, and whether those who wrote were asked.
    fn conflict_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        self.permit(caller, Action::Resolve, Object::Roster, place, now)?;
        let standing = self.standing();
        let cells = cells_of(&standing, place, now);
        let found = self.conflict_lines(caller, &cells, now)?;
        let whom: BTreeSet<_> = found.iter().map(|line| (line.document, line.member)).collect();
        let rows = found.into_iter().take(ROWS).map(|line| {
            let texts = vec![
                standing.name_of_place(line.cell),
                line.hamlet,
                line.title,
                line.member_name,
                line.field_word,
                line.values.join(" / "),
                minute(Some(line.since)),
                minute(line.asked),
            ];
            (texts, None)
        });
        let columns =
            vec!["网格", "自然村", "哪一户", "谁", "哪一项", "都怎么记的", "什么时候起", "问回"];
        let rows = rows.collect();
        Ok(Table { title: "记的不一样".to_owned(), columns, rows, people: whom.len() })
    }

    /// 疑似重复 that nobody has decided, a row for each pair.
    fn twin_list(&self, caller: &Caller, place: Id, now: Moment) -> Done<Table> {
        let pairs = self.pairs(caller, place, ROWS, now)?.items;
        let whom: BTreeSet<Id> =
            pairs.iter().flat_map(|pair| [pair.one.person, pair.other.person]).collect();
        let rows = pairs.into_iter().map(|pair| {
            let whole = if pair.whole_household { "整户" } else { "" };
            let side = |at: TwinShown| [at.name, at.head, at.hamlet, at.cell_name];
            let texts = [pair.reasons.join("、"), whole.to_owned()].into_iter();
            (texts.chain(side(pair.one)).chain(side(pair.other)).collect(), None)
        });
        let columns = vec![
            "为什么",
            "是不是整户",
            "姓名",
            "户主",
            "自然村",
            "网格",
            "另一个姓名",
            "另一个户主",
            "另一个自然村",
            "另一个网格",
        ];
        let rows = rows.collect();
        Ok(Table { title: "疑似重复".to_owned(), columns, rows, people: whom.len() })
    }
}
