//! The private PostgreSQL: a cluster of Trunkline's own, made from the installed binaries on first use, reached by a
//! unix socket only, started and stopped with the server.
//!
//! ```text
//! <data folder>/
//!   postgres/          the cluster, 0700, owned by the account that runs it
//!   postgres-socket/   its socket, 0700 (in /tmp when this path is too long for a socket)
//!   postgres.log       what it says
//!   postgres.lock      held by the one Trunkline process that owns the cluster
//! ```
//!
//! Anybody who can open the socket is trusted, so the folder's permissions are the password. The application's role
//! owns its database and is nothing more: row-level security binds it.

mod account;
mod binaries;
mod cluster;
mod error;
mod folder;
mod postmaster;
mod settings;

use std::{path::Path, time::Duration};

use tokio::task::spawn_blocking;

use self::{account::Account, folder::Folder, postmaster::Postmaster};
pub use error::Error;

/// How long a command waits for the server beside it to finish starting its database.
const ATTACH_PATIENCE: Duration = Duration::from_secs(60);

/// A running private PostgreSQL, owned by this process or only visited.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: Folder,
    ownership: Ownership,
}

#[derive(Debug)]
enum Ownership {
    /// This process stops it.
    Owned { postmaster: Postmaster, _lock: folder::Lock },
    /// Another process owns it.
    Visited,
}

impl PrivatePostgres {
    /// Starts the cluster in `data_dir`, making it on first use, and owns it until [`stop`](Self::stop).
    ///
    /// A cluster that a killed server left running is adopted. Started by root, PostgreSQL runs as an unprivileged
    /// account, since it refuses root.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] when another process owns the folder; otherwise what is missing or what PostgreSQL said. Each
    /// error is one line that says what to do.
    pub async fn start(data_dir: &Path) -> Result<Self, Error> {
        let data_dir = data_dir.to_owned();
        blocking(move || {
            let folder = Folder::prepare(&data_dir)?;
            let lock = folder.lock()?;
            Self::start_locked(folder, lock)
        })
        .await
    }

    /// Visits the cluster that another process runs in `data_dir`, or gives `None` when none is ready there.
    pub fn attach(data_dir: &Path) -> Option<Self> {
        let folder = Folder::open(data_dir)?;
        postmaster::is_ready(&folder).then_some(Self { folder, ownership: Ownership::Visited })
    }

    /// Visits the cluster of the server that runs on `data_dir`, or starts the one that is there when no server does. Makes
    /// none: a folder that was mistyped would get a whole database of its own, and the command an empty one.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when there is no cluster; otherwise as [`attach_or_make`](Self::attach_or_make).
    pub async fn attach_or_start(data_dir: &Path) -> Result<Self, Error> {
        let data_dir = data_dir.to_owned();
        blocking(move || match Folder::open(&data_dir).filter(Folder::is_in_use) {
            Some(folder) => Self::reach(folder, false),
            None => Err(Error::Missing { data_dir }),
        })
        .await
    }

    /// Visits the cluster of the server that runs on `data_dir`; starts it when no server does, making it on first use.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start); [`Error::InUse`] only when the owner's cluster is not ready within a minute.
    pub async fn attach_or_make(data_dir: &Path) -> Result<Self, Error> {
        let data_dir = data_dir.to_owned();
        blocking(move || Self::reach(Folder::prepare(&data_dir)?, true)).await
    }

    fn reach(folder: Folder, may_make: bool) -> Result<Self, Error> {
        let refused = match folder.lock() {
            // The folder of a first start that failed.
            Ok(_) if !may_make && !folder.cluster.exists() => return Err(Error::Missing { data_dir: folder.data_dir }),
            Ok(lock) => return Self::start_locked(folder, lock),
            Err(error @ Error::InUse { .. }) => error,
            Err(error) => return Err(error),
        };
        if postmaster::wait_until_ready(&folder, ATTACH_PATIENCE) {
            Ok(Self { folder, ownership: Ownership::Visited })
        } else {
            Err(refused)
        }
    }

    /// The address of the database `trunkline` as the role `trunkline`, for sqlx.
    pub fn url(&self) -> String {
        self.folder.url(cluster::APPLICATION_ROLE)
    }

    /// Whether [`stop`](Self::stop) will end the cluster: false for one that is only visited.
    pub fn is_owned(&self) -> bool {
        matches!(self.ownership, Ownership::Owned { .. })
    }

    /// Ends an owned cluster cleanly (a fast shutdown: clients are disconnected, everything is written) and waits for
    /// it; leaves a visited one alone.
    ///
    /// # Errors
    ///
    /// [`Error::StillStopping`] when it has not ended after two minutes.
    pub async fn stop(self) -> Result<(), Error> {
        let Ownership::Owned { postmaster, _lock } = self.ownership else {
            return Ok(());
        };
        // The lock moves along, so it is freed only when the cluster has ended.
        blocking(move || {
            let stopped = postmaster.stop();
            drop(_lock);
            stopped
        })
        .await
    }

    fn start_locked(folder: Folder, lock: folder::Lock) -> Result<Self, Error> {
        let account = Account::choose(&folder)?;
        let binaries = cluster::create_if_missing(&folder, &account)?;
        folder.prepare_socket_dir(&account)?;
        let postmaster = match postmaster::adopt(&folder)? {
            Some(adopted) => adopted,
            None => postmaster::spawn(&folder, &account, &binaries)?,
        };
        Ok(Self { folder, ownership: Ownership::Owned { postmaster, _lock: lock } })
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    spawn_blocking(work).await.map_err(|panic| Error::io("run a task", panic.into()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kill leaves where the system does not end children with their parent: a cluster that runs, and no lock.
    fn forget(postgres: PrivatePostgres) {
        let Ownership::Owned { postmaster, _lock } = postgres.ownership else {
            panic!("only an owner can leave a cluster behind")
        };
        std::mem::forget(postmaster);
    }

    #[tokio::test]
    async fn a_cluster_left_running_is_adopted_and_stopped() {
        let data_dir = std::env::temp_dir().join(format!("trunkline-{}-adopt", std::process::id()));
        let left = PrivatePostgres::start(&data_dir).await.expect("it starts");
        let pid = left.pid();
        forget(left);

        let adopted = PrivatePostgres::start(&data_dir).await.expect("it is adopted");
        assert_eq!(adopted.pid(), pid);
        adopted.stop().await.expect("it stops");
        assert!(PrivatePostgres::attach(&data_dir).is_none());
        std::fs::remove_dir_all(&data_dir).expect("the folder is ours");
    }

    impl PrivatePostgres {
        fn pid(&self) -> Option<String> {
            let text = std::fs::read_to_string(self.folder.cluster.join("postmaster.pid")).ok()?;
            text.lines().next().map(str::to_owned)
        }
    }
}
