//! Packs what is shipped with a version: the tables under `data` and the readings of characters. A
//! phone fetches them over GPRS as part of the library, and unpacks each when it is first needed.

use std::collections::BTreeMap;
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

/// The readings of every character that has any, as `name/sound.rs` reads them; numbers are
/// little-endian, and a list is the readings of one or more characters, the likeliest first:
///
/// ```text
/// file = count u32 | count × gap to the character u32 | count × low byte of its list |
///        count × high byte | lists as text, one a line, blanks between readings
/// ```
fn readings() -> Vec<u8> {
    let listed: Vec<(u32, String)> =
        (0..=0x3_ffff_u32).filter_map(|code| Some((code, list(char::from_u32(code)?)?))).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, list) in &listed {
        *uses.entry(list).or_default() += 1;
    }
    // The commonest first: then most high bytes are alike.
    let mut lists: Vec<&str> = uses.keys().copied().collect();
    lists.sort_by_key(|list| std::cmp::Reverse(uses[list]));
    let places: BTreeMap<&str, u16> = lists.iter().copied().zip(0..).collect();
    let mut out = (listed.len() as u32).to_le_bytes().to_vec();
    let mut before = 0;
    for (code, _) in &listed {
        out.extend((code - before).to_le_bytes());
        before = *code;
    }
    for byte in 0..2 {
        out.extend(listed.iter().map(|(_, list)| places[list.as_str()].to_le_bytes()[byte]));
    }
    out.extend(lists.join("\n").into_bytes());
    out
}

fn list(c: char) -> Option<String> {
    let mut list: Vec<&str> = Vec::new();
    for reading in c.to_pinyin_multi()?.into_iter().map(|reading| reading.plain()) {
        if !list.contains(&reading) {
            list.push(reading);
        }
    }
    Some(list.join(" "))
}
