//! Bringing data in: the county with its generated residents, and a township's own lists.
//!
//! - [`county`]: units, villages, cells, posts and staff of the embedded lists; synthetic residents
//!   at a training hub only
//! - [`rows`]: CSV and XLSX with a dry run; [`known`]: who of a list is on the roster; [`form`]: the
//!   empty forms

pub mod county;
pub mod form;
pub mod known;
pub mod rows;
