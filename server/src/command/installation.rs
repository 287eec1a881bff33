//! The database a command works on: the given one, the running server's private one, or one started for the command.

use crate::config::Config;
use crate::embedded_postgres::PrivatePostgres;
use anyhow::Context;
use engine::{Engine, Settings, probe};
use secrecy::{ExposeSecret, SecretString};

/// A database that answers, and the engine on it.
pub struct Installation {
    pub engine: Engine,
    database: Database,
}

/// Whose the database is.
pub enum Database {
    /// Given by DATABASE_URL.
    Given(SecretString),
    /// Private: a running server's, which is only visited, or one that this process started and stops again.
    Private(PrivatePostgres),
}

impl Database {
    /// A given database that answers: one that does not is told at once, with the cause, not after a pool's half minute.
    async fn given(url: &SecretString) -> anyhow::Result<Self> {
        probe::database(url).await?;
        Ok(Database::Given(url.clone()))
    }

    /// Reaches the database, starting the private one if nobody has.
    ///
    /// # Errors
    /// There is none, or it can't be started.
    pub async fn reach(config: &Config) -> anyhow::Result<Self> {
        Ok(match &config.database.url {
            Some(url) => Self::given(url).await?,
            None => Database::Private(PrivatePostgres::attach_or_start(&config.storage.data_dir).await?),
        })
    }

    /// Reaches the database, making the private one where there is none: for the commands an installation begins with.
    ///
    /// # Errors
    /// It can't be made or started.
    pub async fn reach_or_make(config: &Config) -> anyhow::Result<Self> {
        Ok(match &config.database.url {
            Some(url) => Self::given(url).await?,
            None => Database::Private(PrivatePostgres::attach_or_make(&config.storage.data_dir).await?),
        })
    }

    /// Where it is.
    pub fn url(&self) -> SecretString {
        match self {
            Database::Given(url) => url.clone(),
            Database::Private(private) => private.url().into(),
        }
    }

    /// Whether a server of this machine is known to work on it.
    pub fn has_server(&self) -> bool {
        matches!(self, Database::Private(private) if !private.is_owned())
    }

    /// Whether this process started it.
    fn is_own(&self) -> bool {
        matches!(self, Database::Private(private) if private.is_owned())
    }

    /// Stops what this process started.
    ///
    /// # Errors
    /// It did not stop.
    pub async fn leave(self) -> anyhow::Result<()> {
        match self {
            Database::Private(private) => Ok(private.stop().await?),
            Database::Given(_) => Ok(()),
        }
    }
}

impl Installation {
    /// Opens the installation on a database that answers. A database of this process's own is migrated; another one must
    /// be.
    ///
    /// # Errors
    /// The database can't be reached, or its schema is another release's.
    pub async fn of(config: &Config, database: Database) -> anyhow::Result<Self> {
        match connect(config, &database).await {
            Ok(engine) => Ok(Self { engine, database }),
            Err(error) => {
                // The first error is the one to tell; a database left running would be found by the next command.
                drop(database.leave().await);
                Err(error)
            }
        }
    }

    /// Whether a server of this machine is known to work on it.
    pub fn has_server(&self) -> bool {
        self.database.has_server()
    }

    /// Closes the connections and stops what was started.
    ///
    /// # Errors
    /// The private database did not stop cleanly.
    pub async fn close(self) -> anyhow::Result<()> {
        self.engine.close().await;
        self.database.leave().await
    }

    /// Runs a command on the installation that is there.
    ///
    /// # Errors
    /// There is none; or the command's, or else the closing's.
    pub async fn run<T>(
        config: &Config,
        command: impl AsyncFnOnce(&Installation) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        Self::of(config, Database::reach(config).await?).await?.then(command).await
    }

    /// Runs a command on the installation and closes it, whatever came of it.
    ///
    /// # Errors
    /// The command's, or else the closing's.
    pub async fn then<T>(self, command: impl AsyncFnOnce(&Installation) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let outcome = command(&self).await;
        let closed = self.close().await;
        let value = outcome?;
        closed?;
        Ok(value)
    }
}

async fn connect(config: &Config, database: &Database) -> anyhow::Result<Engine> {
    let url = database.url();
    if database.is_own() {
        migration::up(url.expose_secret()).await.context("the schema could not be brought up to date")?;
    } else {
        let pending = migration::pending(url.expose_secret()).await.context("the database can't be reached")?;
        anyhow::ensure!(
            pending.is_empty(),
            "the database's schema is not up to date; run `trunkline migrate up` ({} to go)",
            pending.len()
        );
    }
    let mut settings = Settings::new(url);
    settings.redis_url = config.redis.url.clone();
    settings.secret = config.second_factor.secret.clone();
    settings.max_connections = config.database.connections;
    settings.node.clone_from(&config.worker.node_name);
    settings.workers = config.worker.jobs_at_once;
    settings.tenant_jobs = config.worker.tenant_jobs;
    settings.keep_jobs = config.retention.jobs;
    settings.keep_notifications = config.retention.notifications;
    settings.keep_exports = config.retention.exports;
    settings.proof_max = config.limits.proof;
    settings.call_grace = config.worker.call_grace;
    settings.lease = config.worker.lease;
    settings.dialling.at_once = config.dialling.at_once;
    settings.dialling.tenant_at_once = config.dialling.tenant_at_once;
    settings.dialling.tenant_per_second = config.dialling.tenant_per_second;
    settings.dialling.silence = config.dialling.silence;
    settings.dialling.loopback = config.dialling.loopback;
    settings.dialling.public_url = config.network.public_url.origin().to_owned();
    Ok(Engine::connect(settings).await?)
}
