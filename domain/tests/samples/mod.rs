//! Finds the real files of the numbering administrator, which are no part of the project: the folder named by
//! `TRUNKLINE_DATA_SAMPLES`, else `../shared/data` beside the checkout. Tests that want them print a line and pass when
//! they are not there.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the variable belongs to the tests alone")]
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;

/// The path of a sample, `nanpa/…`.
pub fn path(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TRUNKLINE_DATA_SAMPLES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here (set TRUNKLINE_DATA_SAMPLES)", path.display());
    None
}

/// The text of a sample.
pub fn text(name: &str) -> Option<String> {
    path(name).map(|path| std::fs::read_to_string(path).unwrap())
}
