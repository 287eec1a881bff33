//! What happens in Trunkline: verbs, jobs and live notices, on one PostgreSQL.
//!
//! Pages, REST and the command line all call the verbs in here, so a rule holds wherever it is asked. Nothing here knows
//! HTTP or HTML; nothing outside knows SeaORM. Every verb takes the [`Engine`] and a [`Scope`](domain::Scope) first.
//!
//! To add a verb: 1. its folder is the noun it changes, its file the verb; 2. take `&Engine, &Scope`, check the right with
//! [`allow`]; 3. begin a [`tenancy::TenantTx`]; 4. load and lock, decide by a rule of `domain`, write; 5. record the
//! change with [`audit::record`]; 6. commit, and only then announce it.
//!
//! The database's clock is the only clock: leases, sessions and time left are computed from `now()` there, so several
//! nodes never disagree about the time.

pub mod acting;
pub mod activity;
mod allow;
pub mod api_token;
pub mod audit;
mod bulk;
pub mod call;
pub mod calling_rule;
pub mod campaign;
pub mod consent;
pub mod crm;
pub mod demo;
pub mod dial;
pub mod dialability;
pub mod do_not_call;
mod entity;
mod error;
pub mod file;
mod here;
pub mod idempotency;
pub mod identity;
pub mod import;
pub mod invitation;
pub mod job;
pub mod live;
pub mod member;
pub mod node;
pub mod notification;
pub mod number;
pub mod opt_out;
pub mod prefix;
pub mod probe;
pub mod project;
pub mod provider;
pub mod queue;
pub mod rate_limit;
mod reach;
mod redis;
mod scoped;
mod seal;
pub mod second_factor;
mod selection;
pub mod session;
mod settings;
pub mod tenancy;
pub mod tenant;
#[cfg(feature = "testing")]
pub mod testing;
mod together;
pub mod user;
pub mod view;
mod window;

pub use error::{Error, Result};
pub use redis::State as RedisState;
pub use settings::{Dialling, Settings};

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use secrecy::ExposeSecret;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The one handle to everything that happens; cloning it is cheap.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    db: DatabaseConnection,
    live: live::Bus,
    work: Arc<tokio::sync::Notify>,
    hashing: Hashing,
    settings: Settings,
    epoch: i64,
    /// This process among the nodes.
    node: Uuid,
    /// Its name, when the one in the settings was taken.
    renamed: OnceLock<String>,
    redis: Option<redis::Redis>,
    generation: Arc<session::Generation>,
    dialling: dial::Wakes,
    policies: campaign::Policies,
    rule_books: calling_rule::Books,
    verifying: api_token::Verifying,
    taking: rate_limit::Taking,
    installation_key: seal::InstallationKey,
}

/// Password hashing takes a core and 19 MiB each time: no more at once than there are cores.
struct Hashing {
    permits: Semaphore,
    /// How many were done: a test sees by it that an unknown account costs what a known one does.
    done: AtomicU64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

impl Engine {
    /// Connects, checks that the database's role can't step over the walls between tenants, and starts listening for
    /// notices. The schema must be up to date. A Redis that is away is waited for in the background.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database can't be reached or its role is a superuser or has BYPASSRLS, or when the
    /// address of Redis can't be read.
    pub async fn connect(settings: Settings) -> Result<Engine> {
        let mut options = ConnectOptions::new(settings.database_url.expose_secret().to_owned());
        options
            .max_connections(settings.max_connections)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            // A ping before every use doubles the round trips; a broken connection shows itself at its first statement.
            .test_before_acquire(false)
            // No looking after idle connections: sqlx 0.9.0 may count them below zero while one comes back, and its task
            // then spins for ever and keeps the process from ending (seen: a command that never returned; upstream issue
            // 3645, mended after this release).
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .sqlx_logging(false)
            .set_application_name("trunkline");
        let db = Database::connect(options)
            .await
            .map_err(|error| Error::Unavailable(format!("The database can't be reached: {error}")))?;
        tenancy::refuse_role_that_steps_over_walls(&db).await?;
        let epoch = tenancy::epoch(&db).await?;
        let live = live::Bus::new();
        let work = Arc::new(tokio::sync::Notify::new());
        let redis = match &settings.redis_url {
            Some(url) => Some(redis::Redis::open(url, epoch, settings.redis_patience, live.clone()).await?),
            None => None,
        };
        let pool = db.get_postgres_connection_pool().clone();
        let generation = session::Generation::new(pool.clone(), redis.is_some());
        live::listen(pool, live.clone(), Arc::clone(&work), Arc::clone(&generation));
        let permits = Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from));
        let hashing = Hashing { permits, done: AtomicU64::new(0) };
        let inner = Inner {
            db,
            live,
            work,
            hashing,
            settings,
            epoch,
            node: Uuid::now_v7(),
            renamed: OnceLock::new(),
            redis,
            generation,
            dialling: dial::Wakes::default(),
            policies: campaign::Policies::default(),
            rule_books: calling_rule::Books::default(),
            verifying: api_token::Verifying::default(),
            taking: rate_limit::Taking::default(),
            installation_key: seal::InstallationKey::default(),
        };
        Ok(Engine { inner: Arc::new(inner) })
    }

    /// The live bus: what changed, as soon as it is committed.
    pub fn live(&self) -> &live::Bus {
        &self.inner.live
    }

    /// How it stands with Redis; `None` when none is configured.
    pub fn redis_state(&self) -> Option<RedisState> {
        self.inner.redis.as_ref().map(redis::Redis::state)
    }

    /// Closes the connections; whatever is still under way fails.
    pub async fn close(&self) {
        if let Some(redis) = &self.inner.redis {
            redis.close();
        }
        if let Err(error) = self.db().close_by_ref().await {
            tracing::warn!(%error, "closing the database connections failed");
        }
    }

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.inner.db
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn epoch(&self) -> i64 {
        self.inner.epoch
    }

    /// This process among the nodes.
    pub(crate) fn node(&self) -> Uuid {
        self.inner.node
    }

    /// How this process is called among the nodes.
    pub(crate) fn node_name(&self) -> String {
        self.inner.renamed.get().unwrap_or(&self.inner.settings.node).clone()
    }

    /// Calls this process by its name with the end of its id, which differs for each.
    pub(crate) fn rename_node(&self) -> String {
        let id = self.inner.node.simple().to_string();
        let end = id.get(id.len() - 4..).unwrap_or_default();
        self.inner.renamed.get_or_init(|| format!("{}-{end}", self.inner.settings.node)).clone()
    }

    /// Whether this process is told to use Redis.
    pub fn uses_redis(&self) -> bool {
        self.inner.redis.is_some()
    }

    /// Which Redis this process speaks to: `None` without one, [`node::REDIS_AWAY`] while it does not answer.
    pub(crate) fn redis_id(&self) -> Option<String> {
        Some(match self.inner.redis.as_ref()?.state() {
            redis::State::Connected { id, .. } => id,
            redis::State::Away { .. } => node::REDIS_AWAY.to_owned(),
        })
    }

    /// The line to Redis, when one is configured and answers.
    pub(crate) fn redis(&self) -> Option<Arc<redis::Line>> {
        self.inner.redis.as_ref()?.line()
    }

    pub(crate) fn generation(&self) -> &session::Generation {
        &self.inner.generation
    }

    /// What wakes the dialler of this process.
    pub(crate) fn dialling(&self) -> &dial::Wakes {
        &self.inner.dialling
    }

    /// Retry policies that were read already.
    pub(crate) fn policies(&self) -> &campaign::Policies {
        &self.inner.policies
    }

    /// Calling rules that were read already.
    pub(crate) fn rule_books(&self) -> &calling_rule::Books {
        &self.inner.rule_books
    }

    /// Tokens that are being looked at.
    pub(crate) fn verifying(&self) -> &api_token::Verifying {
        &self.inner.verifying
    }

    /// Allowances that are being taken of.
    pub(crate) fn taking(&self) -> &rate_limit::Taking {
        &self.inner.taking
    }

    /// What secrets at rest are sealed with, beside the operator's own.
    pub(crate) fn installation_key(&self) -> &seal::InstallationKey {
        &self.inner.installation_key
    }

    pub(crate) fn hashing(&self) -> &Hashing {
        &self.inner.hashing
    }

    /// How many passwords and recovery codes this process has hashed.
    pub fn hashed(&self) -> u64 {
        self.inner.hashing.done.load(Ordering::Relaxed)
    }

    pub(crate) fn work(&self) -> &tokio::sync::Notify {
        &self.inner.work
    }
}
