//! Ledger entries: signed acts that are never edited, each sealed under a key of its own.

use gridwork_model::{Class, Id, LedgerEntry, Outcome, Purpose, Refusal};
use gridwork_seal::Salt;
use rusqlite::Row;

use super::changes::open_salt;
use super::state::{Added, EntryState};
use crate::keys::{Guard, Place, open};
use crate::transaction::{by_number, cbor, from_cbor, id, unsigned};
use crate::{Reader, StoreError, Tx};

/// Number of a ledger entry in this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerNo(pub i64);

/// An entry to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewLedger<'a> {
    /// Index of its stream.
    pub stream: u8,
    /// Number of the device that signed it; 0 is the hub.
    pub author: u32,
    /// The entry.
    pub entry: &'a LedgerEntry,
    /// Class of the stream.
    pub class: Class,
    /// Purpose of the stream.
    pub purpose: Purpose,
    /// How far it has come.
    pub state: EntryState,
    /// What became of it, if that is known.
    pub outcome: Option<Outcome>,
}

/// An entry as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Number in this store.
    pub no: LedgerNo,
    /// Index of its stream.
    pub stream: u8,
    /// Number of the device that signed it; 0 is the hub.
    pub author: u32,
    /// The entry.
    pub entry: LedgerEntry,
    /// How far it has come.
    pub state: EntryState,
    /// What became of it, if that is known.
    pub outcome: Option<Outcome>,
    /// The salt of its entry in the stream.
    pub salt: Option<Salt>,
}

const COLUMNS: &str = "n, id, stream, author, state, number, outcome, key, entry, salt";

impl Reader<'_> {
    /// The ledger of an object in the order in which it is folded: what is numbered by number,
    /// then what is not, in the order it was written.
    pub fn ledger(&self, object: Id) -> Result<Vec<LedgerRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger WHERE object = ?1
             ORDER BY state <> 2, iif(state = 2, number, 0), n"
        );
        self.all(&sql, [object.as_bytes()], |row| self.ledger_row(row))
    }

    /// One entry by its id.
    pub fn ledger_entry(&self, entry: Id) -> Result<Option<LedgerRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM ledger WHERE id = ?1");
        let found = self.all(&sql, [entry.as_bytes()], |row| self.ledger_row(row))?;
        Ok(found.into_iter().next())
    }

    /// One entry by its number here.
    pub fn ledger_no(&self, no: LedgerNo) -> Result<Option<LedgerRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM ledger WHERE n = ?1");
        Ok(self.all(&sql, [no.0], |row| self.ledger_row(row))?.into_iter().next())
    }

    /// A page of a stream's entries, the last one written here first.
    pub fn ledger_in(
        &self,
        stream: u8,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger WHERE stream = ?1 ORDER BY n DESC LIMIT ?3 OFFSET ?2"
        );
        self.all(&sql, (stream, offset, limit), |row| self.ledger_row(row))
    }

    /// The objects that have entries in a stream.
    pub fn ledger_objects(&self, stream: u8) -> Result<Vec<Id>, StoreError> {
        self.all("SELECT DISTINCT object FROM ledger WHERE stream = ?1", [stream], |row| {
            Ok(id(row, 0)?)
        })
    }

    /// The entries that no stream of this device has numbered: said here, or forgotten by a hub that was
    /// restored.
    pub fn ledger_not_numbered(&self) -> Result<Vec<LedgerRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM ledger WHERE state <> 2 ORDER BY n");
        self.all(&sql, [], |row| self.ledger_row(row))
    }

    /// The ids that something was erased under and that a ledger stands under.
    pub fn ledgers_of_erased(&self) -> Result<Vec<Id>, StoreError> {
        let sql = "SELECT DISTINCT object FROM ledger WHERE object IN (SELECT id FROM erased)";
        self.all(sql, [], |row| Ok(id(row, 0)?))
    }

    fn ledger_row(&self, row: &Row<'_>) -> Result<LedgerRow, StoreError> {
        let id = id(row, 1)?;
        let key = self.data_key(row.get(7)?, id.as_bytes())?;
        let entry = open(&key, place(&id, "entry"), &row.get::<_, Vec<u8>>(8)?)?;
        let salt: Option<Vec<u8>> = row.get(9)?;
        Ok(LedgerRow {
            no: LedgerNo(row.get(0)?),
            stream: row.get(2)?,
            author: row.get(3)?,
            entry: from_cbor(&entry, "ledger entry")?,
            state: EntryState::of(row.get(4)?, unsigned(row, 5)?)?,
            outcome: row.get::<_, Option<u16>>(6)?.map(outcome_of).transpose()?,
            salt: salt.map(|salt| open_salt(&key, place(&id, "salt"), &salt)).transpose()?,
        })
    }
}

impl Tx<'_> {
    /// Adds an entry, unless one of its id is there already.
    pub fn add_ledger(&mut self, new: NewLedger<'_>) -> Result<Added<LedgerNo>, StoreError> {
        let id = new.entry.id;
        let sql = "SELECT n FROM ledger WHERE id = ?1";
        if let Some(n) = self.first(sql, [id.as_bytes()], |row| row.get(0))? {
            return Ok(Added { no: LedgerNo(n), new: false });
        }
        self.refuse_erased(id)?;
        self.refuse_about_erased(new.entry.object)?;
        let guard = Guard::of(new.class, new.purpose);
        let (key_n, key) = self.new_data_key(guard, id.as_bytes())?;
        let entry = self.seal_under(&key, place(&id, "entry"), &cbor(new.entry));
        let (state, number) = new.state.columns();
        let n = self.insert(
            "INSERT INTO ledger (id, object, stream, author, state, number, outcome, key, entry)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                id.as_bytes(),
                new.entry.object.as_bytes(),
                new.stream,
                new.author,
                state,
                number,
                new.outcome.map(number_of),
                key_n,
                entry,
            ),
        )?;
        Ok(Added { no: LedgerNo(n), new: true })
    }

    /// Notes how far an entry has come.
    pub fn set_ledger_state(&mut self, no: LedgerNo, state: EntryState) -> Result<(), StoreError> {
        let (code, number) = state.columns();
        let changed = self.execute(
            "UPDATE ledger SET state = ?2, number = ?3 WHERE n = ?1",
            (no.0, code, number),
        )?;
        if changed == 0 { Err(StoreError::Missing("ledger entry")) } else { Ok(()) }
    }

    /// Notes under which device the hub holds an entry, and in which stream: a phone that was restored
    /// and enrolled again had said it under another number, a hub that was restored has it elsewhere.
    pub fn set_ledger_origin(
        &mut self,
        no: LedgerNo,
        author: u32,
        stream: u8,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE ledger SET author = ?2, stream = ?3 WHERE n = ?1";
        self.execute(sql, (no.0, author, stream)).map(drop)
    }

    /// Files what the hub holds of an object under another stream, to which it went.
    pub fn refile_ledger(&mut self, object: Id, from: u8, to: u8) -> Result<(), StoreError> {
        let sql = "UPDATE ledger SET stream = ?3 WHERE object = ?1 AND stream = ?2 AND state >= 2";
        self.execute(sql, (object.as_bytes(), from, to)).map(drop)
    }

    /// Notes the hub's verdict on an entry: never decided here, never decided again.
    pub fn settle_ledger(
        &mut self,
        no: LedgerNo,
        state: EntryState,
        outcome: Outcome,
        salt: Option<Salt>,
    ) -> Result<(), StoreError> {
        self.set_ledger_state(no, state)?;
        let sql = "SELECT id, key FROM ledger WHERE n = ?1";
        let (id, key_n) = self
            .first(sql, [no.0], |row| Ok((id(row, 0)?, row.get(1)?)))?
            .ok_or(StoreError::Missing("ledger entry"))?;
        let salt = match salt {
            Some(salt) => {
                let key = self.data_key(key_n, id.as_bytes())?;
                Some(self.seal_under(&key, place(&id, "salt"), salt.as_bytes()))
            }
            None => None,
        };
        self.execute(
            "UPDATE ledger SET outcome = ?2, salt = coalesce(?3, salt) WHERE n = ?1",
            (no.0, number_of(outcome), salt),
        )
        .map(drop)
    }

    /// Takes an entry back that was refused and lives on in a draft.
    pub fn delete_ledger(&mut self, no: LedgerNo) -> Result<(), StoreError> {
        self.forget_item(super::outbox::ItemRef::Ledger(no))?;
        self.execute(
            "DELETE FROM data_keys WHERE n = (SELECT key FROM ledger WHERE n = ?1)",
            [no.0],
        )?;
        self.execute("DELETE FROM ledger WHERE n = ?1", [no.0]).map(drop)
    }
}

pub(crate) fn place<'a>(id: &'a Id, column: &'static str) -> Place<'a> {
    Place::new("ledger", id.as_bytes(), column)
}

/// A refusal's number is added to this.
const REFUSED: u16 = 0x100;

/// The number by which an outcome is kept.
pub(crate) fn number_of(outcome: Outcome) -> u16 {
    match outcome {
        Outcome::Accepted => 0,
        Outcome::Ineffective => 1,
        Outcome::Quarantined => 3,
        Outcome::Refused(reason) => REFUSED + reason as u16,
    }
}

fn outcome_of(number: u16) -> Result<Outcome, StoreError> {
    match number {
        0 => Ok(Outcome::Accepted),
        1 => Ok(Outcome::Ineffective),
        3 => Ok(Outcome::Quarantined),
        REFUSED.. => refusal_of((number - REFUSED) as u8).map(Outcome::Refused),
        _ => Err(StoreError::Damaged("outcome")),
    }
}

/// A reason by its frozen number.
pub(crate) fn refusal_of(number: u8) -> Result<Refusal, StoreError> {
    by_number(number, "refusal")
}
