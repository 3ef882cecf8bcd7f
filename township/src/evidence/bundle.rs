//! The bundle of a set: put together from what was admitted, signed, written into a file that has no
//! name any more, so that nothing of it stays in the house.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, Write};

use gridwork_evidence::bundle::register::Register;
use gridwork_evidence::bundle::{
    BundleError, Contents, EarlierHead, Handout, LedgerPart, Original, Page, Section, SignedPart,
    StampPart, write,
};
use gridwork_evidence::chain;
use gridwork_model::evidence::{EvidenceSet, FileName, SignedRecord, Step};
use gridwork_model::{Id, Moment};
use gridwork_seal::{Digests, Hash, Signature, VerifyingKey, sha256};

use super::index::{Named, Way};
use super::ledger::{Opened, Stored};
use super::register::register;
use super::shelf::KeptSet;
use super::show;
use super::show::hex;
use crate::storage::Drawer;
use crate::storage::drawer::{key, load};
use crate::{Done, Hub, HubError};

/// Earlier heads in a bundle: a month of them.
const EARLIER: usize = 31;

/// How many people a set names, for whoever decides on its export.
pub(crate) fn people_named(found: &Opened) -> usize {
    people(found, &found.set()).len()
}

/// Everybody whom the records of a set name as officers or keepers.
fn people(found: &Opened, set: &EvidenceSet) -> BTreeSet<Id> {
    let said = found.entries.iter().map(|it| it.entry.person).filter(|person| !person.is_nil());
    let mut people: BTreeSet<Id> = said.chain(set.officers()).collect();
    for item in &set.items {
        people.insert(item.capture.value.officer);
        people.extend(item.custody.iter().flat_map(|it| [it.value.from, it.value.to]));
    }
    people
}

impl Hub {
    /// Writes the bundle of a set; the file is gone once it is closed.
    pub(crate) fn write_bundle(
        &self,
        id: &Id,
        found: &Opened,
        handout: Handout,
        now: Moment,
    ) -> Done<File> {
        let path = self.folder.join(format!("{}.export", self.new_id(now)));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(HubError::file("bundle"))?;
        std::fs::remove_file(&path).map_err(HubError::file("bundle"))?;
        let contents = self.contents(id, found, handout, now)?;
        let signer = self.keys.read().online.clone();
        let mut source = |hash: &Hash, sink: &mut dyn Write| -> Result<(), BundleError> {
            self.stream_file(hash, &mut |piece| {
                sink.write_all(piece).map_err(HubError::file("bundle"))
            })
            .map_err(|error| BundleError::Original(error.to_string()))
        };
        let failed = |error: BundleError| match error {
            BundleError::Changed(_) => HubError::Conflict("an original is not what was captured"),
            other => HubError::file("bundle")(std::io::Error::other(other)),
        };
        let sink = BufWriter::with_capacity(1 << 20, file);
        let sink = write(&contents, &signer, &mut source, sink).map_err(failed)?;
        let mut file =
            sink.into_inner().map_err(|error| HubError::file("bundle")(error.into_error()))?;
        file.rewind().map_err(HubError::file("bundle"))?;
        Ok(file)
    }

    fn contents(&self, id: &Id, found: &Opened, handout: Handout, now: Moment) -> Done<Contents> {
        let (set, standing) = (found.set(), self.standing());
        let head = self.sign_head(now)?;
        let mut entries = Vec::new();
        for stored in &found.entries {
            entries.push(LedgerPart {
                bytes: stored.plain.clone(),
                device: stored.device,
                inclusion: self.inclusion(&found.key, &stored.plain, head.signed.head())?,
                signed: signed(stored),
            });
        }
        let (mut earlier, mut stamps) = (Vec::new(), Vec::new());
        for (number, daily) in self.tree_heads()?.into_iter().enumerate() {
            // What an authority vouches for goes along, however old it is.
            if number >= EARLIER && daily.stamps.is_empty() {
                continue;
            }
            let path = self.consistency(daily.signed.head(), head.signed.head())?;
            let over = sha256(&[&daily.signed.message()]);
            stamps.extend(daily.stamps.into_iter().map(|token| StampPart { over, token }));
            earlier.push(EarlierHead { signed: daily.signed, key: daily.key, path });
        }
        let r = self.storage.reading()?;
        let everybody = register(&standing, &*r)?;
        let mut originals = Vec::new();
        for file in set.files() {
            let at = key(&[&file.sha256, id.as_bytes()]);
            let named: Option<Named> = load(&*r, Drawer::EvidenceFiles, &at)?;
            // What has not come, or is not what was captured, cannot be handed out as an original.
            if named.is_some_and(|it| matches!(it.way, Way::Checked | Way::Doubled)) {
                originals.push(original(&set, &file));
            }
        }
        drop(r);
        let wanted = people(found, &set);
        let register = Register {
            people: wanted.iter().filter_map(|id| standing.directory.staff(*id).cloned()).collect(),
            officers: everybody
                .officers
                .into_iter()
                .filter(|it| wanted.contains(&it.entry.person))
                .collect(),
            devices: wanted
                .iter()
                .flat_map(|id| standing.directory.devices_of(*id).cloned())
                .collect(),
        };
        let title = set.opening.as_ref().map(|it| it.value.matter.clone()).unwrap_or_default();
        let own = set.stamps.iter();
        stamps.extend(own.map(|(over, token)| StampPart { over: *over, token: token.clone() }));
        let page = page(self, id, &set, &originals, &handout);
        Ok(Contents {
            set: *id,
            title,
            hub: self.identity.read().id,
            township: standing.name_of_place(found.row.org),
            handout,
            entries,
            originals,
            head: head.signed,
            earlier,
            stamps,
            directory: serde_json::to_vec_pretty(&register).unwrap_or_default(),
            page,
        })
    }
}

fn signed(stored: &Stored) -> Vec<SignedPart> {
    let part = |record: &SignedRecord| SignedPart {
        message: chain::message(record),
        signature: Signature::from_bytes(record.signature),
        key: VerifyingKey(record.key),
    };
    match Step::of(&stored.entry) {
        Ok(Step::Signed(record)) => vec![part(&record)],
        _ => Vec::new(),
    }
}

fn original(set: &EvidenceSet, file: &FileName) -> Original {
    let item = set.items.iter().find(|item| item.capture.value.file == *file);
    let derived = set.items.iter().flat_map(|item| &item.derived);
    let derived = derived.into_iter().find(|(_, it)| it == file);
    let (title, mime) = match (item, derived) {
        (Some(item), _) => (item.capture.value.title.clone(), item.capture.value.mime.clone()),
        (None, Some((purpose, _))) => (purpose.word().to_owned(), String::new()),
        (None, None) => ("签名".to_owned(), "image/png".to_owned()),
    };
    let digests = Digests { sha256: file.sha256, sm3: file.sm3, bytes: file.bytes };
    Original { digests, title, mime }
}

/// The readable index.
fn page(hub: &Hub, id: &Id, set: &EvidenceSet, originals: &[Original], handout: &Handout) -> Page {
    let standing = hub.standing();
    let row = show::row(&standing, *id, KeptSet::of(set));
    let text = |at: Moment| at.local().format("%Y-%m-%d %H:%M:%S").to_string();
    let mut sections = vec![Section {
        heading: "执法人员".into(),
        columns: vec!["确认"],
        rows: show::confirmations(&standing, set).into_iter().map(|it| vec![it]).collect(),
        empty: "没有执法人员确认",
    }];
    for item in show::items(&standing, set, handout.at.day()) {
        let same = |original: &Original| hex(&original.digests.sha256) == item.sha256;
        let file = originals.iter().position(same);
        let file = file.map(|at| originals[at].file(at + 1));
        let mut rows: Vec<Vec<String>> = [
            ("种类", item.kind.to_owned()),
            ("证明对象", item.proves),
            ("取得方法", item.method),
            ("时间", item.times.join("\n")),
            ("地点", item.place),
            ("告知", item.told.to_owned()),
            ("签名", item.holder.unwrap_or_default()),
            ("采集人", item.officer),
            ("原件", format!("{}，{} 字节", item.mime, item.bytes)),
            ("文件", file.unwrap_or_else(|| "还没有到，不在包里".to_owned())),
            ("SHA-256", item.sha256),
            ("SM3", item.sm3),
            ("状态", item.arrival.to_owned()),
            ("成立", item.holds.join("\n")),
            ("须说明", item.doubts.join("\n")),
        ]
        .into_iter()
        .map(|(name, value)| vec![name.to_owned(), value])
        .collect();
        rows.extend(item.fields.into_iter().map(|(name, value)| vec![name, value]));
        rows.extend(item.custody.iter().map(|it| {
            let line = format!("{} {}交{}，{}，{}", text(it.at), it.from, it.to, it.why, it.check);
            vec!["保管".to_owned(), line]
        }));
        let heading = format!("{} {}", item.number, item.title);
        sections.push(Section { heading, columns: Vec::new(), rows, empty: "" });
    }
    for record in set.records.iter().map(|it| show::record(&standing, set, it)) {
        let heads = record.heads.into_iter().chain(record.body);
        let mut rows: Vec<Vec<String>> = heads.map(|(name, value)| vec![name, value]).collect();
        rows.push(vec!["签名".into(), record.signing]);
        rows.extend(record.correction.map(|why| vec!["更正".into(), why]));
        rows.extend(record.missing.iter().map(|what| vec!["缺".into(), (*what).to_owned()]));
        let heading = format!("{} 第 {} 版", record.kind, record.version);
        sections.push(Section { heading, columns: Vec::new(), rows, empty: "" });
    }
    Page {
        title: format!("证据集：{}", row.matter),
        lead: vec![
            format!("地点：{}", row.place),
            row.state_word.to_owned(),
            format!(
                "{}由{}导出，{}同意，用途：{}",
                text(handout.at),
                handout.by,
                handout.second,
                handout.purpose
            ),
            "本页只供阅读；是否成立以 gridwork-verify 或 README.txt 里的方法核对为准。".to_owned(),
        ],
        sections,
    }
}
