//! `docs/operating.md` is run as it stands: every block marked `sh`, in order, in one empty folder.

use std::path::{Path, PathBuf};
use std::process::Command;

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
    for (line, block) in blocks {
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
}
