//! Two households that are one 并成一户: what it means is shown before it happens, it happens as one act,
//! and it is taken back as long as nobody has changed what it made.

use gridwork_document::Document;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::roster::words::field_word;
use gridwork_model::roster::{Household, LeftReason, Together, together};
use gridwork_model::{Edit, Id, Moment, Path, StreamId, Value, mask};
use minicbor::{Decode, Encode};
use serde::Serialize;

use super::needs::{Going, Own, TakenNeed};
use crate::audit::{self, Record};
use crate::merge::explain::receivers;
use crate::office::DocumentWrite;
use crate::people::Caller;
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub, HubError};

/// Most mergers listed.
const LISTED: usize = 200;

/// What it means that two households are one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HomesShown {
    /// Everybody of the household that ends, to be handed back when it is settled: a preview holds for
    /// those who were in it.
    #[schema(value_type = Vec<String>)]
    pub people: Vec<Id>,
    /// Who is in both: the second record ends as entered twice.
    pub twice: Vec<String>,
    /// Who comes along.
    pub moving: Vec<String>,
    /// Whether those who come along are asked anew how they stand to the head.
    pub relation_asked: bool,
    /// What the household that goes on lacks and takes over, in words.
    pub taken: Vec<String>,
    /// Phones that receive it, by the names of their people.
    pub phones: Vec<String>,
}

/// Households that were made one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HomesRow {
    /// The household that ended.
    #[schema(value_type = String)]
    pub ended: Id,
    /// The household that goes on.
    #[schema(value_type = String)]
    pub kept: Id,
    /// Its head, masked as the caller reads it.
    pub head: String,
    /// Who said so.
    pub by: String,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
}

/// How to take it back: ids alone, what they say stands in the documents.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
struct HomesRecord {
    #[n(0)]
    ended: Id,
    #[n(1)]
    kept: Id,
    #[n(2)]
    twice: Vec<Id>,
    #[n(3)]
    moved: Vec<Id>,
    #[n(4)]
    taken: Vec<String>,
    #[n(5)]
    by: String,
    #[n(6)]
    at: Moment,
    #[n(7)]
    #[cbor(default)]
    needs: Vec<TakenNeed>,
}

/// One of the two, opened.
struct Home {
    stream: StreamId,
    document: Document,
    household: Household,
}

fn put(path: Path, value: Value) -> Edit {
    Edit::Put { path, value }
}

/// A member leaves, or is there again.
fn left(person: Id, reason: Option<LeftReason>, now: Moment) -> [Edit; 2] {
    let (code, day) = match reason {
        Some(reason) => (Value::Code(reason.code()), Value::Date(now.day())),
        None => (Value::Empty, Value::Empty),
    };
    [put(Path::member(person, "left"), code), put(Path::member(person, "left_on"), day)]
}

/// A member's fields as they stand, to be taken along; the relation only where it still holds.
fn fields_of(document: &Document, person: Id, with_relation: bool) -> Vec<(String, Value)> {
    let goes = |field: &str| match field {
        "left" | "left_on" => false,
        "relation" => with_relation,
        _ => true,
    };
    let states = document.fields().into_iter();
    states
        .filter(|state| state.path.member == Some(person) && goes(&state.path.field))
        .filter_map(|state| Some((state.path.field.clone(), state.shown()?.clone())))
        .collect()
}

/// Forgets the mergers in which somebody of `gone` had a part: they cannot be taken back any more.
pub(crate) fn forget_mergers(w: &mut dyn Writing, org: Id, gone: &[Id]) -> Done<()> {
    for (at, value) in w.list(Drawer::Homes, org.as_bytes(), None, usize::MAX >> 1)? {
        let record: HomesRecord = decode(&value)?;
        let people = record.twice.iter().chain(&record.moved);
        if people.chain([&record.ended, &record.kept]).any(|id| gone.contains(id)) {
            w.remove(Drawer::Homes, &at)?;
        }
    }
    Ok(())
}

impl Home {
    fn write(self, edits: Vec<Edit>) -> DocumentWrite {
        let founding = self.document.founding().clone();
        DocumentWrite { founding, stream: self.stream, edits }
    }

    fn value(&self, field: &str) -> Option<Value> {
        self.document.field(&Path::root(field))?.shown().cloned()
    }

    /// Somebody settles what two people wrote before anything is built on it.
    fn settled(&self) -> Done<()> {
        match self.document.fields().iter().any(|field| field.in_conflict()) {
            true => {
                Err(HubError::Form("有一户里还有记的不一样的，先在「要核对的」里定下。".into()))
            }
            false => Ok(()),
        }
    }

    fn names(&self, people: &[Id], masked: bool) -> Vec<String> {
        let known = self.household.people.iter().filter(|person| people.contains(&person.id));
        let name = known.map(|person| person.name.clone().unwrap_or_default());
        name.map(|name| if masked { mask::name(&name) } else { name }).collect()
    }
}

impl Hub {
    /// Both households and what follows, in the role that may say so.
    fn two_homes(
        &self,
        caller: &Caller,
        (kept, ended): (Id, Id),
        now: Moment,
    ) -> Done<(Home, Home, Role)> {
        let r = self.storage.reading()?;
        let open = |id: &Id| -> Done<Home> {
            let (stream, document) = self.visible(&*r, caller, id, Action::Read, now)?;
            self.roster_read(caller, &stream, now)?;
            let household = super::assemble(&document);
            Ok(Home { stream, document, household })
        };
        let (keep, end) = (open(&kept)?, open(&ended)?);
        let mut role = Err(HubError::NotPermitted);
        for cell in [end.stream.scope, keep.stream.scope] {
            // Some people come along: whoever says so may move them, in both cells.
            self.permit(caller, Action::Move, Object::Roster, cell, now)?;
            role = Ok(self.permit(caller, Action::Resolve, Object::Roster, cell, now)?.role);
        }
        let role = role?;
        if keep.household.id == end.household.id {
            return Err(HubError::Invalid("pair"));
        }
        Ok((keep, end, role))
    }

    /// What it would mean that two households are one; changes nothing.
    pub fn preview_homes(
        &self,
        caller: &Caller,
        kept: Id,
        ended: Id,
        now: Moment,
    ) -> Done<HomesShown> {
        let (keep, end, role) = self.two_homes(caller, (kept, ended), now)?;
        let found = joined(&keep, &end)?;
        let masked = self.roster_read(caller, &end.stream, now)?;
        let standing = self.standing();
        let word = |field: &&'static str| {
            let path = Path::root(*field);
            let value = end.value(field).unwrap_or(Value::Empty);
            let words = self.value_in_words(&standing, &end.household, &path, &value);
            let words = if masked { "＊＊＊".to_owned() } else { words };
            format!("{}：{words}", field_word(&path))
        };
        let r = self.storage.reading()?;
        let mut phones = Vec::new();
        let both = [&keep.stream, &end.stream];
        for stream in both.iter().take(if keep.stream == end.stream { 1 } else { 2 }) {
            let of_stream = receivers(&*r, &standing, stream)?;
            phones.extend(of_stream.into_iter().map(|phone| (phone.device, phone.name)));
        }
        drop(r);
        phones.sort();
        phones.dedup();
        let ids: Vec<Id> = found.twice.iter().map(|(ended, _)| *ended).collect();
        let shown = HomesShown {
            people: end.household.present().map(|person| person.id).collect(),
            twice: end.names(&ids, masked),
            relation_asked: !found.moving.is_empty() && !found.same_head,
            moving: end.names(&found.moving, masked),
            taken: found.taken.iter().map(word).collect(),
            phones: phones.into_iter().map(|(_, name)| name).collect(),
        };
        let org = standing.org_of(end.stream.scope);
        self.note(Record::done(now, caller.actor(role), "household.twins", org, Some(ended)))?;
        Ok(shown)
    }

    /// Makes two households one. `seen` is who was in the one that ends when it was looked at.
    pub fn merge_homes(
        &self,
        caller: &Caller,
        (kept, ended): (Id, Id),
        seen: &[Id],
        now: Moment,
    ) -> Done<()> {
        let (keep, end, role) = self.two_homes(caller, (kept, ended), now)?;
        let found = joined(&keep, &end)?;
        let people: Vec<Id> = end.household.present().map(|person| person.id).collect();
        if people != seen {
            return Err(HubError::Stale("这一户的人有变动".to_owned()));
        }
        let mut ends = Vec::new();
        for (person, _) in &found.twice {
            ends.extend(left(*person, Some(LeftReason::Mistake), now));
        }
        for person in &found.moving {
            ends.extend(left(*person, Some(LeftReason::Transferred), now));
        }
        ends.push(put(Path::root("left"), Value::Code(LeftReason::Merged.code())));
        ends.push(put(Path::root("merged_into"), Value::Ref(kept)));
        let known = keep.document.members();
        let mut goes_on = Vec::new();
        for person in &found.moving {
            match known.contains(person) {
                // Was there before, and is there again.
                true => goes_on.extend(left(*person, None, now)),
                false => goes_on.push(Edit::AddMember {
                    id: Some(*person),
                    fields: fields_of(&end.document, *person, found.same_head),
                }),
            }
        }
        let twice = found.twice.iter().copied();
        let goers: Vec<(Id, Id)> =
            twice.chain(found.moving.iter().map(|person| (*person, *person))).collect();
        let going = Going {
            from: ended,
            into: kept,
            cell: keep.stream.scope,
            people: &goers,
            own: Own::Copied,
        };
        let (needs, taken_needs) = self.needs_go(&*self.storage.reading()?, &going)?;
        let taken = found.taken.iter().filter_map(|field| Some((*field, end.value(field)?)));
        goes_on.extend(taken.map(|(field, value)| put(Path::root(field), value)));
        let record = HomesRecord {
            ended,
            kept,
            twice: found.twice.iter().map(|(person, _)| *person).collect(),
            moved: found.moving.clone(),
            taken: found.taken.iter().map(|field| (*field).to_owned()).collect(),
            by: caller.name.clone(),
            at: now,
            needs: taken_needs,
        };
        let org = self.standing().org_of(end.stream.scope);
        let mut writes = vec![end.write(ends)];
        if !goes_on.is_empty() {
            writes.push(keep.write(goes_on));
        }
        writes.extend(needs);
        let by = caller.actor(role);
        self.write_documents_with(&writes, by.clone(), "merge homes", now, |w| {
            // Late changes to what ended go to the merge inbox under what goes on.
            w.put(Drawer::Aliases, ended.as_bytes(), kept.as_bytes())?;
            for (person, twin) in &found.twice {
                w.put(Drawer::Aliases, person.as_bytes(), twin.as_bytes())?;
            }
            store(w, Drawer::Homes, &key(&[org.as_bytes(), ended.as_bytes()]), &record)?;
            let detail = format!("{} twice, {} moved", found.twice.len(), found.moving.len());
            let noted = Record::done(now, by, "household.merge", org, Some(kept)).with(detail);
            audit::append(w, noted)?;
            Ok(())
        })?;
        Ok(())
    }

    /// Households that were made one, newest first.
    pub fn merged_homes(&self, caller: &Caller, now: Moment) -> Done<Vec<HomesRow>> {
        let masked = self.permit(caller, Action::Read, Object::Roster, caller.org, now)?.masked;
        self.permit(caller, Action::Resolve, Object::Roster, caller.org, now)?;
        let r = self.storage.reading()?;
        let prefix: &[u8] = if caller.org.is_nil() { &[] } else { caller.org.as_bytes() };
        let mut rows = Vec::new();
        for (_, value) in r.list(Drawer::Homes, prefix, None, LISTED)? {
            let record: HomesRecord = decode(&value)?;
            let head = self.with_register(|register| {
                let house = register.house(&record.kept);
                Ok(house.map(|house| house.head().to_owned()).unwrap_or_default())
            })?;
            rows.push(HomesRow {
                ended: record.ended,
                kept: record.kept,
                head: if masked { mask::name(&head) } else { head },
                by: record.by,
                at: record.at,
            });
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        Ok(rows)
    }

    /// Takes a merger back: the household that ended stands again with everybody who was in it.
    pub fn part_homes(&self, caller: &Caller, ended: Id, now: Moment) -> Done<()> {
        let r = self.storage.reading()?;
        let (stream, _) = self.visible(&*r, caller, &ended, Action::Read, now)?;
        let org = self.standing().org_of(stream.scope);
        let at = key(&[org.as_bytes(), ended.as_bytes()]);
        let record: HomesRecord =
            load(&*r, Drawer::Homes, &at)?.ok_or(HubError::NotFound("merger"))?;
        drop(r);
        let (keep, end, role) = self.two_homes(caller, (record.kept, ended), now)?;
        keep.settled()?;
        end.settled()?;
        // As it was made, and not merged on or moved on since.
        let there = |person: &Id| keep.household.present().any(|known| known.id == *person);
        let stands = keep.household.is_present()
            && end.household.merged_into == Some(record.kept)
            && record.moved.iter().all(there);
        if !stands {
            return Err(HubError::Conflict("changed since"));
        }
        let back = record.twice.iter().chain(&record.moved);
        let mut again: Vec<Edit> = back.flat_map(|person| left(*person, None, now)).collect();
        again.push(put(Path::root("left"), Value::Empty));
        again.push(put(Path::root("merged_into"), Value::Empty));
        let mut leaves: Vec<Edit> = Vec::new();
        for person in &record.moved {
            leaves.extend(left(*person, Some(LeftReason::Transferred), now));
        }
        // What was taken over and has been corrected since was looked at: it stays.
        let untouched = |field: &&String| keep.value(field) == end.value(field);
        let given = record.taken.iter().filter(untouched);
        leaves.extend(given.map(|field| put(Path::root(field.clone()), Value::Empty)));
        let r = self.storage.reading()?;
        let back: Vec<(Id, Id)> = record.moved.iter().map(|person| (*person, *person)).collect();
        let (from, into) = (record.kept, ended);
        let going = Going { from, into, cell: end.stream.scope, people: &back, own: Own::Stays };
        let (mut needs, _) = self.needs_go(&*r, &going)?;
        let cell = keep.stream.scope;
        needs.extend(self.needs_given(&*r, (record.kept, ended), cell, &record.needs)?);
        drop(r);
        let mut writes = vec![end.write(again)];
        if !leaves.is_empty() {
            writes.push(keep.write(leaves));
        }
        writes.extend(needs);
        let by = caller.actor(role);
        self.write_documents_with(&writes, by.clone(), "part homes", now, |w| {
            for id in record.twice.iter().chain([&ended]) {
                w.remove(Drawer::Aliases, id.as_bytes())?;
            }
            w.remove(Drawer::Homes, &at)?;
            let noted = Record::done(now, by, "household.part", org, Some(ended));
            audit::append(w, noted)?;
            Ok(())
        })?;
        Ok(())
    }
}

/// What follows where both still stand and hold one value everywhere.
fn joined(keep: &Home, end: &Home) -> Done<Together> {
    if !keep.household.is_present() || !end.household.is_present() {
        return Err(HubError::NotFound("household"));
    }
    keep.settled()?;
    end.settled()?;
    Ok(together(&keep.household, &end.household))
}
