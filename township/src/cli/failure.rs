//! Why a command did not do it, what to do instead, and the exit code.

use std::process::ExitCode;

use gridwork_county::SourceError;

use crate::HubError;
use crate::base_map::{ArchiveError, WmtsError};
use crate::http::ServeError;
use crate::storage::StorageError;
use crate::tls::TlsError;

/// Exit codes of the binary; documented in `docs/operating.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Something of the machine or of ours failed.
    Internal = 1,
    /// Wrong arguments.
    Usage = 2,
    /// The hub, person, place or thing named does not exist.
    NotFound = 3,
    /// The hub refused.
    Refused = 4,
    /// Stored or given data is faulty.
    Faulty = 5,
    /// Another process works on this hub.
    InUse = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The hub said no.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// Another process works on this hub.
    #[error("another process works on this hub")]
    InUse,
    /// Nothing by this name.
    #[error("no {what} is called {name:?}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// What was typed.
        name: String,
    },
    /// Several by this name.
    #[error("{count} {what} are called {name:?}")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// What was typed.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// An argument does not fit.
    #[error("{0}")]
    Usage(&'static str),
    /// Rows of a list are faulty; they were printed.
    #[error("{0} faults; nothing was imported")]
    Rows(usize),
    /// The embedded lists do not read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The file of the base map cannot be used.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The service of the base map cannot be used.
    #[error(transparent)]
    Wmts(#[from] WmtsError),
    /// The server cannot run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// Something of the machine.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<std::io::Error> for Failure {
    fn from(source: std::io::Error) -> Failure {
        Failure::Io { what: "output", source }
    }
}

impl Failure {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Hub(error) => match error.code() {
                "internal" | "low_disk" => Exit::Internal,
                "not_found" => Exit::NotFound,
                "damaged" | "newer_data" => Exit::Faulty,
                _ => Exit::Refused,
            },
            Failure::InUse => Exit::InUse,
            Failure::Unknown { .. } => Exit::NotFound,
            Failure::Ambiguous { .. } | Failure::Usage(_) | Failure::Wmts(_) => Exit::Usage,
            Failure::Rows(_) | Failure::Source(_) | Failure::Archive(_) => Exit::Faulty,
            Failure::Serve(ServeError::PlainOffLoopback(_)) | Failure::Tls(_) => Exit::Refused,
            Failure::Serve(_) | Failure::Io { .. } => Exit::Internal,
        }
    }

    /// What to do instead.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Failure::Hub(HubError::NotFound("hub")) => {
                "there is no hub in this folder: make one with `init`, or name its folder with --data"
            }
            Failure::Hub(HubError::Conflict("there is a hub in this folder")) => {
                "a hub is made once; choose an empty folder with --data"
            }
            Failure::Hub(HubError::File { what: "key file", .. }) => {
                "name the key file with --keys, or bring it back from where it is kept"
            }
            Failure::Hub(HubError::Invalid("password")) => {
                "at least ten characters, five of them different, without the log-in's name"
            }
            Failure::Hub(HubError::Mode(_)) => {
                "a training hub takes synthetic people only, a production hub none of them"
            }
            Failure::Hub(HubError::Storage(StorageError::Newer { .. })) => {
                "install the newer version again, or restore the backup made before the upgrade"
            }
            Failure::Hub(HubError::Storage(StorageError::Damaged(_))) => {
                "stop here, keep the folder as it is, and restore the newest backup into another one"
            }
            Failure::Hub(HubError::LowDisk | HubError::Storage(StorageError::Full)) => {
                "make room on the disk of the data folder"
            }
            Failure::Archive(_) => "name a PMTiles file with --base-map, or serve without one",
            Failure::Wmts(_) => {
                "such as --base-map-wmts 'https://tiles.example/wmts/county/default/web/{TileMatrix}/{TileRow}/{TileCol}.png'"
            }
            Failure::InUse => {
                "stop the server first (systemctl stop gridwork-township), or use the staff API"
            }
            Failure::Unknown { what: "person", .. } => {
                "`enrol --list` shows who is in the directory"
            }
            Failure::Ambiguous { .. } => "name it by its id",
            Failure::Serve(ServeError::PlainOffLoopback(_)) => {
                "give --tls-cert and --tls-key, or listen on 127.0.0.1"
            }
            _ => return None,
        })
    }
}
