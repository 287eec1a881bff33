//! The data folder: what is where in it, and the lock that lets one process own it.

use std::{
    fmt::Write as _,
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Error, account::Account, cluster};

/// The port names the socket file; nothing listens on a network.
pub(super) const PORT: u16 = 5432;

/// `sun_path` holds 108 bytes with its closing zero on Linux, 104 on other systems.
const LONGEST_SOCKET_PATH: usize = 103;

/// Where the parts of one private cluster are.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) data_dir: PathBuf,
    pub(super) cluster: PathBuf,
    pub(super) socket_dir: PathBuf,
    pub(super) log: PathBuf,
}

/// Held for as long as this process owns the cluster; the system frees it when the process dies.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Folder {
    /// Makes the data folder where it is missing.
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, Error> {
        let cannot = |source| Error::io(format!("make the data folder {}", data_dir.display()), source);
        if !data_dir.exists() {
            // Others may pass through to what belongs to them, and list nothing; whatever the umask says.
            DirBuilder::new().recursive(true).mode(0o711).create(data_dir).map_err(cannot)?;
            fs::set_permissions(data_dir, Permissions::from_mode(0o711)).map_err(cannot)?;
        }
        let resolved = data_dir.canonicalize().map_err(cannot)?;
        Ok(Self::at(resolved))
    }

    /// The data folder when it is there.
    pub(super) fn open(data_dir: &Path) -> Option<Self> {
        data_dir.canonicalize().ok().map(Self::at)
    }

    fn at(data_dir: PathBuf) -> Self {
        Self {
            cluster: data_dir.join("postgres"),
            socket_dir: socket_dir(&data_dir),
            log: data_dir.join("postgres.log"),
            data_dir,
        }
    }

    /// Whether a Trunkline has a cluster here, or is about to make one. Looks and leaves nothing behind.
    pub(super) fn is_in_use(&self) -> bool {
        self.cluster.exists() || self.lock_file().exists()
    }

    fn lock_file(&self) -> PathBuf {
        self.data_dir.join("postgres.lock")
    }

    /// Takes the lock, or says who has it.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        let path = self.lock_file();
        let cannot = |source: io::Error| match source.kind() {
            io::ErrorKind::PermissionDenied => Error::ForeignFolder { folder: self.data_dir.clone() },
            _ => Error::io(format!("lock {}", path.display()), source),
        };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(cannot)?;
                return Err(Error::InUse { data_dir: self.data_dir.clone(), pid: holder.trim().parse().ok() });
            }
            Err(TryLockError::Error(source)) => return Err(cannot(source)),
        }
        // For the message above, in another process.
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(cannot)?;
        Ok(Lock { _file: file })
    }

    /// Makes the socket's folder, open to the cluster's account alone.
    pub(super) fn prepare_socket_dir(&self, account: &Account) -> Result<(), Error> {
        let cannot = |source| Error::io(format!("make the socket folder {}", self.socket_dir.display()), source);
        match DirBuilder::new().mode(0o700).create(&self.socket_dir) {
            Ok(()) => account.own(&self.socket_dir)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Below /tmp anybody could have made it first and would own our database.
                let metadata = fs::symlink_metadata(&self.socket_dir).map_err(cannot)?;
                if !metadata.is_dir() || metadata.uid() != account.uid() {
                    return Err(Error::ForeignFolder { folder: self.socket_dir.clone() });
                }
                fs::set_permissions(&self.socket_dir, Permissions::from_mode(0o700)).map_err(cannot)?;
            }
            Err(error) => return Err(cannot(error)),
        }
        Ok(())
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.socket_dir.join(socket_name())
    }

    /// The address of the application's database for a role.
    pub(super) fn url(&self, role: &str) -> String {
        let mut host = String::new();
        for byte in self.socket_dir.as_os_str().as_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => host.push(char::from(*byte)),
                _ => write!(host, "%{byte:02X}").expect("writing to a String does not fail"),
            }
        }
        format!("postgres://{role}@localhost:{PORT}/{}?host={host}&sslmode=disable", cluster::DATABASE)
    }
}

fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

/// Beside the cluster, or, where that path is too long for a socket, a folder below /tmp named after it.
fn socket_dir(data_dir: &Path) -> PathBuf {
    let beside = data_dir.join("postgres-socket");
    if beside.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH {
        return beside;
    }
    let digest = Sha256::digest(data_dir.as_os_str().as_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Path::new("/tmp").join(format!("trunkline-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_beside_the_cluster() {
        assert_eq!(socket_dir(Path::new("/var/lib/trunkline")), Path::new("/var/lib/trunkline/postgres-socket"));
    }

    #[test]
    fn a_path_too_long_for_a_socket_gets_a_short_one_of_its_own() {
        let (long, other) = (format!("/srv/{}", "a".repeat(120)), format!("/srv/{}", "b".repeat(120)));
        let short = socket_dir(Path::new(&long));
        assert!(short.starts_with("/tmp") && short.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH);
        assert_eq!(short, socket_dir(Path::new(&long)), "the same folder must be found again");
        assert_ne!(short, socket_dir(Path::new(&other)));
    }

    #[test]
    fn the_url_survives_a_path_with_special_characters() {
        let folder = Folder::at(PathBuf::from("/srv/my data&more"));
        assert_eq!(
            folder.url("trunkline"),
            "postgres://trunkline@localhost:5432/trunkline?host=/srv/my%20data%26more/postgres-socket&sslmode=disable"
        );
    }
}
