//! An optional base map: one local PMTiles file, named when the hub is started. The map works without
//! one; nothing is ever asked of another machine.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::Serialize;

/// Length of the head of a PMTiles file, version 3.
const HEAD: usize = 127;

/// Most bytes handed out at once; a tile or a directory is far smaller.
const PART: u64 = 4 << 20;

/// Kinds of tiles that browsers draw, by their number in the head.
const KINDS: [(u8, TileKind); 4] =
    [(1, TileKind::Vector), (2, TileKind::Raster), (3, TileKind::Raster), (4, TileKind::Raster)];

/// How the tiles are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TileKind {
    /// Lines and areas, drawn in the colours of the page.
    Vector,
    /// Pictures.
    Raster,
}

/// What a page must know to draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BaseShown {
    /// How its tiles are drawn.
    pub kind: TileKind,
    /// Smallest zoom that it has.
    pub min_zoom: u8,
    /// Greatest zoom that it has.
    pub max_zoom: u8,
}

/// The file, open for reading.
#[derive(Debug)]
pub struct BaseMap {
    file: File,
    length: u64,
    shown: BaseShown,
}

/// Why a file is no base map.
#[derive(Debug, thiserror::Error)]
pub enum BaseMapError {
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

impl BaseMap {
    /// Opens a file and reads its head.
    pub fn open(path: &Path) -> Result<BaseMap, BaseMapError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = [0; HEAD];
        if length < HEAD as u64 {
            return Err(BaseMapError::NotPmtiles);
        }
        file.read_exact_at(&mut head, 0)?;
        if !head.starts_with(b"PMTiles\x03") {
            return Err(BaseMapError::NotPmtiles);
        }
        let kind = KINDS.iter().find(|(number, _)| *number == head[99]);
        let (_, kind) = *kind.ok_or(BaseMapError::Kind(head[99]))?;
        let shown = BaseShown { kind, min_zoom: head[100], max_zoom: head[101].min(22) };
        Ok(BaseMap { file, length, shown })
    }

    /// What a page must know.
    pub fn shown(&self) -> BaseShown {
        self.shown
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
