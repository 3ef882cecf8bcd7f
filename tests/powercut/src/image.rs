//! The files as a power cut leaves them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::Op;

/// What a disk writes whole or not at all, bytes: the smallest that is still sold.
const SECTOR: usize = 512;

/// The content of each file after a power cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    files: BTreeMap<String, Vec<u8>>,
}

/// A file with what is on the disk for certain, and what may be.
#[derive(Default)]
struct Cached {
    durable: Vec<u8>,
    pending: Vec<Pending>,
    /// Deleted without a sync of the folder: it may be back.
    doubtful: bool,
}

enum Pending {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

impl Image {
    /// The image after `ops`, with what was not synced left to chance.
    pub fn after(ops: &[Op], seed: u64) -> Image {
        let mut files: BTreeMap<&str, Cached> = BTreeMap::new();
        for op in ops {
            match op {
                Op::Write { file, offset, data } => {
                    let cached = files.entry(file).or_default();
                    cached.revive();
                    cached.pending.push(Pending::Write(*offset, data.clone()));
                }
                Op::Truncate { file, size } => {
                    let cached = files.entry(file).or_default();
                    cached.revive();
                    cached.pending.push(Pending::Truncate(*size));
                }
                Op::Sync { file } => files.entry(file).or_default().sync(),
                Op::Delete { file, durable: true } => {
                    files.remove(file.as_str());
                }
                Op::Delete { file, durable: false } => {
                    files.entry(file).or_default().doubtful = true;
                }
                Op::Mark => {}
            }
        }
        let mut chance = Chance(seed);
        let mut image = Image::default();
        for (name, cached) in files {
            let gone = cached.doubtful && chance.one_in(2);
            if !gone {
                image.files.insert(name.to_owned(), cached.cut(&mut chance));
            }
        }
        image
    }

    /// Writes the files into a folder.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        for (name, content) in &self.files {
            std::fs::write(dir.join(name), content)?;
        }
        Ok(())
    }
}

impl Cached {
    /// A deleted file that is made again begins empty.
    fn revive(&mut self) {
        if std::mem::take(&mut self.doubtful) {
            self.durable.clear();
            self.pending.clear();
        }
    }

    fn sync(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Write(offset, data) => put(&mut self.durable, offset as usize, &data),
                Pending::Truncate(size) => self.durable.resize(size as usize, 0),
            }
        }
    }

    /// What is left when the power fails now: each pending sector made it, did not, or in part.
    fn cut(self, chance: &mut Chance) -> Vec<u8> {
        let mut content = self.durable;
        // Now and then nothing pending made it, or all did: the two ends are worth more tries.
        let mood = chance.below(6);
        for pending in self.pending {
            match pending {
                Pending::Truncate(size) => {
                    if mood == 1 || (mood > 1 && chance.one_in(2)) {
                        content.resize(size as usize, 0);
                    }
                }
                Pending::Write(offset, data) => {
                    let offset = offset as usize;
                    let mut at = 0;
                    while at < data.len() {
                        let end = (SECTOR - (offset + at) % SECTOR + at).min(data.len());
                        let kept = match (mood, chance.below(8)) {
                            (0, _) => 0,
                            (1, _) => end - at,
                            (_, 0..=2) => 0,
                            (_, 3) => chance.below((end - at) as u64 + 1) as usize,
                            _ => end - at,
                        };
                        if kept > 0 {
                            put(&mut content, offset + at, &data[at..at + kept]);
                        }
                        at = end;
                    }
                }
            }
        }
        content
    }
}

fn put(content: &mut Vec<u8>, offset: usize, data: &[u8]) {
    if content.len() < offset + data.len() {
        content.resize(offset + data.len(), 0);
    }
    content[offset..offset + data.len()].copy_from_slice(data);
}

/// Splitmix64: small, seeded, good enough to toss coins.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(data: &[u8]) -> Op {
        Op::Write { file: "f".into(), offset: 0, data: data.to_vec() }
    }

    fn sync() -> Op {
        Op::Sync { file: "f".into() }
    }

    #[test]
    fn what_was_synced_is_always_there() {
        for seed in 0..200 {
            let image = Image::after(&[write(b"old"), sync(), write(b"new")], seed);
            let content = &image.files["f"];
            let possible = [&b"old"[..], b"nld", b"ned", b"new"];
            assert!(possible.contains(&content.as_slice()), "{content:?}");
        }
    }

    #[test]
    fn what_was_not_synced_is_sometimes_gone_sometimes_there_sometimes_torn() {
        let ops = [write(&[1; 2048])];
        let lengths: std::collections::BTreeSet<usize> = (0..500)
            .map(|seed| Image::after(&ops, seed).files["f"].iter().filter(|b| **b == 1).count())
            .collect();
        assert!(lengths.contains(&0) && lengths.contains(&2048));
        assert!(lengths.iter().any(|length| length % SECTOR != 0));
    }

    #[test]
    fn a_seed_replays() {
        let ops = [write(&[1; 5000]), sync(), write(&[2; 5000])];
        assert_eq!(Image::after(&ops, 7), Image::after(&ops, 7));
    }
}
