//! Which sets and clues a township has, and which files they name; what of them has come.

use gridwork_model::evidence::FileName;
use gridwork_model::{Id, ledger};
use gridwork_seal::Hash;
use minicbor::{Decode, Encode};

use crate::Done;
use crate::storage::drawer::{decode, key, store};
use crate::storage::{Drawer, Reading, Writing};

/// How far a named file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum Way {
    /// Named, not here yet.
    #[n(0)]
    Named,
    /// Here, and both hashes are those of the capture.
    #[n(1)]
    Checked,
    /// A backup that was read back holds it.
    #[n(2)]
    Doubled,
    /// What came is not what was captured.
    #[n(3)]
    Mismatch,
}

/// A file that a set names.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Named {
    #[n(0)]
    pub file: FileName,
    #[n(1)]
    pub way: Way,
}

fn object_key(org: &Id, kind: u16, object: &Id) -> Vec<u8> {
    key(&[org.as_bytes(), &kind.to_be_bytes(), object.as_bytes()])
}

pub(crate) fn name_set(w: &mut dyn Writing, org: &Id, set: &Id) -> Done<()> {
    Ok(w.put(Drawer::Evidence, &object_key(org, ledger::kind::EVIDENCE, set), &[])?)
}

pub(crate) fn name_clue(w: &mut dyn Writing, org: &Id, clue: &Id) -> Done<()> {
    Ok(w.put(Drawer::Evidence, &object_key(org, ledger::kind::CLUE, clue), &[])?)
}

/// Sets or clues of a township, newest first; of every township for the county.
pub(crate) fn objects(
    r: &(impl Reading + ?Sized),
    org: &Id,
    kind: u16,
    most: usize,
) -> Done<Vec<Id>> {
    let prefix =
        if org.is_nil() { Vec::new() } else { key(&[org.as_bytes(), &kind.to_be_bytes()]) };
    let mut found: Vec<Id> = r
        .list(Drawer::Evidence, &prefix, None, usize::MAX >> 1)?
        .into_iter()
        .filter(|(at, _)| at.get(16..18) == Some(&kind.to_be_bytes()[..]))
        .filter_map(|(at, _)| Some(Id::from_bytes(at.get(18..)?.try_into().ok()?)))
        .collect();
    // Ids begin with the time at which they were made.
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(most);
    Ok(found)
}

/// Notes the files that a set names; what is known of one already stays.
pub(crate) fn name_files(w: &mut dyn Writing, set: &Id, files: &[FileName]) -> Done<()> {
    for file in files {
        let at = key(&[&file.sha256, set.as_bytes()]);
        if w.get(Drawer::EvidenceFiles, &at)?.is_none() {
            put(w, set, &Named { file: *file, way: Way::Named })?;
        }
    }
    Ok(())
}

/// Whether a file that sets name is twice in the township's hands.
pub(crate) fn is_doubled(r: &(impl Reading + ?Sized), file: &Hash) -> Done<bool> {
    let all = r.list(Drawer::EvidenceFiles, file, None, usize::MAX >> 1)?;
    let ways = all.iter().map(|(_, value)| Ok(decode::<Named>(value)?.way));
    let ways: Vec<Way> = ways.collect::<Done<_>>()?;
    Ok(!ways.is_empty() && ways.iter().all(|way| *way == Way::Doubled))
}

/// Whether another set than `set` names a file.
fn named_elsewhere(r: &(impl Reading + ?Sized), file: &Hash, set: &Id) -> Done<bool> {
    let all = r.list(Drawer::EvidenceFiles, file, None, usize::MAX >> 1)?;
    Ok(all.iter().any(|(at, _)| at.get(32..) != Some(&set.as_bytes()[..])))
}

/// Forgets an erased set or clue; returns those of its files that nothing else names.
pub(crate) fn forget(
    w: &mut dyn Writing,
    org: &Id,
    kind: u16,
    object: &Id,
    files: &[FileName],
) -> Done<Vec<Hash>> {
    w.remove(Drawer::Evidence, &object_key(org, kind, object))?;
    let mut alone = Vec::new();
    for file in files {
        let at = key(&[&file.sha256, object.as_bytes()]);
        w.remove(Drawer::EvidenceFiles, &at)?;
        w.remove(Drawer::EvidenceWay, &at)?;
        if !named_elsewhere(w, &file.sha256, object)? {
            alone.push(file.sha256);
        }
    }
    Ok(alone)
}

/// Stores how far a file has come; what still has a way to go is listed apart.
pub(crate) fn put(w: &mut dyn Writing, set: &Id, named: &Named) -> Done<()> {
    let at = key(&[&named.file.sha256, set.as_bytes()]);
    store(w, Drawer::EvidenceFiles, &at, named)?;
    match named.way {
        Way::Named | Way::Checked => store(w, Drawer::EvidenceWay, &at, named)?,
        Way::Doubled | Way::Mismatch => w.remove(Drawer::EvidenceWay, &at)?,
    }
    Ok(())
}

/// Files on their way, with the sets that name them; of one file alone if it is given.
pub(crate) fn on_the_way(
    r: &(impl Reading + ?Sized),
    file: Option<&Hash>,
    most: usize,
) -> Done<Vec<(Id, Named)>> {
    let prefix = file.map_or(&[][..], |hash| &hash[..]);
    r.list(Drawer::EvidenceWay, prefix, None, most)?
        .iter()
        .filter_map(|(at, value)| Some((Id::from_bytes(at.get(32..)?.try_into().ok()?), value)))
        .map(|(set, value)| Ok((set, decode(value)?)))
        .collect()
}
