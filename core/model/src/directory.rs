//! The directory: everything written at the hub only, versioned, and read on devices.
//!
//! An item travels as (kind number, id, JSON). A kind or a layout that this version does not know
//! survives as [`DirectoryItem::Raw`], so that an older app passes on what a newer hub wrote.

mod index;
mod item;

pub use index::Directory;
pub use item::{DirectoryItem, kind};

#[cfg(test)]
mod tests;
