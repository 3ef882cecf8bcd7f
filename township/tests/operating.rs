//! `docs/operating.md` is run as it stands: every block marked `sh`, in order, in one empty folder. The
//! phone that the guide speaks of is here: it takes the code that `enrol` printed, and writes a stick.

#![allow(clippy::unwrap_used, reason = "helpers outside the test functions")]

use std::path::{Path, PathBuf};
use std::process::Command;

use gridwork_document::codec::Mode;
use gridwork_seal::{BoxKey, BoxPublic, SigningKey, SystemEntropy, VerifyingKey, sha256};
use gridwork_sync::bundle::{self, Direction};
use gridwork_sync::enrol::{EnrolAnswer, EnrolRequest, Invitation};
use gridwork_sync::{PROTOCOL, Request, Response, SCHEMA, Unsent};

/// The program: the one cargo built, or the one unpacked from a package.
fn program() -> PathBuf {
    std::env::var_os("GRIDWORK_TOWNSHIP")
        .map_or_else(|| env!("CARGO_BIN_EXE_gridwork-township").into(), PathBuf::from)
}

/// The blocks of a text that begin with the fence ```` ```sh ````, with the line they begin in.
fn blocks(text: &str) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        match (inside, line) {
            (false, "```sh") => {
                inside = true;
                blocks.push((number + 2, String::new()));
            }
            (true, "```") => inside = false,
            (true, line) => {
                if let Some((_, block)) = blocks.last_mut() {
                    block.push_str(line);
                    block.push('\n');
                }
            }
            _ => {}
        }
    }
    assert!(!inside, "a block does not end");
    blocks
}

/// What a phone keeps of a stick until the receipt comes.
struct Carried {
    box_key: BoxKey,
    online: [u8; 32],
    request: Vec<u8>,
    asked: gridwork_model::Moment,
}

/// The last word of the line that begins so.
fn said(place: &Path, file: &str, line: &str) -> String {
    let text = std::fs::read_to_string(place.join(file)).unwrap();
    let found = text.lines().find_map(|found| found.strip_prefix(line));
    found.unwrap_or_else(|| panic!("{file} has no {line}")).trim().to_owned()
}

/// Enrols with the printed code at the hub that is served, and writes a stick.
fn write_a_stick(place: &Path) -> Carried {
    let invitation = Invitation::parse(&said(place, "enrol.out", "qr: ")).unwrap();
    let key = SigningKey::generate(&mut SystemEntropy);
    let box_key = BoxKey::generate(&mut SystemEntropy);
    let asks = EnrolRequest {
        code: invitation.code,
        key: *key.verifying().as_bytes(),
        box_key: *box_key.public().as_bytes(),
        name: "示例手机".into(),
        app: "0.1.0".into(),
        seed: [3; 32],
        formerly: None,
    };
    let asks = asks.seal(&key);
    let to = format!("{}/v1/enrol", said(place, "serve.out", "serving: "));
    let answer = ureq::post(&to)
        .header("content-type", "application/octet-stream")
        .send(&asks[..])
        .unwrap()
        .body_mut()
        .read_to_vec()
        .unwrap();
    let answer = EnrolAnswer::open(&answer, &asks, &VerifyingKey(invitation.root)).unwrap();
    let EnrolAnswer::Enrolled(enrolled) = answer else { panic!("{answer:?}") };
    let request = Request {
        protocol: PROTOCOL,
        schema: SCHEMA,
        device: enrolled.device,
        counter: 1,
        epoch: enrolled.epoch,
        time: enrolled.time,
        budget: 1 << 20,
        mode: Mode::Verbatim,
        grants: 0,
        cursors: Vec::new(),
        unsent: Unsent::default(),
        app: None,
        batch: None,
    };
    let request = request.seal(&key, None);
    let hub = BoxPublic(enrolled.box_key);
    let requests = std::slice::from_ref(&request);
    let stick =
        bundle::seal(Direction::Out, enrolled.device, requests, &hub, &mut SystemEntropy).unwrap();
    std::fs::write(place.join("phone.gwb"), stick).unwrap();
    Carried { box_key, online: enrolled.online, request, asked: enrolled.time }
}

impl Carried {
    fn read_the_receipt(&self, place: &Path) {
        let receipt = std::fs::read(place.join("receipt.gwb")).unwrap();
        let (direction, _, answers) = bundle::open(&receipt, &self.box_key).unwrap();
        assert_eq!((direction, answers.len()), (Direction::Receipt, 1));
        let answer = Response::parse(&answers[0], self.asked).unwrap();
        let (answer, _) =
            answer.verify(&VerifyingKey(self.online), &sha256(&[&self.request])).unwrap();
        assert_eq!(answer.failure, None);
        assert!(answer.grants.is_some_and(|grants| !grants.table.is_empty()));
    }
}

#[test]
fn every_command_of_the_operating_guide_does_what_it_says() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operating.md");
    let text = std::fs::read_to_string(guide).unwrap();
    let blocks = blocks(&text);
    assert!(blocks.len() >= 10, "{}", blocks.len());
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(program(), bin.join("gridwork-township")).unwrap();
    let place = folder.path().join("place");
    std::fs::create_dir(&place).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut carried = None;
    for (line, block) in blocks {
        if block.contains("@phone.gwb") {
            carried = Some(write_a_stick(&place));
        }
        // A pipe fails with any of its commands, not with the last alone.
        let output = Command::new("bash")
            .args(["-eu", "-o", "pipefail", "-c", &block])
            .current_dir(&place)
            .env("PATH", &path)
            .env_remove("GRIDWORK_DATA")
            .env_remove("GRIDWORK_KEYS")
            .output()
            .unwrap();
        if !output.status.success() {
            // Nothing may go on serving after a failure.
            let _ = Command::new("sh")
                .args(["-c", "test -f serve.pid && kill \"$(cat serve.pid)\""])
                .current_dir(&place)
                .status();
            panic!(
                "the block at line {line} failed:\n{block}\n{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
    carried.expect("the guide takes a stick in").read_the_receipt(&place);
}
