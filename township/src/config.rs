//! Limits and settings of the hub: every number has a name, a unit, a reason and a test value.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Whether a hub is for training 练习 or for real data; fixed for ever at its creation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    minicbor::Encode,
    minicbor::Decode,
    clap::ValueEnum,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[cbor(index_only)]
pub enum Mode {
    /// Shows 练习 everywhere and takes only id numbers with the synthetic prefix 150199.
    #[n(0)]
    Training,
    /// Refuses the synthetic prefix.
    #[n(1)]
    Production,
}

/// What admission and the exchange allow.
#[derive(Clone, Debug)]
pub struct ExchangeLimits {
    /// How long a device may go on writing to a stream it lost, milliseconds. A worker in the
    /// mountains may be away for weeks.
    pub grace_ms: i64,
    /// Most documents kept loaded between batches. 21 KB each; 4,096 are 86 MB.
    pub loaded_documents: usize,
    /// Least bytes of entries in an answer, whatever the device asks for.
    pub answer_bytes_min: usize,
    /// Most bytes of entries in an answer; more follow in the next.
    pub answer_bytes_max: usize,
    /// Most entries of one stream read for one answer.
    pub answer_entries: usize,
    /// How long an enrolment code is good for, milliseconds.
    pub code_ms: i64,
    /// Wrong codes from one place within [`ExchangeLimits::code_window_ms`] before it must wait.
    pub code_attempts: u32,
    /// The window in which wrong codes are counted, milliseconds.
    pub code_window_ms: i64,
}

/// What log-ins of staff allow.
#[derive(Clone, Debug)]
pub struct PeopleLimits {
    /// Least characters of a password.
    pub password_chars_min: usize,
    /// Most characters of a password: hashing is not free.
    pub password_chars_max: usize,
    /// Wrong passwords in a row before the log-in is locked.
    pub attempts: u32,
    /// How long it stays locked, milliseconds.
    pub locked_ms: i64,
    /// A session ends after so long without a request, milliseconds.
    pub idle_ms: i64,
    /// A session ends after so long in any case, milliseconds.
    pub session_ms: i64,
    /// Memory of one Argon2id hash, KiB.
    pub argon_memory_kib: u32,
    /// Passes of one Argon2id hash.
    pub argon_passes: u32,
    /// Hashes computed at one time: bounds the memory of a flood of log-ins.
    pub argon_parallel: usize,
}

/// What the disk and backups allow.
#[derive(Clone, Debug)]
pub struct DiskLimits {
    /// Below so many free bytes new uploads are refused and reads go on.
    pub free_bytes_min: u64,
    /// The rest key is exchanged for a new one after so long, milliseconds.
    pub rest_key_ms: i64,
    /// Sealed rest keys of backups are destroyed after so long, milliseconds: from then on an
    /// erasure has reached every backup.
    pub backup_keys_ms: i64,
    /// A backup older than this makes `/healthz` say so, milliseconds.
    pub backup_age_ms: i64,
}

/// What the HTTP server allows.
#[derive(Clone, Debug)]
pub struct HttpLimits {
    /// Largest body of a staff request, bytes.
    pub body_bytes: usize,
    /// Largest uploaded table, bytes: 100,000 rows of CSV are about 15 MB.
    pub import_bytes: usize,
    /// A request is answered or given up within this time.
    pub request: Duration,
    /// How long open requests may go on after the hub was told to stop.
    pub drain: Duration,
}

/// Every limit of the hub.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Admission and exchange.
    pub exchange: ExchangeLimits,
    /// Log-ins.
    pub people: PeopleLimits,
    /// Disk and backups.
    pub disk: DiskLimits,
    /// HTTP.
    pub http: HttpLimits,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            exchange: ExchangeLimits {
                grace_ms: 30 * DAY_MS,
                loaded_documents: 4_096,
                answer_bytes_min: 4 << 10,
                answer_bytes_max: 256 << 10,
                answer_entries: 4_000,
                code_ms: 72 * HOUR_MS,
                code_attempts: 10,
                code_window_ms: HOUR_MS,
            },
            people: PeopleLimits {
                password_chars_min: 10,
                password_chars_max: 128,
                attempts: 5,
                locked_ms: HOUR_MS / 4,
                idle_ms: HOUR_MS,
                session_ms: 12 * HOUR_MS,
                argon_memory_kib: 19 * 1024,
                argon_passes: 2,
                argon_parallel: 2,
            },
            disk: DiskLimits {
                free_bytes_min: 512 << 20,
                rest_key_ms: 30 * DAY_MS,
                backup_keys_ms: 35 * DAY_MS,
                backup_age_ms: 2 * DAY_MS,
            },
            http: HttpLimits {
                body_bytes: 256 << 10,
                import_bytes: 32 << 20,
                request: Duration::from_secs(60),
                drain: Duration::from_secs(20),
            },
        }
    }
}

impl Limits {
    /// Values for tests: cheap password hashes, everything else as in production.
    pub fn for_tests() -> Limits {
        let mut limits = Limits::default();
        limits.people.argon_memory_kib = 64;
        limits.people.argon_passes = 1;
        limits.disk.free_bytes_min = 0;
        limits
    }
}

/// Where and how the server listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Address and port.
    pub address: SocketAddr,
    /// Certificate chain and key, PEM; without them only loopback is served.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// What invitations and the console call this hub, such as `https://hub.example:8443`.
    pub public_url: String,
}
