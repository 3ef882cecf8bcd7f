//! Lines about personal data: the roster, needs by purpose, sealed records, Party data.

use super::{EVERYONE, Line, added, excerpt};
use crate::permission::Action::{
    Approve, Correct, Count, Create, Erase, Export, Import, Move, Read, Resolve, Reveal, Write,
};
use crate::permission::Relation::{
    Assigned, County as Anywhere, InIncident, NamedPost, OwnCell, OwnTownship, OwnVillage,
};
use crate::permission::Role::{
    BranchLeader, CellChief, ChildDirector, County, DataClerk, DisabilityWorker, DutyOfficer,
    GridWorker, LinkCadre, ManagementCentre, PartyGroupLeader, PartyOffice, ServiceClerk,
    SocialAffairs, Supervision, VeteransStation, VillageDoctor,
};

pub(super) const ROSTER: &[Line] = &[
    excerpt(&[GridWorker], OwnCell, &[Read, Write]),
    excerpt(&[BranchLeader], OwnVillage, &[Read]),
    excerpt(&[ChildDirector], OwnVillage, &[Read]).masked(),
    excerpt(&[DutyOfficer, SocialAffairs], OwnTownship, &[Read]).masked(),
    excerpt(&[County], Anywhere, &[Count]),
    added(1, &[GridWorker], OwnCell, &[Create, Move, Resolve]),
    added(2, &[LinkCadre], OwnVillage, &[Read, Correct, Resolve]),
    added(2, &[DataClerk], OwnTownship, &[Read, Create, Correct, Resolve, Move, Import, Export]),
    added(3, &[CellChief], OwnCell, &[Read, Resolve]),
    added(3, &[BranchLeader], OwnVillage, &[Resolve, Move]),
    added(4, &[DisabilityWorker, VillageDoctor], OwnVillage, &[Read]).masked(),
    added(4, &[ServiceClerk, ManagementCentre, VeteransStation], OwnTownship, &[Read]).masked(),
    added(4, &[ChildDirector, DisabilityWorker, VillageDoctor], OwnVillage, &[Reveal]),
    added(
        4,
        &[DutyOfficer, SocialAffairs, ServiceClerk, ManagementCentre, VeteransStation],
        OwnTownship,
        &[Reveal],
    ),
    added(5, &[DutyOfficer], InIncident, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
];

pub(super) const IDENTITY: &[Line] = &[
    added(6, &[SocialAffairs], OwnTownship, &[Read, Reveal, Create, Write, Correct, Resolve])
        .masked(),
    added(6, &[DataClerk], OwnTownship, &[Read, Create, Correct, Resolve, Import]).masked(),
    added(6, &[ServiceClerk], Assigned, &[Read, Reveal]).masked(),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
];

pub(super) const ASSISTANCE: &[Line] = &[
    excerpt(&[GridWorker], OwnCell, &[Read]),
    excerpt(&[BranchLeader], OwnVillage, &[Read]),
    excerpt(&[DutyOfficer], InIncident, &[Read]).masked(),
    excerpt(&[SocialAffairs], OwnTownship, &[Read, Write]),
    excerpt(&[County], Anywhere, &[Count]),
    added(5, &[DutyOfficer], InIncident, &[Reveal]),
    added(
        6,
        &[SocialAffairs],
        OwnTownship,
        &[Reveal, Create, Correct, Resolve, Approve, Import, Export],
    ),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
];

pub(super) const DISABILITY: &[Line] = &[
    added(5, &[DutyOfficer], InIncident, &[Read, Reveal]).masked(),
    added(6, &[DisabilityWorker], OwnVillage, &[Read, Create, Write, Resolve]),
    added(
        6,
        &[SocialAffairs],
        OwnTownship,
        &[Read, Reveal, Create, Write, Correct, Resolve, Approve, Import, Export],
    ),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const HEALTH: &[Line] = &[
    added(5, &[DutyOfficer], InIncident, &[Read, Reveal]).masked(),
    added(6, &[VillageDoctor], OwnVillage, &[Read, Create, Write, Resolve]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const VETERANS: &[Line] = &[
    added(
        6,
        &[VeteransStation],
        OwnTownship,
        &[Read, Reveal, Create, Write, Correct, Resolve, Import, Export],
    ),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const SOCIAL_SECURITY: &[Line] = &[
    added(
        6,
        &[SocialAffairs],
        OwnTownship,
        &[Read, Reveal, Create, Write, Correct, Resolve, Approve, Import, Export],
    ),
    added(7, &[GridWorker], OwnCell, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const DISPUTES: &[Line] = &[
    added(
        6,
        &[ManagementCentre],
        OwnTownship,
        &[Read, Reveal, Create, Write, Correct, Resolve, Approve, Export],
    ),
    added(6, &[BranchLeader], OwnVillage, &[Read, Create, Write, Resolve]),
    added(7, &[GridWorker], OwnCell, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const WAGES: &[Line] = &[
    added(
        6,
        &[SocialAffairs, ManagementCentre],
        OwnTownship,
        &[Read, Reveal, Create, Write, Correct, Resolve, Export],
    ),
    added(7, &[GridWorker], OwnCell, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const CARE: &[Line] = &[
    added(
        6,
        &[SocialAffairs, ManagementCentre, VeteransStation],
        OwnTownship,
        &[Read, Create, Write, Correct, Resolve, Export],
    ),
    added(6, &[DisabilityWorker, VillageDoctor], OwnVillage, &[Read, Create, Write, Resolve]),
    added(7, &[GridWorker, CellChief], OwnCell, &[Read, Create, Write, Resolve]),
    added(7, &[BranchLeader], OwnVillage, &[Read, Create, Write, Resolve]),
    added(17, &[DataClerk], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];

pub(super) const CHILDREN: &[Line] = &[
    excerpt(&[ChildDirector], NamedPost, &[Read, Write]),
    excerpt(&[SocialAffairs], NamedPost, &[Read]),
    added(8, EVERYONE, Anywhere, &[Create]),
];

pub(super) const VIOLENCE: &[Line] = &[
    added(8, EVERYONE, Anywhere, &[Create]),
    added(9, &[ManagementCentre], NamedPost, &[Read, Write]),
];

pub(super) const REPORTERS: &[Line] =
    &[added(8, EVERYONE, Anywhere, &[Create]), added(9, &[Supervision], NamedPost, &[Read, Write])];

pub(super) const PARTY: &[Line] = &[
    excerpt(&[BranchLeader], OwnVillage, &[Read, Write]),
    excerpt(&[PartyOffice], OwnTownship, &[Read]),
    added(15, &[BranchLeader], OwnVillage, &[Create, Correct, Resolve]),
    added(15, &[PartyGroupLeader], OwnVillage, &[Read, Create, Write]),
    added(15, &[PartyOffice], OwnTownship, &[Export]),
    added(17, &[PartyOffice], OwnTownship, &[Erase]),
    added(18, &[County], Anywhere, &[Count]),
];
