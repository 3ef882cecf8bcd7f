//! What is said again. A refusal drops the whole branch of a document as far as the hub does not hold
//! it; what was said after the refused change is said again under a new actor, in the order in which
//! it was said, and only what itself was refused is a draft. A deed is said again whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_model::roster::Act;
use gridwork_model::template::field::VERSION;
use gridwork_model::{DocumentKind, Edit, Id, LedgerEntry, Refusal, StreamId};
use gridwork_store::{
    BatchRow, ChangeNo, ChangeRow, EntryState, ItemRef, LedgerNo, OutboxItem, Reader, Tx,
};

use crate::deeds::{households_of, part_of, parts_of, say_deed};
use crate::identity::Standing;
use crate::outgoing::{Judgement, draft, parse_intent};
use crate::say::{Draft, Intent, Speaker, Target, can_edit, edit};
use crate::{Code, CoreError, epoch, project};

/// Takes refused entries out, keeps them as drafts, and says the rest again.
pub(crate) fn take_back(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    batch: &BatchRow,
    judgement: &mut Judgement,
) -> Result<(), CoreError> {
    if judgement.refused.is_empty() {
        return Ok(());
    }
    let mut regrowth = Regrowth::default();
    let in_deeds = refused_deeds(tx, speaker, batch, judgement, &mut regrowth)?;
    let urgent = |item| batch.items.iter().any(|kept| kept.item == Some(item) && kept.urgent);
    for (item, refusal) in judgement.refused.clone() {
        if in_deeds.contains(&item) {
            continue;
        }
        match item {
            ItemRef::Ledger(no) => {
                let Some(row) = tx.ledger_no(no)? else { continue };
                let stream = tx.stream(row.stream)?.ok_or(Code::Damaged)?.stream;
                let said = Draft::Ledger { stream, entry: row.entry.clone() };
                draft(tx, speaker, row.entry.object, row.stream, refusal, &said)?;
                tx.delete_ledger(no)?;
                judgement.touched.push((row.entry.object, row.entry.kind));
            }
            ItemRef::Record(no) => {
                // The envelope cannot be opened here; it stays as it is, marked refused.
                tx.set_record_state(no, EntryState::Refused)?;
            }
            ItemRef::Change(no) => {
                let Some(change) = tx.change(no)? else { continue };
                regrowth.documents.insert(change.document);
                if let Some(intent) = parse_intent(change.intent.as_deref())? {
                    if refusal == Refusal::BuildsOnRefused || fell(tx, speaker, &change)? {
                        regrowth.again.insert(no, Again::Edits { intent, urgent: urgent(item) });
                    } else {
                        if let Some(version) = named_version(&intent) {
                            regrowth.versions.entry(change.document).or_insert(version);
                        }
                        let stream = tx.document(change.document)?.ok_or(Code::Damaged)?.stream;
                        let said = Draft::Edits(intent);
                        draft(tx, speaker, change.document, stream, refusal, &said)?;
                    }
                }
                tx.delete_change(no)?;
            }
        }
    }
    if !regrowth.documents.is_empty() {
        judgement.reincarnate = true;
        regrowth.cut(tx, speaker, judgement)?;
        regrowth.say_again(tx, speaker)?;
    }
    Ok(())
}

/// Takes out the deeds that wait and write a document that is being erased: said without that part, one
/// would leave people in two households or in none. What was said after it in its other documents is said
/// again as far as it stands without; returns how many were taken out.
pub(crate) fn fall_with_erased(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    document: Id,
) -> Result<u32, CoreError> {
    let waiting: Vec<ItemRef> = tx.waiting(u32::MAX)?.into_iter().map(|kept| kept.item).collect();
    let (mut judgement, mut regrowth) = (Judgement::default(), Regrowth::default());
    let mut fell = 0;
    for deed in deeds_among(tx, &waiting, |_| true)? {
        let mut writes = false;
        for part in &deed.parts {
            writes |= tx.change(*part)?.is_some_and(|change| change.document == document);
        }
        if writes {
            fell += 1;
            let (_, documents) = deed.take_out(tx, &mut judgement)?;
            regrowth.documents.extend(documents.into_iter().filter(|other| *other != document));
        }
    }
    if fell == 0 {
        return Ok(0);
    }
    // What a restored hub forgot is told apart when its download is complete, not here.
    let standing = Standing { settling: false, ..speaker.standing.clone() };
    let speaker = Speaker { standing: &standing, ..*speaker };
    regrowth.cut(tx, &speaker, &mut judgement)?;
    regrowth.say_again(tx, &speaker)?;
    for (object, kind) in judgement.touched {
        project::object(tx, object, kind)?;
    }
    Ok(fell)
}

/// A change or a deed that is said again.
enum Again {
    Edits { intent: Intent, urgent: bool },
    Deed { parts: Vec<Intent>, stream: StreamId, entry: LedgerEntry },
}

#[derive(Default)]
struct Regrowth {
    /// By the number of the first change, which is the order in which they were said.
    again: BTreeMap<ChangeNo, Again>,
    /// The version of the template that a refused first answer named for all that follow it.
    versions: BTreeMap<Id, Edit>,
    /// Whose branches are dropped.
    documents: BTreeSet<Id>,
}

impl Regrowth {
    /// Drops the branches: what waits is taken out, and what was said in batches still to be judged, as
    /// far as it builds on what is gone. A deed that waits is taken out with all its parts, and so are
    /// the branches of the other documents that it writes.
    fn cut(
        &mut self,
        tx: &mut Tx<'_>,
        speaker: &Speaker<'_>,
        judgement: &mut Judgement,
    ) -> Result<(), CoreError> {
        let settling = speaker.standing.settling;
        let to_be_judged: BTreeSet<ChangeNo> = match settling {
            true => deeds_on_their_way(tx)?.into_iter().flat_map(|deed| deed.parts).collect(),
            false => BTreeSet::new(),
        };
        let waiting = tx.waiting(u32::MAX)?;
        let items: Vec<ItemRef> = waiting.iter().map(|kept| kept.item).collect();
        let mut deeds = deeds_among(tx, &items, |_| true)?;
        let mut on_their_way = match settling {
            // The verdict on a deed is one; it is said again when that is known.
            true => Vec::new(),
            false => deeds_on_their_way(tx)?,
        };
        let mut todo: Vec<Id> = self.documents.iter().copied().collect();
        while let Some(document) = todo.pop() {
            if settling {
                for fallen in epoch::fell_with(tx, speaker.identity, document)? {
                    // The verdict on a deed is one; it is said again when that is known.
                    if !to_be_judged.contains(&fallen.no)
                        && let Some(intent) = parse_intent(fallen.intent.as_deref())?
                    {
                        self.again.insert(fallen.no, Again::Edits { intent, urgent: false });
                    }
                }
            } else {
                todo.extend(self.fall_ahead(tx, document, &mut on_their_way, judgement)?);
            }
            let waits = |change: &ChangeRow| change.state == EntryState::Local;
            for change in tx.changes(document)?.into_iter().filter(waits) {
                if tx.change(change.no)?.is_none() {
                    continue;
                }
                let Some(at) = deeds.iter().position(|deed| deed.parts.contains(&change.no)) else {
                    if let Some(intent) = parse_intent(change.intent.as_deref())? {
                        let urgent = is_urgent(&waiting, change.no);
                        self.again.insert(change.no, Again::Edits { intent, urgent });
                    }
                    tx.delete_change(change.no)?;
                    continue;
                };
                let deed = deeds.swap_remove(at);
                let (parts, documents) = deed.take_out(tx, judgement)?;
                todo.extend(documents.into_iter().filter(|it| self.documents.insert(*it)));
                self.again.insert(
                    deed.first(),
                    Again::Deed { parts, stream: deed.stream, entry: deed.entry },
                );
            }
        }
        Ok(())
    }

    /// Takes out what stands in batches that are on their way (a stick carries several) and builds on
    /// what is gone from a document: the hub refuses it as well, whenever it comes to it, so it is said
    /// again now, and of its place the batch keeps the leaf. Returns the documents that lose a part of a
    /// deed by it.
    fn fall_ahead(
        &mut self,
        tx: &mut Tx<'_>,
        document: Id,
        deeds: &mut Vec<Deed>,
        judgement: &mut Judgement,
    ) -> Result<Vec<Id>, CoreError> {
        let mut others = Vec::new();
        for change in epoch::built_on_gone(tx, document)? {
            if let Some(at) = deeds.iter().position(|deed| deed.parts.contains(&change.no)) {
                let deed = deeds.swap_remove(at);
                let (parts, documents) = deed.take_out(tx, judgement)?;
                self.documents.extend(&documents);
                others.extend(documents);
                self.again.insert(
                    deed.first(),
                    Again::Deed { parts, stream: deed.stream, entry: deed.entry },
                );
            } else if tx.change(change.no)?.is_some() {
                if let Some(intent) = parse_intent(change.intent.as_deref())? {
                    self.again.insert(change.no, Again::Edits { intent, urgent: false });
                }
                tx.delete_change(change.no)?;
            }
        }
        Ok(others)
    }

    /// Says what is to be said again on what the hub holds.
    fn say_again(mut self, tx: &mut Tx<'_>, speaker: &Speaker<'_>) -> Result<(), CoreError> {
        // Actors go on from sequence numbers that the hub refused: what stands after them in the same
        // document cannot stay under the old actor.
        let standing =
            Standing { incarnation: speaker.standing.incarnation + 1, ..speaker.standing.clone() };
        for again in self.again.into_values() {
            match again {
                Again::Edits { intent, urgent } => {
                    let renewed = Speaker { standing: &standing, at: intent.at, ..*speaker };
                    let version = self.versions.remove(&intent.founding.document());
                    edits(tx, &renewed, intent, version, urgent)?;
                }
                Again::Deed { parts, stream, entry } => {
                    let at = parts.first().map_or(speaker.at, |part| part.at);
                    let renewed = Speaker { standing: &standing, at, ..*speaker };
                    deed(tx, &renewed, parts, stream, entry)?;
                }
            }
        }
        for document in self.documents {
            if tx.changes(document)?.is_empty() {
                // It was founded by what was refused: nothing of it is left but the drafts, and the
                // ledger that a task has under the same id.
                tx.unfound_document(document)?;
                project::ledger(tx, document)?;
            } else if let Some(loaded) = crate::say::load(tx, document)? {
                project::document(tx, &loaded)?;
            }
        }
        Ok(())
    }
}

fn edits(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    intent: Intent,
    version: Option<Edit>,
    urgent: bool,
) -> Result<(), CoreError> {
    let document = intent.founding.document();
    let founded = !tx.changes(document)?.is_empty();
    // What was to be founded by a refused change cannot begin with its second half; the answers of a
    // task stand each for itself.
    let stands = founded || intent.founding.kind() == DocumentKind::Task;
    let mut edits = intent.edits.clone();
    edits.splice(0..0, version.filter(|_| stands && !founded));
    let target = Target { founding: intent.founding.clone(), stream: intent.stream };
    if !stands || edit(tx, speaker, &target, edits, urgent).is_err() {
        let stream = tx.document(document)?.ok_or(Code::Damaged)?.stream;
        draft(tx, speaker, document, stream, Refusal::BuildsOnRefused, &Draft::Edits(intent))?;
    }
    Ok(())
}

/// Says a deed under its own id, so that it has its effect once; where a part of it cannot stand, it is
/// a draft.
pub(crate) fn deed(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    parts: Vec<Intent>,
    stream: StreamId,
    entry: LedgerEntry,
) -> Result<(), CoreError> {
    let founds = match Act::of(&entry) {
        Ok(Act::Split { new, .. }) => Some(new.household),
        _ => None,
    };
    let mut stands = crate::say::granted_index(tx, &stream).is_ok();
    for part in &parts {
        let document = part.founding.document();
        let target = Target { founding: part.founding.clone(), stream: part.stream };
        stands &= (founds.is_some_and(|id| part_of(&[id], document).is_some())
            || !tx.changes(document)?.is_empty())
            && can_edit(tx, speaker, &target, &part.edits)?;
    }
    if stands {
        return say_deed(tx, speaker, &stream, &entry, parts_of(parts));
    }
    let first = parts.first().ok_or(Code::Damaged)?.founding.document();
    let index = tx.document(first)?.ok_or(Code::Damaged)?.stream;
    let object = entry.object;
    let said = Draft::Deed { parts, stream, entry };
    draft(tx, speaker, object, index, Refusal::BuildsOnRefused, &said)
}

/// An act on the roster among items, and the changes directly before it that carry it out.
pub(crate) struct Deed {
    pub act: LedgerNo,
    index: u8,
    pub stream: StreamId,
    pub entry: LedgerEntry,
    /// In the order in which they were said; never empty.
    pub parts: Vec<ChangeNo>,
}

impl Deed {
    fn first(&self) -> ChangeNo {
        self.parts[0]
    }

    /// Takes the act and its parts out; returns what was meant, and the documents of the parts.
    pub fn take_out(
        &self,
        tx: &mut Tx<'_>,
        judgement: &mut Judgement,
    ) -> Result<(Vec<Intent>, Vec<Id>), CoreError> {
        let (mut intents, mut documents) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let Some(change) = tx.change(*part)? else { continue };
            intents.extend(parse_intent(change.intent.as_deref())?);
            documents.push(change.document);
            tx.delete_change(*part)?;
        }
        tx.delete_ledger(self.act)?;
        judgement.touched.push((self.entry.object, self.entry.kind));
        Ok((intents, documents))
    }
}

/// The deeds among `items`, which stand in the order in which they go, with the parts that `counts`
/// lets count.
pub(crate) fn deeds_among(
    r: &Reader<'_>,
    items: &[ItemRef],
    counts: impl Fn(ItemRef) -> bool,
) -> Result<Vec<Deed>, CoreError> {
    let mut deeds = Vec::new();
    for (end, item) in items.iter().enumerate() {
        let ItemRef::Ledger(act) = *item else { continue };
        let Some(row) = r.ledger_no(act)? else { continue };
        let mut households = households_of(&row.entry);
        let mut parts = Vec::new();
        for part in items[..end].iter().rev().filter(|part| counts(**part)) {
            let ItemRef::Change(no) = *part else { break };
            let Some(change) = r.change(no)? else { break };
            let Some(place) = part_of(&households, change.document) else { break };
            households.swap_remove(place);
            parts.push(no);
        }
        parts.reverse();
        if !parts.is_empty() {
            let stream = r.stream(row.stream)?.ok_or(Code::Damaged)?.stream;
            deeds.push(Deed { act, index: row.stream, stream, entry: row.entry, parts });
        }
    }
    Ok(deeds)
}

/// The deeds in batches that are still to be judged.
fn deeds_on_their_way(r: &Reader<'_>) -> Result<Vec<Deed>, CoreError> {
    let mut deeds = Vec::new();
    for batch in r.pending_batches()? {
        let items: Vec<ItemRef> = batch.items.iter().filter_map(|kept| kept.item).collect();
        deeds.extend(deeds_among(r, &items, |_| true)?);
    }
    Ok(deeds)
}

/// Takes refused deeds out, each as one draft with its parts, or to be said again where it was not the
/// person who was wrong; returns what belonged to them. Where the parts alone were refused, the hub has
/// the deed from this phone's former self, before it was restored: nothing is left to say.
fn refused_deeds(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    batch: &BatchRow,
    judgement: &mut Judgement,
    regrowth: &mut Regrowth,
) -> Result<Vec<ItemRef>, CoreError> {
    let verdicts: Vec<(ItemRef, Refusal)> = judgement.refused.clone();
    let verdict = |item| verdicts.iter().find(|(of, _)| *of == item).map(|(_, why)| *why);
    let items: Vec<ItemRef> = batch.items.iter().filter_map(|kept| kept.item).collect();
    let mut taken = Vec::new();
    for deed in deeds_among(tx, &items, |part| verdict(part).is_some())? {
        taken.extend(deed.parts.iter().map(|part| ItemRef::Change(*part)));
        let Some(refusal) = verdict(ItemRef::Ledger(deed.act)) else {
            for part in &deed.parts {
                if let Some(change) = tx.change(*part)? {
                    regrowth.documents.insert(change.document);
                }
                tx.delete_change(*part)?;
            }
            continue;
        };
        taken.push(ItemRef::Ledger(deed.act));
        let mut with_the_forgotten = false;
        for part in &deed.parts {
            if let Some(change) = tx.change(*part)? {
                with_the_forgotten |= fell(tx, speaker, &change)?;
            }
        }
        let (parts, documents) = deed.take_out(tx, judgement)?;
        regrowth.documents.extend(documents);
        let (first, index, stream, entry) = (deed.first(), deed.index, deed.stream, deed.entry);
        if with_the_forgotten || refusal == Refusal::BuildsOnRefused {
            regrowth.again.insert(first, Again::Deed { parts, stream, entry });
        } else {
            let object = entry.object;
            draft(tx, speaker, object, index, refusal, &Draft::Deed { parts, stream, entry })?;
        }
    }
    Ok(taken)
}

/// Whether a refused change stands beside what a restored hub forgot, or fell with it: then it was not
/// the person who was wrong, and it is said again without that.
fn fell(tx: &Tx<'_>, speaker: &Speaker<'_>, change: &ChangeRow) -> Result<bool, CoreError> {
    let forgotten = |other: &ChangeRow| epoch::is_forgotten(other, speaker.identity);
    Ok(speaker.standing.settling
        && (change.state == EntryState::Refused
            || tx.changes(change.document)?.iter().any(forgotten)))
}

fn is_urgent(waiting: &[OutboxItem], change: ChangeNo) -> bool {
    waiting.iter().any(|kept| kept.item == ItemRef::Change(change) && kept.urgent)
}

/// The version of the template that the first answers of a task name.
fn named_version(intent: &Intent) -> Option<Edit> {
    let names = |edit: &&Edit| matches!(edit, Edit::Put { path, .. } if path.field == VERSION);
    intent.edits.iter().find(names).cloned()
}
