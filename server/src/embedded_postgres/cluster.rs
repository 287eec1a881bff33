//! Making the cluster: files, the application's role and its database, all or nothing.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use super::{
    Error,
    account::Account,
    binaries::{Binaries, OLDEST_MAJOR},
    folder::Folder,
    postmaster,
};

/// Owns the database and is nothing more: neither superuser nor exempt from row-level security.
pub(super) const APPLICATION_ROLE: &str = "trunkline";
pub(super) const DATABASE: &str = "trunkline";
const BOOTSTRAP_ROLE: &str = "postgres";

/// Makes the cluster unless it is there, and gives the binaries that fit it.
pub(super) fn create_if_missing(folder: &Folder, account: &Account) -> Result<Binaries, Error> {
    let installed = Binaries::installed();
    let version_file = folder.cluster.join("PG_VERSION");
    if let Ok(made_by) = fs::read_to_string(&version_file) {
        let made_by = made_by.trim();
        return installed
            .into_iter()
            .find(|binaries| binaries.major.to_string() == made_by)
            .ok_or_else(|| Error::OtherVersion { cluster: folder.cluster.clone(), made_by: made_by.to_owned() });
    }
    let newest = installed.into_iter().next().ok_or(Error::NotInstalled)?;
    if newest.major < OLDEST_MAJOR {
        return Err(Error::TooOld { found: newest.major });
    }
    create(folder, account, &newest)?;
    Ok(newest)
}

/// Makes the cluster beside its place and moves it there whole, so that one killed half-way leaves nothing to repair.
fn create(folder: &Folder, account: &Account, binaries: &Binaries) -> Result<(), Error> {
    let unfinished = folder.data_dir.join("postgres.unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)
            .map_err(|source| Error::io(format!("remove {}", unfinished.display()), source))?;
    }
    fs::create_dir(&unfinished).map_err(|source| Error::io(format!("make {}", unfinished.display()), source))?;
    account.own(&unfinished)?;

    let refused = |said: String| Error::Initialise { cluster: folder.cluster.clone(), said };
    let initdb = run(account, &binaries.program("initdb"), &initdb_arguments(&unfinished), "")?;
    if !initdb.status.success() {
        return Err(refused(last_lines(&initdb.stderr)));
    }
    let single =
        run(account, &binaries.program("postgres"), &single_user_arguments(&unfinished), &role_and_database())?;
    // A single-user server ends well whatever its statements did.
    let said = String::from_utf8_lossy(&single.stderr);
    if !single.status.success() || said.contains("ERROR:") || said.contains("FATAL:") {
        return Err(refused(last_lines(&single.stderr)));
    }
    fs::rename(&unfinished, &folder.cluster)
        .map_err(|source| Error::io(format!("move the cluster to {}", folder.cluster.display()), source))
}

fn initdb_arguments(cluster: &Path) -> Vec<String> {
    // Names sort by code point on every machine alike; letters beyond ASCII still have upper and lower case.
    let locale = if cfg!(target_os = "linux") { "C.UTF-8" } else { "C" };
    vec![
        format!("--pgdata={}", cluster.display()),
        format!("--username={BOOTSTRAP_ROLE}"),
        "--auth=trust".into(),
        "--encoding=UTF8".into(),
        format!("--locale={locale}"),
        "--no-instructions".into(),
    ]
}

fn single_user_arguments(cluster: &Path) -> Vec<String> {
    vec!["--single".into(), "-D".into(), cluster.display().to_string(), "postgres".into()]
}

/// One statement a line, as a single-user server reads them.
fn role_and_database() -> String {
    format!(
        "CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS\n\
         CREATE DATABASE {DATABASE} OWNER {APPLICATION_ROLE}\n"
    )
}

fn run(account: &Account, program: &Path, arguments: &[String], input: &str) -> Result<Output, Error> {
    let cannot = |source| Error::io(format!("run {}", program.display()), source);
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    postmaster::isolate(&mut command, account);
    let mut child = command.spawn().map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended early says why on stderr; that it no longer listens adds nothing.
        stdin.write_all(input.as_bytes()).ok();
    }
    child.wait_with_output().map_err(cannot)
}

/// The end of what a program said, on one line.
pub(super) fn last_lines(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "(nothing)".to_owned() } else { lines[lines.len().saturating_sub(4)..].join(" | ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_role_is_bound_by_row_level_security() {
        let sql = role_and_database();
        assert!(sql.contains("NOSUPERUSER") && sql.contains("NOBYPASSRLS"), "{sql}");
        assert_eq!(sql.lines().count(), 2, "a single-user server takes each line as a statement");
    }

    #[test]
    fn what_a_program_said_last_fits_on_a_line() {
        assert_eq!(last_lines(b"a\n\nb\nc\nd\ne\n"), "b | c | d | e");
        assert_eq!(last_lines(b"\n"), "(nothing)");
    }
}
