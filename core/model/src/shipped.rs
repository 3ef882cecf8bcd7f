//! What is shipped packed with this version, by the build script.

/// Bound on an unpacked file, bytes.
const MOST: usize = 1 << 20;

/// Unpacks a file of the build.
pub(crate) fn unpack(packed: &[u8]) -> Vec<u8> {
    zstd::bulk::decompress(packed, MOST).expect("the build packed it, and tests unpack every file")
}

/// A table under `data`, as text.
macro_rules! table {
    ($name:literal) => {
        String::from_utf8($crate::shipped::unpack(include_bytes!(concat!(
            env!("OUT_DIR"),
            "/",
            $name,
            ".zst"
        ))))
        .expect("tables are text")
    };
}

pub(crate) use table;
