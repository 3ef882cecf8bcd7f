//! `gridwork-bindgen LIBRARY FOLDER`: generates the foreign bindings.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let told: Vec<String> = std::env::args().skip(1).collect();
    let [library, folder] = &told[..] else {
        return Err("usage: gridwork-bindgen LIBRARY FOLDER".into());
    };
    gridwork_bindgen::generate(Path::new(library), Path::new(folder))
}
