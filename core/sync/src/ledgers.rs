//! Ledger entries on the wire: neighbours share writer, role and boot, so only what differs from
//! the entry before is written. The section as a whole is compressed by [`crate::pack`].

use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts};

use crate::limits::LEDGER_BYTES;
use crate::wire::{Reader, Writer};
use crate::{WIRE_EPOCH_MS, WireError};

const SAME_PERSON: u8 = 1;
const SAME_ROLE: u8 = 2;
const SAME_BOOT: u8 = 4;
const SAME_OBJECT: u8 = 8;
const HAS_HUB: u8 = 16;
const HAS_GNSS: u8 = 32;

/// What the next entry is compared with.
#[derive(Default)]
pub struct Previous {
    person: Option<Id>,
    role: u8,
    boot: u64,
    object: Option<Id>,
    device_ms: i64,
}

impl Previous {
    /// Starts from `person`, known to both ends (the sender of a batch).
    pub fn of(person: Option<Id>) -> Previous {
        Previous { person, device_ms: WIRE_EPOCH_MS, ..Previous::default() }
    }

    /// Appends one entry.
    pub fn write(&mut self, w: &mut Writer, entry: &LedgerEntry) {
        let time = &entry.time;
        let mut flags = 0;
        for (bit, same) in [
            (SAME_PERSON, self.person == Some(entry.person)),
            (SAME_ROLE, self.role == entry.role),
            (SAME_BOOT, self.boot == time.boot),
            (SAME_OBJECT, self.object == Some(entry.object)),
            (HAS_HUB, time.hub.is_some()),
            (HAS_GNSS, time.gnss.is_some()),
        ] {
            if same {
                flags |= bit;
            }
        }
        w.u8(flags).raw(entry.id.as_bytes());
        if flags & SAME_OBJECT == 0 {
            w.raw(entry.object.as_bytes());
        }
        w.uint(u64::from(entry.kind));
        if flags & SAME_PERSON == 0 {
            w.raw(entry.person.as_bytes());
        }
        if flags & SAME_ROLE == 0 {
            w.u8(entry.role);
        }
        w.int(time.device.0.wrapping_sub(self.device_ms)).uint(time.monotonic_ms);
        if flags & SAME_BOOT == 0 {
            w.uint(time.boot);
        }
        for fact in [time.hub, time.gnss].into_iter().flatten() {
            w.int(fact.0.wrapping_sub(time.device.0));
        }
        w.bytes(&entry.body);
        self.advance(entry);
    }

    /// Reads one entry.
    pub fn read(&mut self, r: &mut Reader<'_>) -> Result<LedgerEntry, WireError> {
        let flags = r.u8("ledger flags")?;
        if flags & !0x3f != 0 {
            return Err(WireError::Unknown("ledger flags"));
        }
        let id = Id::from_bytes(r.array("ledger id")?);
        let object = match (flags & SAME_OBJECT != 0, self.object) {
            (false, _) => Id::from_bytes(r.array("ledger object")?),
            (true, Some(object)) => object,
            (true, None) => return Err(WireError::Unknown("ledger object")),
        };
        let kind = r.uint_to("ledger kind", u64::from(u16::MAX))? as u16;
        let person = match (flags & SAME_PERSON != 0, self.person) {
            (false, _) => Id::from_bytes(r.array("ledger person")?),
            (true, Some(person)) => person,
            (true, None) => return Err(WireError::Unknown("ledger person")),
        };
        let role = if flags & SAME_ROLE == 0 { r.u8("ledger role")? } else { self.role };
        let device = Moment(self.device_ms.wrapping_add(r.int("ledger time")?));
        let monotonic_ms = r.uint("monotonic time")?;
        let boot = if flags & SAME_BOOT == 0 { r.uint("boot")? } else { self.boot };
        let mut fact = |bit| -> Result<Option<Moment>, WireError> {
            if flags & bit == 0 {
                return Ok(None);
            }
            Ok(Some(Moment(device.0.wrapping_add(r.int("time fact")?))))
        };
        let (hub, gnss) = (fact(HAS_HUB)?, fact(HAS_GNSS)?);
        let body = r.bytes("ledger body", LEDGER_BYTES)?.to_vec();
        let time = TimeFacts { device, monotonic_ms, boot, hub, gnss };
        let entry = LedgerEntry { id, object, kind, person, role, time, body };
        self.advance(&entry);
        Ok(entry)
    }

    fn advance(&mut self, entry: &LedgerEntry) {
        self.person = Some(entry.person);
        self.role = entry.role;
        self.boot = entry.time.boot;
        self.object = Some(entry.object);
        self.device_ms = entry.time.device.0;
    }
}
