//! The lines nobody crosses, as far as a program can see them. Each finding says what to do instead.

mod files;
mod icons;
mod manifests;
mod rules;
mod schemas;
mod source;

use std::{fmt, path::Path};

use anyhow::{Result, bail};

/// One crossed line.
struct Finding {
    place: String,
    what: String,
    remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.place, self.what)?;
        write!(f, "    → {}", self.remedy)
    }
}

/// Runs every check and prints all findings before failing.
pub(crate) fn run(root: &Path) -> Result<()> {
    let sources = source::read_all(root)?;
    let mut findings = manifests::check(root)?;
    findings.extend(rules::check(&sources));
    findings.extend(schemas::check(&sources));
    findings.extend(files::check(&sources));
    findings.extend(files::check_lock_files(root)?);
    findings.extend(icons::check(&sources, &crate::icons::names(root)?));
    if findings.is_empty() {
        return Ok(());
    }
    for finding in &findings {
        eprintln!("{finding}\n");
    }
    bail!(
        "{} found; the reasons are in docs/CONVENTIONS.md",
        match findings.len() {
            1 => "one fault".to_owned(),
            n => format!("{n} faults"),
        }
    )
}
