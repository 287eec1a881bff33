//! The running PostgreSQL: starting it, finding one that runs, and stopping it.
//!
//! PostgreSQL keeps `postmaster.pid` in its cluster with its process id on the first line and its state on the eighth;
//! both are read here as `pg_ctl` reads them.

use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::{net::UnixStream, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, TryRecvError},
    thread,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tracing::{info, warn};

use super::{Error, account::Account, binaries::Binaries, cluster, folder::Folder, settings};

const POLL: Duration = Duration::from_millis(20);
/// After a crash the log is replayed before the first client is let in.
const START_PATIENCE: Duration = Duration::from_secs(600);
const STOP_PATIENCE: Duration = Duration::from_secs(120);
/// A cluster whose owner was killed a moment ago may be about to stop: it counts as running when it is still ready then.
const SETTLING: Duration = Duration::from_millis(250);
const LARGEST_LOG: u64 = 10 * 1024 * 1024;

/// A PostgreSQL that this process stops. Dropped without [`stop`](Self::stop), it is told to end and not waited for.
#[derive(Debug)]
pub(super) struct Postmaster {
    pid: Pid,
    /// Told when a child ends; an adopted one is no child.
    ended: Option<Receiver<io::Result<ExitStatus>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Starting,
    Ready,
    Stopping,
}

/// Starts PostgreSQL and waits until it takes clients.
pub(super) fn spawn(folder: &Folder, account: &Account, binaries: &Binaries) -> Result<Postmaster, Error> {
    let log_start = rotate_log(&folder.log)?;
    let log =
        OpenOptions::new().append(true).create(true).open(&folder.log).map_err(|source| log_error(folder, source))?;
    let errors = log.try_clone().map_err(|source| log_error(folder, source))?;
    let mut command = Command::new(binaries.program("postgres"));
    command
        .arg("-D")
        .arg(&folder.cluster)
        .args(settings::arguments(folder))
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors);
    isolate(&mut command, account);

    let postmaster = spawn_watched(command)?;
    let started = Instant::now();
    let mut reported = started;
    while !is_ready_as(folder, postmaster.pid) {
        let ended = postmaster.has_ended();
        if ended || started.elapsed() > START_PATIENCE {
            return Err(Error::Start { log: folder.log.clone(), said: log_since(&folder.log, log_start) });
        }
        if reported.elapsed() > Duration::from_secs(10) {
            reported = Instant::now();
            info!(seconds = started.elapsed().as_secs(), "PostgreSQL is still starting: it recovers what a crash left");
        }
        pause(POLL);
    }
    info!(version = binaries.major, folder = %folder.cluster.display(), "private PostgreSQL started");
    Ok(postmaster)
}

/// Takes over the PostgreSQL that a killed server left, waiting for one that is starting or stopping.
///
/// Gives `None` when none runs; a pid file that a dead one left is removed.
pub(super) fn adopt(folder: &Folder) -> Result<Option<Postmaster>, Error> {
    let waiting = Instant::now();
    while let Some((pid, state)) = running(folder) {
        if state == State::Ready && accepts(folder) {
            pause(SETTLING);
            if is_ready_as(folder, pid) {
                info!(%pid, "adopted the private PostgreSQL that was still running");
                return Ok(Some(Postmaster { pid, ended: None }));
            }
        } else if waiting.elapsed() > START_PATIENCE {
            return Err(Error::StillStopping { pid: pid.as_raw() });
        }
        pause(POLL);
    }
    // Its process id may be somebody else's by now, and PostgreSQL would refuse to start because of that.
    match fs::remove_file(pid_file(folder)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove a stale postmaster.pid", source))
        }
        _ => Ok(None),
    }
}

/// Whether a PostgreSQL runs in `folder` and takes clients.
pub(super) fn is_ready(folder: &Folder) -> bool {
    running(folder).is_some_and(|(_, state)| state == State::Ready) && accepts(folder)
}

/// Waits until one is ready, for at most `patience`.
pub(super) fn wait_until_ready(folder: &Folder, patience: Duration) -> bool {
    let waiting = Instant::now();
    while waiting.elapsed() < patience {
        if is_ready(folder) {
            return true;
        }
        pause(POLL);
    }
    false
}

/// Prepares a command of PostgreSQL's: the right account, no setting from our environment, and its own process group, so
/// that Ctrl-C reaches it through us and in order. Where the system can, it ends when we are killed.
pub(super) fn isolate(command: &mut Command, account: &Account) {
    account.apply(command);
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LC_ALL", "C")
        .current_dir("/")
        .process_group(0);
    end_with_parent(command);
}

#[cfg(target_os = "linux")]
fn end_with_parent(command: &mut Command) {
    // SIGINT is PostgreSQL's fast shutdown. The signal is tied to the thread that spawns, see `spawn_watched`.
    #[allow(
        unsafe_code,
        reason = "the closure runs between fork and exec; it makes one system call and allocates nothing"
    )]
    unsafe {
        command.pre_exec(|| nix::sys::prctl::set_pdeathsig(Signal::SIGINT).map_err(io::Error::from));
    }
}

#[cfg(not(target_os = "linux"))]
fn end_with_parent(_: &mut Command) {}

/// Spawns on a thread that lives exactly as long as the child: if it ended earlier, the system would take that for the
/// parent's death.
fn spawn_watched(mut command: Command) -> Result<Postmaster, Error> {
    let (spawned, when_spawned) = mpsc::channel();
    let (ended, when_ended) = mpsc::channel();
    thread::Builder::new()
        .name("private-postgres".into())
        .spawn(move || {
            let child: io::Result<Child> = command.spawn();
            match child {
                Ok(mut child) => {
                    // Nobody hears this when the owner is gone, which is no fault.
                    spawned.send(Ok(child.id())).ok();
                    ended.send(child.wait()).ok();
                }
                Err(error) => {
                    spawned.send(Err(error)).ok();
                }
            }
        })
        .map_err(|source| Error::io("start a thread", source))?;
    let pid = when_spawned
        .recv()
        .map_err(|_| Error::io("start PostgreSQL", io::ErrorKind::BrokenPipe.into()))?
        .map_err(|source| Error::io("start PostgreSQL", source))?;
    Ok(Postmaster { pid: Pid::from_raw(pid.cast_signed()), ended: Some(when_ended) })
}

impl Postmaster {
    /// Asks for a fast shutdown and waits for the end.
    pub(super) fn stop(self) -> Result<(), Error> {
        self.ask_to_end();
        let waiting = Instant::now();
        while waiting.elapsed() < STOP_PATIENCE {
            if self.has_ended() {
                info!("private PostgreSQL stopped");
                return Ok(());
            }
            pause(POLL);
        }
        Err(Error::StillStopping { pid: self.pid.as_raw() })
    }

    fn ask_to_end(&self) {
        if let Err(error) = kill(self.pid, Signal::SIGINT)
            && error != Errno::ESRCH
        {
            warn!(pid = %self.pid, %error, "cannot tell PostgreSQL to stop");
        }
    }

    fn has_ended(&self) -> bool {
        match &self.ended {
            Some(ended) => !matches!(ended.try_recv(), Err(TryRecvError::Empty)),
            None => !is_alive(self.pid),
        }
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.ask_to_end();
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "everything here runs on blocking threads and waits for another process")]
fn pause(time: Duration) {
    thread::sleep(time);
}

fn pid_file(folder: &Folder) -> PathBuf {
    folder.cluster.join("postmaster.pid")
}

/// The process that runs the cluster, with what it says of itself.
fn running(folder: &Folder) -> Option<(Pid, State)> {
    let (pid, state) = parse_pid_file(&fs::read_to_string(pid_file(folder)).ok()?)?;
    (is_alive(pid) && works_in(pid, &folder.cluster)).then_some((pid, state))
}

fn is_ready_as(folder: &Folder, pid: Pid) -> bool {
    running(folder) == Some((pid, State::Ready)) && accepts(folder)
}

fn accepts(folder: &Folder) -> bool {
    UnixStream::connect(folder.socket()).is_ok()
}

fn is_alive(pid: Pid) -> bool {
    !matches!(kill(pid, None), Err(Errno::ESRCH))
}

/// Whether the process is this cluster's: after a restart of the machine its id may be anybody's. PostgreSQL works in its
/// cluster's folder; where the system does not tell, the id is believed.
fn works_in(pid: Pid, cluster: &Path) -> bool {
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(folder) => folder == cluster,
        Err(_) => true,
    }
}

fn parse_pid_file(text: &str) -> Option<(Pid, State)> {
    let pid: i32 = text.lines().next()?.trim().parse().ok()?;
    let state = match text.lines().nth(7).map(str::trim) {
        Some("ready" | "standby") => State::Ready,
        Some("stopping") => State::Stopping,
        _ => State::Starting,
    };
    // Zero and negative ids name groups of processes.
    (pid > 0).then_some((Pid::from_raw(pid), state))
}

/// Puts a log that has grown too large aside, in place of the one before. Gives the length of the one in use.
fn rotate_log(log: &Path) -> Result<u64, Error> {
    let length = fs::metadata(log).map_or(0, |metadata| metadata.len());
    if length <= LARGEST_LOG {
        return Ok(length);
    }
    fs::rename(log, log.with_extension("log.1"))
        .map_err(|source| Error::io(format!("rotate {}", log.display()), source))?;
    Ok(0)
}

fn log_since(log: &Path, start: u64) -> String {
    let text = fs::read(log).unwrap_or_default();
    let start = usize::try_from(start).unwrap_or(0).min(text.len());
    cluster::last_lines(&text[start..])
}

fn log_error(folder: &Folder, source: io::Error) -> Error {
    Error::io(format!("write {}", folder.log.display()), source)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PID_FILE: &str =
        "4711\n/srv/postgres\n1795244400\n5432\n/srv/postgres-socket\n\n  5432001         0\nready   \n";

    #[test]
    fn a_pid_file_tells_process_and_state() {
        assert_eq!(parse_pid_file(PID_FILE), Some((Pid::from_raw(4711), State::Ready)));
        assert_eq!(
            parse_pid_file(&PID_FILE.replace("ready   ", "stopping")),
            Some((Pid::from_raw(4711), State::Stopping))
        );
        assert_eq!(parse_pid_file("4711\n/srv/postgres\n"), Some((Pid::from_raw(4711), State::Starting)));
    }

    #[test]
    fn a_pid_file_that_names_no_process_is_no_pid_file() {
        for text in ["", "abc\n", "0\n", "-1\n"] {
            assert_eq!(parse_pid_file(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_process_that_works_elsewhere_is_not_the_clusters() {
        let own = Pid::this();
        assert!(is_alive(own));
        if cfg!(target_os = "linux") {
            assert!(!works_in(own, Path::new("/nonexistent")));
        }
    }
}
