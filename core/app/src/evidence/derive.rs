//! Derivatives: pictures made of an original for a screen or a reader. They name their original and
//! never take its place, and carry none of what the camera wrote about place and device.

use std::path::Path;

use gridwork_evidence::exif;
use gridwork_model::Id;
use gridwork_model::evidence::{DerivedFor, Step};
use gridwork_store::{Durability, NewFile};

use super::{Writing, file_name, known_set};
use crate::core::Core;
use crate::files::kind as file_kind;
use crate::{Code, CoreError, say};

/// Largest derivative: it is read whole to be stripped.
const DERIVED_BYTES: u64 = 8 << 20;

impl Core {
    /// Takes in a JPEG or PNG made of an item's original, stripped of what the camera wrote.
    pub fn derive(
        &self,
        set: Id,
        item: Id,
        purpose: DerivedFor,
        path: &Path,
    ) -> Result<(), CoreError> {
        let bad = |_| CoreError::from(Code::BadFile);
        if std::fs::metadata(path).map_err(bad)?.len() > DERIVED_BYTES {
            return Err(Code::TooBig.into());
        }
        let picture = std::fs::read(path).map_err(bad)?;
        let (stripped, mime) = exif::stripped(&picture).ok_or(Code::BadFile)?;
        let inner = self.inner()?;
        let file = self.store.read(|r| {
            let writing = Writing::take_up(self, &inner, r, set)?;
            let original = writing.set.item(&item).ok_or(Code::NotFound)?;
            if original.capture.value.file.sha256 == gridwork_seal::sha256(&[&stripped]) {
                return Err(CoreError::at(Code::BadValue, "derivative"));
            }
            Ok(NewFile {
                owner: set,
                stream: say::granted_index(r, &writing.stream)?,
                kind: file_kind::DERIVED,
                mime: mime.to_owned(),
                urgent: false,
                class: writing.stream.class,
                purpose: writing.stream.purpose,
            })
        })?;
        let (_, digests) = self.store.capture_bytes(&stripped, &file)?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?;
            let step = Step::Derived { item, purpose, file: file_name(digests) };
            writing.say_step(tx, &step)
        })
    }

    /// Copies the newest derivative of a purpose to a path of the app; false if there is none here.
    pub fn copy_derived(
        &self,
        set: Id,
        item: Id,
        purpose: DerivedFor,
        to: &Path,
    ) -> Result<bool, CoreError> {
        let file = self.store.read(|r| {
            let (folded, _) = known_set(r, set)?;
            let item = folded.item(&item).ok_or(Code::NotFound)?;
            let named = item.derived.iter().rev().find(|(made_for, _)| *made_for == purpose);
            Ok::<_, CoreError>(match named {
                Some((_, name)) => r.file(set, &name.sha256)?,
                None => None,
            })
        })?;
        let Some(file) = file else { return Ok(false) };
        self.copy_plain(&file, to)?;
        Ok(true)
    }
}
