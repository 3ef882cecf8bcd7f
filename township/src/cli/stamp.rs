//! `stamp`: requests for time stamps leave as files, and the authority's answers come back as files.
//! A hub that is served does the same through the staff API.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use gridwork_evidence::bundle::{hex, unhex};
use gridwork_evidence::stamp::TOKEN_BYTES;
use gridwork_model::Moment;

use super::Failure;
use super::args::{Stamp, StampOver, StampWhat};
use super::open::Place;
use crate::audit::Actor;
use crate::clock;
use crate::evidence::Stamped;

pub(super) fn run(place: &Place, what: &Stamp, out: &mut dyn Write) -> Result<(), Failure> {
    match &what.what {
        StampWhat::Request { over, to } => request(place, over, to, out),
        StampWhat::Attach { over, token, anchor } => {
            let read = |path: &Path| -> Result<Vec<u8>, Failure> {
                let io = |source| Failure::Io { what: "time stamp", source };
                match std::fs::metadata(path).map_err(io)?.len() <= TOKEN_BYTES as u64 {
                    true => std::fs::read(path).map_err(io),
                    false => Err(Failure::Usage("a file is too large for a time stamp")),
                }
            };
            let anchors = anchor.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
            let (over, token) = (stamped(over)?, read(token)?);
            let held = place.open()?;
            let by = Actor::Operator;
            let shown = held.hub.attach_stamp(&over, &token, &anchors, by, clock::now())?;
            writeln!(out, "{}", shown.words)?;
            writeln!(out, "over: {}", shown.over)?;
            writeln!(out, "authority: {}", shown.authority)?;
            if let Some(at) = shown.at {
                writeln!(out, "at: {}", at.local().format("%Y-%m-%d %H:%M:%S"))?;
            }
            Ok(())
        }
    }
}

fn request(place: &Place, over: &StampOver, to: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let (request, over) = place.open()?.hub.stamp_request(&stamped(over)?)?;
    let io = |source| Failure::Io { what: "request", source };
    let mut file = OpenOptions::new().write(true).create_new(true).open(to).map_err(io)?;
    file.write_all(&request).and_then(|()| file.sync_all()).map_err(io)?;
    writeln!(out, "请把 {} 交给时间戳机构，取回答复后用 stamp attach 附上。", to.display())?;
    writeln!(out, "over: {}", hex(&over))?;
    Ok(())
}

fn stamped(over: &StampOver) -> Result<Stamped, Failure> {
    if let Some(day) = over.day {
        return Ok(Stamped::Head(Moment::start_of(day)));
    }
    let file = over.file.as_deref().and_then(unhex).and_then(|bytes| bytes.try_into().ok());
    match (over.set, file) {
        (Some(set), Some(file)) => Ok(Stamped::File { set, file }),
        _ => Err(Failure::Usage("a file is named by the 64 digits of its SHA-256")),
    }
}
