//! Forgets what is past its time. Each sweep commits by itself and can always run again, so a crash between two costs
//! nothing; the job only says how far it came.

use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{
    Engine, acting, bulk, call, crm, file, idempotency, node, notification, number, rate_limit, session, user,
};
use async_trait::async_trait;
use domain::job::JobKind;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is swept, in order.
const SWEEPS: [&str; 12] = [
    "sessions and reset links",
    "idempotency keys",
    "limits",
    "unfinished files",
    "nodes",
    "platform admins at work",
    "tallies",
    "undo",
    "files past their time",
    "notifications",
    "deleted records",
    "ended jobs",
];
/// Ended jobs forgotten in one step.
const BATCH: i64 = 2_000;
/// What repeats and went well is not worth a line for longer.
const OWN_KEPT: &str = "1 day";

pub(crate) struct Housekeeping;

#[async_trait]
impl Kind for Housekeeping {
    fn word(&self) -> &'static str {
        JobKind::Housekeeping.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Ok(Arc::new(Sweeping { engine: engine.clone(), job: job.clone() }))
    }
}

struct Sweeping {
    engine: Engine,
    job: Claimed,
}

#[async_trait]
impl Work for Sweeping {
    fn start(&self) -> Value {
        json!(0)
    }

    async fn step(&self, _tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let at: usize = serde_json::from_value(at.clone())?;
        let engine = &self.engine;
        let gone = match at {
            0 => session::delete_expired(engine).await? + user::forget_resets(engine).await?,
            1 => idempotency::forget_old(engine).await?,
            2 => rate_limit::forget_whole(engine).await?,
            3 => file::forget_unfinished(engine).await?,
            4 => node::forget_gone(engine).await?,
            5 => acting::end_overdue(engine, &self.job).await?,
            6 => number::compact(engine).await? + call::compact(engine).await?,
            7 => number::forget_before(engine).await? + bulk::forget_before(engine).await?,
            8 => file::forget_expired(engine).await?,
            9 => notification::forget_old(engine).await?,
            10 => crm::purge(engine).await? + call::purge(engine).await?,
            _ => forget_jobs(engine).await?,
        };
        // What is many is swept in batches, until nothing is left of it.
        let again = at >= 7 && gone > 0;
        let next = if again { at } else { at + 1 };
        let gone = i64::try_from(gone).unwrap_or(i64::MAX);
        Ok(StepEnd {
            next: (next < SWEEPS.len()).then(|| json!(next)),
            says: format!("Looked at {}", SWEEPS.get(at).copied().unwrap_or_default()),
            processed: gone,
            succeeded: gone,
            outcome: Some(json!({})),
            ..StepEnd::default()
        })
    }
}

async fn forget_jobs(engine: &Engine) -> crate::Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let old = tx
        .execute(
            "delete from job where id in (
                 select id from job where finished_at < statement_timestamp() - make_interval(secs => $1)
                 order by finished_at limit $2)",
            [engine.settings().keep_jobs.as_secs_f64().into(), BATCH.into()],
        )
        .await?;
    let sql = format!(
        "delete from job where id in (
             select id from job where tenant_id = 0 and kind in ('housekeeping', 'watch_calls') and state = 'done'
                 and finished_at < statement_timestamp() - interval '{OWN_KEPT}' limit $1)"
    );
    let own = tx.execute(&sql, [BATCH.into()]).await?;
    tx.commit().await?;
    Ok(old + own)
}
