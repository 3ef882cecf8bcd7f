//! A PMTiles file, handed out in parts.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::{BaseShown, MAX_ZOOM, TileKind};

/// Length of the head of a PMTiles file, version 3.
const HEAD: usize = 127;

/// Most bytes handed out at once; a tile or a directory is far smaller.
const PART: u64 = 4 << 20;

/// Kinds of tiles that browsers draw, by their number in the head.
const KINDS: [(u8, TileKind); 4] =
    [(1, TileKind::Vector), (2, TileKind::Raster), (3, TileKind::Raster), (4, TileKind::Raster)];

/// The file, open for reading.
#[derive(Debug)]
pub struct Archive {
    file: File,
    length: u64,
    kind: TileKind,
    zooms: (u8, u8),
}

/// Why a file is no base map.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("the base map cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is something else.
    #[error("the base map is no PMTiles file of version 3")]
    NotPmtiles,
    /// Its tiles are of a kind that no browser draws.
    #[error("the base map has tiles of kind {0}; vector, PNG, JPEG and WebP are drawn")]
    Kind(u8),
}

impl Archive {
    /// Opens a file and reads its head.
    pub fn open(path: &Path) -> Result<Archive, ArchiveError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = [0; HEAD];
        if length < HEAD as u64 {
            return Err(ArchiveError::NotPmtiles);
        }
        file.read_exact_at(&mut head, 0)?;
        if !head.starts_with(b"PMTiles\x03") {
            return Err(ArchiveError::NotPmtiles);
        }
        let kind = KINDS.iter().find(|(number, _)| *number == head[99]);
        let (_, kind) = *kind.ok_or(ArchiveError::Kind(head[99]))?;
        Ok(Archive { file, length, kind, zooms: (head[100], head[101].min(MAX_ZOOM)) })
    }

    /// What a page must know.
    pub fn shown(&self) -> BaseShown {
        let (min_zoom, max_zoom) = self.zooms;
        BaseShown { kind: self.kind, min_zoom, max_zoom, tiles: None }
    }

    /// Bytes of the whole file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes from `first` to `last`, both counted, as far as the file goes; `None` for a range
    /// outside it or too large a one.
    pub fn part(&self, first: u64, last: u64) -> Option<std::io::Result<Vec<u8>>> {
        let last = last.min(self.length.checked_sub(1)?);
        let length = last.checked_sub(first)? + 1;
        if length > PART {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        Some(self.file.read_exact_at(&mut bytes, first).map(|()| bytes))
    }
}
