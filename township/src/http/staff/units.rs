//! The organisation in words for pages: units to dispatch to, cells with their hamlets and outlines,
//! and who holds which post. What `directory/{kind}` gives as stored is put together here once.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use gridwork_model::directory::{DirectoryItem, kind as item_kind};
use gridwork_model::org::{Assignment, Cell, DutyRef, Hamlet, OrgUnit};
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::{Id, Moment};
use serde::Serialize;

use super::organisation::DutyList;
use crate::desk::PointShown;
use crate::directory::Standing;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;
use crate::people::Caller;
use crate::{Done, Hub};

/// Somebody in a post.
#[derive(Serialize, utoipa::ToSchema)]
pub struct HolderShown {
    /// The assignment.
    #[schema(value_type = String)]
    pub assignment: Id,
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name.
    pub name: String,
    /// Work telephone, empty if none.
    pub phone: String,
    /// Title of the post.
    pub post: String,
    /// Role of the post.
    #[schema(value_type = String)]
    pub role: Role,
    /// What the role is called.
    pub role_word: &'static str,
    /// Unit, village or cell it is held for.
    #[schema(value_type = String)]
    pub scope: Id,
    /// Name of the scope.
    pub scope_name: String,
    /// From when, `2026-01-01`.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    /// First day on which it no longer holds.
    #[schema(value_type = Option<String>)]
    pub to: Option<NaiveDate>,
    /// AB 角: who stands in.
    pub deputy_name: String,
    /// Whether the deputy acts today.
    pub deputised: bool,
    /// Whether it is on the village's notice board.
    pub published: bool,
    /// 定责: the duty lists it carries.
    pub duties: Vec<DutyList>,
    /// AB 角 by id.
    #[schema(value_type = Option<String>)]
    pub deputy: Option<Id>,
}

/// A unit that work may be given to, or that others lie under.
#[derive(Serialize, utoipa::ToSchema)]
pub struct UnitShown {
    /// The unit.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name.
    pub name: String,
    /// Kind, such as `office`.
    pub kind: String,
    /// Unit above.
    #[schema(value_type = Option<String>)]
    pub parent: Option<Id>,
    /// Telephone, empty if none.
    pub phone: String,
    /// Whether incidents are dispatched to it.
    pub handles: bool,
    /// Who works there today.
    pub holders: Vec<HolderShown>,
}

/// A hamlet 自然村.
#[derive(Serialize, utoipa::ToSchema)]
pub struct HamletShown {
    /// The hamlet.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name.
    pub name: String,
    /// Where, if known.
    pub point: Option<PointShown>,
}

/// A cell 网格.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CellShown {
    /// The cell.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name.
    pub name: String,
    /// Code today, empty if none.
    pub code: String,
    /// Village.
    #[schema(value_type = Option<String>)]
    pub village: Option<Id>,
    /// Name of the village.
    pub village_name: String,
    /// Hamlets.
    pub hamlets: Vec<HamletShown>,
    /// Corners of the outline, longitude and latitude; empty if it was never drawn.
    #[schema(value_type = Vec<Vec<f64>>)]
    pub outline: Vec<[f64; 2]>,
    /// Who is in post today.
    pub holders: Vec<HolderShown>,
    /// Whether nobody answers for it today.
    pub uncovered: bool,
}

fn holder(standing: &Standing, assignment: &Assignment, day: NaiveDate) -> Option<HolderShown> {
    let directory = &standing.directory;
    let post = directory.post(assignment.post)?;
    let scope = assignment.scope;
    let unit = directory.unit(scope).map(|unit| unit.name.clone());
    let cell = || directory.cell(scope).map(|cell| cell.name.clone());
    let deputy = assignment.deputy.map(|deputy| standing.name_of_person(&deputy));
    let duty = |list: &DutyRef| DutyList { id: list.id.clone(), version: list.version };
    Some(HolderShown {
        assignment: assignment.id,
        person: assignment.person,
        name: standing.name_of_person(&assignment.person),
        phone: standing.phone_of_person(&assignment.person),
        post: post.title.clone(),
        role: post.role,
        role_word: post.role.word(),
        scope,
        scope_name: unit.or_else(cell).unwrap_or_default(),
        from: assignment.validity.valid_from,
        to: assignment.validity.valid_to,
        deputy_name: deputy.unwrap_or_default(),
        deputised: assignment.absences.iter().any(|absence| absence.deputised_on(day)),
        published: assignment.published,
        duties: assignment.duties.iter().map(duty).collect(),
        deputy: assignment.deputy,
    })
}

fn holders(standing: &Standing, scope: Id, day: NaiveDate) -> Vec<HolderShown> {
    let here = standing.directory.assignments_at(scope);
    let today = here.filter(|assignment| assignment.validity.holds(day));
    today.filter_map(|assignment| holder(standing, assignment, day)).collect()
}

/// Kind of a unit as it is serialised.
fn kind_of(unit: &OrgUnit) -> String {
    let value = serde_json::to_value(unit.kind).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn point_of(hamlet: &Hamlet) -> Option<PointShown> {
    let at = hamlet.point.as_ref()?.point();
    Some(PointShown { lon: at.x(), lat: at.y() })
}

fn cell_shown(standing: &Standing, cell: &Cell, day: NaiveDate) -> CellShown {
    let directory = &standing.directory;
    let village = directory.village_of(cell.id);
    let hamlet = |hamlet: &Hamlet| HamletShown {
        id: hamlet.id,
        name: hamlet.name.clone(),
        point: point_of(hamlet),
    };
    let corners = cell.boundary.iter().flat_map(|outline| outline.polygon().exterior().coords());
    let holders = holders(standing, cell.id, day);
    CellShown {
        id: cell.id,
        name: cell.name.clone(),
        code: cell.code(day).map(|code| code.to_string()).unwrap_or_default(),
        village: village.map(|village| village.id),
        village_name: village.map(|village| village.name.clone()).unwrap_or_default(),
        hamlets: directory.hamlets_of_cell(cell.id).map(hamlet).collect(),
        outline: corners.map(|corner| [corner.x, corner.y]).collect(),
        uncovered: holders.is_empty(),
        holders,
    }
}

/// Whether something of this org is the caller's to see: the own township's or the county's.
fn near(caller: &Caller, org: Id) -> bool {
    caller.org.is_nil() || org.is_nil() || org == caller.org
}

fn permitted(hub: &Hub, caller: &Caller, now: Moment) -> Done<()> {
    hub.permit(caller, Action::Read, Object::Directory, caller.org, now).map(drop)
}

/// Units of the caller's township and of the county, in the order of their codes and names.
#[utoipa::path(get, path = "/api/v1/units", tag = "directory",
    responses((status = 200, body = Vec<UnitShown>), (status = 403, body = ProblemBody)))]
pub async fn units(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<UnitShown>>, Problem> {
    app.work(move |hub, now| {
        permitted(hub, &caller, now)?;
        let (standing, day) = (hub.standing(), now.day());
        let ours = standing.directory.units().filter(|unit| unit.validity.holds(day));
        let mut found: Vec<&OrgUnit> =
            ours.filter(|unit| near(&caller, standing.org_of(unit.id))).collect();
        found.sort_by_cached_key(|unit| {
            (unit.code(day).map(|code| code.to_string()), unit.name.clone())
        });
        let shown = found.into_iter().map(|unit| UnitShown {
            id: unit.id,
            name: unit.name.clone(),
            kind: kind_of(unit),
            parent: unit.parent,
            phone: unit.phone.clone().unwrap_or_default(),
            handles: unit.kind.handles_incidents(),
            holders: holders(&standing, unit.id, day),
        });
        Ok(shown.collect())
    })
    .await
    .map(Json)
}

/// Cells of the caller's township, by village.
#[utoipa::path(get, path = "/api/v1/cells", tag = "directory",
    responses((status = 200, body = Vec<CellShown>), (status = 403, body = ProblemBody)))]
pub async fn cells(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<CellShown>>, Problem> {
    app.work(move |hub, now| {
        permitted(hub, &caller, now)?;
        let (standing, day) = (hub.standing(), now.day());
        let valid = standing.directory.cells().filter(|cell| cell.validity.holds(day));
        let ours = valid.filter(|cell| near(&caller, standing.org_of(cell.id)));
        let mut found: Vec<CellShown> = ours.map(|cell| cell_shown(&standing, cell, day)).collect();
        found.sort_by(|a, b| (&a.village_name, &a.name).cmp(&(&b.village_name, &b.name)));
        Ok(found)
    })
    .await
    .map(Json)
}

/// Everybody in a post of the caller's township today: to whom a phone is given, who is asked.
#[utoipa::path(get, path = "/api/v1/staff", tag = "directory",
    responses((status = 200, body = Vec<HolderShown>), (status = 403, body = ProblemBody)))]
pub async fn staff(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<HolderShown>>, Problem> {
    app.work(move |hub, now| {
        permitted(hub, &caller, now)?;
        let (standing, day) = (hub.standing(), now.day());
        let all = standing.directory.of_kind(item_kind::ASSIGNMENT);
        let assignments = all.filter_map(|item| match item {
            DirectoryItem::Assignment(assignment) => Some(assignment),
            _ => None,
        });
        let today = assignments.filter(|assignment| assignment.validity.holds(day));
        let ours = today.filter(|assignment| {
            caller.org.is_nil() || standing.org_of(assignment.scope) == caller.org
        });
        let mut found: Vec<HolderShown> =
            ours.filter_map(|assignment| holder(&standing, assignment, day)).collect();
        found.sort_by(|a, b| {
            (&a.scope_name, a.role, &a.name).cmp(&(&b.scope_name, b.role, &b.name))
        });
        Ok(found)
    })
    .await
    .map(Json)
}

/// A post that somebody may be put into.
#[derive(Serialize, utoipa::ToSchema)]
pub struct PostShown {
    /// The post.
    #[schema(value_type = String)]
    pub id: Id,
    /// Title on the notice board.
    pub title: String,
    /// Role its holder acts in, in a word.
    pub role_word: &'static str,
    /// Unit that keeps it.
    pub unit_name: String,
}

/// Somebody who may be put into a post.
#[derive(Serialize, utoipa::ToSchema)]
pub struct StaffShown {
    /// The person.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit_name: String,
}

/// What posts are given from.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Posts {
    /// The posts.
    pub posts: Vec<PostShown>,
    /// The people.
    pub people: Vec<StaffShown>,
}

/// The posts of the caller's township, and who may be put into them.
#[utoipa::path(get, path = "/api/v1/posts", tag = "directory",
    responses((status = 200, body = Posts), (status = 403, body = ProblemBody)))]
pub async fn posts(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Posts>, Problem> {
    app.work(move |hub, now| {
        permitted(hub, &caller, now)?;
        let standing = hub.standing();
        let directory = &standing.directory;
        let ours = |unit: Id| caller.org.is_nil() || standing.org_of(unit) == caller.org;
        let name =
            |unit: Id| directory.unit(unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let post = |item: &DirectoryItem| match item {
            DirectoryItem::Post(post) if ours(post.unit) => Some(PostShown {
                id: post.id,
                title: post.title.clone(),
                role_word: post.role.word(),
                unit_name: name(post.unit),
            }),
            _ => None,
        };
        let person = |item: &DirectoryItem| match item {
            DirectoryItem::Staff(staff) if ours(staff.unit) => Some(StaffShown {
                id: staff.id,
                name: staff.name.clone(),
                unit_name: name(staff.unit),
            }),
            _ => None,
        };
        let mut posts: Vec<PostShown> =
            directory.of_kind(item_kind::POST).filter_map(post).collect();
        posts.sort_by(|a, b| (&a.unit_name, &a.title).cmp(&(&b.unit_name, &b.title)));
        let mut people: Vec<StaffShown> =
            directory.of_kind(item_kind::STAFF).filter_map(person).collect();
        people.sort_by(|a, b| (&a.name, &a.unit_name).cmp(&(&b.name, &b.unit_name)));
        Ok(Posts { posts, people })
    })
    .await
    .map(Json)
}
