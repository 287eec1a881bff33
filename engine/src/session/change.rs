use super::{Hash, cache, generation};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::Tx;
use sea_orm::FromQueryResult;
use std::time::{Duration, Instant};

/// A mark lasts longer than the transaction behind it can: this, and the time after which the database ends a transaction
/// whose process says nothing.
const MARGIN: Duration = Duration::from_secs(30);
/// A transaction that asks for its commit later than this after its marks does not rely on them.
const IN_TIME: Duration = Duration::from_secs(20);

/// A change of stored sessions, seen from Redis. In this order: [`Change::of`], the transaction's writes,
/// [`Change::settle`] as its last statement, commit, [`Change::done`].
pub(super) struct Change {
    ids: Vec<Hash>,
    marked: Option<Instant>,
    raised: Option<i64>,
}

#[derive(FromQueryResult)]
struct Raised {
    n: i64,
}

impl Change {
    /// Marks the sessions that are going to change, before anything is written.
    pub(super) async fn of(engine: &Engine, ids: Vec<Hash>) -> Self {
        let since = Instant::now();
        let marked = match engine.redis() {
            Some(line) => cache::mark(&line, &ids, lasts(engine)).await.then_some(since),
            None => None,
        };
        Self { ids, marked, raised: None }
    }

    /// Raises the generation in the writing transaction when the marks can't be relied on: Redis did not take them, they
    /// are old, or `touched`, what was written, is not what was marked.
    pub(super) async fn settle(&mut self, engine: &Engine, tx: &impl Tx, touched: &[Hash]) -> Result<()> {
        let reliable = self.marked.is_some_and(|since| since.elapsed() < IN_TIME);
        if reliable && touched.iter().all(|id| self.ids.contains(id)) {
            return Ok(());
        }
        // A process without Redis (a command whose shell does not know REDIS_URL) may stand beside nodes that have one.
        let raised: Option<Raised> = tx
            .one(
                "with raised as (
                     update installation set session_generation = session_generation + 1
                     where $1 or exists (select from node where redis is not null)
                     returning session_generation as n)
                 select n, pg_notify($2, n::text)::text as told from raised",
                [engine.uses_redis().into(), generation::CHANNEL.into()],
            )
            .await?;
        self.raised = raised.map(|raised| raised.n);
        Ok(())
    }

    /// Finishes, after the commit. The marks are set once more: a Redis that is short of memory may have dropped the first.
    pub(super) async fn done(self, engine: &Engine) {
        if let Some(number) = self.raised {
            // Before the notice comes back, or this process would believe what it has just ended.
            engine.generation().heard(&number.to_string());
        }
        if let Some(line) = engine.redis() {
            cache::mark(&line, &self.ids, lasts(engine)).await;
        }
    }
}

fn lasts(engine: &Engine) -> Duration {
    engine.settings().lease + MARGIN
}
