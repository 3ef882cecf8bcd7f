//! Who logs in at the console of a hub that people or tests play on: somebody in each of its roles.

use gridwork_model::Id;
use gridwork_model::audience::enforcement_office;
use gridwork_model::directory::{Directory, DirectoryItem, kind};
use gridwork_model::org::{OrgUnit, UnitKind};
use gridwork_model::permission::Role;

/// Name to log in with, role, name shown.
pub const USERS: [(&str, Role, &str); 14] = [
    ("duty", Role::DutyOfficer, "示例值班甲"),
    ("duty2", Role::DutyOfficer, "示例值班乙"),
    ("centre", Role::ManagementCentre, "示例综治"),
    ("head", Role::Head, "示例乡镇长"),
    ("clerk", Role::DataClerk, "示例数据员"),
    ("admin", Role::TownshipAdmin, "示例管理员"),
    ("social", Role::SocialAffairs, "示例社会事务"),
    ("window", Role::ServiceClerk, "示例帮办"),
    ("party", Role::PartyOffice, "示例党建"),
    ("supervision", Role::Supervision, "示例监督"),
    ("handler", Role::UnitHandler, "示例承办"),
    ("officer", Role::Officer, "示例执法"),
    ("reviewer", Role::LegalReviewer, "示例法审"),
    ("county", Role::County, "示例县级"),
];

/// Township of a log-in and the scope of its role; nil for the county. `None` where the township lacks
/// the office that the role works in.
pub fn place_of(role: Role, township: Id, directory: &Directory) -> Option<(Id, Id)> {
    Some(match role {
        Role::UnitHandler => (township, office(township, directory)?.id),
        Role::Officer => (township, enforcement_office(township, directory)?),
        Role::County => (Id::NIL, Id::NIL),
        _ => (township, township),
    })
}

/// An office of the township that work is dispatched to.
pub fn office(township: Id, directory: &Directory) -> Option<&OrgUnit> {
    let mut units = directory.of_kind(kind::UNIT).filter_map(|item| match item {
        DirectoryItem::Unit(unit) => Some(unit),
        _ => None,
    });
    units.find(|unit| unit.parent == Some(township) && unit.kind != UnitKind::Village)
}
