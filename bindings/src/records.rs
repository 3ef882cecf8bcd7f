//! What crosses: plain records and enums, mirrors of the views of `gridwork_core`. Ids are hyphenated
//! lower-case UUIDs, days `YYYY-MM-DD`, moments Unix milliseconds.

mod closed;
mod clue;
mod conflict;
mod draft;
mod evidence;
mod finding;
mod form;
mod incident;
mod installation;
mod map;
mod network;
mod roster;
mod status;
mod value;
mod village;
mod work;

pub use closed::*;
pub use clue::*;
pub use conflict::*;
pub use draft::*;
pub use evidence::*;
pub use finding::*;
pub use form::*;
pub use incident::*;
pub use installation::*;
pub use map::*;
pub use network::*;
pub use roster::*;
pub use status::*;
pub use value::*;
pub use village::*;
pub use work::*;
