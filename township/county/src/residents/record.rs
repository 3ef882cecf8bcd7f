//! Generated households in the model's terms: foundings and edits, ready for the ordinary document
//! interface, and facts for deriving tasks.

use chrono::NaiveDate;
use gridwork_model::geo::GeoPoint;
use gridwork_model::residency::Residency;
use gridwork_model::roster::{HelpKind, PhoneWhose, Programme, TagSource};
use gridwork_model::tag::Tag;
use gridwork_model::task::facts::{HouseholdFacts, PersonFacts};
use gridwork_model::{Edit, Founding, Id, Path, Purpose, Value};

use crate::names::Sex;

/// 户主 in GB/T 4761.
pub const RELATION_HEAD: u32 = 2;

/// The C3 purposes a generated household may have a needs document for.
const NEEDS_PURPOSES: [Purpose; 4] =
    [Purpose::Assistance, Purpose::Disability, Purpose::Health, Purpose::Veterans];

/// A generated household.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseholdRecord {
    /// Identity, UUIDv7 of the made-up import.
    pub id: Id,
    /// Its cell.
    pub cell: Id,
    /// Its hamlet.
    pub hamlet: Id,
    /// Address within the hamlet.
    pub address: String,
    /// The head of household 户主.
    pub head: Id,
    /// What neighbours call the house.
    pub nickname: Option<String>,
    /// Whom to call.
    pub contact: Id,
    /// An illustrative point.
    pub point: Option<GeoPoint>,
    /// When somebody last checked the entry.
    pub verified: Option<NaiveDate>,
    /// Place along the road through the cell.
    pub road: i64,
    /// Its people, the head first.
    pub people: Vec<PersonRecord>,
}

/// A generated person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRecord {
    /// Identity.
    pub id: Id,
    /// Full name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth: NaiveDate,
    /// Relation to the head, GB/T 4761.
    pub relation: u32,
    /// Telephone, visibly made up.
    pub phone: Option<String>,
    /// Residency.
    pub residency: Residency,
    /// For R3: lives here in winter.
    pub winter_here: bool,
    /// For R3: lives here in summer.
    pub summer_here: bool,
    /// Where, to the county, for who lives elsewhere.
    pub away_at: Option<&'static str>,
    /// What neighbours call the person.
    pub nickname: Option<String>,
    /// The branch, for a Party member.
    pub party_unit: Option<Id>,
    /// Service tags of class C3 (bits of [`Tag`]); children's tags are C4 and never generated.
    pub tags: u64,
    /// Id number, area 150199.
    pub id_number: String,
}

impl HouseholdRecord {
    /// What founds the C2 document.
    pub fn founding(&self) -> Founding {
        Founding::Household { id: self.id, epoch: 0 }
    }

    /// The C2 document's content.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits = vec![
            put("hamlet", Value::Ref(self.hamlet)),
            put("address", Value::Text(self.address.clone())),
            put("head", Value::Ref(self.head)),
            put("contact", Value::Ref(self.contact)),
            put("road", Value::Int(self.road)),
        ];
        edits.extend(self.nickname.clone().map(|name| put("nickname", Value::Text(name))));
        edits.extend(self.point.map(|point| put("point", point.value())));
        edits.extend(self.verified.map(|day| put("verified", Value::Date(day))));
        edits.extend(
            self.people
                .iter()
                .map(|person| Edit::AddMember { id: Some(person.id), fields: person.fields() }),
        );
        edits
    }

    /// The needs documents (C3) with their content: one for each purpose somebody has a tag of, and
    /// one for the branch where somebody is a Party member.
    pub fn needs(&self) -> Vec<(Founding, Vec<Edit>)> {
        let tagged = NEEDS_PURPOSES.into_iter().filter_map(|purpose| self.needs_of(purpose));
        tagged.chain(self.party()).collect()
    }

    /// The document of id numbers (C3), for the few programmes that need them.
    pub fn identity(&self) -> (Founding, Vec<Edit>) {
        let member = |person: &PersonRecord| Edit::AddMember {
            id: Some(person.id),
            fields: vec![("id_number".into(), Value::Text(person.id_number.clone()))],
        };
        (self.needs_founding(Purpose::Identity), self.people.iter().map(member).collect())
    }

    /// The facts tasks are derived from; tags and Party membership only for a deriver that may see
    /// them (the hub).
    pub fn facts(&self, with_tags: bool) -> HouseholdFacts {
        let seen = |tags: u64| if with_tags { tags } else { 0 };
        let mut facts = HouseholdFacts::new(self.id, self.cell);
        facts.hamlet = Some(self.hamlet);
        facts.road = Some(self.road);
        facts.tags = seen(self.tags());
        facts.people = self
            .people
            .iter()
            .map(|person| PersonFacts {
                birth: Some(person.birth),
                residency: Some(person.residency),
                winter_here: person.winter_here,
                summer_here: person.summer_here,
                party: with_tags && person.party_unit.is_some(),
                tags: seen(person.tags),
                ..PersonFacts::new(person.id)
            })
            .collect();
        facts
    }

    /// All tags of its people.
    pub fn tags(&self) -> u64 {
        self.people.iter().fold(0, |tags, person| tags | person.tags)
    }

    fn needs_of(&self, purpose: Purpose) -> Option<(Founding, Vec<Edit>)> {
        let asked: u64 =
            Tag::ALL.iter().filter(|tag| tag.purpose() == Some(purpose)).map(|t| t.bit()).sum();
        let held = self.tags() & asked;
        if held == 0 {
            return None;
        }
        let mut edits = Vec::new();
        let programmes = bits(held, programme);
        if programmes != 0 {
            edits.push(put("programme", Value::Codes(programmes)));
        }
        for person in self.people.iter().filter(|person| person.tags & asked != 0) {
            let tags = person.tags & asked;
            let mut fields = vec![("tags".to_owned(), Value::Codes(tags))];
            let source = Tag::ALL.iter().find(|tag| tags & tag.bit() != 0).map(|tag| source(*tag));
            fields.extend(source.map(|from| ("source".to_owned(), Value::Code(from.code()))));
            fields
                .push(("help".to_owned(), Value::Codes(bits(tags, |tag| Some(help(tag).code())))));
            edits.push(Edit::AddMember { id: Some(person.id), fields });
        }
        Some((self.needs_founding(purpose), edits))
    }

    /// Who is a Party member, for the branch alone.
    fn party(&self) -> Option<(Founding, Vec<Edit>)> {
        let member = |person: &PersonRecord| {
            let unit = Value::Ref(person.party_unit?);
            Some(Edit::AddMember { id: Some(person.id), fields: vec![("party_unit".into(), unit)] })
        };
        let edits: Vec<Edit> = self.people.iter().filter_map(member).collect();
        (!edits.is_empty()).then(|| (self.needs_founding(Purpose::Party), edits))
    }

    fn needs_founding(&self, purpose: Purpose) -> Founding {
        Founding::Needs { household: self.id, purpose, epoch: 0 }
    }
}

impl PersonRecord {
    /// The member's fields of the C2 document.
    fn fields(&self) -> Vec<(String, Value)> {
        let mut fields = vec![
            ("name", Value::Text(self.name.clone())),
            ("sex", Value::Code(self.sex.code())),
            ("birth", Value::Date(self.birth)),
            ("relation", Value::Code(self.relation)),
            ("residency", Value::Code(self.residency.code())),
        ];
        if let Some(phone) = &self.phone {
            fields.push(("phone", Value::Text(phone.clone())));
            fields.push(("phone_whose", Value::Code(PhoneWhose::Own.code())));
        }
        fields.extend(self.nickname.clone().map(|name| ("nickname", Value::Text(name))));
        fields.extend(self.away_at.map(|place| ("away_at", Value::Text(place.into()))));
        if self.residency == Residency::R3 {
            fields.push(("winter_here", Value::Bool(self.winter_here)));
            fields.push(("summer_here", Value::Bool(self.summer_here)));
        }
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The options that the tags held stand for, as bits.
fn bits(tags: u64, option: impl Fn(Tag) -> Option<u32>) -> u64 {
    let held = Tag::ALL.iter().filter(|tag| tags & tag.bit() != 0);
    held.filter_map(|tag| option(*tag)).fold(0, |bits, code| bits | 1 << (code & 63))
}

/// The programme a tag means for the household, if any.
fn programme(tag: Tag) -> Option<u32> {
    match tag {
        Tag::DB => Some(Programme::Allowance.code()),
        Tag::TK => Some(Programme::Destitute.code()),
        Tag::JC => Some(Programme::Monitoring.code()),
        Tag::CJ => Some(Programme::DisabilityAllowance.code()),
        _ => None,
    }
}

/// The help a generated person with the tag asks for.
const fn help(tag: Tag) -> HelpKind {
    match tag {
        Tag::XD => HelpKind::Evacuate,
        Tag::JK => HelpKind::Medicine,
        Tag::TK => HelpKind::LookIn,
        Tag::DB | Tag::BY => HelpKind::Heating,
        _ => HelpKind::Errands,
    }
}

/// The register that would say so.
const fn source(tag: Tag) -> TagSource {
    match tag {
        Tag::JC => TagSource::Agriculture,
        Tag::CJ => TagSource::DisabledFederation,
        Tag::TY => TagSource::Veterans,
        Tag::JK => TagSource::Health,
        Tag::XD => TagSource::Family,
        _ => TagSource::CivilAffairs,
    }
}

fn put(field: &str, value: Value) -> Edit {
    Edit::Put { path: Path::root(field), value }
}
