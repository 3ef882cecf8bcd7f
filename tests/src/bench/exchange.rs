//! What the exchange costs, in bytes of bodies, and what Automerge's own protocol costs beside it.

use std::collections::BTreeSet;

use gridwork_county::{County, Options};
use gridwork_model::Id;
use gridwork_sync::update::DirectoryEntry;

use super::automerge::Pair;
use super::figures::{Figure, Figures, Limit};
use super::line::{Line, Traffic};
use super::replica::Replica;
use crate::workload::cases::{self, Case, DEVICE, HOUSEHOLDS};
use crate::workload::{Said, Texts, streams};

/// How large the workloads are.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Households of the cell.
    pub households: usize,
    /// Touched tasks of the cases that have many.
    pub tasks: usize,
    /// Changes of the households in the first download.
    pub changes: usize,
    /// Touched tasks in the first download.
    pub downloaded: usize,
}

impl Scale {
    /// As the figures are defined.
    pub const FULL: Scale =
        Scale { households: HOUSEHOLDS, tasks: 1_000, changes: 2_300, downloaded: 400 };
}

/// Traffic of one case, ours and Automerge's.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// Ours.
    pub ours: Traffic,
    /// Automerge's.
    pub automerge: Traffic,
    /// Bytes of the answers that are the directory's and not counted in `ours`.
    pub directory: u64,
}

impl Compared {
    /// Ours as a fraction of Automerge's, both ways together.
    pub fn ratio(&self) -> f64 {
        let all = |traffic: Traffic| (traffic.up + traffic.down) as f64;
        all(self.ours) / all(self.automerge)
    }
}

/// Measures every case.
pub fn measure(seed: u64, texts: &Texts, scale: Scale, figures: &mut Figures) {
    let most = |bytes: u32| Some(Limit::Most(f64::from(bytes)));
    let nothing = nothing_new(seed, texts, scale);
    Told::new("nothing_new", "nothing new, 5 streams", nothing)
        .up(most(140), most(90))
        .down(most(120), most(70))
        .one_round_trip()
        .tell(figures);
    let thousand = thousand_commits(seed + 1, texts, scale);
    Told::new("thousand_commits", "1,000 tasks, one commit more each", thousand)
        .up(most(9_000), most(6_700))
        .one_round_trip()
        .ratio(0.05)
        .tell(figures);
    let day = normal_day(seed + 2, texts, scale);
    Told::new("normal_day", "a day of 300 commits", day).up(most(3_500), most(2_500)).tell(figures);
    let answer = one_answer(seed + 3, texts, scale);
    Told::new("one_answer", "one answer alone", answer).up(most(150), most(100)).tell(figures);
    let download = first_download(seed + 4, texts, scale);
    Told::new("first_download", "first download, 300 households", download)
        .down(most(100_000), most(70_000))
        .ratio(0.2)
        .tell(figures);
    let name = "first download: directory and templates, apart";
    figures.add(Figure::told(name, "B", download.directory as f64));
}

/// Nothing new on either side.
pub fn nothing_new(seed: u64, texts: &Texts, scale: Scale) -> Compared {
    let case = cases::nothing_new(seed, texts, scale.households, scale.downloaded);
    let mut line = line_of(&case, streams::FEW);
    line.settle(&case.history);
    let ours = line.exchange(&[]);
    let mut pair = Pair::known(&line.phone, &documents(&case.history));
    compared(ours, &mut pair, 0)
}

/// One more commit in each of many tasks.
pub fn thousand_commits(seed: u64, texts: &Texts, scale: Scale) -> Compared {
    said(cases::more_commits(seed, texts, scale.households, scale.tasks))
}

/// A day's work in one batch.
pub fn normal_day(seed: u64, texts: &Texts, scale: Scale) -> Compared {
    said(cases::normal_day(seed, texts, scale.households))
}

/// One answer in a batch of its own.
pub fn one_answer(seed: u64, texts: &Texts, scale: Scale) -> Compared {
    said(cases::one_answer(seed, texts, scale.households))
}

/// Everything a new device gets.
pub fn first_download(seed: u64, texts: &Texts, scale: Scale) -> Compared {
    let Scale { households, changes, downloaded, .. } = scale;
    let case = cases::first_download(seed, texts, households, changes, downloaded);
    let mut line = line_of(&case, streams::ALL);
    line.publish(&case.history);
    line.publish_directory(directory(seed, &case));
    let (ours, directory) = line.download();
    let mut pair = Pair::new_phone(&line.hub, &documents(&case.history));
    compared(ours, &mut pair, directory)
}

/// A batch up, and Automerge with the documents it touches.
fn said(case: Case) -> Compared {
    let mut line = line_of(&case, streams::FEW);
    line.settle(&case.history);
    let ids = documents(&case.batch);
    let mut pair = Pair::known(&line.phone, &ids);
    let ours = line.exchange(&case.batch);
    assert_eq!(line.phone.hashes(), line.hub.hashes(), "both ends agree");
    pair.write(&line.phone);
    compared(ours, &mut pair, 0)
}

fn compared(ours: Traffic, pair: &mut Pair, directory: u64) -> Compared {
    let automerge = pair.synchronise();
    assert!(pair.agree(), "Automerge's two ends agree");
    Compared { ours, automerge, directory }
}

/// The two ends of a case.
pub fn line_of(case: &Case, granted: usize) -> Line {
    Line::new(DEVICE, case.cell.id, case.cell.township, granted, case.cell.now)
}

/// A replica that took these changes.
pub fn replica_of(said: &[Said]) -> Replica {
    let mut replica = Replica::default();
    said.iter().for_each(|said| replica.take(said));
    replica
}

fn documents(said: &[Said]) -> Vec<Id> {
    let ids: BTreeSet<Id> = said.iter().map(|said| said.document).collect();
    ids.into_iter().collect()
}

/// The directory of the cell's township, and the county's.
fn directory(seed: u64, case: &Case) -> Vec<DirectoryEntry> {
    let day = case.cell.now.day();
    let county = County::new(Options { seed, cells: None, day }).expect("the county reads");
    let near = county
        .directory()
        .into_iter()
        .filter(|placed| placed.township.is_none_or(|township| township == case.cell.township));
    near.map(|placed| DirectoryEntry {
        kind: placed.item.kind(),
        id: placed.item.id(),
        body: placed.item.body(),
    })
    .collect()
}

/// A case on its way into the table.
struct Told {
    key: &'static str,
    name: &'static str,
    compared: Compared,
    up: (Option<Limit>, Option<Limit>),
    down: (Option<Limit>, Option<Limit>),
    trips: Option<Limit>,
    ratio: Option<Limit>,
}

impl Told {
    fn new(key: &'static str, name: &'static str, compared: Compared) -> Told {
        let none = (None, None);
        Told { key, name, compared, up: none, down: none, trips: None, ratio: None }
    }

    fn up(self, must: Option<Limit>, aim: Option<Limit>) -> Told {
        Told { up: (must, aim), ..self }
    }

    fn down(self, must: Option<Limit>, aim: Option<Limit>) -> Told {
        Told { down: (must, aim), ..self }
    }

    fn one_round_trip(self) -> Told {
        Told { trips: Some(Limit::Most(1.0)), ..self }
    }

    fn ratio(self, most: f64) -> Told {
        Told { ratio: Some(Limit::Most(most)), ..self }
    }

    fn tell(self, figures: &mut Figures) {
        let Compared { ours, automerge, .. } = self.compared;
        let trips = (self.trips, None);
        for (what, unit, value, other, (must, aim)) in [
            ("up", "B", ours.up, automerge.up, self.up),
            ("down", "B", ours.down, automerge.down, self.down),
            ("round_trips", "", ours.round_trips, automerge.round_trips, trips),
        ] {
            figures.put(&["exchange", self.key, what], value as f64);
            figures.put(&["exchange", self.key, &format!("automerge_{what}")], other as f64);
            let shown = what.replace('_', " ");
            let name = format!("{}: {shown} (Automerge {other})", self.name);
            figures.add(Figure { must, aim, ..Figure::told(name, unit, value as f64) });
        }
        let name = format!("{}: of Automerge's, up and down", self.name);
        let ratio = Figure::told(name, "×", self.compared.ratio());
        figures.add(Figure { must: self.ratio, ..ratio });
    }
}
