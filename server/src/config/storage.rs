//! Folders: what the server keeps, and what it serves.

use super::{Reader, Setting};
use std::path::{Path, PathBuf};

const DATA_DIR: Setting = Setting {
    name: "TRUNKLINE_DATA_DIR",
    default: None,
    doc: "The folder of the private PostgreSQL and of what the server keeps. Unset: ./data, or /var/lib/trunkline for \
          root.",
};
const SITE_ROOT: Setting = Setting {
    name: "LEPTOS_SITE_ROOT",
    default: None,
    doc: "The folder of the style sheet, the icons and the browser half. Unset: looked for as `site` in the folders \
          above the binary, such as target/site.",
};
pub(super) const SETTINGS: &[Setting] = &[DATA_DIR, SITE_ROOT];

/// Folders.
#[derive(Debug, Clone)]
pub struct Storage {
    pub data_dir: PathBuf,
    pub site_root: PathBuf,
}

impl Storage {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let data_dir = reader.optional(&DATA_DIR).map_or_else(default_data_dir, PathBuf::from);
        let site_root = reader.optional(&SITE_ROOT).map_or_else(|| site_beside(&binary()), PathBuf::from);
        Self { data_dir, site_root }
    }
}

fn default_data_dir() -> PathBuf {
    if nix::unistd::geteuid().is_root() { "/var/lib/trunkline".into() } else { "data".into() }
}

fn binary() -> PathBuf {
    std::env::current_exe().unwrap_or_default()
}

/// `site` in the binary's folder or in one of the two above it: installed beside it, or built as `target/site`
/// with the binary in `target/release` (tests run from `target/debug/deps`).
fn site_beside(binary: &Path) -> PathBuf {
    let folders = binary.ancestors().skip(1).take(3);
    let found = folders.map(|folder| folder.join("site")).find(|site| site.join("pkg").is_dir());
    found.unwrap_or_else(|| PathBuf::from("target/site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_files_are_found_beside_the_binary_and_above_it() {
        let folder = std::env::temp_dir().join(format!("trunkline-site-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("site/pkg")).expect("a folder for the test");
        assert_eq!(site_beside(&folder.join("release/trunkline")), folder.join("site"));
        assert_eq!(site_beside(&folder.join("trunkline")), folder.join("site"));
        std::fs::remove_dir_all(folder).expect("the folder was there");
    }
}
