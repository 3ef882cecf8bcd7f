//! The matrix as data. Lines are grouped by object; a pair that no line lists is denied.
//!
//! `excerpt` marks what DOMAIN A.4 says, `added(n, …)` what this project adds, argued in paragraph n of
//! `docs/adr/0003-permission-matrix.md`.

mod administration;
mod people;
mod work;

use super::{Action, Actions, Decision, Object, Relation, Role};

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The excerpt, DOMAIN A.4.
    Excerpt,
    /// Added, argued in this paragraph of ADR 0003.
    Added(u8),
}

/// One line: these roles may do these actions with the object within this relation.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Who.
    pub roles: &'static [Role],
    /// How near the object must be.
    pub within: Relation,
    /// What is allowed.
    pub actions: Actions,
    /// Whether reading is only of masked values.
    pub masked: bool,
    /// Why.
    pub basis: Basis,
}

impl Line {
    /// What the line says about an action.
    pub const fn decide(&self, action: Action) -> Decision {
        match (self.actions.has(action), action, self.masked) {
            (false, _, _) => Decision::Deny,
            (true, Action::Read, true) => Decision::AllowMasked,
            (true, _, _) => Decision::Allow,
        }
    }

    /// The same line with reading masked.
    const fn masked(self) -> Line {
        Line { masked: true, ..self }
    }
}

const fn excerpt(roles: &'static [Role], within: Relation, actions: &[Action]) -> Line {
    Line { roles, within, actions: Actions::of(actions), masked: false, basis: Basis::Excerpt }
}

const fn added(
    paragraph: u8,
    roles: &'static [Role],
    within: Relation,
    actions: &[Action],
) -> Line {
    let basis = Basis::Added(paragraph);
    Line { roles, within, actions: Actions::of(actions), masked: false, basis }
}

/// Every role with a log-in or a device.
const EVERYONE: &[Role] = &[
    Role::GridWorker,
    Role::PartTimeWorker,
    Role::CellChief,
    Role::PartyGroupLeader,
    Role::BranchLeader,
    Role::LinkCadre,
    Role::DutyOfficer,
    Role::ManagementCentre,
    Role::Officer,
    Role::LegalReviewer,
    Role::Head,
    Role::ServiceClerk,
    Role::ChildDirector,
    Role::DisabilityWorker,
    Role::Supervision,
    Role::SocialAffairs,
    Role::PartyOffice,
    Role::DataClerk,
    Role::UnitHandler,
    Role::County,
    Role::VeteransStation,
    Role::VillageDoctor,
    Role::TownshipAdmin,
];

/// The lines about an object.
pub const fn lines(object: Object) -> &'static [Line] {
    match object {
        Object::Directory => administration::DIRECTORY,
        Object::Templates => administration::TEMPLATES,
        Object::Policies => administration::POLICIES,
        Object::PowerRegister => administration::POWER_REGISTER,
        Object::Points => administration::POINTS,
        Object::AccessLog => administration::ACCESS_LOG,
        Object::AuditLog => administration::AUDIT_LOG,
        Object::Statistics => administration::STATISTICS,
        Object::Devices => administration::DEVICES,
        Object::Users => administration::USERS,
        Object::Quarantine => administration::QUARANTINE,
        Object::Rights => administration::RIGHTS,
        Object::Assessments => administration::ASSESSMENTS,
        Object::Roster => people::ROSTER,
        Object::Identity => people::IDENTITY,
        Object::Assistance => people::ASSISTANCE,
        Object::Disability => people::DISABILITY,
        Object::Health => people::HEALTH,
        Object::Veterans => people::VETERANS,
        Object::SocialSecurity => people::SOCIAL_SECURITY,
        Object::Disputes => people::DISPUTES,
        Object::Wages => people::WAGES,
        Object::Care => people::CARE,
        Object::Children => people::CHILDREN,
        Object::Violence => people::VIOLENCE,
        Object::Reporters => people::REPORTERS,
        Object::Party => people::PARTY,
        Object::Places => work::PLACES,
        Object::Work => work::WORK,
        Object::Visits => work::VISITS,
        Object::Tasks => work::TASKS,
        Object::Incident => work::INCIDENT,
        Object::Clue => work::CLUE,
        Object::Inspection => work::INSPECTION,
        Object::Case => work::CASE,
        Object::Whistle => work::WHISTLE,
        Object::ServiceOrder => work::SERVICE_ORDER,
    }
}
