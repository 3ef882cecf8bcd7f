//! The recording VFS: a shim over the system's default.
//!
//! SQLite gives a VFS one block of memory a file; ours begins with our own header and leaves the
//! rest to the real VFS, whose methods are called with that rest. Locks and shared memory pass
//! through untouched, so several connections work as ever.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

use crate::{Image, Op};

/// A disk whose every write is on record.
pub struct Disk {
    shared: Arc<Shared>,
}

struct Shared {
    name: CString,
    ops: Mutex<Vec<Op>>,
    full: AtomicBool,
    lying: AtomicBool,
    recording: AtomicBool,
    real: *mut ffi::sqlite3_vfs,
}

// SAFETY: `real` points to the default VFS, which SQLite keeps for the life of the process and
// which is made to be called from any thread.
unsafe impl Send for Shared {}
// SAFETY: as above; everything else in `Shared` is `Sync` by itself.
unsafe impl Sync for Shared {}

impl Disk {
    /// Registers a new recording VFS. It stays registered for the life of the process.
    ///
    /// # Panics
    /// If SQLite has no default VFS or refuses a new one, neither of which a test can go on without.
    pub fn register() -> Disk {
        Disk::registered(false)
    }

    /// As [`Disk::register`], and everything that names no VFS opens with it, until [`Disk::retire`]:
    /// for programs that have no reason to let their VFS be chosen. One at a time in a process.
    ///
    /// # Panics
    /// As [`Disk::register`].
    pub fn register_as_default() -> Disk {
        Disk::registered(true)
    }

    /// The system's own VFS is the default again.
    ///
    /// # Panics
    /// If SQLite refuses what it had before.
    pub fn retire(&self) {
        // SAFETY: `real` is the VFS SQLite began with, which lives as long as the process.
        let code = unsafe { ffi::sqlite3_vfs_register(self.shared.real, 1) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite takes its own VFS back");
    }

    fn registered(default: bool) -> Disk {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("recording-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let name = CString::new(name).expect("the name has no zero byte");
        // SAFETY: initialises SQLite once; may be called from anywhere, any number of times.
        unsafe { ffi::sqlite3_initialize() };
        // SAFETY: a null name asks for the default VFS.
        let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!real.is_null(), "SQLite has a default VFS");
        let shared = Arc::new(Shared {
            name,
            ops: Mutex::default(),
            full: AtomicBool::new(false),
            lying: AtomicBool::new(false),
            recording: AtomicBool::new(true),
            real,
        });
        // SAFETY: `real` was just found and is never freed.
        let (file_size, path_max) = unsafe { ((*real).szOsFile, (*real).mxPathname) };
        let vfs = Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: HEADER as c_int + file_size,
            mxPathname: path_max,
            pNext: ptr::null_mut(),
            zName: shared.name.as_ptr(),
            pAppData: Arc::into_raw(Arc::clone(&shared)).cast_mut().cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: None,
            xGetLastError: Some(last_error),
            xCurrentTimeInt64: Some(current_time),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        });
        // SAFETY: the VFS is leaked, so it lives as long as SQLite may use it.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::leak(vfs), c_int::from(default)) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite takes another VFS");
        Disk { shared }
    }

    /// The name to open connections with.
    pub fn vfs(&self) -> String {
        self.shared.name.to_string_lossy().into_owned()
    }

    /// Notes that everything up to now was accepted.
    pub fn mark(&self) {
        self.shared.record(Op::Mark);
    }

    /// Records no more: for a long run that only fills the disk and cuts no power.
    pub fn stop_recording(&self) {
        self.shared.recording.store(false, Ordering::Relaxed);
        self.shared.ops().clear();
    }

    /// Makes the disk full, or gives it room again.
    pub fn set_full(&self, full: bool) {
        self.shared.full.store(full, Ordering::Relaxed);
    }

    /// From now on a sync returns and nothing is on the disk for certain: what `synchronous=OFF`
    /// comes to.
    pub fn set_lying(&self, lying: bool) {
        self.shared.lying.store(lying, Ordering::Relaxed);
    }

    /// The record so far.
    pub fn record(&self) -> Vec<Op> {
        self.shared.ops().clone()
    }

    /// Writes into `dir` what the first `upto` things on record leave behind after a power cut.
    pub fn image(record: &[Op], upto: usize, seed: u64, dir: &Path) -> std::io::Result<()> {
        Image::after(&record[..upto], seed).write_to(dir)
    }
}

impl Shared {
    fn ops(&self) -> MutexGuard<'_, Vec<Op>> {
        self.ops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, op: Op) {
        if self.recording.load(Ordering::Relaxed) {
            self.ops().push(op);
        }
    }
}

/// What stands before the real file in the memory of a file.
#[repr(C)]
struct Header {
    base: ffi::sqlite3_file,
    shared: *const Shared,
    /// Name within the folder, if the file is one whose writes matter; owned.
    name: *mut String,
}

/// The header's size, rounded up so that the real file behind it is aligned.
const HEADER: usize = size_of::<Header>().next_multiple_of(16);

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2 has shared memory but no memory-mapped reads and writes, which would go unrecorded.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The state of a VFS of ours.
///
/// # Safety
/// `vfs` is one that [`Disk::register`] made.
unsafe fn shared<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Shared {
    // SAFETY: by contract `pAppData` holds the leaked `Arc<Shared>`.
    unsafe { &*(*vfs).pAppData.cast_const().cast::<Shared>() }
}

/// The real file behind ours.
fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    file.wrapping_byte_add(HEADER)
}

/// The state and the recorded name of a file of ours.
///
/// # Safety
/// `file` was opened by [`open`] and is not closed.
unsafe fn recorded<'a>(file: *mut ffi::sqlite3_file) -> (&'a Shared, Option<&'a String>) {
    let header = file.cast::<Header>();
    // SAFETY: by contract the header was filled by `open`, and both pointers live until `close`.
    unsafe { (&*(*header).shared, (*header).name.as_ref()) }
}

/// Calls a method of the real file behind ours.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let real = real($file);
        // SAFETY: SQLite calls with a file that `open` opened; the real file behind it has its own
        // methods, which take it and the arguments as SQLite gave them.
        unsafe {
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// Calls a method of the real VFS behind ours.
macro_rules! pass_vfs {
    ($vfs:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite calls with our own VFS; the real one is called as SQLite would.
        unsafe {
            let real = shared($vfs).real;
            match (*real).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes, which begin with our header.
    let header = unsafe { &mut *file.cast::<Header>() };
    header.base.pMethods = ptr::null();
    let code = pass_vfs!(vfs, xOpen, name, real(file), flags, out_flags);
    if code != ffi::SQLITE_OK {
        return code;
    }
    let matters = ffi::SQLITE_OPEN_MAIN_DB | ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL;
    header.name = match flags & matters != 0 && !name.is_null() {
        // SAFETY: a file name from SQLite is a string that ends in zero.
        true => Box::into_raw(Box::new(file_name(unsafe { CStr::from_ptr(name) }))),
        false => ptr::null_mut(),
    };
    // SAFETY: the VFS is ours.
    header.shared = unsafe { shared(vfs) };
    header.base.pMethods = &METHODS;
    code
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = pass!(file, xClose);
    // SAFETY: SQLite closes a file once; the header was filled by `open`.
    let header = unsafe { &mut *file.cast::<Header>() };
    if !header.name.is_null() {
        // SAFETY: made by `Box::into_raw` in `open`, taken back here once.
        drop(unsafe { Box::from_raw(header.name) });
        header.name = ptr::null_mut();
    }
    header.base.pMethods = ptr::null();
    code
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite writes to open files only.
    let (shared, name) = unsafe { recorded(file) };
    if shared.full.load(Ordering::Relaxed) {
        return ffi::SQLITE_FULL;
    }
    let code = pass!(file, xWrite, data, length, offset);
    if let Some(name) = name.filter(|_| code == ffi::SQLITE_OK) {
        // SAFETY: SQLite gives `length` readable bytes at `data`.
        let data = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length as usize) };
        shared.record(Op::Write { file: name.clone(), offset: offset as u64, data: data.to_vec() });
    }
    code
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let code = pass!(file, xTruncate, size);
    // SAFETY: SQLite truncates open files only.
    let (shared, name) = unsafe { recorded(file) };
    if let Some(name) = name.filter(|_| code == ffi::SQLITE_OK) {
        shared.record(Op::Truncate { file: name.clone(), size: size as u64 });
    }
    code
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let code = pass!(file, xSync, flags);
    // SAFETY: SQLite syncs open files only.
    let (shared, name) = unsafe { recorded(file) };
    let lying = shared.lying.load(Ordering::Relaxed);
    if let Some(name) = name.filter(|_| code == ffi::SQLITE_OK && !lying) {
        shared.record(Op::Sync { file: name.clone() });
    }
    code
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_dir: c_int,
) -> c_int {
    let code = pass_vfs!(vfs, xDelete, name, sync_dir);
    if code == ffi::SQLITE_OK {
        // SAFETY: a file name from SQLite is a string that ends in zero; the VFS is ours.
        let (name, shared) = unsafe { (CStr::from_ptr(name), shared(vfs)) };
        shared.record(Op::Delete { file: file_name(name), durable: sync_dir != 0 });
    }
    code
}

/// The last component of a path.
fn file_name(path: &CStr) -> String {
    let path = path.to_string_lossy();
    path.rsplit('/').next().unwrap_or(&path).to_owned()
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    pass_vfs!(vfs, xAccess, name, flags, out)
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    pass_vfs!(vfs, xFullPathname, name, length, out)
}

unsafe extern "C" fn randomness(vfs: *mut ffi::sqlite3_vfs, n: c_int, out: *mut c_char) -> c_int {
    pass_vfs!(vfs, xRandomness, n, out)
}

unsafe extern "C" fn sleep(vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    pass_vfs!(vfs, xSleep, microseconds)
}

unsafe extern "C" fn last_error(vfs: *mut ffi::sqlite3_vfs, n: c_int, out: *mut c_char) -> c_int {
    pass_vfs!(vfs, xGetLastError, n, out)
}

unsafe extern "C" fn current_time(
    vfs: *mut ffi::sqlite3_vfs,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    pass_vfs!(vfs, xCurrentTimeInt64, out)
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    pass!(file, xRead, out, length, offset)
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    pass!(file, xFileSize, out)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    op: c_int,
    argument: *mut c_void,
) -> c_int {
    pass!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    n: c_int,
    flags: c_int,
) -> c_int {
    pass!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    let real = real(file);
    // SAFETY: as in `pass!`.
    unsafe {
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}
