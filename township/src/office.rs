//! The hub writes as its own actor, device 0: for a named person's edit, import or resolution, or
//! for a named clock rule. Every entry it writes belongs to an *act* that says who and why, and the
//! act is chained and signed by the hub's online key (DESIGN §3).

use chrono::NaiveDate;
use gridwork_document::{Actor as Writer, Document, EditError};
use gridwork_model::citizen_id::IdPolicy;
use gridwork_model::{Edit, Founding, Id, LedgerEntry, Moment, Path, StreamId, Value};
use gridwork_seal::{Hash, Salt, merkle, tagged_hash};
use gridwork_sync::batch::LEAF_DOMAIN;
use gridwork_sync::item::ledger_hash;
use gridwork_sync::update::{change_content, ledger_content};
use minicbor::{Decode, Encode};

use crate::admission::Loaded;
use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::merge;
use crate::storage::drawer::{decode, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Writing};
use crate::streams::{Said, Streams};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// Field of an id number in a needs document.
const ID_NUMBER: &str = "id_number";

/// What is to be written to one document.
#[derive(Clone, Debug)]
pub struct DocumentWrite {
    /// What founds the document; it is made if the hub has none.
    pub founding: Founding,
    /// The stream it is founded in; an existing document stays where it is.
    pub stream: StreamId,
    /// The verbs.
    pub edits: Vec<Edit>,
}

/// What an act wrote, as stored.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ActRecord {
    /// Number of the act, from 1; the step of its entries.
    #[n(0)]
    pub number: u64,
    /// Who had the hub write.
    #[n(1)]
    pub by: Actor,
    /// Why, such as `import`, `resolve`, `rule wake`.
    #[n(2)]
    pub why: String,
    /// When.
    #[n(3)]
    pub at: Moment,
    /// Merkle root over its entries.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub root: Hash,
    /// Hash in the chain of acts.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub hash: Hash,
    /// Signature of the online key over the hash.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub signature: Vec<u8>,
}

/// Domain of the hub's signatures over its acts.
pub(crate) const ACT_DOMAIN: &str = "gridwork/act";

/// An act under way, inside one transaction.
pub(crate) struct Act<'a> {
    hub: &'a Hub,
    pub(crate) streams: Streams<'a>,
    number: u64,
    prev: Hash,
    by: Actor,
    why: String,
    pub(crate) now: Moment,
    leaves: Vec<Hash>,
}

impl<'a> Act<'a> {
    pub(crate) fn begin(
        hub: &'a Hub,
        w: &'a mut dyn Writing,
        by: Actor,
        why: impl Into<String>,
        now: Moment,
    ) -> Done<Act<'a>> {
        let (number, prev) = match w.last(Drawer::Acts, &[])? {
            Some((_, value)) => {
                let last: ActRecord = decode(&value)?;
                (last.number + 1, last.hash)
            }
            None => (1, [0; 32]),
        };
        let streams = Streams::new(hub, w);
        Ok(Act { hub, streams, number, prev, by, why: why.into(), now, leaves: Vec::new() })
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.hub.random.lock().fill(&mut salt);
        salt
    }

    fn said<'b>(
        &mut self,
        entity: Id,
        kind: u8,
        origin: StreamId,
        hash: Hash,
        content: Hash,
        plain: &'b [u8],
    ) -> Said<'b> {
        let salt = self.salt();
        self.leaves.push(merkle::leaf(LEAF_DOMAIN, &origin.to_bytes(), &Salt(salt), &hash));
        Said {
            entity,
            kind,
            author: 0,
            step: Some(self.number),
            origin,
            effective: true,
            at: self.now,
            hash,
            salt,
            plain,
            content,
        }
    }

    /// Writes edits to a document that is loaded or made here; returns the ids of new members.
    pub(crate) fn edit(&mut self, loaded: &mut Loaded, write: &DocumentWrite) -> Done<Vec<Id>> {
        check_mode(self.hub.mode(), self.now.day(), &write.edits)?;
        let id = write.founding.document();
        let actor = Writer::new(0, self.hub.identity.read().epoch);
        if loaded.fetch(self.hub, &*self.streams.w, &id)?.is_none() {
            return self.edit_new(actor, write);
        }
        let found = loaded.change(&id)?;
        let commit = match found.document.edit(actor, self.now, &write.edits) {
            Ok(commit) => commit,
            Err(EditError::NothingToChange) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let (audience, key, org) = (found.audience.clone(), found.key.clone(), found.row.org);
        let origin = audience.first().copied().unwrap_or(write.stream);
        let content = change_content(&commit.hash);
        let said = self.said(id, kind::CHANGE, origin, commit.hash, content, &commit.raw);
        let entry = self.streams.store(&said, &key)?;
        for (i, stream) in audience.iter().enumerate() {
            let number = self.streams.place(stream, entry, &id, kind::CHANGE, &content)?;
            if i == 0 {
                loaded.change(&id)?.trail.push((0, number));
            }
        }
        let found = loaded.change(&id)?;
        for path in &commit.touched {
            let settled = found.document.field(path).is_none_or(|f| !f.in_conflict());
            if settled && found.disputed.contains(path) {
                found.disputed.retain(|disputed| disputed != path);
                merge::close(self.streams.w, org, &id, path)?;
            }
        }
        Ok(commit.created)
    }

    fn edit_new(&mut self, actor: Writer, write: &DocumentWrite) -> Done<Vec<Id>> {
        let prepared = prepare(actor, write, self.now)?;
        self.put_new(&prepared)?;
        Ok(prepared.created)
    }

    /// The bulk path: a new document was founded and written beforehand, and is never kept loaded.
    pub(crate) fn put_new(&mut self, prepared: &Prepared) -> Done<()> {
        let (id, stream) = (prepared.founding.document(), prepared.stream);
        if self.streams.w.entity(&id)?.is_some() {
            return Err(HubError::Conflict("the document exists or was erased"));
        }
        let org = self.hub.standing().org_of(stream.scope);
        let founding = minicbor::to_vec(&prepared.founding).unwrap_or_default();
        let (row, key) = self.hub.new_entity(id, kind::CHANGE, org, stream.class, founding);
        self.streams.w.put_entity(&row)?;
        let content = change_content(&prepared.hash);
        let said = self.said(id, kind::CHANGE, stream, prepared.hash, content, &prepared.raw);
        self.streams.say(&said, &key, &[stream])?;
        Ok(())
    }

    /// Writes one ledger entry of the hub into the streams of `audience`.
    pub(crate) fn say(
        &mut self,
        row: &EntityRow,
        entry: &LedgerEntry,
        audience: &[StreamId],
    ) -> Done<()> {
        let key = self.hub.data_key(&row.id, &row.data_key)?;
        let plain = minicbor::to_vec(entry).unwrap_or_default();
        let origin = audience.first().copied().ok_or(HubError::Invalid("audience"))?;
        let content = ledger_content(0, true, entry);
        let hash = ledger_hash(entry);
        let said = self.said(row.id, kind::LEDGER, origin, hash, content, &plain);
        self.streams.say(&said, &key, audience)?;
        Ok(())
    }

    /// Signs and stores the act and makes number floors durable; the caller commits after it.
    pub(crate) fn finish(self) -> Done<()> {
        let root = merkle::root(&self.leaves);
        let number = self.number.to_be_bytes();
        let hash = tagged_hash(ACT_DOMAIN, &[&number, &self.prev, &root, self.why.as_bytes()]);
        let signature = self.hub.keys.read().online.sign(ACT_DOMAIN, &[&hash]);
        let record = ActRecord {
            number: self.number,
            by: self.by,
            why: self.why,
            at: self.now,
            root,
            hash,
            signature: signature.as_bytes().to_vec(),
        };
        if !self.leaves.is_empty() {
            store(self.streams.w, Drawer::Acts, &number, &record)?;
        }
        self.streams.finish()?;
        Ok(())
    }
}

/// A new document's first change, ready to be stored.
pub(crate) struct Prepared {
    pub founding: Founding,
    pub stream: StreamId,
    pub created: Vec<Id>,
    raw: Vec<u8>,
    hash: Hash,
}

/// Founds and writes a new document; needs neither storage nor lock, so that an import can do it on
/// every core.
pub(crate) fn prepare(actor: Writer, write: &DocumentWrite, now: Moment) -> Done<Prepared> {
    let mut document =
        Document::found(&write.founding).map_err(|_| HubError::Invalid("founding"))?;
    let commit = document.edit(actor, now, &write.edits)?;
    Ok(Prepared {
        founding: write.founding.clone(),
        stream: write.stream,
        created: commit.created,
        raw: commit.raw,
        hash: commit.hash,
    })
}

impl Hub {
    /// Writes to documents as one act: all or nothing.
    pub fn write_documents(
        &self,
        writes: &[DocumentWrite],
        by: Actor,
        why: &str,
        now: Moment,
    ) -> Done<Vec<Vec<Id>>> {
        self.write_documents_with(writes, by, why, now, |_| Ok(()))
    }

    /// The same together with whatever `beside` writes, as one transaction.
    pub(crate) fn write_documents_with(
        &self,
        writes: &[DocumentWrite],
        by: Actor,
        why: &str,
        now: Moment,
        beside: impl FnOnce(&mut dyn Writing) -> Done<()>,
    ) -> Done<Vec<Vec<Id>>> {
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let mut act = Act::begin(self, w, by.clone(), why, now)?;
        let created = writes.iter().map(|write| act.edit(loaded, write)).collect::<Done<_>>()?;
        act.finish()?;
        let detail = format!("{why}, {} documents", writes.len());
        let entry = Record::done(now, by, "document.write", Id::NIL, None).with(detail);
        audit::append(transaction.w()?, entry)?;
        beside(transaction.w()?)?;
        transaction.commit()?;
        Ok(created)
    }
}

/// A training hub takes only synthetic id numbers, production refuses them.
pub(crate) fn check_mode(mode: Mode, today: NaiveDate, edits: &[Edit]) -> Done<()> {
    let check = |path: &Path, value: &Value| match fits_mode(mode, today, path, value) {
        true => Ok(()),
        false => Err(HubError::Mode("id number")),
    };
    for edit in edits {
        match edit {
            Edit::Put { path, value } | Edit::Resolve { path, value } => check(path, value)?,
            Edit::AddMember { fields, .. } => {
                for (field, value) in fields {
                    check(&Path::root(field.clone()), value)?;
                }
            }
            Edit::Write { .. } => {}
        }
    }
    Ok(())
}

/// Whether a value may be stored at a hub of this mode: an id number must be one.
pub(crate) fn fits_mode(mode: Mode, today: NaiveDate, path: &Path, value: &Value) -> bool {
    let policy = match mode {
        Mode::Training => IdPolicy::Training,
        Mode::Production => IdPolicy::Production,
    };
    match value {
        Value::Text(number) if path.field == ID_NUMBER && !number.is_empty() => {
            policy.takes(number, today)
        }
        _ => true,
    }
}
