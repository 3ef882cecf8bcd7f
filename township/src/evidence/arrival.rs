//! What became of a file: 已送乡镇, 已校验, 双份. Both hashes are computed again from what lies here; a
//! second copy counts only after it was read back. Phones are told by entries of the hub in the set's
//! ledger, and delete nothing before the last of them.

use std::path::Path;

use gridwork_model::evidence::{Arrival, FileName, Step};
use gridwork_model::permission::Role;
use gridwork_model::{Id, LedgerEntry, Moment, StreamId, TimeFacts, ledger};
use gridwork_seal::{Digests, Hash, Sha256};

use super::index::{self, Named, Way};
use super::ledger::opened;
use crate::audit::{Actor, Record};
use crate::hub::FILES;
use crate::office::Act;
use crate::storage::Writing;
use crate::{Done, Hub, HubError};

/// Files looked at in one tick.
const A_TICK: usize = 50;

/// The clock rule that says what has come.
const RULE: &str = "evidence arrival";

impl Hub {
    /// Looks at the files of evidence that came since; what cannot be judged yet waits for the next
    /// tick.
    pub(crate) fn evidence_arrivals(&self, file: Option<&Hash>, now: Moment) -> Done<()> {
        let waiting = index::on_the_way(&*self.storage.reading()?, file, usize::MAX >> 1)?;
        let mut seen = 0;
        for (set, named) in waiting.into_iter().filter(|(_, named)| named.way == Way::Named) {
            // What never comes does not keep the others from being looked at.
            let Some(found) = self.file_digests(&named.file.sha256)? else { continue };
            self.has_come(&set, named, &found, now)?;
            seen += 1;
            if seen == A_TICK {
                break;
            }
        }
        Ok(())
    }

    fn has_come(&self, set: &Id, named: Named, found: &Digests, now: Moment) -> Done<()> {
        let FileName { sha256, sm3, bytes } = named.file;
        let same = found.sha256 == sha256 && found.sm3 == sm3 && found.bytes == bytes;
        let (steps, way) = match same {
            true => {
                let arrived = |arrival| Step::Arrived { file: sha256, arrival };
                (vec![arrived(Arrival::Arrived), arrived(Arrival::Checked)], Way::Checked)
            }
            false => (vec![Step::Mismatch { file: sha256 }], Way::Mismatch),
        };
        self.say_way(set, &steps, &Named { way, ..named }, now)
    }

    /// After a backup: every checked file that its folder holds, read back and compared, is there
    /// twice.
    pub(crate) fn evidence_doubled(&self, folder: &Path, now: Moment) -> Done<()> {
        let waiting = index::on_the_way(&*self.storage.reading()?, None, usize::MAX >> 1)?;
        for (set, named) in waiting.into_iter().filter(|(_, named)| named.way == Way::Checked) {
            let name: String = named.file.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
            let (ours, copy) =
                (self.folder.join(FILES).join(&name), folder.join(FILES).join(&name));
            if !copy.exists() || hash_of(&ours)? != hash_of(&copy)? {
                continue;
            }
            let step = Step::Arrived { file: named.file.sha256, arrival: Arrival::Doubled };
            self.say_way(&set, &[step], &Named { way: Way::Doubled, ..named }, now)?;
        }
        Ok(())
    }

    /// Says how far a file has come, and notes it. An erased set waits for none.
    fn say_way(&self, set: &Id, steps: &[Step], named: &Named, now: Moment) -> Done<()> {
        let mismatch = named.way == Way::Mismatch;
        let said = self.say_in_set(set, steps, now, |w| index::put(w, set, named))?;
        if let Some(org) = said.filter(|_| mismatch) {
            let by = Actor::Clock { rule: RULE.to_owned() };
            self.note(Record::done(now, by, "evidence.mismatch", org, Some(*set)).refused())?;
        }
        Ok(())
    }

    /// Says steps of the hub in a set's ledger and does `beside` in the same transaction; returns
    /// the set's township, or `None` if there is no such set any more.
    pub(super) fn say_in_set(
        &self,
        set: &Id,
        steps: &[Step],
        now: Moment,
        beside: impl FnOnce(&mut dyn Writing) -> Done<()>,
    ) -> Done<Option<Id>> {
        let _loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let Some(found) = opened(self, &*w, set, ledger::kind::EVIDENCE)? else {
            beside(&mut *w)?;
            w.commit()?;
            return Ok(None);
        };
        let stays = w.memberships(&found.row.id)?.into_iter();
        let audience: Vec<StreamId> =
            stays.filter(|(_, stay)| stay.left.is_none()).map(|(stream, _)| stream).collect();
        let by = Actor::Clock { rule: RULE.to_owned() };
        let mut act = Act::begin(self, &mut *w, by, RULE, now)?;
        for step in steps {
            let entry = LedgerEntry {
                id: self.new_id(now),
                object: *set,
                kind: ledger::kind::EVIDENCE,
                person: Id::NIL,
                role: Role::Clock.number(),
                time: TimeFacts { device: now, hub: Some(now), ..TimeFacts::default() },
                body: step.to_bytes(),
            };
            act.say(&found.row, &entry, &audience)?;
        }
        beside(act.streams.w)?;
        act.finish()?;
        w.commit()?;
        Ok(Some(found.row.org))
    }
}

fn hash_of(path: &Path) -> Done<Hash> {
    use std::io::Read;
    let mut file = std::fs::File::open(path).map_err(HubError::file("file"))?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 256 << 10]);
    loop {
        match file.read(&mut buffer).map_err(HubError::file("file"))? {
            0 => return Ok(hash.finish()),
            count => hash.update(&buffer[..count]),
        }
    }
}
