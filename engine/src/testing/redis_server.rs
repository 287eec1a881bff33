use secrecy::SecretString;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use uuid::Uuid;

/// A Redis of a test's own, on a socket in a folder of its own; gone with this value.
pub struct TestRedis {
    folder: PathBuf,
    process: Option<Child>,
}

impl TestRedis {
    /// Starts `redis-server`.
    pub fn start() -> TestRedis {
        let mut redis = Self::away();
        redis.start_again();
        redis
    }

    /// The place of one that was not started yet.
    pub fn away() -> TestRedis {
        // A socket's path has a hundred bytes at most: no long names.
        let folder = std::env::temp_dir().join(format!("tl-redis-{}", Uuid::now_v7().simple()));
        std::fs::create_dir(&folder).expect("a folder is made");
        TestRedis { folder, process: None }
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("redis.sock")
    }

    /// Its address.
    pub fn url(&self) -> SecretString {
        format!("redis+unix://{}", self.socket().display()).into()
    }

    /// Starts it, with what [`TestRedis::dump`] left, and waits until it takes connections.
    pub fn start_again(&mut self) {
        assert!(self.process.is_none(), "it runs");
        let mut process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--loglevel", "notice", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("redis-server does not start ({error}); install the package redis-server, or run make setup")
            });
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
        let ready = lines.find(|line| line.contains("ready to accept connections") || line.contains("Ready to accept"));
        assert!(ready.is_some(), "redis-server ends at its start");
        // Read on, or it stops at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        self.process = Some(process);
    }

    /// Ends it as a failing machine would; what was not dumped is gone.
    pub fn stop(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().expect("it is killed");
        process.wait().expect("it ends");
    }

    /// Writes all it holds to its disk.
    pub fn dump(&self) {
        assert_eq!(self.say(&["SAVE"]), "OK");
    }

    /// Stops its process without ending it: it takes connections and answers nothing.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    /// Its answer to a command, by `redis-cli`.
    pub fn say(&self, command: &[&str]) -> String {
        let mut client = Command::new("redis-cli");
        let output = client.arg("-s").arg(self.socket()).args(command).output().expect("redis-cli runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn signal(&self, signal: &str) {
        let process = self.process.as_ref().expect("it runs").id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().expect("kill runs").success());
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            drop(process.kill());
            drop(process.wait());
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
