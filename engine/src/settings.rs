//! What the engine is told at its start; read from the environment by `server/config`, and by nobody else.

use crate::provider::reach::Loopback;
use secrecy::SecretString;
use std::time::Duration;

/// The engine's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the database is; holds a password, so it is never printed.
    pub database_url: SecretString,
    /// The Redis that several nodes share, if there is one; holds a password too.
    pub redis_url: Option<SecretString>,
    /// How long one question to Redis may take before Redis counts as away.
    pub redis_patience: Duration,
    /// The operator's own secret, which secrets in the database are sealed with; the same on every node.
    pub secret: Option<SecretString>,
    /// Connections in the pool.
    pub max_connections: u32,
    /// The name of this process in job attempts and logs.
    pub node: String,
    /// Jobs that run at once in this process.
    pub workers: usize,
    /// Jobs of one tenant that run at once, over all nodes.
    pub tenant_jobs: usize,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// How long ended jobs are kept.
    pub keep_jobs: Duration,
    /// How long notifications are kept.
    pub keep_notifications: Duration,
    /// How long files that jobs made are kept: exports, and rows that an import did not take.
    pub keep_exports: Duration,
    /// The largest file that proves a consent, in bytes.
    pub proof_max: u64,
    /// How long after its start a scheduled call becomes overdue.
    pub call_grace: Duration,
    /// How long an idle worker waits before it looks again; a notice wakes it earlier.
    pub poll: Duration,
    pub dialling: Dialling,
}

/// What a dialler is told.
#[derive(Debug, Clone)]
pub struct Dialling {
    /// Calls at once, over all companies and nodes.
    pub at_once: u32,
    /// Calls of one company at once.
    pub tenant_at_once: u32,
    /// Calls of one company that begin within a second.
    pub tenant_per_second: u32,
    /// After so long an attempt counts as nobody's whose provider was being asked; longer than a provider may take.
    pub patience: Duration,
    /// After so long without a word of a call its provider is asked.
    pub silence: Duration,
    /// Whether providers may be on this machine.
    pub loopback: Loopback,
    /// Where providers reach this installation, without a slash at its end.
    pub public_url: String,
}

impl Settings {
    /// Settings for `database_url` with the defaults for one node.
    pub fn new(database_url: impl Into<SecretString>) -> Self {
        Self {
            database_url: database_url.into(),
            redis_url: None,
            // A hundred times what it takes in one house; short enough that nobody notices the one request that waits.
            redis_patience: Duration::from_millis(250),
            secret: None,
            max_connections: 20,
            node: format!("node-{}", std::process::id()),
            workers: 8,
            tenant_jobs: 3,
            lease: Duration::from_secs(30),
            keep_jobs: Duration::from_secs(90 * 86_400),
            keep_notifications: Duration::from_secs(30 * 86_400),
            keep_exports: Duration::from_secs(7 * 86_400),
            proof_max: 10 << 20,
            call_grace: Duration::from_secs(15 * 60),
            poll: Duration::from_secs(2),
            dialling: Dialling {
                at_once: 1_000,
                tenant_at_once: 1_000,
                tenant_per_second: 1_000,
                patience: Duration::from_secs(20),
                silence: Duration::from_secs(90),
                loopback: Loopback::Refused,
                public_url: "http://127.0.0.1:3000".into(),
            },
        }
    }
}
