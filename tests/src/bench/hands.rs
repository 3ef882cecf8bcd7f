//! What the other languages are measured beside: the large phone, and how long an answer takes in Rust
//! on the same disk in the same minute. `cargo xtask bench --only hands` runs both.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use gridwork_core::model::Value;
use gridwork_core::{Core, OpenConfig, TaskRef};
use gridwork_model::template::field::FieldName;
use gridwork_model::template::part::PartKind;

use super::clock::Stopwatch;
use super::figures::median;
use super::phone::{self, KEY};
use crate::workload::Texts;

/// Answers measured; the other language gives as many to the same questions.
const ANSWERS: usize = 400;

/// Questions answered in turn with 是 and 否.
const QUESTIONS: usize = 40;

/// What the others read, beside the phone.
const TOLD: &str = "hands.properties";

/// Makes the phone in `dir` and says in `dir/hands.properties` where it is, how it opens, how many
/// answers to how many questions are measured, and by which program the same is measured in Rust.
pub fn prepare(seed: u64, texts: &Texts, dir: &Path) -> io::Result<()> {
    let large = phone::make(&dir.join("large"), seed, texts, super::local::LARGE);
    let key: String = KEY.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let mut said = String::new();
    let _ = writeln!(said, "phone={}", large.dir.display());
    let _ = writeln!(said, "key={key}");
    let _ = writeln!(said, "answers={ANSWERS}");
    let _ = writeln!(said, "questions={QUESTIONS}");
    let _ = writeln!(said, "rust={}", std::env::current_exe()?.display());
    std::fs::write(dir.join(TOLD), said)
}

/// What an answer takes in Rust on a fresh copy, beside it, of a phone: microseconds. The others ask between
/// their own rounds, because an answer waits for the disk, which is another one a minute later.
pub fn answer(phone: &Path) -> io::Result<f64> {
    let copy = phone.with_file_name("rust");
    if copy.exists() {
        std::fs::remove_dir_all(&copy)?;
    }
    copy_folder(phone, &copy)?;
    let config = OpenConfig { data_dir: copy, database_key: KEY, low_memory: false, vfs: None };
    let (core, _) = Core::open(config).map_err(io::Error::other)?;
    let questions = questions(&core).map_err(io::Error::other)?;
    if questions.is_empty() {
        return Err(io::Error::other("the phone has nothing to answer"));
    }
    for (task, field) in &questions {
        // Touched before, so that the measured answers found nothing.
        core.answer(task, field, Value::Bool(false)).map_err(io::Error::other)?;
    }
    let mut took = Vec::with_capacity(ANSWERS);
    for round in 0..ANSWERS {
        let (task, field) = &questions[round % questions.len()];
        let value = Value::Bool((round / questions.len()).is_multiple_of(2));
        let watch = Stopwatch::start();
        core.answer(task, field, value).map_err(io::Error::other)?;
        took.push(watch.wall_us());
    }
    core.shut_down().map_err(io::Error::other)?;
    Ok(median(took))
}

/// Questions of the day behind its first page that take 是 or 否, one a task.
fn questions(core: &Core) -> Result<Vec<(TaskRef, String)>, gridwork_core::CoreError> {
    let mut found = Vec::new();
    for task in core.today_behind(0, 200)?.into_iter().flat_map(|line| line.tasks) {
        let of = TaskRef { template: task.template, target: task.target, window: task.window };
        let form = core.form_of(&of)?;
        let asked = form.items.iter().find_map(|item| {
            let part = item.parts.iter().find(|part| {
                matches!(part.kind, PartKind::YesNo) && !part.closed && !part.from_target
            })?;
            Some(FieldName::new(item.number, part.number).to_string())
        });
        found.extend(asked.map(|field| (of, field)));
        if found.len() == QUESTIONS {
            break;
        }
    }
    Ok(found)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => std::fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}
