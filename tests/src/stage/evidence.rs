//! Evidence on the stage: a worker who tells a clue, two officers who gather a set.

use std::fs;

use gridwork_core::NewClue;
use serde_json::{Value, json};

use super::{Stage, at};
use crate::officers::{Officers, inquiry};

/// A small picture that a browser shows: a slope under a sky, as a PNG without compression.
fn picture() -> Vec<u8> {
    const WIDE: u32 = 96;
    const HIGH: u32 = 64;
    let mut rows = Vec::new();
    for y in 0..HIGH {
        rows.push(0);
        for x in 0..WIDE {
            let sky = y < 24 + x / 8;
            rows.extend(if sky { [176, 205, 230] } else { [150, 140 - y as u8, 90] });
        }
    }
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &rows {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let length = (rows.len() as u16).to_le_bytes();
    let unlike = (!(rows.len() as u16)).to_le_bytes();
    let pixels =
        [&[0x78, 1, 1][..], &length, &unlike, &rows, &(b << 16 | a).to_be_bytes()].concat();
    let head = [&WIDE.to_be_bytes()[..], &HIGH.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", Vec::new())] {
        let named = [&kind[..], &body].concat();
        let mut crc = !0u32;
        for byte in &named {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        png.extend((body.len() as u32).to_be_bytes());
        png.extend(named);
        png.extend((!crc).to_be_bytes());
    }
    png
}

/// The worker tells a clue with a photo taken from afar.
pub(super) fn clue(stage: &mut Stage, words: String) -> Result<Value, String> {
    let phone = &mut stage.phones[0];
    let path = phone.dir.join("clue.png");
    fs::write(&path, picture()).map_err(at("photo"))?;
    let place = "示意沟口".to_owned();
    let new = NewClue { words, place, photos: vec![path], ..NewClue::default() };
    let id = phone.core().tell_clue(new).map_err(at("clue"))?;
    phone.sync(&stage.world);
    Ok(json!({ "id": id }))
}

/// Two officers open a set and confirm it without signal, take a photo, write an inquiry record, hand
/// the photo over, and exchange.
pub(super) fn gather(stage: &mut Stage, matter: &str) -> Result<Value, String> {
    let mut officers = match stage.officers.take() {
        Some(officers) => officers,
        None => {
            let met = Officers::meet(&mut stage.world, stage.township);
            met.ok_or("the township has no two officers")?
        }
    };
    let set = officers.standing_set(matter).map_err(at("set"))?;
    let item = officers.capture(set, &format!("{set}.jpg"), 60_000).map_err(at("capture"))?;
    let now = stage.world.clock.now();
    let record = inquiry(set, &officers.first, now).map_err(at("record"))?;
    let record = officers.first.core().close_record(record).map_err(at("record"))?;
    officers.countersign(set, record).map_err(at("signature"))?;
    officers.sync(&stage.world);
    officers.hand_over(set, item, "入柜保管").map_err(at("hand-over"))?;
    officers.sync(&stage.world);
    stage.officers = Some(officers);
    Ok(json!({ "set": set, "item": item }))
}
