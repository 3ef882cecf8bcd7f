//! The foreign bindings, generated from a built library by UniFFI; the Kotlin ones with one change.

mod status;

use std::error::Error;
use std::fs;
use std::path::Path;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate as generate_all};

/// Where the Kotlin file lies under the folder of what is generated.
const KOTLIN: &str = "cn/gridwork/ffi/gridwork_ffi.kt";

/// Writes Kotlin, Swift and Python for the unstripped `library` under `out`, which is made if it is
/// not there. The library's `uniffi.toml` is found through the workspace of the current folder.
///
/// # Errors
/// A library without UniFFI's metadata, a folder that cannot be written, a UniFFI whose Kotlin calls
/// Rust in another way than the one that is changed here.
pub fn generate(library: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("a path is not Unicode");
    generate_all(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin, TargetLanguage::Swift, TargetLanguage::Python],
        source: text(library)?.into(),
        out_dir: text(out)?.into(),
        // Everything that is exported is this workspace's own.
        metadata_no_deps: true,
        ..GenerateOptions::default()
    })?;
    let kotlin = out.join(KOTLIN);
    fs::write(&kotlin, status::kept(&fs::read_to_string(&kotlin)?)?)?;
    Ok(())
}
