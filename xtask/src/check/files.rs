//! Names that say nothing, files that have grown too long, and lock files that name a registry.

use std::{fs, path::Path};

use anyhow::Result;

use super::{Finding, source::SourceFile};

const MOST_LINES: usize = 400;
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "misc", "manager"];

pub(super) fn check(sources: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources {
        let lines = file.text.lines().count();
        if lines > MOST_LINES {
            findings.push(Finding {
                place: file.path.clone(),
                what: format!("{lines} lines, more than {MOST_LINES}"),
                remedy: "split it by verb, page or part; the name of each part should say what is in it".into(),
            });
        }
        if let Some(name) = empty_name(&file.path) {
            findings.push(Finding {
                place: file.path.clone(),
                what: format!("the name `{name}` says nothing about what is inside"),
                remedy: "name the file after what it does, or move its parts to where they are used".into(),
            });
        }
    }
    findings
}

/// The part of a path that could be the name of anything.
fn empty_name(path: &str) -> Option<&str> {
    path.split('/').map(|part| part.split('.').next().unwrap_or(part)).find(|part| {
        *part == "types"
            || EMPTY_NAMES
                .iter()
                .any(|name| part == name || part.strip_suffix(name).is_some_and(|rest| rest.ends_with(['_', '-'])))
    })
}

/// Finds lock files that say where a package was fetched: they would send everybody to that place.
pub(super) fn check_lock_files(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for place in ["package-lock.json", "end2end/package-lock.json"] {
        let path = root.join(place);
        if path.exists() && fs::read_to_string(path)?.contains("\"resolved\": \"http") {
            findings.push(Finding {
                place: place.into(),
                what: "names a package registry's host".into(),
                remedy: "run `npm install --package-lock-only --omit-lockfile-registry-resolved` in that folder".into(),
            });
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_found_in_files_and_folders() {
        for path in ["app/src/utils.rs", "server/src/helpers/a.rs", "engine/src/job_manager.rs", "domain/src/types.rs"]
        {
            assert!(empty_name(path).is_some(), "{path}");
        }
    }

    #[test]
    fn names_that_say_something_pass() {
        for path in [
            "domain/src/prefix/line_type.rs",
            "domain/src/line_types.rs",
            "engine/src/miscount.rs",
            "app/src/commons.rs",
        ] {
            assert_eq!(empty_name(path), None, "{path}");
        }
    }

    #[test]
    fn a_file_of_401_lines_is_too_long() {
        let file = |lines: usize| SourceFile { path: "app/src/a.rs".into(), text: "\n".repeat(lines) };
        assert_eq!(check(&[file(400), file(401)]).len(), 1);
    }
}
