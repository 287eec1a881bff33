//! The project's own text files, read once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

const ROOMS: [&str; 12] = [
    "app",
    "bench",
    "domain",
    "end2end",
    "engine",
    "frontend",
    "migration",
    "public",
    "scripts",
    "server",
    "style",
    "xtask",
];
const SKIPPED: [&str; 5] = ["node_modules", "target", "test-results", "playwright-report", "data"];
const KINDS: [&str; 6] = ["rs", "ts", "js", "mjs", "css", "sh"];

/// A text file, named by its path from the project's folder with `/` between the parts.
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// A line that is not a comment.
pub(super) struct CodeLine<'a> {
    pub(super) number: usize,
    pub(super) text: &'a str,
    /// Whether the line is part of a test: in a `tests` folder or after `#[cfg(test)]`.
    pub(super) is_test: bool,
}

impl SourceFile {
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The lines with code on them. Unit tests stand at the end of a file, so what follows `#[cfg(test)]` is test code.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = CodeLine<'_>> {
        let mut is_test =
            self.path.starts_with("end2end/") || self.path.contains("/tests/") || self.path.contains("/benches/");
        self.text.lines().enumerate().filter_map(move |(index, text)| {
            is_test |= text.trim_start().starts_with("#[cfg(test)]");
            (!text.trim_start().starts_with("//")).then_some(CodeLine { number: index + 1, text, is_test })
        })
    }
}

/// Reads every source file of the project's rooms.
pub(super) fn read_all(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for room in ROOMS {
        let folder = root.join(room);
        if folder.is_dir() {
            read_folder(root, &folder, &mut files)?;
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_ref()) {
                read_folder(root, &path, files)?;
            }
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push(SourceFile { path: relative(root, &path), text });
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    let inside: PathBuf = path.strip_prefix(root).unwrap_or(path).into();
    inside.to_string_lossy().replace('\\', "/")
}
