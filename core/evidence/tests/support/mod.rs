//! A set as two officers make it, and its bundle.

#![allow(dead_code, reason = "each suite uses its own part")]

pub mod authority;

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use gridwork_evidence::bundle::archive::{Archive, ArchiveError, Writer};
use gridwork_evidence::bundle::register::{OfficerVersion, Register};
use gridwork_evidence::bundle::{
    BundleError, Contents, EarlierHead, Handout, LedgerPart, Original, Page, SignedPart, write,
};
use gridwork_evidence::chain;
use gridwork_evidence::log::{Inclusion, SignedHead, TreeHead, leaf};
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::evidence::kind::Field;
use gridwork_model::evidence::{
    Body, Capture, Confirmation, Credential, Custody, FileName, Holder, Kind, Method, Opening,
    Step, Told,
};
use gridwork_model::org::{DeviceBinding, Officer, OfficerStatus, Staff};
use gridwork_model::validity::Validity;
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts, ledger};
use gridwork_seal::{Digests, DualHash, Log, LogHead, Signature, SigningKey, VerifyingKey};

/// When the set is made.
pub const AT: Moment = Moment(1_795_660_000_000);

/// A key: 1 of the hub, 2 and 3 of the officers' phones.
pub fn key(n: u8) -> SigningKey {
    SigningKey::from_seed(&[n; 32])
}

pub fn id(n: u8) -> Id {
    Id::v7(AT.0 as u64, [n; 10])
}

pub fn time(seconds: i64) -> TimeFacts {
    let device = AT.plus_ms(seconds * 1000);
    let monotonic_ms = (seconds * 1000).unsigned_abs();
    TimeFacts { device, monotonic_ms, boot: 1, hub: None, gnss: Some(device) }
}

pub fn credential(n: u8) -> Credential {
    Credential { person: id(n), certificate: format!("示意{n}") }
}

/// What is put into a set: who says it on whose phone, and the key that signs it.
#[derive(Clone)]
pub struct Said {
    pub person: u8,
    pub body: Body,
    pub key: u8,
}

/// A set under the hands of a test: change anything, then [`Made::bundle`].
pub struct Made {
    pub said: Vec<Said>,
    pub files: Vec<Vec<u8>>,
    pub register: Register,
    /// Changes the contents after they were put together.
    pub bend: fn(&mut Contents),
}

/// Opened by officer 2, confirmed by officer 3, two captures, one hand-over.
pub fn made() -> Made {
    let files: Vec<Vec<u8>> =
        (1..=2u8).map(|n| (0..70_000u32).map(|i| (i as u8).wrapping_mul(n)).collect()).collect();
    let opening = Body::Opening(Opening {
        set: id(100),
        matter: "示意证据集".into(),
        place: "示意村北坡".into(),
        position: None,
        time: time(0),
        officer: credential(2),
        clue: None,
    });
    let opened = hash(&opening);
    let confirmation = Body::Confirmation(Confirmation {
        set: id(100),
        opening: opened,
        officer: credential(3),
        time: time(60),
    });
    let first = capture(1, [0; 32], &files[0], 120);
    let second = capture(2, hash(&first), &files[1], 180);
    let custody = custody(1, hash(&first), 2, 3, &files[0]);
    let said = |person, body, key| Said { person, body, key };
    Made {
        said: vec![
            said(2, opening, 2),
            // The first officer's phone says what the second one's signed.
            said(2, confirmation, 3),
            said(2, first, 2),
            said(2, second, 2),
            said(3, custody, 2),
        ],
        files,
        register: register(),
        bend: |_| {},
    }
}

pub fn capture(seq: u64, prev: [u8; 32], bytes: &[u8], seconds: i64) -> Body {
    let Digests { sha256, sm3, bytes } = DualHash::of(bytes);
    Body::Capture(Box::new(Capture {
        set: id(100),
        id: id(110 + seq as u8),
        kind: Kind::Object,
        title: format!("示意照片{seq}"),
        proves: "示意".into(),
        file: FileName { sha256, sm3, bytes },
        mime: "image/jpeg".into(),
        method: Method::Camera,
        time: time(seconds),
        hub_offset_ms: None,
        position: None,
        place: "示意村北坡".into(),
        told: Told::NotOfPeople,
        holder: Some(Holder::Refused {
            name: "某".into(), reason: "不愿".into(), witness: None
        }),
        fields: [Field::Quantity, Field::Storage, Field::Label]
            .map(|field| (field, "一".to_owned()))
            .to_vec(),
        officer: id(2),
        seq,
        prev,
    }))
}

pub fn custody(seq: u32, prev: [u8; 32], from: u8, to: u8, bytes: &[u8]) -> Body {
    Body::Custody(Custody {
        set: id(100),
        item: id(111),
        seq,
        prev,
        from: id(from),
        to: id(to),
        time: time(600),
        checked: DualHash::of(bytes).sha256,
        why: "入柜".into(),
    })
}

/// What later records name a body by.
pub fn hash(body: &Body) -> [u8; 32] {
    chain::hash(&chain::sign(&key(9), body))
}

pub fn register() -> Register {
    let from = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let officer = |n: u8| OfficerVersion {
        at: Moment(0),
        entry: Officer {
            id: id(150 + n),
            person: id(n),
            certificate: format!("示意{n}"),
            issuer: "示意".into(),
            status: OfficerStatus::Valid,
            categories: Vec::new(),
            keys: Vec::new(),
            validity: Validity::from(from),
        },
    };
    let device = |n: u8| DeviceBinding {
        id: DeviceBinding::id_of(n.into()),
        device: n.into(),
        person: id(n),
        post: None,
        signing_key: Some(key_in_directory(key(n).verifying().as_bytes())),
        sealing_key: None,
        validity: Validity::ALWAYS,
    };
    let person =
        |n: u8| Staff { id: id(n), name: format!("示意{n}"), work_phone: None, unit: Id::NIL };
    Register {
        people: [2, 3].map(person).to_vec(),
        officers: [2, 3].map(officer).to_vec(),
        devices: [2, 3].map(device).to_vec(),
    }
}

impl Made {
    pub fn contents(&self) -> Contents {
        let hub = key(1);
        let mut log = Log::new((0..5).map(|n| [n; 32]));
        let before = log.head();
        let mut entries = Vec::new();
        for (n, said) in (0u8..).zip(&self.said) {
            let record = chain::sign(&key(said.key), &said.body);
            let entry = LedgerEntry {
                id: id(n),
                object: id(100),
                kind: ledger::kind::EVIDENCE,
                person: id(said.person),
                role: 11,
                time: time(i64::from(n) * 60),
                body: Step::Signed(record.clone()).to_bytes(),
            };
            let bytes = minicbor::to_vec(&entry).unwrap();
            log.push(leaf(&[n; 32], &bytes));
            let signed = vec![SignedPart {
                message: chain::message(&record),
                signature: Signature::from_bytes(record.signature),
                key: VerifyingKey(record.key),
            }];
            entries.push(LedgerPart { bytes, device: said.person.into(), inclusion: None, signed });
        }
        for (n, entry) in (0u8..).zip(&mut entries) {
            let index = 5 + u64::from(n);
            let path = log.inclusion(index).unwrap();
            entry.inclusion = Some(Inclusion { index, salt: [n; 32], path });
        }
        let sign = |head: LogHead, at| {
            let head = TreeHead { hub: id(99), size: head.size, root: head.root, at };
            SignedHead::sign(head, &hub)
        };
        let originals = self.files.iter().map(|bytes| Original {
            digests: DualHash::of(bytes),
            mime: "image/jpeg".into(),
            title: "示意照片".into(),
        });
        let mut contents = Contents {
            set: id(100),
            title: "示意证据集".into(),
            hub: id(99),
            township: "示意乡".into(),
            handout: Handout {
                at: AT,
                by: "甲".into(),
                second: "乙".into(),
                purpose: "示意".into(),
            },
            entries,
            originals: originals.collect(),
            head: sign(log.head(), AT),
            earlier: vec![EarlierHead {
                signed: sign(before, Moment(AT.0 - 86_400_000)),
                key: hub.verifying(),
                path: log.consistency(5).unwrap(),
            }],
            stamps: Vec::new(),
            directory: serde_json::to_vec(&self.register).unwrap(),
            page: Page { title: "示意证据集".into(), ..Page::default() },
        };
        (self.bend)(&mut contents);
        contents
    }

    pub fn written(&self, contents: &Contents) -> Result<Vec<u8>, BundleError> {
        let mut source = |hash: &[u8; 32], sink: &mut dyn Write| -> Result<(), BundleError> {
            let at = contents.originals.iter().position(|it| it.digests.sha256 == *hash);
            Ok(sink.write_all(&self.files[at.unwrap()])?)
        };
        write(contents, &key(1), &mut source, Cursor::new(Vec::new())).map(Cursor::into_inner)
    }

    pub fn bundle(&self) -> Vec<u8> {
        self.written(&self.contents()).unwrap()
    }
}

/// The files of a bundle, bent by `bend`, in a container of their own.
pub fn rewritten(bytes: &[u8], bend: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    for name in names {
        let content = archive.read(&name, u64::MAX).unwrap().unwrap();
        if let Some(content) = bend(&name, content) {
            let fill = |sink: &mut dyn Write| -> Result<(), ArchiveError> {
                Ok(sink.write_all(&content)?)
            };
            writer.add(&name, content.len() as u64, fill).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// The container with one name in the place of another of its length, as no writer of ours makes it.
pub fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bent = bytes.to_vec();
    for at in 0..bent.len() - from.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            bent[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    bent
}

/// The container with a first file that claims to unpack to nearly four gigabytes.
pub fn bomb(bytes: &[u8]) -> Vec<u8> {
    let mut bent = bytes.to_vec();
    let at = bent.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    // Compressed, and of a size far beyond what lies there.
    bent[at + 10] = 8;
    bent[at + 24..at + 28].copy_from_slice(&0xffff_fff0u32.to_le_bytes());
    bent
}
