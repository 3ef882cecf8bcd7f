//! Lines about the organisation itself: directory, rules, logs, devices, users, rights.

use super::{EVERYONE, Line, added, excerpt};
use crate::permission::Action::{
    Approve, Correct, Count, Create, Export, Import, Read, Resolve, Write,
};
use crate::permission::Relation::{County as Anywhere, OwnRecord, OwnTownship, OwnVillage};
use crate::permission::Role::{
    BranchLeader, CellChief, ChildDirector, Clock, County, DataClerk, DisabilityWorker,
    DutyOfficer, GridWorker, Head, LegalReviewer, LinkCadre, ManagementCentre, Officer,
    PartTimeWorker, PartyGroupLeader, PartyOffice, ServiceClerk, SocialAffairs, Supervision,
    TownshipAdmin, UnitHandler, VeteransStation, VillageDoctor,
};

pub(super) const DIRECTORY: &[Line] = &[
    added(10, EVERYONE, Anywhere, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Create, Write, Correct, Import, Export]),
    added(17, &[Head], OwnTownship, &[Approve]),
    added(17, &[County], Anywhere, &[Create, Write, Correct, Approve, Import, Export]),
];

pub(super) const TEMPLATES: &[Line] = &[
    added(10, EVERYONE, Anywhere, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Create, Write]),
    added(17, &[Head], OwnTownship, &[Approve]),
    added(17, &[County], Anywhere, &[Create, Write, Approve, Import]),
];

pub(super) const POLICIES: &[Line] = &[
    added(10, EVERYONE, Anywhere, &[Read]),
    added(17, &[DataClerk], OwnTownship, &[Create, Write]),
    added(17, &[Head], OwnTownship, &[Approve]),
    added(17, &[County], Anywhere, &[Create, Write, Approve, Import]),
];

pub(super) const POWER_REGISTER: &[Line] = &[
    excerpt(
        &[GridWorker, BranchLeader, DutyOfficer, SocialAffairs, Officer, LegalReviewer],
        Anywhere,
        &[Read],
    ),
    excerpt(&[Head], OwnTownship, &[Approve]),
    excerpt(&[County], Anywhere, &[Write]),
    added(10, &[LinkCadre, ManagementCentre, ServiceClerk, Supervision], Anywhere, &[Read]),
    added(13, &[Head, County], Anywhere, &[Read]),
    added(17, &[County], Anywhere, &[Create, Import]),
];

pub(super) const POINTS: &[Line] = &[
    excerpt(&[GridWorker], OwnRecord, &[Read]),
    excerpt(&[Head], OwnTownship, &[Approve]),
    excerpt(&[County], Anywhere, &[Write]),
    added(13, &[Head], OwnTownship, &[Read]),
    added(19, &[PartTimeWorker], OwnRecord, &[Read]),
];

pub(super) const ACCESS_LOG: &[Line] = &[
    excerpt(&[GridWorker, BranchLeader, ChildDirector, Officer], OwnRecord, &[Read]),
    excerpt(&[Head], OwnTownship, &[Read]),
    excerpt(&[Supervision], OwnTownship, &[Read]),
    added(
        16,
        &[
            PartTimeWorker,
            CellChief,
            PartyGroupLeader,
            LinkCadre,
            DutyOfficer,
            ManagementCentre,
            LegalReviewer,
            ServiceClerk,
            DisabilityWorker,
            SocialAffairs,
            PartyOffice,
            DataClerk,
            UnitHandler,
            County,
            VeteransStation,
            VillageDoctor,
            TownshipAdmin,
        ],
        OwnRecord,
        &[Read],
    ),
    added(16, EVERYONE, OwnRecord, &[Create]),
    added(16, &[Supervision], OwnTownship, &[Export]),
];

pub(super) const AUDIT_LOG: &[Line] = &[
    added(16, &[Supervision], OwnTownship, &[Read, Export]),
    added(16, &[Head, TownshipAdmin], OwnTownship, &[Read]),
    added(16, &[County], Anywhere, &[Read]),
    added(16, &[Clock], Anywhere, &[Create]),
];

pub(super) const STATISTICS: &[Line] = &[
    added(18, &[BranchLeader, LinkCadre], OwnVillage, &[Read, Count]),
    added(
        18,
        &[Head, DutyOfficer, ManagementCentre, SocialAffairs, PartyOffice, DataClerk, Supervision],
        OwnTownship,
        &[Read, Count],
    ),
    added(18, &[Head, DataClerk], OwnTownship, &[Export]),
    added(18, &[County], Anywhere, &[Read, Count, Export]),
];

pub(super) const DEVICES: &[Line] = &[
    added(17, EVERYONE, OwnRecord, &[Read]),
    added(17, &[TownshipAdmin], OwnTownship, &[Read, Create, Write]),
    added(17, &[DutyOfficer], OwnTownship, &[Read, Write]),
    added(17, &[Head, Supervision], OwnTownship, &[Read]),
    added(17, &[County], Anywhere, &[Read, Write]),
];

pub(super) const USERS: &[Line] = &[
    added(17, EVERYONE, OwnRecord, &[Read, Write]),
    added(17, &[TownshipAdmin], OwnTownship, &[Read, Create, Write]),
    added(17, &[Head], OwnTownship, &[Read, Approve]),
    added(17, &[Supervision], OwnTownship, &[Read]),
    added(17, &[County], Anywhere, &[Read, Create, Write, Approve]),
];

pub(super) const QUARANTINE: &[Line] = &[
    added(17, &[DataClerk], OwnTownship, &[Read, Resolve, Approve]),
    added(17, &[Head], OwnTownship, &[Count]),
    added(17, &[Supervision], OwnTownship, &[Read]).masked(),
];

pub(super) const RIGHTS: &[Line] = &[
    added(17, &[BranchLeader, LinkCadre], OwnVillage, &[Create]),
    added(17, &[ServiceClerk, DataClerk], OwnTownship, &[Read, Create, Write]),
    added(17, &[Head], OwnTownship, &[Read, Approve]),
    added(17, &[Supervision], OwnTownship, &[Read]),
    added(17, &[County], Anywhere, &[Count]),
];

pub(super) const ASSESSMENTS: &[Line] = &[
    added(17, &[DataClerk], OwnTownship, &[Read, Create, Write]),
    added(17, &[Head, Supervision], OwnTownship, &[Read]),
    added(17, &[Head], OwnTownship, &[Approve]),
    added(17, &[County], Anywhere, &[Read, Create, Write, Approve, Export]),
];
