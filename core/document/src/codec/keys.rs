//! Keys of fields.

use gridwork_model::{DocumentKind, schema};

use super::RebuildError;
use super::model::{hash, mix};
use super::session::Session;
use super::symbols::{At, Kind, at};

/// Escapes of keys that no schema has.
const NAMED_FIELD: u32 = 31;
const NAMED_ITEM: u32 = 127;
const LONG_PART: u32 = 31;
/// Longest key, bytes.
pub(super) const LONGEST_KEY: usize = 256;

impl Session<'_> {
    /// A key: by its number in the schema, by item and part in a task, or by name. Returns it with
    /// the hash that the next one is predicted from.
    pub(super) fn key(
        &mut self,
        of_member: bool,
        last: u32,
        said: Option<&str>,
    ) -> Result<(String, u32), RebuildError> {
        let kind = self.context().ok_or(RebuildError::Malformed)?.kind();
        let group = kind as u32 * 2 + u32::from(of_member);
        let slot = at(Kind::Key, mix(last, group), mix(last, self.subject() ^ group));
        let key = match kind {
            DocumentKind::Task => self.item(slot, said)?,
            _ => {
                let fields = schema::fields(kind);
                let number = said.map(|said| {
                    let own = |f: &&schema::Field| f.name == said && f.of_member == of_member;
                    fields.iter().find(own).map_or(NAMED_FIELD, |f| u32::from(f.number))
                });
                let number = self.coder.small(slot, 5, number)?;
                let own =
                    |f: &&schema::Field| u32::from(f.number) == number && f.of_member == of_member;
                match fields.iter().find(own) {
                    Some(field) => field.name.to_owned(),
                    None if number == NAMED_FIELD => self.coder.text(8, 8, LONGEST_KEY, said)?,
                    None => return Err(RebuildError::Malformed),
                }
            }
        };
        let hashed = mix(hash(key.as_bytes()), group);
        Ok((key, hashed))
    }

    /// The name of a task's answer: `v`, `item`, `item.part`, or any other name spelt out.
    fn item(&mut self, slot: At, said: Option<&str>) -> Result<String, RebuildError> {
        let parts = said.map(item_and_part);
        let item = parts.map(|parts| parts.map_or(NAMED_ITEM, |(item, _)| item));
        let item = self.coder.small(slot, 7, item)?;
        if item == NAMED_ITEM {
            return self.coder.text(9, 9, LONGEST_KEY, said);
        }
        let slot = At { kind: Kind::KeyPart, wide: item, near: mix(slot.near, item) };
        let part = parts.flatten().map(|(_, part)| part);
        let mut number = self.coder.small(slot, 5, part.map(|part| part.min(LONG_PART)))?;
        if number == LONG_PART {
            let slot = At { near: slot.near ^ 1, ..slot };
            let long = self.coder.number(slot, part.map(u64::from))?;
            number = u32::try_from(long).map_err(|_| RebuildError::Malformed)?;
        }
        Ok(match (item, number) {
            (0, _) => crate::validate::TEMPLATE_VERSION.to_owned(),
            (item, 0) => item.to_string(),
            (item, part) => format!("{item}.{part}"),
        })
    }
}

/// Item and part number of a task's field in canonical form; item 0 is the template's version.
fn item_and_part(name: &str) -> Option<(u32, u32)> {
    if name == crate::validate::TEMPLATE_VERSION {
        return Some((0, 0));
    }
    let number = |text: &str| -> Option<u32> {
        let number: u32 = text.parse().ok()?;
        (number > 0 && number.to_string() == text).then_some(number)
    };
    let (item, part) = match name.split_once('.') {
        Some((item, part)) => (number(item)?, number(part)?),
        None => (number(name)?, 0),
    };
    (item < NAMED_ITEM).then_some((item, part))
}
