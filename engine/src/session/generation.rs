use sqlx::PgPool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The channel of PostgreSQL on which a raised generation is told.
pub(crate) const CHANNEL: &str = "trunkline_session_generation";

/// How often the generation is read though nobody said that it changed.
const READ_EVERY: Duration = Duration::from_secs(4);
/// A figure read longer ago is not believed: notices may have been swallowed on the way, and then this is how long an
/// ended session can live on.
const BELIEVED: Duration = Duration::from_secs(10);

/// What this process knows of `installation.session_generation`; see the module's text.
#[derive(Debug)]
pub(crate) struct Generation {
    pool: PgPool,
    /// Without Redis nobody asks, and nothing is read.
    wanted: bool,
    heard: Mutex<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    /// Since when the line for notices stands; what was asked before may have missed one.
    listening: Option<Instant>,
    known: Option<Known>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    number: i64,
    /// Before the reading began, not after it ended: a process may freeze in between.
    asked: Instant,
}

impl Generation {
    /// Reads it every few seconds for as long as the pool is open and somebody holds this.
    pub(crate) fn new(pool: PgPool, wanted: bool) -> Arc<Self> {
        let generation = Arc::new(Self { pool, wanted, heard: Mutex::default() });
        if wanted {
            let weak = Arc::downgrade(&generation);
            tokio::spawn(async move {
                while let Some(generation) = weak.upgrade().filter(|generation| !generation.pool.is_closed()) {
                    generation.read().await;
                    drop(generation);
                    tokio::time::sleep(READ_EVERY).await;
                }
            });
        }
        generation
    }

    /// The generation, unless it was read too long ago.
    pub(crate) fn believed(&self) -> Option<i64> {
        self.lock().known.filter(|known| known.asked.elapsed() < BELIEVED).map(|known| known.number)
    }

    /// Takes over what a notice says, or what this process wrote.
    pub(crate) fn heard(&self, number: &str) {
        match number.parse() {
            Ok(number) => self.learn(Known { number, asked: Instant::now() }),
            Err(_) => self.doubt(),
        }
    }

    /// Believes nothing from now on: the line for notices is down.
    pub(crate) fn doubt(&self) {
        *self.lock() = Heard::default();
    }

    /// Begins anew: the line for notices stands from now on.
    pub(crate) async fn read_anew(&self) {
        *self.lock() = Heard { listening: Some(Instant::now()), known: None };
        self.read().await;
    }

    async fn read(&self) {
        if !self.wanted {
            return;
        }
        let asked = Instant::now();
        match sqlx::query_scalar("select session_generation from installation").fetch_one(&self.pool).await {
            Ok(number) => self.learn(Known { number, asked }),
            // Sessions are read from PostgreSQL meanwhile, and whoever does so says what is wrong with it.
            Err(error) => tracing::debug!(%error, "the generation of sessions could not be read"),
        }
    }

    fn learn(&self, news: Known) {
        let mut heard = self.lock();
        // It only rises; an answer may arrive after a notice that was sent later.
        let newer = heard.known.is_none_or(|known| known.number <= news.number);
        if newer && heard.listening.is_some_and(|since| since <= news.asked) {
            heard.known = Some(news);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
