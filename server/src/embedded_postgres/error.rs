//! What can be wrong with the private PostgreSQL, each in one line that says what to do.

use std::{io, path::PathBuf};

/// Why the private PostgreSQL could not be started, reached or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "PostgreSQL is not installed: install it (on Debian: apt-get install postgresql), \
         or name a database of your own in DATABASE_URL"
    )]
    NotInstalled,
    #[error(
        "the installed PostgreSQL is version {found}, but {} or newer is needed; a newer one elsewhere can be put into PATH",
        super::binaries::OLDEST_MAJOR
    )]
    TooOld { found: u32 },
    #[error(
        "{} was made by PostgreSQL {made_by}, which is not installed: install postgresql-{made_by}, \
         or bring the data to your version with pg_upgrade",
        cluster.display()
    )]
    OtherVersion { cluster: PathBuf, made_by: String },
    #[error(
        "there is no Trunkline in {}: look at TRUNKLINE_DATA_DIR, or begin one there with `trunkline serve`, \
         `trunkline demo` or `trunkline migrate up`",
        data_dir.display()
    )]
    Missing { data_dir: PathBuf },
    #[error(
        "another trunkline{} runs on {}: stop it first, or give this one a folder of its own in TRUNKLINE_DATA_DIR",
        pid.map(|pid| format!(" (process {pid})")).unwrap_or_default(),
        data_dir.display()
    )]
    InUse { data_dir: PathBuf, pid: Option<i32> },
    #[error(
        "PostgreSQL runs as the user {account} (it refuses root), who may not enter {}: \
         choose another place with TRUNKLINE_DATA_DIR, or allow it with `chmod o+x {}`",
        closed.display(), closed.display()
    )]
    ClosedFolder { account: String, closed: PathBuf },
    #[error(
        "{} belongs to another user: run trunkline as that user, or choose another place with TRUNKLINE_DATA_DIR",
        folder.display()
    )]
    ForeignFolder { folder: PathBuf },
    #[error(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as: \
         start trunkline as an ordinary user"
    )]
    NoAccount,
    #[error("PostgreSQL could not make its cluster in {}: {said}", cluster.display())]
    Initialise { cluster: PathBuf, said: String },
    #[error("PostgreSQL did not start; the end of {}: {said}", log.display())]
    Start { log: PathBuf, said: String },
    #[error("PostgreSQL (process {pid}) has not stopped in two minutes; it goes on stopping, and nothing is lost")]
    StillStopping { pid: i32 },
    #[error("cannot {action}: {source}")]
    Io { action: String, source: io::Error },
}

impl Error {
    pub(super) fn io(action: impl Into<String>, source: io::Error) -> Self {
        Self::Io { action: action.into(), source }
    }
}
