//! The exported surface as the generators see it: it is generated the same every time, keeps the
//! rules that crossing languages asks for, and a change of it shows in `api.snapshot.txt`.

mod render;

use std::collections::BTreeMap;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::Path;

use uniffi_bindgen::interface::Type;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

type Anything = Result<(), Box<dyn std::error::Error>>;

/// Names that Kotlin and Swift objects have already, or that say the release of memory.
const TAKEN: &[&str] = &["close", "destroy", "use", "init", "deinit", "finalize", "hash", "equals"];

/// The phone library that cargo built beside this test.
fn library() -> Result<String, Box<dyn std::error::Error>> {
    let test = std::env::current_exe()?;
    let folder = test.parent().ok_or("no folder")?;
    let file = folder.join(format!("{DLL_PREFIX}gridwork_ffi{DLL_SUFFIX}"));
    Ok(file.to_str().ok_or("the folder's name is not Unicode")?.to_owned())
}

fn surface() -> Result<ComponentInterface, Box<dyn std::error::Error>> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader.load_metadata(library()?.as_str().into())?;
    let mut found = loader.load_cis(metadata)?;
    assert_eq!(found.len(), 1, "one crate exports");
    found.pop().ok_or_else(|| "nothing is exported".into())
}

#[test]
fn the_signatures_are_those_of_the_snapshot() -> Anything {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("api.snapshot.txt");
    let now = render::text(&surface()?);
    if std::env::var_os("UPDATE_SNAPSHOT").is_some() {
        std::fs::write(&file, &now)?;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let changed: Vec<String> = difference(&kept, &now);
    assert!(
        changed.is_empty(),
        "the surface has changed; if that is meant, run\n  \
         UPDATE_SNAPSHOT=1 cargo test -p gridwork-ffi --test surface\n{}",
        changed.join("\n")
    );
    Ok(())
}

/// Lines that only one of the texts has; an empty list means equal texts.
fn difference(kept: &str, now: &str) -> Vec<String> {
    let (before, after): (Vec<_>, Vec<_>) = (kept.lines().collect(), now.lines().collect());
    let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
    let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
    let mut lines: Vec<String> = gone.chain(new).collect();
    if lines.is_empty() && kept != now {
        lines.push("the order of lines".to_owned());
    }
    lines
}

#[test]
fn every_call_may_fail_and_none_is_async() -> Anything {
    let surface = surface()?;
    for object in surface.object_definitions() {
        for constructor in object.constructors() {
            assert!(constructor.throws(), "{} cannot fail", constructor.name());
        }
        for method in object.methods() {
            assert!(
                method.throws(),
                "{} cannot fail: a panic would end a Swift app",
                method.name()
            );
            assert!(!method.is_async(), "{} is async", method.name());
        }
    }
    assert!(surface.function_definitions().is_empty(), "everything hangs on the object");
    assert!(surface.callback_interface_definitions().is_empty(), "events are pulled");
    Ok(())
}

#[test]
fn no_call_returns_a_small_number_or_takes_a_name_of_its_host() -> Anything {
    let surface = surface()?;
    let names: Vec<&str> =
        surface.object_definitions().iter().map(|object| object.name()).collect();
    assert_eq!(names, ["GridCore"], "one object has identity and lifetime");
    for method in surface.object_definitions().iter().flat_map(|object| object.methods()) {
        assert!(!TAKEN.contains(&method.name()), "{} is taken", method.name());
        // UniFFI 0.3x reads returned integers of less than 32 bits wrongly on some hosts.
        let small = matches!(
            method.return_type(),
            Some(Type::UInt8 | Type::Int8 | Type::UInt16 | Type::Int16)
        );
        assert!(!small, "{} returns a small number", method.name());
    }
    Ok(())
}

#[test]
fn generating_twice_gives_the_same_files() -> Anything {
    let folder = tempfile::tempdir()?;
    let mut runs = Vec::new();
    for run in ["first", "second"] {
        let out = folder.path().join(run);
        gridwork_bindgen::generate(Path::new(&library()?), &out)?;
        runs.push(files(&out)?);
    }
    let names: Vec<&String> = runs[0].keys().collect();
    for expected in ["gridwork_ffi.kt", "GridworkFFI.swift", "CGridwork.h", "gridwork_ffi.py"] {
        assert!(names.iter().any(|name| name.ends_with(expected)), "{expected} among {names:?}");
    }
    assert!(runs[0] == runs[1], "the generated files differ");
    Ok(())
}

/// Every file under a folder with its content, by its name within the folder.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn std::error::Error>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a name")?.to_owned();
        if path.is_dir() {
            let below = files(&path)?;
            found.extend(below.into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
        } else {
            found.insert(name, std::fs::read(&path)?);
        }
    }
    Ok(found)
}
