//! A stick on the stage: what a phone writes for the township, and the receipt it reads.

use std::fs;

use gridwork_core::NewIncident;
use serde_json::{Value, json};

use super::{Stage, at};

/// The worker reports and writes a stick; its bytes in hex.
pub(super) fn write(stage: &mut Stage, words: String) -> Result<Value, String> {
    let phone = &stage.phones[0];
    let report = NewIncident {
        words,
        category: "H01".to_owned(),
        cell: Some(phone.scope),
        place: Some("村口".to_owned()),
        ..NewIncident::default()
    };
    let id = phone.core().report(report).map_err(at("report"))?;
    let path = phone.dir.join("stick.gwb");
    phone.core().export_bundle(&path).map_err(at("stick"))?;
    let bytes = fs::read(&path).map_err(at("stick"))?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(json!({ "id": id, "stick": hex }))
}

/// The worker reads a receipt.
pub(super) fn read(stage: &mut Stage, hex: &str) -> Result<Value, String> {
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2).unwrap_or_default(), 16);
    let bytes: Result<Vec<u8>, _> = (0..hex.len()).step_by(2).map(byte).collect();
    let phone = &stage.phones[0];
    let path = phone.dir.join("receipt.gwb");
    fs::write(&path, bytes.map_err(at("receipt"))?).map_err(at("receipt"))?;
    let done = phone.core().import_receipt(&path).map_err(at("receipt"))?;
    Ok(json!({ "received": done.received, "problem": done.problem.map(|code| code.as_str()) }))
}
