//! Lines about work: places, answers, tasks, incidents, clues, enforcement, services.

use super::{Line, added, excerpt};
use crate::permission::Action::{
    Approve, Correct, Count, Create, Export, Import, Read, Resolve, Reveal, Write,
};
use crate::permission::Relation::{
    Assigned, County as Anywhere, OwnCell, OwnRecord, OwnTownship, OwnVillage,
};
use crate::permission::Role::{
    BranchLeader, CellChief, ChildDirector, Clock, County, DataClerk, DisabilityWorker,
    DutyOfficer, GridWorker, Head, LegalReviewer, LinkCadre, ManagementCentre, Officer,
    PartTimeWorker, PartyGroupLeader, PartyOffice, ServiceClerk, SocialAffairs, Supervision,
    UnitHandler, VeteransStation, VillageDoctor,
};

pub(super) const PLACES: &[Line] = &[
    added(2, &[LinkCadre], OwnVillage, &[Read, Correct, Resolve]),
    added(2, &[DataClerk], OwnTownship, &[Read, Create, Correct, Resolve, Import, Export]),
    added(3, &[BranchLeader], OwnVillage, &[Read, Create, Write, Resolve]),
    added(11, &[GridWorker, CellChief], OwnCell, &[Read, Create, Write, Resolve]),
    added(11, &[CellChief], OwnVillage, &[Read, Create, Write]),
    added(11, &[DutyOfficer], OwnTownship, &[Read, Correct, Resolve]),
    added(11, &[ManagementCentre, Officer, SocialAffairs, Head], OwnTownship, &[Read]),
    added(11, &[County], Anywhere, &[Read, Count]),
    added(19, &[PartTimeWorker], OwnVillage, &[Read, Create, Write]),
];

pub(super) const WORK: &[Line] = &[
    added(2, &[LinkCadre], OwnVillage, &[Read, Correct, Resolve]),
    added(2, &[DataClerk], OwnTownship, &[Read, Correct, Resolve, Export]),
    added(3, &[BranchLeader], OwnVillage, &[Read, Create, Write, Resolve]),
    added(11, &[GridWorker, CellChief], OwnCell, &[Read, Create, Write, Resolve]),
    added(11, &[CellChief], OwnVillage, &[Read, Create, Write]),
    added(11, &[DutyOfficer, ManagementCentre, SocialAffairs, Head], OwnTownship, &[Read]),
    added(18, &[County], Anywhere, &[Count]),
    added(19, &[PartTimeWorker], OwnVillage, &[Read, Create, Write]),
];

pub(super) const VISITS: &[Line] = &[
    added(1, &[GridWorker], OwnCell, &[Read, Create, Write, Resolve]),
    added(2, &[LinkCadre], OwnVillage, &[Read, Correct, Resolve]),
    added(2, &[DataClerk], OwnTownship, &[Read, Correct, Resolve, Export]),
    added(3, &[CellChief], OwnCell, &[Read, Create, Write, Resolve]),
    added(3, &[BranchLeader], OwnVillage, &[Read, Create, Write, Resolve]),
    added(4, &[SocialAffairs, DutyOfficer, ManagementCentre], OwnTownship, &[Read, Reveal])
        .masked(),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const TASKS: &[Line] = &[
    added(12, &[GridWorker], OwnCell, &[Read, Write]),
    added(12, &[CellChief], OwnVillage, &[Read, Write, Approve]),
    added(12, &[BranchLeader], OwnVillage, &[Read, Write, Approve]),
    added(12, &[LinkCadre], OwnVillage, &[Read, Approve]),
    added(
        12,
        &[PartyGroupLeader, ChildDirector, DisabilityWorker, VillageDoctor],
        OwnVillage,
        &[Read, Write],
    ),
    added(12, &[Officer, UnitHandler], Assigned, &[Read, Write]),
    added(
        12,
        &[DutyOfficer, ManagementCentre, SocialAffairs, PartyOffice, DataClerk, VeteransStation],
        OwnTownship,
        &[Read, Create, Approve],
    ),
    added(12, &[Clock], Anywhere, &[Create, Write]),
    added(13, &[Head], OwnTownship, &[Read]),
    added(18, &[County], Anywhere, &[Count]),
    added(19, &[PartTimeWorker], OwnVillage, &[Read, Write]),
    added(22, &[DutyOfficer, DataClerk], OwnTownship, &[Write]),
];

pub(super) const INCIDENT: &[Line] = &[
    excerpt(&[GridWorker], OwnRecord, &[Read, Write]),
    excerpt(&[BranchLeader], OwnVillage, &[Read, Write]),
    excerpt(&[DutyOfficer], OwnTownship, &[Read, Write, Approve]),
    excerpt(&[SocialAffairs], Assigned, &[Read, Write]),
    excerpt(&[Officer], Assigned, &[Read]),
    excerpt(&[Head], OwnTownship, &[Read]),
    excerpt(&[County], Anywhere, &[Read]),
    added(12, &[GridWorker, CellChief], OwnCell, &[Read, Create, Write]),
    added(12, &[BranchLeader], OwnVillage, &[Create]),
    added(12, &[LinkCadre], OwnVillage, &[Read, Create, Write]),
    added(12, &[DutyOfficer], OwnTownship, &[Create, Reveal, Export]),
    added(12, &[ManagementCentre], OwnTownship, &[Read, Create, Write, Approve, Reveal]),
    added(12, &[ServiceClerk], OwnTownship, &[Create]),
    added(
        12,
        &[UnitHandler, ServiceClerk, PartyOffice, VeteransStation, ManagementCentre],
        Assigned,
        &[Read, Write],
    ),
    added(12, &[Head], OwnTownship, &[Approve]),
    added(12, &[Clock], Anywhere, &[Write]),
    added(16, &[Supervision], OwnTownship, &[Read]).masked(),
    added(18, &[County], Anywhere, &[Count]),
    added(19, &[PartTimeWorker], OwnVillage, &[Read, Create]),
    added(19, &[PartTimeWorker], OwnRecord, &[Read, Write]),
];

pub(super) const CLUE: &[Line] = &[
    excerpt(&[GridWorker, BranchLeader], OwnRecord, &[Create, Write]),
    excerpt(&[DutyOfficer, Head], OwnTownship, &[Read]),
    excerpt(&[Officer], OwnTownship, &[Read, Write]),
    excerpt(&[County], Anywhere, &[Read]),
    added(12, &[DutyOfficer], OwnTownship, &[Create]),
    added(19, &[PartTimeWorker, CellChief], OwnRecord, &[Create, Write]),
    added(20, &[GridWorker, BranchLeader, PartTimeWorker, CellChief], OwnRecord, &[Read]),
];

pub(super) const INSPECTION: &[Line] = &[
    added(14, &[Officer], OwnTownship, &[Create]),
    added(14, &[Officer], Assigned, &[Read, Write]),
    added(14, &[LegalReviewer], OwnTownship, &[Read]),
    added(14, &[Head], OwnTownship, &[Read, Approve]),
    added(16, &[Supervision], OwnTownship, &[Read]),
];

pub(super) const CASE: &[Line] = &[
    excerpt(&[Officer], Assigned, &[Read, Write]),
    excerpt(&[LegalReviewer], OwnTownship, &[Read]),
    excerpt(&[LegalReviewer], Assigned, &[Write]),
    excerpt(&[Head], OwnTownship, &[Approve]),
    excerpt(&[Supervision], OwnTownship, &[Read]),
    added(13, &[Head], OwnTownship, &[Read]),
    added(14, &[Officer], OwnTownship, &[Create]),
    added(21, &[Officer], Assigned, &[Export]),
    added(21, &[LegalReviewer, Head], OwnTownship, &[Export]),
];

pub(super) const WHISTLE: &[Line] = &[
    added(12, &[DutyOfficer, ManagementCentre], OwnTownship, &[Read, Create, Write]),
    added(12, &[UnitHandler], Assigned, &[Read, Write]),
    added(12, &[County], Anywhere, &[Read, Write, Approve]),
    added(13, &[Head], OwnTownship, &[Read, Approve]),
    added(16, &[Supervision], OwnTownship, &[Read]).masked(),
];

pub(super) const SERVICE_ORDER: &[Line] = &[
    added(12, &[ServiceClerk], OwnTownship, &[Read, Create, Write, Export]),
    added(12, &[GridWorker], OwnCell, &[Create]),
    added(12, &[GridWorker, SocialAffairs, UnitHandler], Assigned, &[Read, Write]),
    added(12, &[GridWorker], OwnRecord, &[Read, Write]),
    added(12, &[BranchLeader], OwnVillage, &[Read, Create]),
    added(18, &[Head], OwnTownship, &[Count]),
];
