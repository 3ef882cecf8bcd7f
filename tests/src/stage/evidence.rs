//! Evidence on the stage: a worker who tells a clue, two officers who gather a set.

use std::fs;

use gridwork_core::NewClue;
use serde_json::{Value, json};

use super::{Stage, at};
use crate::officers::{Officers, inquiry, jpeg};

/// The worker tells a clue with a photo taken from afar.
pub(super) fn clue(stage: &mut Stage, words: String) -> Result<Value, String> {
    let phone = &mut stage.phones[0];
    let path = phone.dir.join("clue.jpg");
    fs::write(&path, jpeg(&words, 4_000)).map_err(at("photo"))?;
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
    officers.first.core().close_record(record).map_err(at("record"))?;
    officers.sync(&stage.world);
    officers.hand_over(set, item, "入柜保管").map_err(at("hand-over"))?;
    officers.sync(&stage.world);
    stage.officers = Some(officers);
    Ok(json!({ "set": set, "item": item }))
}
