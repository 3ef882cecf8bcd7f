//! Bringing data in: the county with its generated residents, and a township's own lists.
//!
//! - [`county`]: units, villages, cells, posts and staff of the embedded lists; synthetic residents
//!   at a training hub only

pub mod county;
