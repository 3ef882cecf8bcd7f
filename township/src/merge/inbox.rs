//! The merge inbox: fields that hold two values, and changes that came after their document went
//! elsewhere. It keeps ids and field names only; values are read from the document when shown.

use gridwork_model::{Id, Moment, Path};
use minicbor::{Decode, Encode};

use crate::Done;
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::{Drawer, Reading, Writing};

/// Most fields of one document in the inbox.
const FIELDS: usize = 1_000;

/// Name under which a late change is filed; no field has it.
const LATE: &[u8] = b"\xfflate";

/// One thing to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct InboxRecord {
    /// The document.
    #[n(0)]
    pub document: Id,
    /// Member of the field.
    #[n(1)]
    pub member: Option<Id>,
    /// Field; empty for a late change.
    #[n(2)]
    pub field: String,
    /// Since when.
    #[n(3)]
    pub since: Moment,
    /// For a late change: the device that sent it.
    #[n(4)]
    pub device: Option<u32>,
    /// When those who wrote were asked.
    #[n(5)]
    pub asked: Option<Moment>,
    /// Devices that were asked.
    #[n(6)]
    #[cbor(default)]
    pub asked_of: Vec<u32>,
    /// What was said to them, under the document's data key; empty if nothing was.
    #[n(7)]
    #[cbor(default, with = "minicbor::bytes")]
    pub asked_words: Vec<u8>,
}

impl InboxRecord {
    pub(crate) fn path(&self) -> Path {
        Path { member: self.member, field: self.field.clone() }
    }
}

fn field_key(org: Id, document: &Id, path: &Path) -> Vec<u8> {
    let member = path.member.unwrap_or(Id::NIL);
    key(&[org.as_bytes(), document.as_bytes(), member.as_bytes(), path.field.as_bytes()])
}

/// Files a field that holds two values.
pub(crate) fn open(
    w: &mut dyn Writing,
    org: Id,
    document: &Id,
    path: &Path,
    now: Moment,
) -> Done<()> {
    let record = InboxRecord {
        document: *document,
        member: path.member,
        field: path.field.clone(),
        since: now,
        device: None,
        asked: None,
        asked_of: Vec::new(),
        asked_words: Vec::new(),
    };
    Ok(store(w, Drawer::Conflicts, &field_key(org, document, path), &record)?)
}

/// Takes a field out that was settled.
pub(crate) fn close(w: &mut dyn Writing, org: Id, document: &Id, path: &Path) -> Done<()> {
    Ok(w.remove(Drawer::Conflicts, &field_key(org, document, path))?)
}

/// Files a change that came after its document went elsewhere: it was taken where the document is
/// now, and a person looks whether it still belongs there.
pub(crate) fn note_late(
    w: &mut dyn Writing,
    org: Id,
    document: &Id,
    device: u32,
    now: Moment,
) -> Done<()> {
    let at = key(&[org.as_bytes(), document.as_bytes(), Id::NIL.as_bytes(), LATE]);
    let since = load::<InboxRecord>(w, Drawer::Conflicts, &at)?.map_or(now, |r| r.since);
    let record = InboxRecord {
        document: *document,
        member: None,
        field: String::new(),
        since,
        device: Some(device),
        asked: None,
        asked_of: Vec::new(),
        asked_words: Vec::new(),
    };
    Ok(store(w, Drawer::Conflicts, &at, &record)?)
}

/// Takes a late change out once a person has looked at it.
pub(crate) fn close_late(w: &mut dyn Writing, org: Id, document: &Id) -> Done<()> {
    let at = key(&[org.as_bytes(), document.as_bytes(), Id::NIL.as_bytes(), LATE]);
    Ok(w.remove(Drawer::Conflicts, &at)?)
}

/// The fields of a document in the inbox, with where each is filed.
pub(super) fn filed(
    r: &(impl Reading + ?Sized),
    org: Id,
    document: &Id,
) -> Done<Vec<(Vec<u8>, InboxRecord)>> {
    let prefix = key(&[org.as_bytes(), document.as_bytes()]);
    let all = r.list(Drawer::Conflicts, &prefix, None, FIELDS)?;
    all.into_iter().map(|(at, value)| Ok((at, decode(&value)?))).collect()
}

/// Fields of a document that hold two values.
pub(crate) fn open_fields(r: &(impl Reading + ?Sized), org: Id, document: &Id) -> Done<Vec<Path>> {
    let mut filed = filed(r, org, document)?;
    filed.retain(|(_, record)| record.device.is_none());
    Ok(filed.into_iter().map(|(_, record)| record.path()).collect())
}
