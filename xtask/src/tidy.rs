//! `cargo xtask tidy`: rules of the house that no compiler holds (ARCHITECTURE.md, "Invariants").

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, root};

/// Which crates a room may not name, and why.
const ROOMS: &[(&str, &[&str], &str)] = &[
    (
        "core/model/src",
        &["std::fs", "std::net", "SystemTime", "rusqlite", "automerge", "ring::"],
        "model does no I/O and knows no clock",
    ),
    (
        "core/sync/src",
        &["std::fs", "std::net", "SystemTime", "rusqlite", "automerge::", "ring::"],
        "sync touches no socket, file or clock",
    ),
    (
        "core/evidence/src",
        &["std::fs", "std::net", "SystemTime", "rusqlite", "automerge::", "ring::"],
        "evidence opens no file and knows no clock",
    ),
    ("core/document/src", &["std::fs", "rusqlite", "ring::"], "document is bytes in, bytes out"),
    ("core/app/src", &["rusqlite", "automerge::", "ring::"], "only store, document and seal do"),
    (
        "core/store/src",
        &["automerge::", "ring::"],
        "the store knows neither documents nor cipher crates",
    ),
    ("bindings/src", &["gridwork_model", "rusqlite", "automerge::"], "bindings see only Core"),
];

/// Crates that only some packages may depend on, and why.
const DEPENDENCIES: &[(&[&str], &[&str], &str)] = &[
    (
        &["ring", "sha2", "sm3", "hpke", "subtle", "ct-merkle"],
        &["core/seal"],
        "ciphers, hashes and signatures are seal's",
    ),
    (&["automerge"], &["core/document", "tests"], "document alone knows the CRDT"),
    (
        &["rusqlite"],
        &["core/store", "township", "tests", "tests/powercut"],
        "databases are opened by the store and the hub's storage",
    ),
    (
        &["uniffi", "uniffi_bindgen"],
        &["bindings", "bindings/bindgen"],
        "bindings alone cross the language border",
    ),
];

/// Longest source file without a question, lines.
const LINES: usize = 600;

/// Checks every rule and names every place that breaks one.
pub fn run() -> Outcome {
    let mut findings = Vec::new();
    for (room, words, why) in ROOMS {
        for file in sources(&root().join(room)) {
            let text = read(&file)?;
            for (number, line) in text.lines().enumerate() {
                if line.trim_start().starts_with("//") {
                    continue;
                }
                for word in words.iter().filter(|word| names(line, word)) {
                    findings.push(format!("{}:{}: {word}: {why}", show(&file), number + 1));
                }
            }
        }
    }
    for manifest in manifests(&root()) {
        let package = show(manifest.parent().unwrap_or(&manifest));
        for line in read(&manifest)?.lines() {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let closed = DEPENDENCIES.iter().find(|(crates, _, _)| crates.contains(&name));
            if let Some((_, open_to, why)) = closed
                && !open_to.contains(&package.as_str())
            {
                findings.push(format!("{}: {name}: {why}", show(&manifest)));
            }
        }
    }
    for room in ["core", "bindings", "township", "tests", "xtask"] {
        for file in sources(&root().join(room)) {
            let lines = read(&file)?.lines().count();
            if lines > LINES {
                findings.push(format!("{}: {lines} lines, at most {LINES}", show(&file)));
            }
        }
    }
    if findings.is_empty() {
        println!("── tidy: nothing found");
        return Ok(());
    }
    Err(format!("tidy found\n{}", findings.join("\n")))
}

/// Whether the line names the crate or item, not merely a longer word that ends like it.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The manifests of the packages; the root's only lists versions.
fn manifests(root: &Path) -> Vec<PathBuf> {
    let rooms = ["core", "bindings", "township", "tests", "xtask"];
    let folders = rooms.iter().flat_map(|room| {
        let room = root.join(room);
        let inner = fs::read_dir(&room).into_iter().flatten().flatten().map(|e| e.path());
        std::iter::once(room.clone()).chain(inner).collect::<Vec<_>>()
    });
    folders.map(|folder| folder.join("Cargo.toml")).filter(|file| file.is_file()).collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}

fn show(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}
