//! Redis, when `REDIS_URL` names one: what makes several nodes quick. Nothing is true because Redis says so.
//!
//! Redis answers reads of sessions, carries live notices and counts requests; PostgreSQL can do each of these too, slower.
//! So Redis may be away at any moment, for any time: callers ask [`Redis::line`], which gives `None` at once when it is,
//! and every question on a [`Line`] is answered or given up within [`Settings::redis_patience`](crate::Settings).
//!
//! A line is made once and lives once. fred's own reconnecting is off: a client that reconnects by itself may speak to
//! another server than a moment ago (restarted with yesterday's dump, or a replica that took over) before anybody can ask
//! who is there. [`keep`] makes a new line instead, asks the server for its run, and only then hands the line out. A line
//! that failed once is not asked again, so of many requests that meet a hanging server few wait at all.
//!
//! fred answers `SUBSCRIBE` as soon as it is written to a buffer, and may never send it (its issue 351). A line counts as
//! made when a `PING` behind the `SUBSCRIBE` came back: it flushes the buffer, and answers come in order.
//!
//! Everything is kept below `trunkline:{epoch}:`, so that several installations may share one Redis.

mod keep;
mod line;
mod words;

pub(crate) use line::Line;

use crate::error::{Error, Result};
use crate::live::Bus;
use fred::types::RespVersion;
use fred::types::config::Config;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The way to Redis, kept up in the background for as long as this lives.
#[derive(Debug)]
pub(crate) struct Redis {
    line: watch::Receiver<Option<Arc<Line>>>,
    standing: Arc<Mutex<Standing>>,
    stop: DropGuard,
}

/// How it stands with Redis, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It answers.
    Connected {
        /// Drawn by the first node that came; nodes with another one speak to another Redis.
        id: String,
        /// The server's version.
        version: String,
        lasting: Duration,
    },
    /// It does not; everything works, slower.
    Away {
        /// What it said last, or did not.
        why: String,
        lasting: Duration,
    },
}

/// Since when the way is open or closed, and why.
#[derive(Debug)]
struct Standing {
    since: Instant,
    why: String,
}

impl Redis {
    /// Begins to keep a line to the Redis at `url`, and waits for the first try alone: a Redis that is away does not keep a
    /// server from starting. Whenever a line is made, `bus` is told that anything may have changed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the address can't be read.
    pub(crate) async fn open(url: &SecretString, epoch: i64, patience: Duration, bus: Bus) -> Result<Redis> {
        let place = keep::Place { config: config(url)?, prefix: format!("trunkline:{epoch}:"), patience };
        let (sender, line) = watch::channel(None);
        let standing = Arc::new(Mutex::new(Standing { since: Instant::now(), why: "not tried yet".into() }));
        let stop = CancellationToken::new();
        let tried = CancellationToken::new();
        let keeping = keep::keep(place, sender, Arc::clone(&standing), bus, tried.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(keeping));
        tried.cancelled().await;
        Ok(Redis { line, standing, stop: stop.drop_guard() })
    }

    /// The line, when there is one that answers.
    pub(crate) fn line(&self) -> Option<Arc<Line>> {
        self.line.borrow().as_ref().filter(|line| !line.is_given_up()).cloned()
    }

    /// How it stands.
    pub(crate) fn state(&self) -> State {
        let line = self.line();
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let lasting = standing.since.elapsed();
        match line {
            Some(line) => State::Connected { id: line.id().to_owned(), version: line.version().to_owned(), lasting },
            None => State::Away { why: standing.why.clone(), lasting },
        }
    }

    /// Gives the line up for good.
    pub(crate) fn close(&self) {
        self.stop.token().cancel();
    }
}

/// Asks the Redis at `url` for its version, and leaves.
///
/// # Errors
/// [`Error::Unavailable`] when the address can't be read, or with the reason why there is no answer.
pub(crate) async fn probe(url: &SecretString, patience: Duration) -> Result<String> {
    match tokio::time::timeout(patience, line::version_at(config(url)?)).await {
        Ok(Ok(version)) => Ok(version),
        Ok(Err(error)) => Err(Error::Unavailable(words::in_words(&error))),
        Err(_) => Err(Error::Unavailable(format!("no answer within {} s", patience.as_secs()))),
    }
}

/// Reads `redis://`, `rediss://` (TLS) and `redis+unix://` addresses.
fn config(url: &SecretString) -> Result<Config> {
    // The error names what is wrong without the address: it holds a password.
    let wrong = |error: fred::error::Error| Error::Unavailable(format!("REDIS_URL can't be used: {}", error.details()));
    let mut config = Config::from_url(url.expose_secret()).map_err(wrong)?;
    if config.server.is_clustered() || config.server.is_sentinel() {
        return Err(Error::Unavailable("REDIS_URL names a cluster or a sentinel; it must name one server.".into()));
    }
    // Notices and answers are told apart by the protocol's third version, so that a subscribed connection can be asked for
    // a sign of life. Redis has it since 6.0.
    config.version = RespVersion::RESP3;
    config.fail_fast = true;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Config> {
        config(&url.to_owned().into())
    }

    #[test]
    fn an_address_names_one_server_with_or_without_tls() {
        assert!(!read("redis://:secret@cache:6380/3").expect("it reads").uses_tls());
        assert!(read("rediss://cache").expect("it reads").uses_tls());
        assert!(read("redis+unix:///run/redis.sock").is_ok());
        for wrong in ["redis-cluster://cache", "redis-sentinel://cache?sentinelServiceName=x", "cache", ""] {
            let refused = read(wrong).expect_err("it names no single server").to_string();
            assert!(refused.starts_with("REDIS_URL"), "{refused}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_told_without_its_password() {
        let refused = read("redis://me:hunter2@cache:notaport").expect_err("the port is none").to_string();
        assert!(!refused.contains("hunter2"), "{refused}");
    }
}
