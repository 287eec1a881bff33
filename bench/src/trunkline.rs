//! A Trunkline of the benchmark's own, in a folder of its own.

use anyhow::{Context, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; stopped and its folder removed when dropped.
pub(crate) struct Trunkline {
    binary: PathBuf,
    folder: PathBuf,
    address: String,
    child: Child,
}

impl Trunkline {
    /// Starts one on an empty folder and waits until a page is served; answers how long that took.
    pub(crate) fn start(binary: &Path) -> anyhow::Result<(Self, Duration)> {
        if !binary.exists() {
            bail!("{} is not there; build it with `make build`", binary.display());
        }
        let folder = std::env::temp_dir().join(format!("trunkline-bench-{}", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let began = Instant::now();
        let child = Command::new(binary)
            .arg("serve")
            .env("TRUNKLINE_DATA_DIR", folder.join("data"))
            .env("TRUNKLINE_ADDR", &address)
            .env_remove("DATABASE_URL")
            .env_remove("REDIS_URL")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("log"))?)
            .spawn()?;
        let mut trunkline = Self { binary: binary.to_owned(), folder, address, child };
        loop {
            let page = ureq::get(format!("{}/sign-in", trunkline.url())).call();
            if page.is_ok_and(|mut page| page.body_mut().read_to_string().is_ok_and(|text| text.contains("</html>"))) {
                return Ok((trunkline, began.elapsed()));
            }
            if let Some(status) = trunkline.child.try_wait()? {
                let log = std::fs::read_to_string(trunkline.folder.join("log"))?;
                bail!("the server ended with {status}:\n{log}");
            }
            // Looking every few milliseconds is the figure's resolution.
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn data_folder(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Runs another command of the binary beside the server; answers what it printed.
    pub(crate) fn command(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let mut child = Command::new(&self.binary)
            .args(arguments)
            .env("TRUNKLINE_DATA_DIR", self.data_folder())
            .env("TRUNKLINE_ADDR", &self.address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child.stdin.take().context("the command takes input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("trunkline {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

impl Drop for Trunkline {
    fn drop(&mut self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap_or(i32::MAX));
        if let Err(error) = kill(pid, Signal::SIGTERM) {
            eprintln!("the server could not be stopped: {error}");
        }
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
