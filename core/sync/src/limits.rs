//! Every bound of the wire, with its unit and reason.

/// Largest exchange request the hub reads, bytes. A batch of 1,000 verbatim changes is 160 KB.
pub const REQUEST_BYTES: usize = 1 << 20;

/// Largest answer a device reads, bytes.
pub const RESPONSE_BYTES: usize = 4 << 20;

/// Most items in one batch; more go into the next.
pub const BATCH_ITEMS: usize = 2_000;

/// Largest raw change, bytes; the same bound the document gate has.
pub const CHANGE_BYTES: usize = 64 << 10;

/// Largest ledger body, bytes.
pub const LEDGER_BYTES: usize = 16 << 10;

/// Largest sealed record, bytes.
pub const SEALED_BYTES: usize = 64 << 10;

/// Largest item that is withheld, bytes: a change or record with what frames and seals it.
pub const WITHHELD_BYTES: usize = CHANGE_BYTES + (4 << 10);

/// Largest directory item, bytes; a cell boundary of 200 vertices is about 10 KB.
pub const DIRECTORY_BYTES: usize = 64 << 10;

/// Longest name and version of an app: 40 characters, in bytes.
pub const APP_BYTES: usize = 160;

/// Most streams one device is granted.
pub const STREAMS: usize = 200;

/// Most fields that one device is asked about at a time; the longest asked wait least.
pub const ASKED: usize = 50;

/// Most characters of what the township says when it asks back.
pub const ASKED_CHARS: usize = 80;

/// Most entries of one stream in one answer.
pub const UPDATE_ENTRIES: usize = 20_000;

/// Most bytes a compressed section may expand to.
pub const SECTION_BYTES: usize = 8 << 20;

/// What one page of a stream aims at, compressed bytes, so that a cut costs little (GPRS: 5 s).
pub const PAGE_BYTES: usize = 32 << 10;

/// Size of one file part, bytes: 13 s on GPRS uplink.
pub const PART_BYTES: usize = 32 << 10;

/// Largest file, bytes.
pub const FILE_BYTES: u64 = 256 << 20;

/// Largest bundle carried by stick, bytes.
pub const BUNDLE_BYTES: usize = 64 << 20;
