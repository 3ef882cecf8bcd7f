//! Two officers of one township with a phone each, and what they do in the field: for scenarios, the
//! console's stage and the benches.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use gridwork_core::{CoreError, NewCapture, NewHolder, NewRecord, NewSet, NewSigning};
use gridwork_model::audience::enforcement_office;
use gridwork_model::evidence::kind::Field;
use gridwork_model::evidence::{Answered, Kind, Method, RecordKind, Told};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_township::exports::{self, Content, Format, Wanted};
use gridwork_township::people::{Caller, RoleAt};

use crate::world::{Phone, World};

/// The officers.
pub struct Officers {
    /// Who opens sets and captures.
    pub first: Phone,
    /// Who confirms, and takes over.
    pub second: Phone,
}

/// People of the office that enforces where `near` is, whose certificates hold today.
pub fn on_register(world: &World, near: Id) -> Option<(Id, Vec<Id>)> {
    let (standing, day) = (world.hub.standing(), world.clock.now().day());
    let directory = &standing.directory;
    let office = enforcement_office(near, directory)?;
    let mut people: Vec<Id> = directory
        .assignments_at(office)
        .map(|assignment| assignment.person)
        .filter(|person| directory.officer(*person, day).is_some())
        .collect();
    people.sort();
    people.dedup();
    Some((office, people))
}

/// The smallest thing that is a photo, with what a camera writes into it.
pub fn jpeg(name: &str, size: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 12];
    bytes.extend_from_slice(b"Exif\0\0GPS!");
    bytes.extend_from_slice(&[0xff, 0xda, 0, 2]);
    bytes.extend(name.bytes().cycle().take(size));
    bytes.extend_from_slice(&[0xff, 0xd9]);
    bytes
}

/// A JPEG of about `size` bytes in the camera's folder of a phone.
pub fn shot(phone: &Phone, name: &str, size: usize) -> Result<PathBuf, CoreError> {
    let path = phone.core().capture_folder()?.join(name);
    fs::write(&path, jpeg(name, size)).map_err(|_| gridwork_core::Code::Busy)?;
    Ok(path)
}

/// The picture of a signature in the camera's folder of a phone.
pub fn signature(phone: &Phone, name: &str) -> Result<PathBuf, CoreError> {
    let path = phone.core().capture_folder()?.join(name);
    let bytes = [b"\x89PNG\r\n\x1a\n", name.as_bytes()].concat();
    fs::write(&path, bytes).map_err(|_| gridwork_core::Code::Busy)?;
    Ok(path)
}

/// A photo of a thing, with everything that its kind asks for.
pub fn photo(set: Id, path: PathBuf) -> NewCapture {
    NewCapture {
        set,
        path,
        kind: Kind::Object,
        title: "示意羊群".into(),
        proves: "示意：在禁牧区放牧".into(),
        method: Method::Camera,
        position: None,
        place: "示意沟口".into(),
        told: Told::NobodyThere,
        holder: Some(NewHolder::Refused {
            name: "示意当事人".into(),
            reason: "不在现场".into(),
            witness: None,
        }),
        fields: vec![
            (Field::Quantity, "30 只".into()),
            (Field::Storage, "原地".into()),
            (Field::Label, "示意1".into()),
        ],
        gnss: None,
        urgent: false,
    }
}

/// An inquiry record that lacks nothing.
pub fn inquiry(set: Id, phone: &Phone, at: Moment) -> Result<NewRecord, CoreError> {
    Ok(NewRecord {
        set,
        corrects: None,
        follows: None,
        correction: None,
        kind: RecordKind::Inquiry,
        party: "示意当事人".into(),
        present: "本人".into(),
        place: "示意沟口".into(),
        from: at,
        to: at.plus_ms(600_000),
        shown_certificates: true,
        told_rights: true,
        body: vec![Answered { asked: "羊是谁家的？".into(), answer: "我家的。".into() }],
        notes: String::new(),
        said: "以上笔录属实".into(),
        read_aloud: true,
        pages: 1,
        blanks_struck: true,
        signing: NewSigning::Signed(vec![signature(phone, "page-1.png")?]),
        gnss: None,
    })
}

/// The bundle of a set as it leaves the township of `near`: an officer asks, the head agrees.
///
/// # Panics
///
/// If the hub does not hand it out.
pub fn bundle(world: &World, near: Id, set: Id) -> Vec<u8> {
    let (standing, now) = (world.hub.standing(), world.clock.now());
    let org = standing.org_of(near);
    let office = enforcement_office(near, &standing.directory).expect("an office that enforces");
    let caller = |role: Role, scope, n: u8| Caller {
        person: Id::from_bytes([n; 16]),
        name: format!("示例{}", role.word()),
        org,
        roles: vec![RoleAt { role: role.number(), scope }],
    };
    let (asks, agrees) = (caller(Role::Officer, office, 61), caller(Role::Head, org, 62));
    let wanted = Wanted {
        kind: exports::Kind::Evidence,
        format: Format::Zip,
        place: org,
        purpose: "示意：移送复核".into(),
        object: Some(set),
    };
    let asked = world.hub.ask_export(&asks, &wanted, now).expect("asked");
    world.hub.decide_export(&agrees, &asked.id, true, now).expect("agreed");
    let made = world.hub.fetch_export(&asks, &asked.id, now).expect("handed out");
    let Content::File(mut file) = made.content else { panic!("a bundle is a file") };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("read");
    bytes
}

impl Officers {
    /// Gives two officers of the township of `near` their phones; `None` if it has no two.
    pub fn meet(world: &mut World, near: Id) -> Option<Officers> {
        let (office, people) = on_register(world, near)?;
        let &[first, second, ..] = &people[..] else { return None };
        let mut phone = |person| {
            let mut phone = world.phone(person, office);
            phone.sync(world);
            phone
        };
        let mut officers = Officers { first: phone(first), second: phone(second) };
        // Each has heard of the other's key.
        officers.sync(world);
        Some(officers)
    }

    /// Both exchange until each has heard of the other.
    pub fn sync(&mut self, world: &World) {
        for _ in 0..2 {
            self.first.sync(world);
            self.second.sync(world);
        }
    }

    /// The first officer opens a set.
    pub fn open(&self, matter: &str) -> Result<Id, CoreError> {
        let new =
            NewSet { matter: matter.into(), place: "示意沟口".into(), ..NewSet::default() };
        self.first.core().open_evidence_set(new)
    }

    /// A set that both confirmed, each on the own phone, without signal.
    pub fn standing_set(&self, matter: &str) -> Result<Id, CoreError> {
        let set = self.open(matter)?;
        let (first, second) = (self.first.core(), self.second.core());
        let back = second.confirm_scanned(&first.confirmation_code(set)?)?;
        first.take_confirmation(set, &back)?;
        Ok(set)
    }

    /// The second officer signs a record of the first one's, each on the own phone, without signal.
    pub fn countersign(&self, set: Id, record: Id) -> Result<(), CoreError> {
        let (first, second) = (self.first.core(), self.second.core());
        let back = second.confirm_scanned(&first.countersign_code(set, record)?)?;
        first.take_confirmation(set, &back)
    }

    /// The first officer takes a photo into a set.
    pub fn capture(&self, set: Id, name: &str, size: usize) -> Result<Id, CoreError> {
        let path = shot(&self.first, name, size)?;
        self.first.core().capture(photo(set, path))
    }

    /// The first officer hands an item over to the second.
    pub fn hand_over(&self, set: Id, item: Id, why: &str) -> Result<(), CoreError> {
        let code = self.first.core().hand_over(set, item, self.second.person, why)?;
        self.second.core().take_over(&code)
    }
}
