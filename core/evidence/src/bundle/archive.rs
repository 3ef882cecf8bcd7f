//! The container of a bundle: a zip whose entries are stored, never compressed.
//!
//! Every byte of a file belongs to one named entry: nothing is hidden between two, nothing is there
//! twice, nothing unpacks to more than what lies there. A reader that trusts none of it refuses
//! whatever another tool might read in another way.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom, Write};

use zip::read::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Most entries: a set of 2,000 captures with their parts.
pub const ENTRIES: u64 = 20_000;

/// Largest central directory, bytes; 20,000 entries of long names are under 3 MB.
const DIRECTORY_BYTES: u64 = 8 << 20;

/// Longest name of an entry, bytes.
const NAME_BYTES: usize = 120;

/// Why a file is not taken as a bundle.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is no zip, or a damaged one.
    #[error("the file is no whole zip: {0}")]
    Damaged(String),
    /// A name that leaves the folder it is unpacked in, or is no plain name.
    #[error("entry {0:?} has a name that no bundle has")]
    Name(String),
    /// Something that no bundle contains.
    #[error("entry {0:?}: {1}")]
    Entry(String, &'static str),
    /// More than a bundle has.
    #[error("{0}")]
    TooMuch(&'static str),
}

impl ArchiveError {
    /// Why, for whoever checks a bundle.
    pub fn words(&self) -> String {
        match self {
            ArchiveError::Io(_) => "文件读不出来".to_owned(),
            ArchiveError::Damaged(_) => "压缩包残缺，或者被改动".to_owned(),
            ArchiveError::Name(name) => format!("{name:?} 的名字会越出文件夹，或者不合规矩"),
            ArchiveError::Entry(name, _) => format!("{name:?} 不是证据包里该有的样子"),
            ArchiveError::TooMuch(_) => "内容超过证据包的上限".to_owned(),
        }
    }
}

/// A bundle's container, opened for reading.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    entries: BTreeMap<String, (usize, u64)>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens a container and refuses one that is anything but plain stored files, end to end.
    pub fn open(mut reader: R) -> Result<Archive<R>, ArchiveError> {
        bounded_directory(&mut reader)?;
        let damaged = |e: zip::result::ZipError| ArchiveError::Damaged(e.to_string());
        let mut zip = ZipArchive::new(reader).map_err(damaged)?;
        if zip.offset() != 0 || !zip.comment().is_empty() {
            return Err(ArchiveError::Damaged("there is something before or after it".into()));
        }
        if zip.has_duplicate_names() {
            return Err(ArchiveError::Damaged("two entries have one name".into()));
        }
        zip.validate_header_consistency().map_err(damaged)?;
        let (mut entries, mut folded) = (BTreeMap::new(), BTreeSet::new());
        let mut spans = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let raw = zip.name_for_index(index).and_then(Result::ok).unwrap_or_default();
            let name = plain_name(&raw)?.to_owned();
            let file = zip.by_index_raw(index).map_err(damaged)?;
            let refuse = |why| Err(ArchiveError::Entry(name.clone(), why));
            if file.encrypted() {
                return refuse("is encrypted");
            }
            if file.compression() != CompressionMethod::Stored
                || file.compressed_size() != file.size()
            {
                return refuse("is compressed; a bundle stores its files as they are");
            }
            if file.is_symlink() || file.is_dir() {
                return refuse("is no file");
            }
            let start = file.data_start().unwrap_or_default();
            spans.push((file.header_start(), start, start.saturating_add(file.size())));
            let size = file.size();
            drop(file);
            // Windows and macOS unpack two names that differ in case only over each other.
            if !folded.insert(name.to_ascii_lowercase()) {
                return Err(ArchiveError::Entry(name, "is there twice"));
            }
            entries.insert(name, (index, size));
        }
        spans.sort_unstable();
        let mut end = 0;
        for (header, data, next) in spans {
            if header != end || data < header {
                return Err(ArchiveError::Damaged("bytes lie between or over its files".into()));
            }
            end = next;
        }
        if end != zip.central_directory_start() {
            return Err(ArchiveError::Damaged("bytes lie between or over its files".into()));
        }
        Ok(Archive { zip, entries })
    }

    /// Names of the entries, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Size of an entry.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.entries.get(name).map(|(_, size)| *size)
    }

    /// A small entry, whole; `None` if there is none or it is larger than `most`.
    pub fn read(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, ArchiveError> {
        let Some((_, size)) = self.entries.get(name).filter(|(_, size)| *size <= most) else {
            return Ok(None);
        };
        let mut bytes = Vec::with_capacity(*size as usize);
        self.stream(name, |piece| bytes.extend_from_slice(piece))?;
        Ok(Some(bytes))
    }

    /// The bytes of an entry, piece by piece.
    pub fn stream(&mut self, name: &str, mut sink: impl FnMut(&[u8])) -> Result<(), ArchiveError> {
        let missing = || ArchiveError::Entry(name.to_owned(), "is not there");
        let (index, size) = *self.entries.get(name).ok_or_else(missing)?;
        // The raw bytes: stored entries are their content, and a checksum of 32 bits says nothing
        // beside two hashes.
        let mut file =
            self.zip.by_index_raw(index).map_err(|e| ArchiveError::Damaged(e.to_string()))?;
        let mut buffer = vec![0; 256 << 10];
        let mut read = 0;
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                count => {
                    read += count as u64;
                    sink(&buffer[..count]);
                }
            }
        }
        if read == size {
            Ok(())
        } else {
            Err(ArchiveError::Entry(name.to_owned(), "ends before its end"))
        }
    }
}

/// A name that a bundle may have: one or two plain parts of ASCII letters, digits, `-`, `_`
/// and `.`, none beginning with a dot. Everything else could leave the folder on some system.
fn plain_name(name: &str) -> Result<&str, ArchiveError> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let parts: Vec<&str> = name.split('/').collect();
    if name.len() <= NAME_BYTES && parts.len() <= 2 && parts.iter().all(|part| plain(part)) {
        Ok(name)
    } else {
        Err(ArchiveError::Name(name.chars().take(NAME_BYTES).collect()))
    }
}

/// Looks at the records at the end before the directory is read into memory: their claims bound it.
fn bounded_directory<R: Read + Seek>(reader: &mut R) -> Result<(), ArchiveError> {
    let no_zip = |_| ArchiveError::Damaged("it does not end like one".into());
    let mut end = [0; 22];
    reader.seek(SeekFrom::End(-22)).map_err(no_zip)?;
    reader.read_exact(&mut end)?;
    if end[..4] != *b"PK\x05\x06" {
        return Err(ArchiveError::Damaged("it does not end like one".into()));
    }
    let short = |at: usize| u64::from(u16::from_le_bytes([end[at], end[at + 1]]));
    let word =
        |at: usize| u64::from(u32::from_le_bytes([end[at], end[at + 1], end[at + 2], end[at + 3]]));
    let (mut entries, mut directory) = (short(10), word(12));
    // A directory behind 4 GiB has its place in the zip64 record that a locator leads to.
    let mut locator = [0; 20];
    if reader.seek(SeekFrom::End(-42)).is_ok() {
        reader.read_exact(&mut locator)?;
        if locator[..4] == *b"PK\x06\x07" {
            let mut at = [0; 8];
            at.copy_from_slice(&locator[8..16]);
            let mut record = [0; 56];
            reader.seek(SeekFrom::Start(u64::from_le_bytes(at)))?;
            reader.read_exact(&mut record)?;
            let long = |at: usize| {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(&record[at..at + 8]);
                u64::from_le_bytes(bytes)
            };
            (entries, directory) = (entries.max(long(32)), long(40));
        }
    }
    if entries > ENTRIES {
        return Err(ArchiveError::TooMuch("it has more entries than any bundle"));
    }
    if directory > DIRECTORY_BYTES {
        return Err(ArchiveError::TooMuch("its directory is larger than that of any bundle"));
    }
    reader.rewind()?;
    Ok(())
}

/// Writes a container.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins a container.
    pub fn new(sink: W) -> Writer<W> {
        Writer { zip: ZipWriter::new(sink) }
    }

    /// Adds an entry of `size` bytes that `fill` writes piece by piece.
    pub fn add<E: From<ArchiveError>>(
        &mut self,
        name: &str,
        size: u64,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        plain_name(name).map_err(E::from)?;
        // No moment of the writer's clock: equal content gives equal bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(size >= u64::from(u32::MAX));
        let damaged = |e: zip::result::ZipError| ArchiveError::Damaged(e.to_string());
        self.zip.start_file(name, options).map_err(damaged).map_err(E::from)?;
        fill(&mut self.zip)
    }

    /// Ends the container.
    pub fn finish(self) -> Result<W, ArchiveError> {
        self.zip.finish().map_err(|e| ArchiveError::Damaged(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn bundle(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let fill =
                |sink: &mut dyn Write| -> Result<(), ArchiveError> { Ok(sink.write_all(bytes)?) };
            writer.add(name, bytes.len() as u64, fill).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Archive<Cursor<&[u8]>>, ArchiveError> {
        Archive::open(Cursor::new(bytes))
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = bundle(&[("index.html", b"<p>"), ("originals/0001.jpg", &[7; 300_000])]);
        let mut archive = open(&bytes).unwrap();
        assert_eq!(archive.names().collect::<Vec<_>>(), ["index.html", "originals/0001.jpg"]);
        assert_eq!(archive.read("index.html", 100).unwrap().unwrap(), b"<p>");
        assert_eq!(archive.read("originals/0001.jpg", 100).unwrap(), None);
        let mut length = 0;
        archive.stream("originals/0001.jpg", |piece| length += piece.len()).unwrap();
        assert_eq!(length, 300_000);
        assert_eq!(bytes, bundle(&[("index.html", b"<p>"), ("originals/0001.jpg", &[7; 300_000])]));
    }

    #[test]
    fn names_that_leave_the_folder_are_refused_written_and_read() {
        let escapes = [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "a\\..\\x",
            "C:x",
            "a/b/c",
            "a//b",
            ".",
            "..",
            "a/.hidden",
            "a/",
            "",
            "con\0",
            "名",
            "a/x.",
        ];
        for name in escapes {
            assert!(plain_name(name).is_err(), "{name:?}");
            // A zip with that name, written by a tool that does not care.
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            if zip.start_file(name, options).is_ok() {
                zip.write_all(b"x").unwrap();
                let bytes = zip.finish().unwrap().into_inner();
                assert!(open(&bytes).is_err(), "{name:?}");
            }
        }
    }

    #[test]
    fn what_unpacks_to_more_than_what_lies_there_is_refused() {
        let good = bundle(&[("a", &[0; 1000])]);
        // Claims of another method, of other sizes, and a symbolic link, in the directory.
        let at = good.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        for (offset, value) in [(10, 8u8), (8, 1), (24, 0xff), (41, 0xa1)] {
            let mut bent = good.clone();
            bent[at + offset] = value;
            assert!(open(&bent).is_err(), "offset {offset}");
        }
        // Two directory entries over the same bytes.
        let mut twice = good[..at].to_vec();
        let entry = &good[at..good.len() - 22];
        twice.extend_from_slice(entry);
        let mut second = entry.to_vec();
        second[46] = b'b';
        twice.extend_from_slice(&second);
        let mut end = good[good.len() - 22..].to_vec();
        (end[8], end[10]) = (2, 2);
        end[12..16].copy_from_slice(&(2 * entry.len() as u32).to_le_bytes());
        twice.extend_from_slice(&end);
        assert!(open(&twice).is_err());
    }

    #[test]
    fn bytes_before_between_and_after_the_files_are_refused() {
        let good = bundle(&[("a", b"1"), ("b", b"2")]);
        open(&good).unwrap();
        let mut after = good.clone();
        after.push(0);
        assert!(open(&after).is_err());
        let mut before = vec![0; 30];
        before.extend_from_slice(&good);
        assert!(open(&before).is_err());
        // A file that the directory does not name, between two that it does.
        let other = bundle(&[("a", b"1"), ("hidden", b"x"), ("b", b"2")]);
        let start = other.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        let entries: Vec<usize> =
            (start..other.len()).filter(|at| other[*at..].starts_with(b"PK\x01\x02")).collect();
        let mut bent = other[..entries[1]].to_vec();
        bent.extend_from_slice(&other[entries[2]..]);
        let end = bent.len() - 22;
        (bent[end + 8], bent[end + 10]) = (2, 2);
        let size = (end - start) as u32;
        bent[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
        assert!(open(&bent).is_err());
    }

    #[test]
    fn too_many_entries_are_refused_before_they_are_read() {
        let good = bundle(&[("a", b"1")]);
        let end = good.len() - 22;
        let mut many = good.clone();
        many[end + 10..end + 12].copy_from_slice(&60_000u16.to_le_bytes());
        assert!(matches!(open(&many), Err(ArchiveError::TooMuch(_))));
        let mut large = good;
        large[end + 12..end + 16].copy_from_slice(&(1u32 << 30).to_le_bytes());
        assert!(matches!(open(&large), Err(ArchiveError::TooMuch(_))));
    }

    #[test]
    fn no_flipped_byte_of_the_frame_makes_another_content() {
        let good = bundle(&[("a", b"12345678"), ("folder/b", b"abc")]);
        let content = |bytes: &[u8]| -> Option<Vec<(String, Vec<u8>)>> {
            let mut archive = open(bytes).ok()?;
            let names: Vec<String> = archive.names().map(str::to_owned).collect();
            names
                .into_iter()
                .map(|name| Some((name.clone(), archive.read(&name, 1000).ok()??)))
                .collect()
        };
        let whole = content(&good).unwrap();
        for at in 0..good.len() {
            let mut bent = good.clone();
            bent[at] ^= 0x20;
            if let Some(found) = content(&bent) {
                let names = |list: &[(String, Vec<u8>)]| list.len();
                assert_eq!(names(&found), names(&whole), "byte {at}");
            }
        }
    }
}
