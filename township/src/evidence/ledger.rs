//! The stored ledger of a set, opened.

use gridwork_evidence::chain;
use gridwork_evidence::log::{Inclusion, leaf};
use gridwork_model::evidence::clue::ClueView;
use gridwork_model::evidence::{ClueStep, EvidenceSet, Step};
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, LedgerEntry, Moment, ledger};
use gridwork_seal::{Hash, SymmetricKey};

use crate::admission::ledger::ledger_entity;
use crate::people::Caller;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::transparency::DailyHead;
use crate::{Done, Hub, HubError};

/// One entry as it was taken.
pub(crate) struct Stored {
    /// Its CBOR.
    pub plain: Vec<u8>,
    /// The same, read.
    pub entry: LedgerEntry,
    /// The device that said it; 0 for the hub.
    pub device: u32,
    /// When the hub took it.
    pub at: Moment,
}

/// The ledger of a set or clue.
pub(crate) struct Opened {
    pub row: EntityRow,
    /// The enforcement office it belongs to.
    pub office: Id,
    pub key: SymmetricKey,
    /// Effective entries, in the hub's order.
    pub entries: Vec<Stored>,
}

/// Where one entry stands in the log.
pub struct Proof {
    /// The entry.
    pub entry: Id,
    /// The device that said it; 0 for the hub.
    pub device: u32,
    /// When the hub took it.
    pub at: Moment,
    /// Its leaf.
    pub leaf: Hash,
    /// The way to the root.
    pub inclusion: Inclusion,
}

/// Opens the ledger of an object; `None` if there is none or it was erased.
pub(crate) fn opened(
    hub: &Hub,
    r: &(impl Reading + ?Sized),
    object: &Id,
    ledger_kind: u16,
) -> Done<Option<Opened>> {
    let Some(row) = r.entity(&ledger_entity(object, ledger_kind))?.filter(|row| !row.erased) else {
        return Ok(None);
    };
    let key = hub.data_key(&row.id, &row.data_key)?;
    let entries = read(r, &row, &key)?;
    let stays = r.memberships(&row.id)?.into_iter();
    let office = stays
        .filter(|(stream, stay)| {
            stay.left.is_none() && hub.standing().directory.unit(stream.scope).is_some()
        })
        .map(|(stream, _)| stream.scope)
        .next();
    Ok(Some(Opened { office: office.unwrap_or(row.org), row, key, entries }))
}

/// Folds the stored ledger of a set. What was admitted was checked; it is checked again, because the
/// fold takes nothing else.
pub(crate) fn fold_set(
    r: &(impl Reading + ?Sized),
    row: &EntityRow,
    key: &SymmetricKey,
) -> Done<EvidenceSet> {
    let mut set = EvidenceSet::default();
    for stored in read(r, row, key)? {
        take(&mut set, &stored);
    }
    Ok(set)
}

/// Folds the stored ledger of a clue.
pub(crate) fn fold_clue(
    r: &(impl Reading + ?Sized),
    row: &EntityRow,
    key: &SymmetricKey,
) -> Done<ClueView> {
    let mut view = ClueView::default();
    for stored in read(r, row, key)? {
        if let Ok(step) = ClueStep::of(&stored.entry) {
            view.apply(stored.entry.person, stored.entry.time, &step);
        }
    }
    Ok(view)
}

fn take(set: &mut EvidenceSet, stored: &Stored) {
    match Step::of(&stored.entry) {
        Ok(Step::Signed(record)) => {
            if let Ok(act) = chain::check(&record) {
                set.act(act);
            }
        }
        Ok(step) => set.apply(&step, stored.at),
        Err(_) => {}
    }
}

fn read(r: &(impl Reading + ?Sized), row: &EntityRow, key: &SymmetricKey) -> Done<Vec<Stored>> {
    let mut entries = Vec::new();
    for stored in r.entries_of(&row.id)? {
        if stored.kind != kind::LEDGER || !stored.effective {
            continue;
        }
        let plain = open_payload(key, &stored)?;
        let entry = minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
        entries.push(Stored { plain, entry, device: stored.author, at: stored.at });
    }
    Ok(entries)
}

impl Opened {
    /// The set that the ledger tells.
    pub(crate) fn set(&self) -> EvidenceSet {
        let mut set = EvidenceSet::default();
        self.entries.iter().for_each(|stored| take(&mut set, stored));
        set
    }

    /// The clue that the ledger tells.
    pub(crate) fn clue(&self) -> ClueView {
        let mut view = ClueView::default();
        for stored in &self.entries {
            if let Ok(step) = ClueStep::of(&stored.entry) {
                view.apply(stored.entry.person, stored.entry.time, &step);
            }
        }
        view
    }
}

impl Hub {
    /// The ledger of a set that the caller may read.
    pub(crate) fn set_for(
        &self,
        caller: &Caller,
        set: &Id,
        action: Action,
        now: Moment,
    ) -> Done<Opened> {
        // Before anything is looked up: whoever may not is told nothing.
        self.permit(caller, action, Object::Case, self.office_of(caller), now)?;
        let found = opened(self, &*self.storage.reading()?, set, ledger::kind::EVIDENCE)?
            .filter(|found| caller.org.is_nil() || found.row.org == caller.org)
            .ok_or(HubError::NotFound("evidence set"))?;
        self.permit(caller, action, Object::Case, found.office, now)?;
        Ok(found)
    }

    /// Where every entry of a set stands in the log, under a head signed now.
    pub fn set_proofs(
        &self,
        caller: &Caller,
        set: &Id,
        now: Moment,
    ) -> Done<(DailyHead, Vec<Proof>)> {
        let found = self.set_for(caller, set, Action::Read, now)?;
        let head = self.sign_head(now)?;
        let mut proofs = Vec::new();
        for stored in &found.entries {
            let told = self.inclusion(&found.key, &stored.plain, head.signed.head())?;
            let inclusion = told.ok_or(HubError::Invalid("log of evidence"))?;
            let leaf = leaf(&inclusion.salt, &stored.plain);
            proofs.push(Proof {
                entry: stored.entry.id,
                device: stored.device,
                at: stored.at,
                leaf,
                inclusion,
            });
        }
        Ok((head, proofs))
    }
}
