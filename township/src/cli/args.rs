//! What is typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use gridwork_model::Id;
use gridwork_model::permission::Role;

use crate::config::Mode;

/// The hub of a county's village grid: exchange with phones, incident desk, staff API.
///
/// Exit codes: 0 done, 1 internal error, 2 wrong arguments, 3 not found, 4 refused,
/// 5 faulty data, 6 the hub is in use by another process.
#[derive(Debug, Parser)]
#[command(name = "gridwork-township", version)]
pub struct Args {
    /// Folder of the hub's data.
    #[arg(
        long,
        short = 'd',
        env = "GRIDWORK_DATA",
        global = true,
        default_value = "/var/lib/gridwork-township"
    )]
    pub data: PathBuf,
    /// Key file, if it does not lie beside the data.
    #[arg(long, env = "GRIDWORK_KEYS", global = true)]
    pub keys: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new hub; prints the one-time set-up code and writes the offline keys.
    Init(Init),
    /// Serve phones and staff until told to stop.
    Serve(Serve),
    /// Bring data in: the county, or a township's own list.
    Import(Import),
    /// Give out a one-time code that binds a phone to a person.
    Enrol(Enrol),
    /// Assign a person to a post for a cell, village or unit, from today.
    Grant(Grant),
    /// Revoke a phone or end an assignment.
    Revoke(Revoke),
    /// Erase a household or a person by law; prints the signed certificate.
    Erase(Erase),
    /// Write the directory of a township as JSON.
    Export(Export),
    /// Make and verify an encrypted backup of a stopped hub; a running one makes its own.
    Backup(Backup),
    /// Bring a backup back into an empty folder, as a new epoch.
    Restore(Restore),
    /// Log-ins of staff.
    User(User),
    /// Time stamps of an authority over the log of evidence, or over an original.
    Stamp(Stamp),
    /// Replace the key that signs answers; needs the offline root key.
    RotateKey(RotateKey),
    /// Check everything stored against itself.
    Verify,
}

/// Replace the online key.
#[derive(Debug, clap::Args)]
pub struct RotateKey {
    /// The root key file that `init` wrote among the offline keys.
    #[arg(long)]
    pub root: PathBuf,
}

/// Make a new hub.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// For training 练习 (synthetic people only) or for real data; for ever.
    #[arg(value_enum)]
    pub mode: Mode,
    /// Address that phones and browsers use, such as `https://hub.example:8443`.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// Folder into which the offline keys are written; move them off this machine.
    #[arg(long)]
    pub offline: PathBuf,
}

/// Serve.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Certificate chain, PEM.
    #[arg(long, requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A TLS proxy on this machine forwards to this server.
    #[arg(long, conflicts_with = "tls_cert")]
    pub behind_proxy: bool,
    /// Make a verified backup into this folder once a day.
    #[arg(long)]
    pub backup_to: Option<PathBuf>,
    /// A PMTiles file that lies under the maps of the console; they work without one.
    #[arg(long)]
    pub base_map: Option<PathBuf>,
    /// Or a WMTS on the local network: the address of a tile with {TileMatrix}, {TileRow} and
    /// {TileCol}. Browsers load from there; it must allow this hub's origin (CORS).
    #[arg(long, conflicts_with = "base_map", value_name = "ADDRESS")]
    pub base_map_wmts: Option<String>,
    /// Greatest zoom that the WMTS has tiles of.
    #[arg(long, requires = "base_map_wmts", default_value_t = 18, value_name = "ZOOM")]
    pub base_map_max_zoom: u8,
}

/// Bring data in.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// `county` for the county of the embedded lists (at a training hub with generated residents and
    /// places); `forms` to write the empty forms; or a township's list, a CSV or XLSX file: residents
    /// 花名册, or the directory (自然村, 网格, 岗位, 执法人员).
    pub source: String,
    /// Folder that `forms` are written into; this one if left out.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// Only the first so many cells, for a small training hub.
    #[arg(long)]
    pub cells: Option<usize>,
    /// Seed of what is generated.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Township of the list: id, code or name.
    #[arg(long)]
    pub org: Option<String>,
    /// Only check the list: every faulty row is printed, nothing is imported.
    #[arg(long)]
    pub dry_run: bool,
}

/// Enrol.
#[derive(Debug, clap::Args)]
pub struct Enrol {
    /// Person of the directory: id, or name if only one bears it.
    #[arg(long, conflicts_with_all = ["role", "at"])]
    pub person: Option<String>,
    /// Whoever holds this role, such as `grid_worker`; with `--at`.
    #[arg(long, value_parser = role, requires = "at")]
    pub role: Option<Role>,
    /// Cell, village or unit of the role: id, code or name.
    #[arg(long, requires = "role")]
    pub at: Option<String>,
    /// List people with their posts instead.
    #[arg(long)]
    pub list: bool,
}

/// Grant.
#[derive(Debug, clap::Args)]
pub struct Grant {
    /// Person of the directory: id, or name if only one bears it.
    #[arg(long)]
    pub person: String,
    /// Role, such as `grid_worker`.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Cell, village or unit: id, code or name.
    #[arg(long)]
    pub at: String,
    /// The post, where the place keeps several of the role.
    #[arg(long)]
    pub post: Option<Id>,
}

/// Revoke.
#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// What is revoked.
    #[command(subcommand)]
    pub what: RevokeWhat,
}

/// What is revoked.
#[derive(Debug, Subcommand)]
pub enum RevokeWhat {
    /// A phone: it is told to wipe, its unsent work goes to quarantine.
    Device {
        /// Its number.
        number: u32,
    },
    /// An assignment: it ends today; unsent work is taken until the grace ends.
    Assignment {
        /// Its id, as `grant` printed it.
        id: Id,
    },
}

/// Erase by law.
#[derive(Debug, clap::Args)]
pub struct Erase {
    /// The household.
    #[arg(long, required_unless_present = "record")]
    pub household: Option<Id>,
    /// One record instead: an incident, an evidence set or a clue with its files, or a sealed
    /// record.
    #[arg(long, conflicts_with_all = ["household", "person"])]
    pub record: Option<Id>,
    /// One person of it; the whole household if left out.
    #[arg(long)]
    pub person: Option<Id>,
    /// Legal basis, without names.
    #[arg(long)]
    pub basis: String,
    /// It cannot be undone.
    #[arg(long)]
    pub yes: bool,
}

/// Export.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Township: id, code or name; the county's own items if left out.
    #[arg(long)]
    pub org: Option<String>,
    /// File to write; it must not exist.
    #[arg(long)]
    pub to: PathBuf,
}

/// Backup.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// Folder of backups, best on another disk.
    #[arg(long)]
    pub to: PathBuf,
}

/// Restore.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup, a `.gwbackup` file with its `.gwkeys` and the folder `files` beside it.
    #[arg(long)]
    pub from: PathBuf,
    /// The offline recovery key.
    #[arg(long)]
    pub recovery_key: PathBuf,
    /// The lost hub's `hub.journal`, if it survived: what was revoked and erased since the backup.
    #[arg(long)]
    pub journal: Option<PathBuf>,
}

/// Time stamps.
#[derive(Debug, clap::Args)]
pub struct Stamp {
    /// What to do.
    #[command(subcommand)]
    pub what: StampWhat,
}

/// What to do with time stamps (RFC 3161).
#[derive(Debug, Subcommand)]
pub enum StampWhat {
    /// Write the request that is taken to an authority.
    Request {
        /// What is stamped.
        #[command(flatten)]
        over: StampOver,
        /// File to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// Attach the answer of the authority, once it was checked.
    Attach {
        /// What was stamped.
        #[command(flatten)]
        over: StampOver,
        /// The authority's answer, or the token of it.
        #[arg(long)]
        token: PathBuf,
        /// Root certificate (DER) of an authority that is trusted; may be repeated.
        #[arg(long)]
        anchor: Vec<PathBuf>,
    },
}

/// What a time stamp is over.
#[derive(Debug, clap::Args)]
pub struct StampOver {
    /// The head of the log that was signed on this day: everything taken in by then.
    #[arg(long, required_unless_present = "set")]
    pub day: Option<chrono::NaiveDate>,
    /// An evidence set; with `--file`.
    #[arg(long, conflicts_with = "day", requires = "file")]
    pub set: Option<Id>,
    /// SHA-256 of a file of the set, hexadecimal.
    #[arg(long, requires = "set")]
    pub file: Option<String>,
}

/// Log-ins.
#[derive(Debug, clap::Args)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub what: UserWhat,
}

/// What to do with log-ins. A first password is made by the hub and printed once, or read from
/// standard input; it must be changed at the first log-in.
#[derive(Debug, Subcommand)]
pub enum UserWhat {
    /// Make a log-in.
    Add {
        /// Name to log in with.
        login: String,
        /// Name shown.
        #[arg(long)]
        name: Option<String>,
        /// Role, such as `duty_officer`; may be repeated.
        #[arg(long, value_parser = role, required = true)]
        role: Vec<Role>,
        /// Township, village or unit the roles hold for: id, code or name; the county if left out.
        #[arg(long)]
        at: Option<String>,
        /// Person of the directory; whoever holds the first role there if left out.
        #[arg(long)]
        person: Option<String>,
        /// Read the first password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List log-ins.
    List,
    /// Replace the roles of a log-in.
    Roles {
        /// Name to log in with.
        login: String,
        /// Role; may be repeated.
        #[arg(long, value_parser = role, required = true)]
        role: Vec<Role>,
        /// Township, village or unit the roles hold for; the county if left out.
        #[arg(long)]
        at: Option<String>,
    },
    /// Give a log-in a new first password, and unlock it.
    Reset {
        /// Name to log in with.
        login: String,
        /// Read it from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Switch a log-in off; its sessions end.
    Disable {
        /// Name to log in with.
        login: String,
    },
    /// Switch a log-in on again.
    Enable {
        /// Name to log in with.
        login: String,
    },
}

/// Reads a role by its stable name.
pub fn role(text: &str) -> Result<Role, String> {
    let known = |role: &&Role| name_of(**role) == text;
    Role::ALL.iter().find(known).copied().ok_or_else(|| {
        let names: Vec<String> = Role::ALL.iter().map(|role| name_of(*role)).collect();
        format!("no such role; one of {}", names.join(", "))
    })
}

/// The stable name of a role.
pub fn name_of(role: Role) -> String {
    serde_json::to_value(role)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
