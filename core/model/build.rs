//! Packs what is shipped with a version: the tables under `data` and the readings of characters. A
//! phone fetches them over GPRS as part of the library, and unpacks each when it is first needed.

use std::collections::BTreeMap;
use std::iter::once;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use pinyin::ToPinyinMulti;

/// Tables of `data`.
const TABLES: [&str; 4] = ["calendar.json", "deadlines.json", "incidents.json", "templates.json"];

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for table in TABLES {
        let source = Path::new("data").join(table);
        println!("cargo:rerun-if-changed={}", source.display());
        write(&out.join(table), &fs::read(source)?)?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    write(&out.join("readings"), &readings())
}

fn write(path: &Path, plain: &[u8]) -> io::Result<()> {
    fs::write(path.with_added_extension("zst"), zstd::bulk::compress(plain, 19)?)
}

/// The readings of every character that has any, as `name/sound.rs` reads them; the readings of a
/// character follow one another, the likeliest first. Numbers lie in planes, the low bytes of all before
/// the next bytes of all, which pack better:
///
/// ```text
/// file = count u32 | gaps to the characters, 3 planes | how many readings each has, 1 plane |
///        of each reading its syllable, 2 planes | syllables as text, one a line
/// ```
fn readings() -> Vec<u8> {
    let listed: Vec<(u32, Vec<&str>)> =
        (0..=0x3_ffff_u32).filter_map(|code| Some((code, list(char::from_u32(code)?)?))).collect();
    let all: Vec<&str> = listed.iter().flat_map(|(_, list)| list.iter().copied()).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for syllable in &all {
        *uses.entry(syllable).or_default() += 1;
    }
    // The commonest first: then most high bytes are alike.
    let mut syllables: Vec<&str> = uses.keys().copied().collect();
    syllables.sort_by_key(|syllable| std::cmp::Reverse(uses[syllable]));
    let places: BTreeMap<&str, u16> = syllables.iter().copied().zip(0..).collect();
    let mut out = (listed.len() as u32).to_le_bytes().to_vec();
    let codes = listed.iter().map(|(code, _)| *code);
    let gaps: Vec<u32> =
        codes.clone().zip(once(0).chain(codes)).map(|(code, before)| code - before).collect();
    for byte in 0..3 {
        out.extend(gaps.iter().map(|gap| gap.to_le_bytes()[byte]));
    }
    out.extend(listed.iter().map(|(_, list)| list.len() as u8));
    for byte in 0..2 {
        out.extend(all.iter().map(|syllable| places[syllable].to_le_bytes()[byte]));
    }
    out.extend(syllables.join("\n").into_bytes());
    out
}

fn list(c: char) -> Option<Vec<&'static str>> {
    let mut list: Vec<&str> = Vec::new();
    for reading in c.to_pinyin_multi()?.into_iter().map(|reading| reading.plain()) {
        if !list.contains(&reading) {
            list.push(reading);
        }
    }
    Some(list)
}
