//! Power cuts for tests: record once, then look at every moment.
//!
//! [`Disk`] registers a SQLite VFS that passes everything on to the system's own and writes down
//! each write, truncation, sync and deletion. [`Disk::image`] then tells what a disk may hold if the
//! power had failed at any point of that record: what was synced is there, what was not is there,
//! gone, or torn, sector by sector, as a seed decides. The test reopens each image with the
//! ordinary VFS and checks its promises.
//!
//! What is assumed of the disk is exactly what `docs/adr/0004-disk-assumptions.md` lists: a sync that
//! returned has happened; a write touches no byte but its own; sectors are torn, not scrambled.

mod image;
mod record;
mod vfs;

pub use image::Image;
pub use record::Op;
pub use vfs::Disk;
