//! Android Lint over the sources of the app, without Gradle: warnings are errors.
//!
//! What Gradle adds to the manifest is added here too.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::android::maven;
use crate::run::{Outcome, step};

/// Describes the app to Lint and runs it. After `android/verify` compiled everything.
pub fn run(verify: &Path) -> Outcome {
    let source = verify.join("target/AndroidManifest.xml");
    let manifest = fs::read_to_string(&source).map_err(|e| format!("{}: {e}", source.display()))?;
    let manifest = manifest
        .replacen("<manifest ", "<manifest android:versionCode=\"1\" android:versionName=\"0.1.0\" ", 1)
        .replacen(
            "<application",
            "<uses-sdk android:minSdkVersion=\"26\" android:targetSdkVersion=\"35\"/>\n<application",
            1,
        );
    let folder = verify.join("target/lint");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    fs::write(folder.join("AndroidManifest.xml"), manifest).map_err(|e| e.to_string())?;
    let described = folder.join("project.xml");
    fs::write(&described, project(verify)?).map_err(|e| format!("{}: {e}", described.display()))?;
    let mut command = maven(&["exec:exec"]);
    command.args(["-f", &verify.join("lint-run.xml").display().to_string()]);
    command.arg(format!("-Dgridwork.lint={}", described.display()));
    step("lint", &mut command)
}

fn project(verify: &Path) -> Result<String, String> {
    let android = verify.join("..");
    let android = android.canonicalize().map_err(|e| format!("{}: {e}", android.display()))?;
    let app = android.join("app");
    let shipped = verify.join("target/shipped");
    let shipped =
        fs::read_to_string(&shipped).map_err(|e| format!("{}: {e}", shipped.display()))?;
    let mut text = format!(
        "<project>\n<root dir=\"{}\"/>\n<module name=\"app\" android=\"true\" library=\"false\" \
         compile-sdk-version=\"35\">\n<manifest file=\"{}\"/>\n",
        android.display(),
        verify.join("target/lint/AndroidManifest.xml").display()
    );
    let mut line = |element: &str, attribute: &str, path: &str| {
        writeln!(text, "<{element} {attribute}=\"{path}\"/>").map_err(|e| e.to_string())
    };
    for (element, folder) in [
        ("resource", app.join("src/main/res")),
        ("src", app.join("src/main/kotlin")),
        ("src", android.join("core/src/main/kotlin")),
    ] {
        for file in files(&folder)? {
            line(element, "file", &file.display().to_string())?;
        }
    }
    line("classpath", "file", &verify.join("target/classes").display().to_string())?;
    for jar in shipped.trim().split(':') {
        line("classpath", "jar", jar)?;
    }
    text.push_str("</module>\n</project>\n");
    Ok(text)
}

/// Every file under a folder, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
