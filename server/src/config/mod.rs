//! Every setting of the installation, one file a section, read from the environment once and checked together.
//!
//! This is the only place of the project that reads environment variables. A setting is a [`Setting`] with its name,
//! its default and a text for people: `docs/CONFIGURATION.md` is made from them, so a setting cannot be added
//! without saying what it does. All mistakes are reported at once, not one a start.

mod database;
mod dialling;
pub mod document;
mod limits;
mod live;
mod logs;
mod network;
mod reader;
mod redis;
mod retention;
mod second_factor;
mod session;
mod storage;
mod unknown;
mod worker;

pub use database::Database;
pub use dialling::Dialling;
pub use limits::Limits;
pub use live::Live;
pub use logs::{LogFormat, Logs};
pub use network::{Network, PublicUrl};
pub use reader::{ConfigError, Reader, Setting};
pub use redis::Redis;
pub use retention::Retention;
pub use second_factor::SecondFactor;
pub use session::Sessions;
pub use storage::Storage;
pub use worker::Worker;

/// The settings of one server, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub network: Network,
    pub database: Database,
    pub redis: Redis,
    pub storage: Storage,
    pub sessions: Sessions,
    pub second_factor: SecondFactor,
    pub worker: Worker,
    pub dialling: Dialling,
    pub retention: Retention,
    pub live: Live,
    pub limits: Limits,
    pub logs: Logs,
    /// What is allowed and may not be what was meant; told at the start of a node and by `doctor`.
    pub doubts: Vec<String>,
}

/// The settings that may also stand in a file, named by the setting's name and `_FILE`.
pub(crate) const SECRETS: [&str; 3] = [database::URL.name, redis::URL.name, second_factor::SECRET.name];

impl Config {
    /// Reads the settings from the process's environment.
    ///
    /// # Errors
    /// Every setting that is wrong, with what it may be.
    #[allow(clippy::disallowed_methods, reason = "the one place where settings are read")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        let mut config = Self::read(|name| std::env::var(name).ok())?;
        // A name that is no text is no name of ours.
        config.doubts.extend(unknown::unknown(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())));
        Ok(config)
    }

    /// Reads the settings from anything that gives a value by its name; an empty value counts as unset.
    ///
    /// # Errors
    /// Every setting that is wrong, with what it may be.
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(&value_of);
        let mut config = Self {
            network: Network::read(&mut reader),
            database: Database::read(&mut reader),
            redis: Redis::read(&mut reader),
            storage: Storage::read(&mut reader),
            sessions: Sessions::read(&mut reader),
            second_factor: SecondFactor::read(&mut reader),
            worker: Worker::read(&mut reader),
            dialling: Dialling::read(&mut reader),
            retention: Retention::read(&mut reader),
            live: Live::read(&mut reader),
            limits: Limits::read(&mut reader),
            logs: Logs::read(&mut reader),
            doubts: Vec::new(),
        };
        config.doubts = config.doubts_between_settings();
        if usize::try_from(config.database.connections).unwrap_or(usize::MAX) <= config.worker.jobs_at_once * 2 {
            reader.refuse(
                &database::CONNECTIONS,
                "leaves no connection for pages: it must be more than twice TRUNKLINE_WORKER_JOBS",
            );
        }
        reader.finish(config)
    }

    /// Pairs of settings that go together in some installations and in most do not.
    fn doubts_between_settings(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.worker.tenant_jobs >= self.worker.jobs_at_once {
            doubts.push(format!(
                "TRUNKLINE_WORKER_TENANT_JOBS is {} and TRUNKLINE_WORKER_JOBS {}: unless other nodes work too, one company's \
                 jobs can take every place, and the others' wait",
                self.worker.tenant_jobs, self.worker.jobs_at_once
            ));
        }
        if self.network.public_url.is_https() && self.network.trusted_proxies.is_empty() {
            doubts.push(
                "TRUNKLINE_PUBLIC_URL begins with https:// and TRUNKLINE_TRUSTED_PROXIES is empty: every visitor seems to \
                 come from the proxy that speaks TLS, so one person's failed sign-ins count for all"
                    .to_owned(),
            );
        }
        doubts
    }

    /// Every section with its settings, in the order they are documented.
    pub fn sections() -> [(&'static str, &'static [Setting]); 12] {
        [
            ("Network", network::SETTINGS),
            ("Database", database::SETTINGS),
            ("Redis", redis::SETTINGS),
            ("Storage", storage::SETTINGS),
            ("Sessions", session::SETTINGS),
            ("Second factor", second_factor::SETTINGS),
            ("Worker", worker::SETTINGS),
            ("Dialling", dialling::SETTINGS),
            ("Retention", retention::SETTINGS),
            ("Live signals", live::SETTINGS),
            ("Limits", limits::SETTINGS),
            ("Logs", logs::SETTINGS),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn read(values: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let values: BTreeMap<_, _> = values.iter().copied().collect();
        Config::read(|name| values.get(name).map(|value| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_gives_a_server_on_port_3000_with_its_own_database() {
        let config = read(&[]).expect("the defaults are right");
        assert_eq!(config.network.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.network.public_url.origin(), "http://127.0.0.1:3000");
        assert!(config.database.url.is_none());
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let error = read(&[
            ("TRUNKLINE_ADDR", "nowhere"),
            ("TRUNKLINE_DATABASE_CONNECTIONS", "many"),
            ("TRUNKLINE_LOG_FORMAT", "xml"),
        ])
        .expect_err("three settings are wrong");
        let text = error.to_string();
        for name in ["TRUNKLINE_ADDR", "TRUNKLINE_DATABASE_CONNECTIONS", "TRUNKLINE_LOG_FORMAT"] {
            assert!(text.contains(name), "{text}");
        }
    }

    #[test]
    fn a_pool_that_the_jobs_would_drain_is_refused() {
        let error = read(&[("TRUNKLINE_DATABASE_CONNECTIONS", "8"), ("TRUNKLINE_WORKER_JOBS", "4")])
            .expect_err("8 connections for 4 jobs");
        assert!(error.to_string().contains("more than twice"), "{error}");
    }

    #[test]
    fn every_setting_is_documented_and_named_once() {
        let mut names = std::collections::BTreeSet::new();
        for (section, settings) in Config::sections() {
            assert!(!settings.is_empty(), "{section} has no setting");
            for setting in settings {
                assert!(names.insert(setting.name), "{} stands twice", setting.name);
                assert!(setting.doc.ends_with('.'), "{} needs a sentence", setting.name);
            }
        }
    }

    #[test]
    fn a_secret_may_stand_in_a_file_and_in_one_place_only() {
        let file = std::env::temp_dir().join(format!("trunkline-secret-{}", std::process::id()));
        std::fs::write(&file, "postgres://me:hunter2@db/trunkline\n").expect("the file is written");
        let path: &'static str = Box::leak(file.to_string_lossy().into_owned().into_boxed_str());
        let config = read(&[("DATABASE_URL_FILE", path)]).expect("right");
        let url = config.database.url.expect("it is set");
        assert_eq!(secrecy::ExposeSecret::expose_secret(&url), "postgres://me:hunter2@db/trunkline");
        let both = read(&[("DATABASE_URL_FILE", path), ("DATABASE_URL", "postgres://db/x")]).expect_err("which one?");
        assert!(both.to_string().contains("both set"), "{both}");
        std::fs::remove_file(&file).expect("it was there");
        let gone = read(&[("DATABASE_URL_FILE", path)]).expect_err("there is no such file").to_string();
        assert!(gone.contains("DATABASE_URL_FILE") && !gone.contains("hunter2"), "{gone}");
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused() {
        let error = read(&[("TRUNKLINE_KEEP_JOBS_DAYS", "10")]).expect_err("notifications are kept for 30").to_string();
        assert!(error.contains("goes with its job"), "{error}");
        let error = read(&[("TRUNKLINE_SESSION_LIFE_DAYS", "7")]).expect_err("idle for 14 of 7").to_string();
        assert!(error.contains("TRUNKLINE_SESSION_IDLE_DAYS") && error.contains("never comes"), "{error}");
    }

    #[test]
    fn settings_that_seldom_go_together_are_doubted_and_taken() {
        assert!(read(&[]).expect("right").doubts.is_empty(), "the defaults go together");
        for (values, names) in [
            (&[("TRUNKLINE_WORKER_JOBS", "3")][..], ["TRUNKLINE_WORKER_TENANT_JOBS", "TRUNKLINE_WORKER_JOBS"]),
            (
                &[("TRUNKLINE_PUBLIC_URL", "https://numbers.example.com")],
                ["TRUNKLINE_PUBLIC_URL", "TRUNKLINE_TRUSTED_PROXIES"],
            ),
        ] {
            let doubts = read(values).expect("it is taken").doubts;
            assert!(doubts.len() == 1 && names.iter().all(|name| doubts[0].contains(name)), "{doubts:?}");
        }
    }

    #[test]
    fn a_secret_is_not_shown_by_debug() {
        let config =
            read(&[("DATABASE_URL", "postgres://me:hunter2@db/trunkline"), ("REDIS_URL", "redis://:hunter2@cache")])
                .expect("right");
        assert!(!format!("{config:?}").contains("hunter2"));
        let error = read(&[("REDIS_URL", "http://:hunter2@cache")]).expect_err("no address of a Redis").to_string();
        assert!(error.starts_with("REDIS_URL") && !error.contains("hunter2"), "{error}");
    }
}
