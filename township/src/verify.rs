//! Checking everything stored against itself: the engine's own file, the chains of audit and acts,
//! each stream's head against its last entry, every data key and payload, every file, and the log of
//! evidence against what it commits to and the heads that were signed.

use gridwork_model::Id;
use gridwork_seal::{Signature, tagged_hash};
use serde::Serialize;

use crate::office::{ACT_DOMAIN, ActRecord};
use crate::storage::drawer::decode;
use crate::storage::rows::kind;
use crate::storage::{Drawer, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError, audit, transparency};

/// Records looked at in one go.
const PAGE: usize = 1_000;

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Records of the audit chain.
    pub audit: u64,
    /// Acts of the hub, each signed and chained to the one before.
    pub acts: u64,
    /// Streams whose head is that of their last entry.
    pub streams: u64,
    /// Documents, ledgers and sealed records whose key opens.
    pub entities: u64,
    /// Entries whose payload opens under it.
    pub entries: u64,
    /// Complete files that hash to their name.
    pub files: u64,
    /// Leaves of the evidence log, under every head that was signed.
    pub leaves: u64,
}

impl Hub {
    /// Checks everything stored against itself; the error names the first thing that does not fit.
    pub fn verify(&self) -> Done<Verified> {
        self.storage.verify()?;
        let r = self.storage.reading()?;
        let mut verified = Verified { audit: audit::verify(&*r)?, ..Verified::default() };
        self.verify_acts(&*r, &mut verified)?;
        verify_streams(&*r, &mut verified)?;
        self.verify_entities(&*r, &mut verified)?;
        verified.leaves = transparency::verify(&*r)?;
        drop(r);
        verified.files = self.verify_files()?;
        Ok(verified)
    }

    fn verify_acts(&self, r: &dyn Reading, verified: &mut Verified) -> Done<()> {
        let wrong = || HubError::Invalid("chain of acts");
        let keys = self.keys.read();
        let (mut after, mut prev): (Option<Vec<u8>>, _) = (None, [0; 32]);
        loop {
            let page = r.list(Drawer::Acts, &[], after.as_deref(), PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            for (_, value) in &page {
                let act: ActRecord = decode(value)?;
                verified.acts += 1;
                let number = act.number.to_be_bytes();
                let hash =
                    tagged_hash(ACT_DOMAIN, &[&number, &prev, &act.root, act.why.as_bytes()]);
                let signature = Signature::from_slice(&act.signature).map_err(|_| wrong())?;
                if act.number != verified.acts
                    || act.hash != hash
                    || !keys.signed(ACT_DOMAIN, &[&hash], &signature)
                {
                    return Err(wrong());
                }
                prev = act.hash;
            }
        }
    }

    fn verify_entities(&self, r: &dyn Reading, verified: &mut Verified) -> Done<()> {
        for kind in [kind::CHANGE, kind::LEDGER, kind::SEALED] {
            let mut after: Option<Id> = None;
            loop {
                let rows = r.entities(kind, after.as_ref(), PAGE)?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                for row in rows.iter().filter(|row| !row.erased) {
                    let key = self.data_key(&row.id, &row.data_key)?;
                    verified.entities += 1;
                    for entry in r.entries_of(&row.id)? {
                        let plain = open_payload(&key, &entry)?;
                        if row.kind == kind::LEDGER && !transparency::is_committed(r, &key, &plain)?
                        {
                            return Err(HubError::Invalid("evidence log"));
                        }
                        verified.entries += 1;
                    }
                }
            }
        }
        Ok(())
    }
}

fn verify_streams(r: &dyn Reading, verified: &mut Verified) -> Done<()> {
    for stream in r.streams()? {
        let Some(head) = r.head(&stream)? else { continue };
        let mut number = 0;
        let mut hash = None;
        loop {
            let placed = r.placed(&stream, number, head.number, PAGE)?;
            let Some(last) = placed.last() else { break };
            (number, hash) = (last.number, Some(last.head));
        }
        // A restore raises the number of a head above its last entry; the hash stays.
        if hash.is_some_and(|hash| hash != head.hash) {
            return Err(HubError::Invalid("head of a stream"));
        }
        verified.streams += 1;
    }
    Ok(())
}

impl Verified {
    /// What `verify` prints, a line each.
    pub fn lines(&self) -> [(&'static str, u64); 7] {
        [
            ("audit-records", self.audit),
            ("acts", self.acts),
            ("streams", self.streams),
            ("records", self.entities),
            ("entries", self.entries),
            ("files", self.files),
            ("evidence-leaves", self.leaves),
        ]
    }
}
