//! On-site records 现场检查笔录 and inquiry records 询问笔录: read aloud, signed page by page, corrected
//! by new versions.

use std::path::PathBuf;

use gridwork_evidence::chain;
use gridwork_model::evidence::{
    Answered, Body, Credential, FileName, Record, RecordKind, Signing, Step, Stored,
};
use gridwork_model::{Id, Moment};
use gridwork_store::{DraftRow, Durability, NewFile, Reader, Row};
use serde::{Deserialize, Serialize};

use super::{Writing, known_set};
use crate::core::{Core, json};
use crate::files::kind as file_kind;
use crate::project::{self, row};
use crate::say::Draft;
use crate::{Code, CoreError, drafts, say};

/// A record as it is closed, or as far as it is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRecord {
    /// The set.
    pub set: Id,
    /// The record of which this is a new version; `None` for a new one.
    pub corrects: Option<Id>,
    /// The version of it that whoever writes has before them, by its hash. One that came meanwhile is
    /// read first and never written over unseen.
    #[serde(default)]
    pub follows: Option<[u8; 32]>,
    /// Why there is another version.
    pub correction: Option<String>,
    /// Which record.
    pub kind: RecordKind,
    /// Who is inspected or asked.
    pub party: String,
    /// Who is present, and in which post.
    pub present: String,
    /// Where.
    pub place: String,
    /// Beginning.
    pub from: Moment,
    /// End.
    pub to: Moment,
    /// 已出示执法证件.
    pub shown_certificates: bool,
    /// 已告知权利义务.
    pub told_rights: bool,
    /// Findings, or questions and answers.
    pub body: Vec<Answered>,
    /// Breaks, interpreter, guardian.
    pub notes: String,
    /// What the party says to it.
    pub said: String,
    /// 已宣读或本人已阅看.
    pub read_aloud: bool,
    /// Number of pages.
    pub pages: u16,
    /// Blank space was struck out.
    pub blanks_struck: bool,
    /// The person's signing.
    pub signing: NewSigning,
    /// Time of the satellites, if there was a fix.
    pub gnss: Option<Moment>,
}

/// How the person stands to what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewSigning {
    /// Signed on glass, one picture a page, in order.
    Signed(Vec<PathBuf>),
    /// Would not sign.
    Refused {
        /// Why.
        reason: String,
        /// Who saw it.
        witness: Option<String>,
    },
}

impl Core {
    /// What a record of this form still lacks, in its words. A record is closed once nothing is.
    pub fn record_missing(&self, new: &NewRecord) -> Result<Vec<&'static str>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let writing = Writing::take_up(self, &inner, r, new.set)?;
            let signing = match &new.signing {
                NewSigning::Signed(pictures) => {
                    let nothing = FileName { sha256: [0; 32], sm3: [0; 32], bytes: 0 };
                    Signing::Signed { pages: vec![nothing; pictures.len()] }
                }
                NewSigning::Refused { reason, witness } => {
                    Signing::Refused { reason: reason.clone(), witness: witness.clone() }
                }
            };
            let mut missing = writing.record(new, signing)?.missing();
            if writing.last_seen(new)? {
                return Ok(missing);
            }
            missing.insert(0, UNSEEN);
            Ok(missing)
        })
    }

    /// Closes a record, or a new version of one: signed with this device's key, durable when it
    /// returns. `bad_value` names what is missing. Returns the record.
    pub fn close_record(&self, new: NewRecord) -> Result<Id, CoreError> {
        if let Some(lacks) = self.record_missing(&new)?.first() {
            return Err(CoreError::at(Code::BadValue, *lacks));
        }
        let signing = match &new.signing {
            NewSigning::Signed(pictures) => {
                let file = self.store.read(|r| {
                    let (_, stream) = known_set(r, new.set)?;
                    Ok::<_, CoreError>(NewFile {
                        owner: new.set,
                        stream: say::granted_index(r, &stream)?,
                        kind: file_kind::EVIDENCE,
                        mime: "image/png".to_owned(),
                        urgent: false,
                        class: stream.class,
                        purpose: stream.purpose,
                    })
                })?;
                let pages = pictures.iter().map(|picture| self.signature(picture, &file));
                Signing::Signed { pages: pages.collect::<Result<_, _>>()? }
            }
            NewSigning::Refused { reason, witness } => {
                Signing::Refused { reason: reason.clone(), witness: witness.clone() }
            }
        };
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, new.set)?;
            writing.officer()?;
            let record = writing.record(&new, signing.clone())?;
            let id = record.id;
            writing.sign(tx, &Body::Record(Box::new(record)))?;
            tx.delete_row(row::RECORD_DRAFT, draft_of(new.set, new.kind, new.corrects))?;
            // What was refused has been said again, after the other officer's.
            for (row, _) in refused_versions(tx, new.set, id)? {
                drafts::end(tx, &row)?;
            }
            Ok(id)
        })
    }

    /// Keeps a record as far as it is filled in, sealed like the set it is of, until it is closed: an
    /// inquiry takes an hour, and a process may end at any time. It leaves this device in no form.
    pub fn keep_record(&self, new: &NewRecord) -> Result<(), CoreError> {
        let _inner = self.inner()?;
        let payload = json(new);
        if payload.len() > DRAFT_BYTES {
            return Err(CoreError::at(Code::TooBig, "record"));
        }
        self.store.write(Durability::Full, |tx| {
            let (_, stream) = known_set(tx, new.set)?;
            let index = say::granted_index(tx, &stream)?;
            Ok(tx.put_row(&Row {
                kind: row::RECORD_DRAFT,
                id: draft_of(new.set, new.kind, new.corrects),
                owner: new.set,
                parent: None,
                order: 0,
                stream: Some(index),
                flags: 0,
                class: stream.class,
                purpose: stream.purpose,
                payload,
            })?)
        })
    }

    /// The record of a kind that was begun in a set and not closed.
    pub fn kept_record(&self, set: Id, kind: RecordKind) -> Result<Option<NewRecord>, CoreError> {
        let _inner = self.inner()?;
        self.store.read(|r| {
            let found = r.row(row::RECORD_DRAFT, draft_of(set, kind, None))?;
            found.map(|found| project::payload(&found)).transpose()
        })
    }

    /// A record to be corrected: what was begun of its next version, else what its last one says, or the
    /// own one that was refused because the other officer's came first. It is read aloud and signed anew,
    /// by everybody.
    pub fn corrected_record(&self, set: Id, record: Id) -> Result<NewRecord, CoreError> {
        let _inner = self.inner()?;
        self.store.read(|r| {
            let (folded, _) = known_set(r, set)?;
            let last = folded.record(&record).ok_or(CoreError::at(Code::NotFound, "record"))?;
            let draft = draft_of(set, last.value.kind, Some(record));
            if let Some(found) = r.row(row::RECORD_DRAFT, draft)? {
                return project::payload(&found);
            }
            let second = refused_versions(r, set, record)?.pop();
            Ok(match second.filter(|(_, own)| own.version == last.value.version) {
                Some((_, own)) => {
                    NewRecord { correction: own.correction.clone(), ..again(&own, own.prev) }
                }
                None => again(&last.value, last.hash),
            })
        })
    }

    /// Closes a set 封存: nothing is added to it any more.
    pub fn close_evidence_set(&self, set: Id, reason: &str) -> Result<(), CoreError> {
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?;
            let step = Step::Close { reason: reason.to_owned() };
            writing.say_step(tx, &step)
        })
    }
}

/// What is said of a correction that was begun from a version which is not the last one any more.
const UNSEEN: &str = "先看一遍后来改出的那一版";

/// Most bytes of a record that is not closed: four times one that may be.
const DRAFT_BYTES: usize = 64 << 10;

/// The id of the draft of a kind of record in a set, or of the next version of one.
fn draft_of(set: Id, kind: RecordKind, corrects: Option<Id>) -> Id {
    match corrects {
        None => Id::derived("record-draft", &[set.as_bytes(), &[kind as u8]]),
        Some(record) => Id::derived("record-draft", &[set.as_bytes(), record.as_bytes()]),
    }
}

/// Versions of a record that were written here and not taken by the township: the other officer's came
/// first. They are drafts of the set.
fn refused_versions(
    r: &Reader<'_>,
    set: Id,
    record: Id,
) -> Result<Vec<(DraftRow, Record)>, CoreError> {
    let said = |row: &DraftRow| {
        let Ok(Draft::Ledger { entry, .. }) = drafts::read(row) else { return None };
        let Ok(Step::Signed(signed)) = Step::of(&entry) else { return None };
        match chain::check(&signed).ok()?.body {
            Body::Record(it) if it.id == record => Some(*it),
            _ => None,
        }
    };
    let rows = r.drafts()?.into_iter().filter(|row| row.object == set);
    Ok(rows.filter_map(|row| said(&row).map(|it| (row, it))).collect())
}

/// What a version says, as the one that follows `follows` begins.
fn again(last: &Record, follows: [u8; 32]) -> NewRecord {
    NewRecord {
        set: last.set,
        corrects: Some(last.id),
        follows: Some(follows),
        correction: None,
        kind: last.kind,
        party: last.party.clone(),
        present: last.present.clone(),
        place: last.place.clone(),
        from: last.from,
        to: last.to,
        shown_certificates: last.shown_certificates,
        told_rights: last.told_rights,
        body: last.body.clone(),
        notes: last.notes.clone(),
        said: last.said.clone(),
        read_aloud: false,
        pages: last.pages,
        blanks_struck: false,
        signing: NewSigning::Signed(Vec::new()),
        gnss: None,
    }
}

impl Writing<'_> {
    /// The last version of the record that is corrected; `None` for a new one.
    fn corrected(&self, new: &NewRecord) -> Result<Option<&Stored<Record>>, CoreError> {
        let Some(id) = new.corrects else { return Ok(None) };
        self.set.record(&id).map(Some).ok_or(CoreError::at(Code::NotFound, "record"))
    }

    /// Whether whoever corrects has the last version before them.
    fn last_seen(&self, new: &NewRecord) -> Result<bool, CoreError> {
        Ok(self.corrected(new)?.is_none_or(|last| new.follows == Some(last.hash)))
    }

    /// The record as it would be signed now.
    fn record(&self, new: &NewRecord, signing: Signing) -> Result<Record, CoreError> {
        let last = self.corrected(new)?;
        let first = self.set.opening.iter().map(|it| it.value.officer.clone());
        let second = self.set.confirmation.iter().map(|it| it.value.officer.clone());
        let officers: Vec<Credential> = first.chain(second).collect();
        let directory = &self.inner.directory;
        let township = directory.township_of(self.stream.scope);
        let agency = township.map_or(String::new(), |unit| format!("{}人民政府", unit.name));
        Ok(Record {
            set: self.id,
            id: last.map_or_else(|| self.core.new_id(), |last| last.value.id),
            kind: new.kind,
            version: last.map_or(1, |last| last.value.version + 1),
            // What came since is not followed: the set says no.
            prev: last.and(new.follows).unwrap_or_default(),
            correction: new.correction.clone(),
            agency,
            party: new.party.clone(),
            present: new.present.clone(),
            place: new.place.clone(),
            from: new.from,
            to: new.to,
            officers,
            recorder: self.identity.person,
            shown_certificates: new.shown_certificates,
            told_rights: new.told_rights,
            body: new.body.clone(),
            notes: new.notes.clone(),
            said: new.said.clone(),
            read_aloud: new.read_aloud,
            pages: new.pages,
            blanks_struck: new.blanks_struck,
            signing,
            time: self.time(new.gnss),
        })
    }
}
