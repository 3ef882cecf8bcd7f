//! What evidence costs on the phone: hashing and sealing beside the bare functions, memory, and what
//! is sent again when a slow line is cut.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use gridwork_core::{Core, CoreError, HttpOutcome, Network, NewCapture, NewSet, SyncBudget};
use gridwork_model::Id;
use gridwork_model::evidence::{Kind, Method, Told};
use gridwork_model::permission::Role;
use gridwork_seal::{DualHash, SymmetricKey, SystemEntropy};
use gridwork_township::http::{App, serve};

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit};
use super::phone;
use crate::seeded::Seeded;
use crate::workload::cell::MORNING;
use crate::world::{World, post_http};

/// The option by which the bench starts itself to have the memory of a phone measured that captures
/// and sends: a process of its own, the hub in another.
pub const CHILD: &str = "--capture-in";

/// The video that is captured.
const VIDEO_BYTES: usize = 200 << 20;
/// Photos that are sent over the slow line, and bytes of each.
const PHOTOS: usize = 20;
const PHOTO_BYTES: usize = 400 << 10;
/// How often the line is cut meanwhile.
const CUTS: usize = 50;

/// Measures captures and their upload; `dir` is an empty folder on the disk that counts.
pub fn measure(seed: u64, dir: &Path, figures: &mut Figures) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut dice = Seeded::new(seed).fork(60);
    let world = World::create_at(&dir.join("world"), seed, 1, MORNING);
    let officer = officer_of(&world);
    let home = dir.join("phone");
    phone::download(&world, &home, officer);
    let video = dir.join("video.mp4");
    std::fs::write(&video, random(&mut dice, VIDEO_BYTES))?;
    let core = phone::open(&home).expect("opens");
    let set = open_set(&core);
    let ratio = ratio(&core, set, &video);
    figures.put(&["evidence", "capture_ratio"], ratio);
    let name = "evidence: capture of 200 MB, beside SHA-256, SM3 and AEAD run bare";
    figures.add(Figure::told(name, "ratio", ratio).must(Limit::Least(0.6)));
    let resent = resent(&world, &core, set, dir, &mut dice)?;
    figures.put(&["evidence", "resend_percent"], resent);
    let name = "evidence: 20 photos of 400 KB over GPRS cut 50 times, sent again";
    figures.add(Figure::told(name, "%", resent).must(Limit::Most(5.0)));
    let other = open_set(&core);
    core.shut_down().expect("closes");
    drop(core);
    let (captured, uploaded) = memory_of_child(&world, &home, &video, other)?;
    let memory = captured.max(uploaded);
    figures.put(&["evidence", "capture_memory_mb"], memory);
    let name = format!(
        "evidence: memory of the phone above idle, 200 MB captured ({captured:.1}), sent ({uploaded:.1})"
    );
    figures.add(Figure::told(name, "MB", memory).must(Limit::Most(32.0)));
    Ok(())
}

fn officer_of(world: &World) -> Id {
    let (_, cell) = world.people(Role::GridWorker)[0];
    let standing = world.hub.standing();
    let directory = &standing.directory;
    let office = gridwork_model::audience::enforcement_office(cell, directory);
    let office = office.expect("the township has an office of officers");
    let officer = directory
        .assignments_at(office)
        .map(|assignment| assignment.person)
        .find(|person| directory.officer(*person, MORNING.day()).is_some());
    officer.expect("the office has an officer")
}

fn open_set(core: &Core) -> Id {
    let new = NewSet { matter: "示意".into(), place: "示意沟口".into(), ..NewSet::default() };
    core.open_evidence_set(new).expect("an officer opens a set")
}

fn capture(core: &Core, set: Id, path: PathBuf) -> Result<Id, CoreError> {
    core.capture(NewCapture {
        set,
        path,
        kind: Kind::Recording,
        title: "示意".into(),
        proves: "示意".into(),
        method: Method::Import { from: "示意".into(), reason: "测量".into() },
        position: None,
        place: String::new(),
        told: Told::NotOfPeople,
        holder: None,
        fields: Vec::new(),
        gnss: None,
        urgent: false,
    })
}

fn random(dice: &mut Seeded, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    dice.fill(&mut bytes);
    bytes
}

/// The bare functions over bytes in memory, beside the whole of a capture.
fn ratio(core: &Core, set: Id, video: &Path) -> f64 {
    const CHUNK: usize = 64 << 10;
    let bytes = std::fs::read(video).expect("the video is there");
    let key = SymmetricKey::generate(&mut SystemEntropy);
    let watch = Stopwatch::start();
    let mut hash = DualHash::new();
    for chunk in bytes.chunks(CHUNK) {
        hash.update(chunk);
        std::hint::black_box(key.seal(&mut SystemEntropy, &[], chunk));
    }
    std::hint::black_box(hash.finish());
    let bare = watch.wall_ms();
    drop(bytes);
    let watch = Stopwatch::start();
    capture(core, set, video.to_owned()).expect("captured");
    bare / watch.wall_ms()
}

/// Captures in a fresh process and sends from it to the hub of this one; says by how many MiB memory
/// rose above what the open phone took, at the capture and until all was sent.
fn memory_of_child(
    world: &World,
    home: &Path,
    video: &Path,
    set: Id,
) -> std::io::Result<(f64, f64)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}", listener.local_addr()?);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let clock = Arc::clone(&world.clock);
    let app = App::with_clock(Arc::clone(&world.hub), false, Arc::new(move || clock.now()));
    runtime.spawn(async move {
        let _ = serve(app, listener, None, std::future::pending()).await;
    });
    let child = Command::new(std::env::current_exe()?)
        .args([
            CHILD,
            &home.to_string_lossy(),
            &video.to_string_lossy(),
            &set.to_string(),
            &address,
        ])
        .output()?;
    runtime.shutdown_background();
    let text = String::from_utf8_lossy(&child.stdout);
    let mut kib = text.split_whitespace().map(|kib| kib.parse::<f64>().unwrap_or(f64::INFINITY));
    let mut next = || kib.next().unwrap_or(f64::INFINITY) / 1024.0;
    Ok((next(), next()))
}

/// What the child does: returns KiB above idle at the peak of the capture, and of all.
pub fn memory_of_phone(
    home: &Path,
    video: &Path,
    set: Id,
    address: &str,
) -> Result<(u64, u64), String> {
    let said = |error: CoreError| error.to_string();
    let core = phone::open(home).map_err(said)?;
    core.evidence_sets(0, 10).map_err(said)?;
    let (idle, _) = phone::memory();
    capture(&core, set, video.to_owned()).map_err(said)?;
    let captured = phone::memory().1.saturating_sub(idle);
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    while let Some(request) = core.next_request(SyncBudget::default()).map_err(said)? {
        let outcome = post_http(&agent, address, &request);
        let done = core.complete_request(request.id, outcome).map_err(said)?;
        match (done.problem, done.more) {
            (Some(problem), _) => return Err(problem.as_str().to_owned()),
            (None, false) => break,
            (None, true) => {}
        }
    }
    match core.queue(1).map_err(said)?.is_empty() {
        true => Ok((captured, phone::memory().1.saturating_sub(idle))),
        false => Err("not everything was sent".to_owned()),
    }
}

/// Bytes sent again because of cuts, percent of what goes without any.
fn resent(
    world: &World,
    core: &Core,
    set: Id,
    dir: &Path,
    dice: &mut Seeded,
) -> std::io::Result<f64> {
    // The video and what else waits is out of the way first.
    send(world, core, Network::Free, &mut Vec::new());
    let mut photos = |round: &str| -> std::io::Result<()> {
        for number in 0..PHOTOS {
            let path = dir.join(format!("{round}-{number}.jpg"));
            let photo = [&[0xff, 0xd8, 0xff][..], &random(dice, PHOTO_BYTES - 3)].concat();
            std::fs::write(&path, photo)?;
            capture(core, set, path).expect("captured");
        }
        Ok(())
    };
    photos("whole")?;
    let whole = send(world, core, Network::Slow, &mut Vec::new());
    photos("cut")?;
    let total = (PHOTOS * PHOTO_BYTES) as u64;
    let mut cuts: Vec<u64> = (0..CUTS).map(|_| dice.below(total)).collect();
    cuts.sort_unstable_by(|a, b| b.cmp(a));
    let cut = send(world, core, Network::Slow, &mut cuts);
    assert!(cuts.is_empty(), "every cut came");
    Ok((cut as f64 - whole as f64) / whole as f64 * 100.0)
}

/// Exchanges until nothing waits; returns the bytes of files sent. The line is cut where so many of
/// them have gone, every other time after the request arrived and before its answer did.
fn send(world: &World, core: &Core, network: Network, cuts: &mut Vec<u64>) -> u64 {
    let budget = SyncBudget { network, ..SyncBudget::default() };
    let mut sent = 0;
    for _ in 0..100_000 {
        let Some(request) = core.next_request(budget).expect("a request") else { return sent };
        let length = request.body.len() as u64;
        let of_file = request.path == "/v1/files";
        let cut = cuts.last().filter(|at| of_file && **at < sent + length).copied();
        let outcome = match cut {
            Some(at) => {
                cuts.pop();
                let arrives = cuts.len().is_multiple_of(2);
                sent += if arrives { length } else { at.saturating_sub(sent).min(length) };
                if arrives {
                    world.post(&request);
                }
                HttpOutcome::Unreachable
            }
            None => {
                sent += if of_file { length } else { 0 };
                world.post(&request)
            }
        };
        let done = core.complete_request(request.id, outcome).expect("an answer");
        if !done.more && cut.is_none() {
            return sent;
        }
    }
    panic!("the exchange does not come to an end");
}
