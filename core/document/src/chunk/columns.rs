//! Automerge's column encodings: run lengths of numbers and strings, deltas, runs of booleans.

use super::ChunkError;
use super::leb::{Reader, write_prefixed, write_signed, write_unsigned};

/// What a run-length column can hold.
pub(super) trait Cell<'a>: Copy + PartialEq {
    fn read(r: &mut Reader<'a>) -> Result<Self, ChunkError>;
    fn write(self, out: &mut Vec<u8>);
}

impl<'a> Cell<'a> for u64 {
    fn read(r: &mut Reader<'a>) -> Result<u64, ChunkError> {
        r.unsigned()
    }
    fn write(self, out: &mut Vec<u8>) {
        write_unsigned(out, self);
    }
}

impl<'a> Cell<'a> for i64 {
    fn read(r: &mut Reader<'a>) -> Result<i64, ChunkError> {
        r.signed()
    }
    fn write(self, out: &mut Vec<u8>) {
        write_signed(out, self);
    }
}

impl<'a> Cell<'a> for &'a str {
    fn read(r: &mut Reader<'a>) -> Result<&'a str, ChunkError> {
        std::str::from_utf8(r.prefixed()?).map_err(|_| ChunkError::Value)
    }
    fn write(self, out: &mut Vec<u8>) {
        write_prefixed(out, self.as_bytes());
    }
}

/// What the current run still holds.
enum Run<T> {
    Repeat(u64, T),
    Literal(u64),
    Nulls(u64),
}

/// Reads a run-length column value by value; a run is never expanded. Past the end all is null.
pub(super) struct Runs<'a, T> {
    reader: Reader<'a>,
    run: Run<T>,
}

impl<'a, T: Cell<'a>> Runs<'a, T> {
    pub(super) fn new(bytes: &'a [u8]) -> Runs<'a, T> {
        Runs { reader: Reader::new(bytes), run: Run::Nulls(0) }
    }

    pub(super) fn next(&mut self) -> Result<Option<T>, ChunkError> {
        loop {
            match &mut self.run {
                Run::Repeat(left, value) if *left > 0 => {
                    *left -= 1;
                    return Ok(Some(*value));
                }
                Run::Literal(left) if *left > 0 => {
                    *left -= 1;
                    return T::read(&mut self.reader).map(Some);
                }
                Run::Nulls(left) if *left > 0 => {
                    *left -= 1;
                    return Ok(None);
                }
                _ if self.reader.is_empty() => return Ok(None),
                _ => self.run = self.start_run()?,
            }
        }
    }

    /// A value that must be there.
    pub(super) fn some(&mut self) -> Result<T, ChunkError> {
        self.next()?.ok_or(ChunkError::Column)
    }

    fn start_run(&mut self) -> Result<Run<T>, ChunkError> {
        let length = self.reader.signed()?;
        Ok(match length {
            0 => Run::Nulls(self.reader.unsigned()?.max(1)),
            1.. => Run::Repeat(length as u64, T::read(&mut self.reader)?),
            _ => Run::Literal(length.unsigned_abs()),
        })
    }
}

/// Reads a column of differences between successive numbers.
pub(super) struct Deltas<'a> {
    runs: Runs<'a, i64>,
    sum: i64,
}

impl<'a> Deltas<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Deltas<'a> {
        Deltas { runs: Runs::new(bytes), sum: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Option<i64>, ChunkError> {
        let Some(delta) = self.runs.next()? else { return Ok(None) };
        self.sum = self.sum.checked_add(delta).ok_or(ChunkError::Number)?;
        Ok(Some(self.sum))
    }
}

/// Reads a column of booleans: alternating runs, the first of `false`.
pub(super) struct Booleans<'a> {
    reader: Reader<'a>,
    left: u64,
    value: bool,
}

impl<'a> Booleans<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Booleans<'a> {
        Booleans { reader: Reader::new(bytes), left: 0, value: true }
    }

    pub(super) fn next(&mut self) -> Result<bool, ChunkError> {
        while self.left == 0 {
            if self.reader.is_empty() {
                return Ok(false);
            }
            self.left = self.reader.unsigned()?;
            self.value = !self.value;
        }
        self.left -= 1;
        Ok(self.value)
    }
}

/// Writes a run-length column exactly as Automerge does: single values gather into literals, two
/// equal ones start a run, a column of nulls only is empty.
pub(super) struct RunsWriter<T> {
    out: Vec<u8>,
    literal: Vec<T>,
    run: Option<(T, u64)>,
    nulls: u64,
    any: bool,
}

impl<'a, T: Cell<'a>> RunsWriter<T> {
    pub(super) fn new() -> RunsWriter<T> {
        RunsWriter { out: Vec::new(), literal: Vec::new(), run: None, nulls: 0, any: false }
    }

    pub(super) fn push(&mut self, value: Option<T>) {
        let Some(value) = value else {
            self.end_run();
            self.end_literal();
            self.nulls += 1;
            return;
        };
        self.any = true;
        self.end_nulls();
        match &mut self.run {
            Some((current, length)) if *current == value => {
                *length += 1;
                if *length == 2 {
                    self.end_literal();
                }
            }
            _ => {
                self.end_run();
                self.run = Some((value, 1));
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        if !self.any {
            return Vec::new();
        }
        self.end_run();
        self.end_literal();
        self.end_nulls();
        self.out
    }

    fn end_run(&mut self) {
        match self.run.take() {
            Some((value, 1)) => self.literal.push(value),
            Some((value, length)) => {
                write_signed(&mut self.out, length as i64);
                value.write(&mut self.out);
            }
            None => {}
        }
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            write_signed(&mut self.out, -(self.literal.len() as i64));
            for value in self.literal.drain(..) {
                value.write(&mut self.out);
            }
        }
    }

    fn end_nulls(&mut self) {
        if self.nulls > 0 {
            self.out.push(0);
            write_unsigned(&mut self.out, self.nulls);
            self.nulls = 0;
        }
    }
}

/// Writes a column of differences.
pub(super) struct DeltasWriter {
    runs: RunsWriter<i64>,
    previous: i64,
}

impl DeltasWriter {
    pub(super) fn new() -> DeltasWriter {
        DeltasWriter { runs: RunsWriter::new(), previous: 0 }
    }

    pub(super) fn push(&mut self, value: Option<i64>) {
        self.runs.push(value.map(|v| v - self.previous));
        self.previous = value.unwrap_or(self.previous);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.runs.finish()
    }
}

/// Writes a column of booleans.
pub(super) struct BooleansWriter {
    out: Vec<u8>,
    value: bool,
    length: u64,
}

impl BooleansWriter {
    pub(super) fn new() -> BooleansWriter {
        BooleansWriter { out: Vec::new(), value: false, length: 0 }
    }

    pub(super) fn push(&mut self, value: bool) {
        if value != self.value {
            write_unsigned(&mut self.out, self.length);
            self.value = value;
            self.length = 0;
        }
        self.length += 1;
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.length > 0 {
            write_unsigned(&mut self.out, self.length);
        }
        self.out
    }
}
