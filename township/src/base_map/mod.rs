//! An optional base map under the maps of the console, named when the hub is started: one local PMTiles
//! file, or the tiles of a WMTS on the local network. The maps work without one, and the hub itself asks
//! no other machine: tiles of a WMTS go from there to the browser.

pub mod archive;
pub mod wmts;

use std::path::Path;

use serde::Serialize;

pub use archive::{Archive, ArchiveError};
pub use wmts::{Wmts, WmtsError};

/// Greatest zoom that a page asks for.
const MAX_ZOOM: u8 = 22;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BaseShown {
    /// How its tiles are drawn.
    pub kind: TileKind,
    /// Smallest zoom that it has.
    pub min_zoom: u8,
    /// Greatest zoom that it has.
    pub max_zoom: u8,
    /// Where its tiles are, with `{z}`, `{x}` and `{y}`; without it they are in the file that the hub
    /// hands out in parts.
    pub tiles: Option<String>,
}

/// The base map.
#[derive(Debug)]
pub enum BaseMap {
    /// A file of this machine.
    Archive(Archive),
    /// A service beside it.
    Wmts(Wmts),
}

impl BaseMap {
    /// Opens a PMTiles file.
    pub fn open(path: &Path) -> Result<BaseMap, ArchiveError> {
        Archive::open(path).map(BaseMap::Archive)
    }

    /// What a page must know.
    pub fn shown(&self) -> BaseShown {
        match self {
            BaseMap::Archive(archive) => archive.shown(),
            BaseMap::Wmts(wmts) => wmts.shown(),
        }
    }

    /// The file that is handed out, if it is one.
    pub fn archive(&self) -> Option<&Archive> {
        match self {
            BaseMap::Archive(archive) => Some(archive),
            BaseMap::Wmts(_) => None,
        }
    }

    /// The one origin beside the hub's that pages may load tiles from.
    pub fn origin(&self) -> Option<&str> {
        match self {
            BaseMap::Archive(_) => None,
            BaseMap::Wmts(wmts) => Some(wmts.origin()),
        }
    }
}
