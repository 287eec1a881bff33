//! One claimed job from its checkpoint to its end.

use super::claim::Claimed;
use super::ended::{Aftermath, ended};
use super::step::{Recorded, StepEnd, StepError, record};
use super::work::{Kind, Work};
use super::{announce, finish};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::job::Pace;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Steps under way at once: more than two only wait for the database's two cores.
const DEPTH: usize = 2;
/// A step waits so long for a row that another transaction holds. Two jobs with two steps each can wait in a circle the
/// database does not see, because a step also waits for the one before it to commit; this ends it.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '500ms'";
/// A stopping worker gives a step so long to end; then it is rolled back, so that the job is handed back within the ten
/// seconds of [`super::Worker::run`].
const GRACE: Duration = Duration::from_secs(7);
/// Progress is announced at most so often between the first and the last state.
const ANNOUNCE_EVERY: Duration = Duration::from_millis(250);

/// How a run ended.
#[derive(Debug)]
enum Ended {
    Done(Aftermath),
    Cancelled,
    /// This process stops.
    Stopped,
    /// The job's kind is paused.
    Paused,
    /// Another worker holds the job now.
    Lost,
    Failed(StepError),
}

/// Runs `job` until it ends, loses its lease or `stop` asks for its return; the row says which.
#[tracing::instrument(name = "job.run", skip_all, fields(job = %job.id, kind = %job.kind, attempt = job.attempt))]
pub(crate) async fn run(engine: &Engine, kind: Arc<dyn Kind>, job: Claimed, stop: CancellationToken) -> Result<()> {
    announce(engine, job.tenant, job.id).await;
    let lost = CancellationToken::new();
    // Ends with this run, however it ends: a heart that beats on would keep the lease of a job nobody works on.
    let heart = AbortOnDropHandle::new(tokio::spawn(heartbeat(engine.clone(), job.clone(), lost.clone())));
    let ended = match kind.begin(engine, &job).await {
        Ok(work) => steps(engine, &job, work, &stop, &lost).await,
        Err(error) => Ended::Failed(error),
    };
    drop(heart);
    let aftermath = match ended {
        Ended::Done(aftermath) => {
            tracing::info!("job done");
            aftermath
        }
        Ended::Lost => {
            tracing::warn!("job lost: another worker holds it; nothing of the last step was written");
            Aftermath::default()
        }
        Ended::Cancelled => finish::cancel(engine, &job).await?,
        Ended::Stopped => finish::hand_back(engine, &job, "handed back").await?,
        Ended::Paused => finish::hand_back(engine, &job, "paused").await?,
        Ended::Failed(error) => {
            tracing::warn!(%error, "job failed");
            finish::fail(engine, &job, &error).await?
        }
    };
    aftermath.announce(engine).await;
    Ok(())
}

struct Begun {
    at: Value,
    running: AbortOnDropHandle<std::result::Result<(TenantTx, StepEnd), StepError>>,
    /// Tells it that it will not be committed.
    given_up: CancellationToken,
}

async fn steps(
    engine: &Engine,
    job: &Claimed,
    work: Arc<dyn Work>,
    stop: &CancellationToken,
    lost: &CancellationToken,
) -> Ended {
    let mut at = Some(job.checkpoint.clone().unwrap_or_else(|| work.start()));
    let mut under_way: VecDeque<Begun> = VecDeque::new();
    let mut announced: Option<Instant> = None;
    let (mut pace, mut committed) = (job.pace.clone(), Instant::now());
    // After two transactions met, the step that gave way runs alone.
    let mut again = false;
    loop {
        let depth = if again { 1 } else { DEPTH };
        while under_way.len() < depth && !stop.is_cancelled() {
            let Some(from) = at.take() else { break };
            at = work.ahead(&from);
            under_way.push_back(begin(engine, job, &work, from, again));
        }
        let Some(mut oldest) = under_way.pop_front() else {
            return Ended::Stopped;
        };
        let joined = tokio::select! {
            biased;
            () = lost.cancelled() => {
                abandon(std::iter::once(oldest).chain(under_way)).await;
                return Ended::Lost;
            }
            () = overdue(stop) => {
                abandon(std::iter::once(oldest).chain(under_way)).await;
                return Ended::Stopped;
            }
            joined = &mut oldest.running => joined,
        };
        let recorded = match joined {
            Ok(Ok((tx, end))) => {
                pace.step(committed.elapsed().as_secs_f64(), end.processed);
                committed = Instant::now();
                commit(tx, job, &end, &pace).await.map(|recorded| (recorded, end.next))
            }
            Ok(Err(error)) => Err(error),
            Err(panic) => Err(StepError::Later(format!("The step ended by a fault of Trunkline: {panic}"))),
        };
        let (recorded, next) = match recorded {
            Ok((Some((_, Some(aftermath))), _)) => return Ended::Done(aftermath),
            Ok((Some((recorded, None)), next)) => (recorded, next),
            Ok((None, _)) => {
                abandon(under_way.drain(..)).await;
                return Ended::Lost;
            }
            Err(StepError::Again) => {
                // What is ahead may wait for what we hold: roll everything back and go on from here.
                abandon(under_way.drain(..)).await;
                at = Some(oldest.at);
                again = true;
                tokio::time::sleep(Duration::from_millis(rand::random_range(1..20))).await;
                continue;
            }
            Err(error) => {
                abandon(under_way.drain(..)).await;
                return Ended::Failed(error);
            }
        };
        again = false;
        if under_way.is_empty() {
            at = next;
        }
        if recorded.cancelling {
            abandon(under_way.drain(..)).await;
            return Ended::Cancelled;
        }
        if recorded.paused {
            abandon(under_way.drain(..)).await;
            return Ended::Paused;
        }
        if announced.is_none_or(|last| last.elapsed() >= ANNOUNCE_EVERY) {
            announced = Some(Instant::now());
            announce(engine, job.tenant, job.id).await;
        }
        if stop.is_cancelled() {
            abandon(under_way.drain(..)).await;
            return Ended::Stopped;
        }
    }
}

fn begin(engine: &Engine, job: &Claimed, work: &Arc<dyn Work>, at: Value, again: bool) -> Begun {
    let given_up = CancellationToken::new();
    let (engine, scope, work) = (engine.clone(), job.scope(), Arc::clone(work));
    let (from, token) = (at.clone(), given_up.clone());
    let running = AbortOnDropHandle::new(tokio::spawn(async move {
        let Some(tx) = token.run_until_cancelled(TenantTx::begin(&engine, &scope)).await.transpose()? else {
            // Nobody reads it: whoever gave the step up knows why.
            return Err(StepError::Again);
        };
        let step = async {
            tx.script(LOCK_TIMEOUT).await?;
            work.step(&tx, &from, again).await
        };
        match token.run_until_cancelled(step).await {
            Some(end) => Ok((tx, end?)),
            None => {
                tx.abandon();
                Err(StepError::Again)
            }
        }
    }));
    Begun { at, running, given_up }
}

/// Commits a step's rows with its record, or neither; with the last step, also what follows from the job's end.
async fn commit(
    tx: TenantTx,
    job: &Claimed,
    end: &StepEnd,
    pace: &Pace,
) -> std::result::Result<Option<(Recorded, Option<Aftermath>)>, StepError> {
    let Some(recorded) = record(&tx, job, end, pace).await? else { return Ok(None) };
    let mut aftermath = None;
    if end.next.is_none() {
        finish::close_attempt(&tx, job, "done", None).await?;
        aftermath = Some(ended(&tx, &[(job.tenant, job.id)]).await?);
    }
    tx.commit().await?;
    Ok(Some((recorded, aftermath)))
}

/// Ends when a stop was asked for and the step under way has had its time.
async fn overdue(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// Gives up steps that will not be committed: their transactions are rolled back.
async fn abandon(begun: impl Iterator<Item = Begun>) {
    for step in begun {
        step.given_up.cancel();
        drop(step.running.await);
    }
}

/// Keeps the lease in the future; says so when it is gone.
async fn heartbeat(engine: Engine, job: Claimed, lost: CancellationToken) {
    let mut missed = Duration::ZERO;
    let every = job.lease / 3;
    loop {
        tokio::time::sleep(every).await;
        match beat(&engine, &job).await {
            Ok(true) => missed = Duration::ZERO,
            Ok(false) => return lost.cancel(),
            Err(error) => {
                missed += every;
                tracing::warn!(%error, job = %job.id, "a heartbeat failed");
                if missed >= job.lease {
                    return lost.cancel();
                }
            }
        }
    }
}

async fn beat(engine: &Engine, job: &Claimed) -> Result<bool> {
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    let held = tx
        .execute(
            "update job set lease_until = clock_timestamp() + make_interval(secs => $4)
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'running'",
            [tx.tenant(), job.id.0.into(), job.fence.into(), job.lease.as_secs_f64().into()],
        )
        .await?;
    tx.commit().await?;
    Ok(held > 0)
}
