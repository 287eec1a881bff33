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
        Self::start_with(binary, &[])
    }

    /// The same with settings.
    pub(crate) fn start_with(binary: &Path, settings: &[(&str, &str)]) -> anyhow::Result<(Self, Duration)> {
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
            .envs(settings.iter().copied())
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

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Another node on the same database, which works and serves nothing; ended when dropped.
    pub(crate) fn work(&self, settings: &[(&str, &str)]) -> anyhow::Result<Worker> {
        let child = Command::new(&self.binary)
            .arg("work")
            .env("TRUNKLINE_DATA_DIR", self.data_folder())
            .env("TRUNKLINE_ADDR", &self.address)
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Worker(child))
    }

    /// Makes a company with an owner and a token.
    pub(crate) fn company(&self, slug: &str) -> anyhow::Result<Company> {
        let email = format!("owner@{slug}.test");
        self.command(&["tenant", "create", slug, "--slug", slug], "")?;
        let user = ["user", "create", "--tenant", slug, "--email", &email, "--role", "owner", "--password-stdin"];
        self.command(&user, &format!("{PASSWORD}\n"))?;
        let token = self.command(&["token", "create", "--tenant", slug, "--user", &email], "")?;
        Ok(Company { email, token })
    }

    pub(crate) fn binary(&self) -> &Path {
        &self.binary
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

const PASSWORD: &str = "correct horse battery";

/// A company's owner.
pub(crate) struct Company {
    email: String,
    pub token: String,
}

impl Company {
    /// Signs the owner in; answers the cookie.
    pub(crate) fn sign_in(&self, url: &str) -> anyhow::Result<String> {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let answer = agent
            .post(format!("{url}/forms/sign-in"))
            .header("Origin", url)
            .header("Accept", "text/html")
            .send_form([("email", self.email.as_str()), ("password", PASSWORD)])?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).context("the sign-in gives a cookie")?;
        Ok(cookie.to_owned())
    }
}

/// A node that only works.
pub(crate) struct Worker(Child);

impl Worker {
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
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
