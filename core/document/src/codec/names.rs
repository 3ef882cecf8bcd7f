//! Which document a change belongs to, and what founds it when it is new.

use gridwork_model::{DocumentKind, Founding};

use super::model::hash;
use super::session::{Named, Session};
use super::symbols::{Kind, at};
use super::verbatim::purpose;
use super::{Outgoing, RebuildError};
use crate::Context;

/// How a document is named.
mod form {
    /// That of the change before.
    pub const SAME: u32 = 0;
    /// The one numbered after it.
    pub const NEXT: u32 = 1;
    /// By its ordinal in the stream.
    pub const ORDINAL: u32 = 2;
    /// Named in this frame before.
    pub const AGAIN: u32 = 3;
    /// New: by what founds it.
    pub const FOUNDED: u32 = 4;
    /// By its id; both ends have its history.
    pub const KNOWN: u32 = 5;
    /// By id and kind; its history is not leaned on.
    pub const UNKNOWN: u32 = 6;
}

/// Longest template id, bytes.
const TEMPLATE: usize = 64;

/// Kinds of documents by number.
const KINDS: [DocumentKind; 4] =
    [DocumentKind::Household, DocumentKind::Needs, DocumentKind::Task, DocumentKind::Place];

/// What was said of the document of one change.
pub(super) struct Naming {
    pub(super) stream: u8,
    pub(super) founding: Option<Founding>,
    pub(super) ordinal: Option<u32>,
}

impl Session<'_> {
    /// Names the document of the next change and makes it the current one.
    pub(super) fn document(&mut self, said: Option<&Outgoing<'_>>) -> Result<Naming, RebuildError> {
        let slot = at(Kind::Stream, 0, u32::from(self.stream));
        let stream = self.coder.small(slot, 8, said.map(|said| u32::from(said.stream)))? as u8;
        self.stream = stream;
        let how = said.map(|said| self.form_of(said));
        let current_kind = self.context().map_or(9, |context| context.kind() as u32);
        let slot = at(Kind::Form, current_kind, self.form << 4 | current_kind);
        let how = self.coder.small(slot, 3, how)?;
        self.form = how;
        let place = match how {
            form::SAME => self.current.ok_or(RebuildError::Malformed)?,
            form::AGAIN => self.again(said)?,
            form::FOUNDED => self.founded(said)?,
            form::NEXT | form::ORDINAL => self.ordered(how, said)?,
            form::KNOWN => {
                let id = self.identity(90, said.map(|said| said.document))?;
                let context = self.shared.context(id).ok_or(RebuildError::Unknown)?;
                self.name(Named { document: id, founding: None, ordinal: None, context })
            }
            form::UNKNOWN => self.unknown(said)?,
            _ => return Err(RebuildError::Malformed),
        };
        self.current = Some(place);
        let founding = self.told_founding(how, place, said)?;
        let ordinal = self.told_ordinal(how, place, said)?;
        Ok(Naming { stream, founding, ordinal })
    }

    /// The cheapest form both ends understand.
    fn form_of(&self, said: &Outgoing<'_>) -> u32 {
        if let Some(place) = self.place_of(said.document) {
            let named = &self.named[place];
            if said.founding.is_none() || named.founding.as_ref() == said.founding {
                return if self.current == Some(place) { form::SAME } else { form::AGAIN };
            }
        }
        if said.founding.is_some_and(|founding| founding.document() == said.document) {
            return form::FOUNDED;
        }
        if self.shared.context(said.document).is_none() {
            return form::UNKNOWN;
        }
        match self.shared.ordinal_of(said.stream, said.document) {
            Some(ordinal)
                if self.shared.document_at(said.stream, ordinal) == Some(said.document) =>
            {
                let last = self.ordinals.get(&said.stream);
                let next = last.is_some_and(|last| last.checked_add(1) == Some(ordinal));
                if next { form::NEXT } else { form::ORDINAL }
            }
            _ => form::KNOWN,
        }
    }

    fn again(&mut self, said: Option<&Outgoing<'_>>) -> Result<usize, RebuildError> {
        let back = said
            .and_then(|said| self.place_of(said.document))
            .map(|place| (self.named.len() - 1 - place) as u64);
        let back = self.coder.number(at(Kind::Distance, 5, 5), back)?;
        usize::try_from(back)
            .ok()
            .and_then(|back| self.named.len().checked_sub(back.checked_add(1)?))
            .ok_or(RebuildError::Malformed)
    }

    fn ordered(&mut self, how: u32, said: Option<&Outgoing<'_>>) -> Result<usize, RebuildError> {
        let stream = self.stream;
        let last = self.ordinals.get(&stream).copied();
        let ordinal = if how == form::NEXT {
            last.and_then(|last| last.checked_add(1)).ok_or(RebuildError::Malformed)?
        } else {
            let said = said.and_then(|said| self.shared.ordinal_of(stream, said.document));
            self.ordinal(0, last.unwrap_or(0), said)?
        };
        self.ordinals.insert(stream, ordinal);
        let document = self.shared.document_at(stream, ordinal).ok_or(RebuildError::Unknown)?;
        let context = self.shared.context(document).ok_or(RebuildError::Unknown)?;
        Ok(self.name(Named { document, founding: None, ordinal: Some(ordinal), context }))
    }

    fn unknown(&mut self, said: Option<&Outgoing<'_>>) -> Result<usize, RebuildError> {
        let id = self.identity(91, said.map(|said| said.document))?;
        // If the sender does not know the kind either, a wrong one costs bytes only.
        let kind = said.map(|said| {
            let founding = self.own.founding_of(said.document);
            let kind = founding.map_or(DocumentKind::Task, |founding| founding.kind());
            KINDS.iter().position(|other| *other == kind).unwrap_or(0) as u32
        });
        let kind = self.coder.small(at(Kind::Document, 9, 9), 2, kind)?;
        let context = Context::unknown(id, KINDS[kind as usize]);
        Ok(self.name(Named { document: id, founding: None, ordinal: None, context }))
    }

    fn founded(&mut self, said: Option<&Outgoing<'_>>) -> Result<usize, RebuildError> {
        let said = said.and_then(|said| said.founding);
        let founding = self.founding(said)?;
        let (document, context) = (founding.document(), Context::found(&founding));
        Ok(self.name(Named { document, founding: Some(founding), ordinal: None, context }))
    }

    fn founding(&mut self, said: Option<&Founding>) -> Result<Founding, RebuildError> {
        let kind =
            said.map(|said| KINDS.iter().position(|kind| *kind == said.kind()).unwrap_or(0) as u32);
        let kind = self.coder.small(at(Kind::Document, 0, 0), 2, kind)?;
        Ok(match (KINDS[kind as usize], said) {
            (DocumentKind::Household, said) => {
                let (id, epoch) = match said {
                    Some(Founding::Household { id, epoch }) => (Some(*id), Some(*epoch)),
                    _ => (None, None),
                };
                Founding::Household { id: self.identity(1, id)?, epoch: self.epoch(epoch)? }
            }
            (DocumentKind::Needs, said) => {
                let (household, of, epoch) = match said {
                    Some(Founding::Needs { household, purpose, epoch }) => {
                        (Some(*household), Some(*purpose as u32), Some(*epoch))
                    }
                    _ => (None, None, None),
                };
                let household = self.identity(2, household)?;
                let of = self.coder.small(at(Kind::Document, 1, 1), 5, of)?;
                let purpose = purpose(of as u8).ok_or(RebuildError::Malformed)?;
                Founding::Needs { household, purpose, epoch: self.epoch(epoch)? }
            }
            (DocumentKind::Task, said) => {
                let (template, target, window) = match said {
                    Some(Founding::Task { template, target, window }) => {
                        (Some(template.as_str()), Some(*target), Some(*window))
                    }
                    _ => (None, None, None),
                };
                let last = self.template;
                let template = self.coder.text(1, last, TEMPLATE, template)?;
                self.template = hash(template.as_bytes());
                let target = self.identity(mix_target(self.template), target)?;
                Founding::Task { template, target, window: self.window(window)? }
            }
            (DocumentKind::Place, said) => {
                let id = match said {
                    Some(Founding::Place { id }) => Some(*id),
                    _ => None,
                };
                Founding::Place { id: self.identity(4, id)? }
            }
        })
    }

    fn epoch(&mut self, said: Option<u32>) -> Result<u32, RebuildError> {
        let epoch = self.coder.number(at(Kind::Document, 2, 2), said.map(u64::from))?;
        u32::try_from(epoch).map_err(|_| RebuildError::Malformed)
    }

    /// A packed window: mostly one of those spoken of; else kind, year and ordinal, or as it is.
    fn window(&mut self, said: Option<u64>) -> Result<u64, RebuildError> {
        const NEW: u32 = 15;
        const OCCASION: u64 = 15;
        const YEAR: i64 = 2_026;
        let template = self.template;
        let known = said.map(|said| {
            let place = self.windows.iter().position(|window| *window == said);
            place.filter(|place| *place < NEW as usize).map_or(NEW, |place| place as u32)
        });
        let known = self.coder.small(at(Kind::Window, 0, template), 4, known)?;
        if known < NEW {
            return self.windows.get(known as usize).copied().ok_or(RebuildError::Malformed);
        }
        let kind = said.map(|said| said & 15);
        let kind = self.coder.number(at(Kind::Window, 1, template ^ 1), kind)?;
        let rest = said.map(|said| said >> 4);
        let rest = if kind == OCCASION {
            let apart = rest.map(|ms| (ms as i64).wrapping_sub(self.time.wrapping_mul(1000)));
            let apart = self.coder.signed(at(Kind::Window, 2, 2), apart)?;
            self.time.wrapping_mul(1000).wrapping_add(apart) as u64
        } else {
            let year = rest.map(|rest| (rest >> 10) as i64 - YEAR);
            let year = self.coder.signed(at(Kind::Window, 3, 3), year)?.wrapping_add(YEAR);
            let slot = at(Kind::Window, 4, kind as u32 + 100);
            let ordinal = self.coder.number(slot, rest.map(|rest| rest & 1023))?;
            (year as u64) << 10 | ordinal & 1023
        };
        let window = rest << 4 | kind & 15;
        if self.windows.len() < NEW as usize {
            self.windows.push(window);
        }
        Ok(window)
    }

    /// Whether what founds the document is told with this change.
    fn told_founding(
        &mut self,
        how: u32,
        place: usize,
        said: Option<&Outgoing<'_>>,
    ) -> Result<Option<Founding>, RebuildError> {
        let founding = self.named[place].founding.clone();
        if how == form::FOUNDED || founding.is_none() {
            return Ok(founding);
        }
        let told = said.map(|said| said.founding.is_some());
        let told = self.coder.flag(at(Kind::Told, 1, how), told)?;
        Ok(founding.filter(|_| told))
    }

    /// The ordinal told with this change: mostly none, or the next one of the stream.
    fn told_ordinal(
        &mut self,
        how: u32,
        place: usize,
        said: Option<&Outgoing<'_>>,
    ) -> Result<Option<u32>, RebuildError> {
        let told = said.map(|said| said.ordinal.is_some());
        if !self.coder.flag(at(Kind::Told, 2, how), told)? {
            return Ok(None);
        }
        let stream = self.stream;
        let next = self.given.get(&stream).map_or(0, |last| i64::from(*last) + 1);
        let likely = self.named[place].ordinal.map_or(next, i64::from);
        let apart = said.and_then(|said| said.ordinal).map(|ordinal| i64::from(ordinal) - likely);
        let apart = self.coder.signed(at(Kind::Ordinal, 9, how), apart)?;
        let ordinal = u32::try_from(likely.wrapping_add(apart));
        let ordinal = ordinal.map_err(|_| RebuildError::Malformed)?;
        self.given.insert(stream, ordinal);
        self.named[place].ordinal = Some(ordinal);
        Ok(Some(ordinal))
    }
}

fn mix_target(template: u32) -> u32 {
    template ^ 0x5a5a
}
