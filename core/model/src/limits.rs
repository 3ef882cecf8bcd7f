//! Every bound of the domain in one place, with its unit and its reason. Bounds of the wire are in
//! `gridwork-sync`, bounds of document fields beside the fields in [`crate::schema`].

/// Largest body of a ledger entry, bytes. The longest step is an incident report: 500 characters of
/// words (1.5 KB in UTF-8), a place, and six file hashes.
pub const LEDGER_BODY_BYTES: usize = 4 << 10;

/// Largest body of an entry of evidence, bytes: an inquiry record of 40 questions.
pub const EVIDENCE_BODY_BYTES: usize = 16 << 10;

/// Largest file of evidence, bytes: a video of five minutes.
pub const EVIDENCE_FILE_BYTES: u64 = 200 << 20;

/// Most items of one evidence set; more belong into another.
pub const EVIDENCE_ITEMS: usize = 1_000;

/// Most versions of records in one evidence set.
pub const EVIDENCE_RECORDS: usize = 200;

/// Most parts (findings, or questions with answers) of a record, and most pages.
pub const RECORD_PARTS: usize = 100;
/// See [`RECORD_PARTS`].
pub const RECORD_PAGES: u16 = 50;

/// Longest account of what happened, characters; as much as one dictates without pause.
pub const WORDS_CHARS: usize = 500;

/// Longest reason or remark of a step, characters.
pub const REASON_CHARS: usize = 200;

/// Longest name of a place, unit or document in a step, characters.
pub const PLACE_CHARS: usize = 60;

/// Most files named by one step.
pub const STEP_FILES: usize = 6;

/// Most steps of one incident; a year of weekly notes. Beyond it an incident is closed and a new one
/// refers to it.
pub const INCIDENT_STEPS: usize = 400;

/// Most members of one household; the largest extended families of the county count under 20.
pub const HOUSEHOLD_MEMBERS: usize = 40;

/// Most people moved by one act: a whole household at most.
pub const MOVED_PEOPLE: usize = HOUSEHOLD_MEMBERS;

/// Most vertices of a cell boundary (DOMAIN §1.4.3).
pub const BOUNDARY_VERTICES: usize = 200;

/// Most readings kept of one name, so that a name of polyphones cannot multiply without bound.
pub const NAME_READINGS: usize = 16;

/// Longest search query looked at, characters.
pub const QUERY_CHARS: usize = 40;

/// Most items of a task template (国办函〔2026〕12号 and DOMAIN §3.4: under 90 seconds).
pub const TEMPLATE_ITEMS: usize = 12;

/// Days of absence after which the deputy (AB 角) acts.
pub const ABSENCE_DAYS: i64 = 3;

/// Most levels between a cell and the county; more means that the directory holds a cycle.
pub const ORG_DEPTH: usize = 8;

/// More people than this in one export need a second key (DOMAIN §9.2).
pub const EXPORT_PEOPLE: usize = 50;

/// How often the document of a household can be founded anew, with the first time.
pub const HOUSEHOLD_EPOCHS: u32 = 8;
