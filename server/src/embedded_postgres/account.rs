//! Who PostgreSQL runs as. It refuses root, so a server started by root hands its cluster to an unprivileged account.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use nix::unistd::{Uid, User, geteuid};

use super::{Error, folder::Folder};

/// Tried in this order: an account made for Trunkline, the one that PostgreSQL's package makes, the one every Unix has.
const CANDIDATES: [&str; 3] = ["trunkline", "postgres", "nobody"];

/// The account that runs PostgreSQL.
#[derive(Debug, Clone)]
pub(super) enum Account {
    /// The one this process has.
    Own,
    /// Another one, which root can become.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// Chooses the account: this process's own, unless that is root; a cluster that exists keeps its owner.
    pub(super) fn choose(folder: &Folder) -> Result<Self, Error> {
        let owner = fs::metadata(&folder.cluster).ok().map(|metadata| metadata.uid());
        if !geteuid().is_root() {
            return match owner {
                Some(uid) if uid != geteuid().as_raw() => Err(Error::ForeignFolder { folder: folder.cluster.clone() }),
                _ => Ok(Self::Own),
            };
        }
        let user = match owner.filter(|uid| *uid != 0) {
            Some(uid) => User::from_uid(Uid::from_raw(uid)).ok().flatten(),
            None => CANDIDATES.iter().find_map(|name| User::from_name(name).ok().flatten()),
        };
        let user = user.ok_or(Error::NoAccount)?;
        let account = Self::Other { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() };
        account.check_way_to(&folder.data_dir)?;
        Ok(account)
    }

    /// Makes `command` run as this account.
    pub(super) fn apply(&self, command: &mut Command) {
        if let Self::Other { uid, gid, .. } = self {
            // The standard library drops root's supplementary groups along with these.
            command.uid(*uid).gid(*gid);
        }
    }

    /// Makes this account the owner of `path`.
    pub(super) fn own(&self, path: &Path) -> Result<(), Error> {
        let Self::Other { uid, gid, .. } = self else {
            return Ok(());
        };
        chown(path, Some(*uid), Some(*gid))
            .map_err(|source| Error::io(format!("give {} to the database's user", path.display()), source))
    }

    /// The user id that the account's files have.
    pub(super) fn uid(&self) -> u32 {
        match self {
            Self::Own => geteuid().as_raw(),
            Self::Other { uid, .. } => *uid,
        }
    }

    /// Checks that the account may enter every folder on the way down to `path`: a closed one above, such as /root,
    /// makes PostgreSQL fail in ways that do not name it.
    fn check_way_to(&self, path: &Path) -> Result<(), Error> {
        let Self::Other { name, uid, gid } = self else {
            return Ok(());
        };
        for folder in path.ancestors() {
            let metadata = fs::metadata(folder)
                .map_err(|source: io::Error| Error::io(format!("look at {}", folder.display()), source))?;
            if !may_enter(metadata.mode(), (metadata.uid(), metadata.gid()), (*uid, *gid)) {
                return Err(Error::ClosedFolder { account: name.clone(), closed: folder.to_owned() });
            }
        }
        Ok(())
    }
}

/// Whether permission bits `mode` of a folder with this owner and group let the account pass through.
fn may_enter(mode: u32, (owner, group): (u32, u32), (uid, gid): (u32, u32)) -> bool {
    let execute = if owner == uid {
        0o100
    } else if group == gid {
        0o010
    } else {
        0o001
    };
    mode & execute != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_entered_by_the_bits_of_the_first_class_that_fits() {
        let (root, postgres) = ((0, 0), (101, 104));
        assert!(may_enter(0o755, root, postgres));
        assert!(!may_enter(0o700, root, postgres));
        assert!(may_enter(0o700, postgres, postgres));
        assert!(may_enter(0o710, (0, 104), postgres));
        assert!(
            !may_enter(0o077, postgres, postgres),
            "the owner's bits count for the owner, whatever the others may do"
        );
    }
}
