//! Where PostgreSQL's programs are on this machine. Nothing but the standard library, so that test harnesses of other
//! crates can include this file as it is.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The oldest major version that is tested; the schema uses nothing newer.
pub const OLDEST_MAJOR: u32 = 15;

/// Folders with a version in their name, as Debian, Red Hat and Homebrew lay them out.
const VERSIONED: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// One installed PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub folder: PathBuf,
    pub major: u32,
}

impl Binaries {
    /// Every PostgreSQL server found on this machine, newest first; among equals, the one in PATH.
    pub fn installed() -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for folder in candidates() {
            // A link to one program may stand alone: the others are where it points.
            let Some(folder) =
                folder.join("postgres").canonicalize().ok().and_then(|file| Some(file.parent()?.to_owned()))
            else {
                continue;
            };
            if !found.iter().any(|known| known.folder == folder) {
                found.extend(Self::in_folder(folder));
            }
        }
        found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
        found
    }

    /// The path of one of its programs, such as `initdb`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn in_folder(folder: PathBuf) -> Option<Self> {
        let postgres = folder.join("postgres");
        if !postgres.is_file() || !folder.join("initdb").is_file() {
            return None;
        }
        let said = output_of(postgres.as_os_str(), "--version")?;
        Some(Self { major: parse_major(&said)?, folder })
    }
}

fn candidates() -> Vec<PathBuf> {
    #[allow(clippy::disallowed_methods, reason = "PATH says where programs are; it is no setting of ours")]
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    for (parent, prefix, below) in VERSIONED {
        folders.extend(versions_in(Path::new(parent), prefix).into_iter().map(|folder| folder.join(below)));
    }
    folders.extend(output_of(OsStr::new("pg_config"), "--bindir").map(|said| PathBuf::from(said.trim())));
    folders
}

fn versions_in(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            name.strip_prefix(prefix)?.parse::<u32>().ok()?;
            Some(entry.path())
        })
        .collect()
}

fn output_of(program: &OsStr, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads the major version from `postgres (PostgreSQL) 15.18 (Debian …)` or `… 18beta1`.
fn parse_major(said: &str) -> Option<u32> {
    let version = said.split_once("(PostgreSQL)")?.1.trim_start();
    let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("something else 15.1"), None);
    }

    #[test]
    fn installed_servers_come_newest_first() {
        let majors: Vec<u32> = Binaries::installed().iter().map(|binaries| binaries.major).collect();
        assert!(majors.is_sorted_by(|a, b| a >= b), "{majors:?}");
    }
}
