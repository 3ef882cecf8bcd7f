//! Records that may be of one household or of one person 疑似重复. Nobody merges by machine: each pair
//! says why it is shown, and a person merges it or says that they are two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::LeftReason;
use gridwork_model::roster::Person;
use gridwork_model::{Edit, Id, Moment, Path, Value, mask};
use serde::Serialize;

use super::needs::{Going, Own};
use super::{House, Register};
use crate::audit::{self, Record};
use crate::office::DocumentWrite;
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::key;
use crate::{Done, Hub, HubError};

/// Most pairs shown at once.
const SHOWN: usize = 200;

/// Most people of one name compared with each other; a name borne by more says nothing.
const NAMESAKES: usize = 40;

/// One side of a pair.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TwinShown {
    /// Household.
    #[schema(value_type = String)]
    pub household: Id,
    /// Person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name, masked where the role sees no more.
    pub name: String,
    /// Hamlet.
    pub hamlet: String,
    /// Cell.
    pub cell_name: String,
    /// Head of the household, masked alike.
    pub head: String,
    /// How many people the household has.
    pub people: usize,
}

/// Two records that may be one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Pair {
    /// Why they are shown, in words.
    pub reasons: Vec<&'static str>,
    /// One.
    pub one: TwinShown,
    /// The other.
    pub other: TwinShown,
    /// Whether everybody of one household is in the other: then the households are one.
    pub whole_household: bool,
}

/// Pairs that nobody has decided yet.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Pairs {
    /// As many as are shown at once.
    pub items: Vec<Pair>,
    /// Whether there are more: they come once some of these are decided.
    pub more: bool,
}

/// A person and the household.
type Borne<'a> = (&'a House, &'a Person);

fn pair_key(org: Id, a: Id, b: Id) -> Vec<u8> {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    key(&[org.as_bytes(), a.as_bytes(), b.as_bytes()])
}

fn reasons(one: Borne<'_>, other: Borne<'_>) -> Vec<&'static str> {
    fn same<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
        a.is_some() && a == b
    }
    let ((house, a), (other_house, b)) = (one, other);
    let mut why = Vec::new();
    if same(&a.birth, &b.birth) {
        why.push("同名同生日");
    }
    if same(&a.phone, &b.phone) {
        why.push("同名同电话");
    }
    let near = same(&house.household.hamlet, &other_house.household.hamlet);
    // Two of one name and sex in one hamlet with no birth date on one side: worth a look.
    if why.is_empty() && near && same(&a.sex, &b.sex) && (a.birth.is_none() || b.birth.is_none()) {
        why.push("同村同名，缺生日");
    }
    why
}

impl Register {
    fn twins(&self, cells: &BTreeSet<Id>) -> Vec<(Borne<'_>, Borne<'_>)> {
        let mut named: HashMap<&str, Vec<(&House, &Person)>> = HashMap::new();
        for house in self.houses().filter(|house| cells.contains(&house.cell)) {
            for person in house.people() {
                if let Some(name) = person.name.as_deref() {
                    named.entry(name).or_default().push((house, person));
                }
            }
        }
        let mut pairs = BTreeMap::new();
        for people in named.values().filter(|people| (2..=NAMESAKES).contains(&people.len())) {
            for (at, one) in people.iter().enumerate() {
                for other in &people[at + 1..] {
                    let apart = one.0.household.id != other.0.household.id;
                    if apart && !reasons(*one, *other).is_empty() {
                        pairs.insert((one.1.id, other.1.id), (*one, *other));
                    }
                }
            }
        }
        pairs.into_values().collect()
    }
}

impl Hub {
    /// Pairs of a place that nobody has decided yet, as many as are shown at once; the look is recorded.
    pub fn twins(&self, caller: &Caller, place: Id, now: Moment) -> Done<Pairs> {
        let permitted = self.permit(caller, Action::Resolve, Object::Roster, place, now)?;
        let pairs = self.pairs(caller, place, SHOWN, now)?;
        let org = self.standing().org_of(place);
        let record = Record::done(now, caller.actor(permitted.role), "household.twins", org, None);
        self.note(record.with(format!("{} shown", pairs.items.len())))?;
        Ok(pairs)
    }

    /// At most so many pairs of a place that nobody has decided yet.
    pub(crate) fn pairs(
        &self,
        caller: &Caller,
        place: Id,
        most: usize,
        now: Moment,
    ) -> Done<Pairs> {
        let standing = self.standing();
        self.permit(caller, Action::Resolve, Object::Roster, place, now)?;
        let masked = self.permit(caller, Action::Read, Object::Roster, place, now)?.masked;
        let cells: BTreeSet<Id> =
            super::list::cells_of(&standing, place, now).into_iter().collect();
        let name = |text: &str| if masked { mask::name(text) } else { text.to_owned() };
        let side = |(house, person): (&House, &Person)| {
            let directory = &standing.directory;
            let hamlet = house.household.hamlet.and_then(|hamlet| directory.hamlet(hamlet));
            TwinShown {
                household: house.household.id,
                person: person.id,
                name: name(person.name.as_deref().unwrap_or_default()),
                hamlet: hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default(),
                cell_name: directory.cell(house.cell).map(|c| c.name.clone()).unwrap_or_default(),
                head: name(house.head()),
                people: house.people().count(),
            }
        };
        let r = self.storage.reading()?;
        self.with_register(|register| {
            let mut pairs = Pairs::default();
            for (one, other) in register.twins(&cells) {
                let at = pair_key(one.0.org, one.1.id, other.1.id);
                if r.get(Drawer::Apart, &at)?.is_some() {
                    continue;
                }
                if pairs.items.len() == most {
                    pairs.more = true;
                    break;
                }
                let names = |house: &House| -> BTreeSet<String> {
                    house.people().filter_map(|person| person.name.clone()).collect()
                };
                let (ours, theirs) = (names(one.0), names(other.0));
                pairs.items.push(Pair {
                    reasons: reasons(one, other),
                    one: side(one),
                    other: side(other),
                    whole_household: ours.is_subset(&theirs) || theirs.is_subset(&ours),
                });
            }
            Ok(pairs)
        })
    }

    /// Says that two records are of two people; the pair is not shown again.
    pub fn keep_apart(
        &self,
        caller: &Caller,
        one: Id,
        other: Id,
        place: Id,
        now: Moment,
    ) -> Done<()> {
        let permitted = self.permit(caller, Action::Resolve, Object::Roster, place, now)?;
        let org = self.standing().org_of(place);
        let by = caller.actor(permitted.role);
        let mut w = self.storage.writing()?;
        w.put(Drawer::Apart, &pair_key(org, one, other), &[])?;
        let record = Record::done(now, by, "household.apart", org, Some(one));
        audit::append(&mut *w, record)?;
        Ok(w.commit()?)
    }

    /// Merges two records: the person goes on in `keep`, the record in `end` says that it was entered
    /// twice. If nobody is left in the household that ends, it becomes an alias of the other.
    pub fn merge_twins(
        &self,
        caller: &Caller,
        keep: (Id, Id),
        end: (Id, Id),
        now: Moment,
    ) -> Done<()> {
        let ((kept_house, kept), (ended_house, ended)) = (keep, end);
        if kept_house == ended_house || kept == ended {
            return Err(HubError::Invalid("pair"));
        }
        let r = self.storage.reading()?;
        let (kept_stream, kept_document) =
            self.visible(&*r, caller, &kept_house, Action::Read, now)?;
        let (stream, document) = self.visible(&*r, caller, &ended_house, Action::Read, now)?;
        let mut role = None;
        for cell in [kept_stream.scope, stream.scope] {
            role = Some(self.permit(caller, Action::Resolve, Object::Roster, cell, now)?.role);
        }
        let by = caller.actor(role.ok_or(HubError::NotPermitted)?);
        let household = super::assemble(&document);
        let present = |id: Id, document: &gridwork_document::Document| {
            super::assemble(document).people.iter().any(|p| p.id == id && p.is_present())
        };
        if !present(kept, &kept_document) || !present(ended, &document) {
            return Err(HubError::NotFound("person"));
        }
        let put = |path: Path, value: Value| Edit::Put { path, value };
        let twice = Value::Code(LeftReason::Mistake.code());
        let mut edits = vec![
            put(Path::member(ended, "left"), twice),
            put(Path::member(ended, "left_on"), Value::Date(now.day())),
        ];
        let alone = household.present().all(|person| person.id == ended);
        if alone {
            edits.push(put(Path::root("left"), Value::Code(LeftReason::Merged.code())));
            edits.push(put(Path::root("merged_into"), Value::Ref(kept_house)));
        }
        let going = Going {
            from: ended_house,
            into: kept_house,
            cell: kept_stream.scope,
            people: &[(ended, kept)],
            own: if alone { Own::Copied } else { Own::Stays },
        };
        let (needs, _) = self.needs_go(&*r, &going)?;
        drop(r);
        let mut writes =
            vec![DocumentWrite { founding: document.founding().clone(), stream, edits }];
        writes.extend(needs);
        self.write_documents(&writes, by.clone(), "merge twins", now)?;
        let org = self.standing().org_of(stream.scope);
        let mut w = self.storage.writing()?;
        // Late changes to what ended go to the merge inbox under what goes on.
        w.put(Drawer::Aliases, ended.as_bytes(), kept.as_bytes())?;
        if alone {
            w.put(Drawer::Aliases, ended_house.as_bytes(), kept_house.as_bytes())?;
        }
        let record = Record::done(now, by, "household.merge", org, Some(kept_house));
        audit::append(&mut *w, record)?;
        Ok(w.commit()?)
    }
}
