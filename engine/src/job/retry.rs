use crate::allow::allow;
use crate::error::{Error, Result, sqlstate};
use crate::queue::wake;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::JobId;
use domain::job::{JobEvent, JobState};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    state: String,
    after_id: Option<Uuid>,
    after_state: Option<String>,
    like_is_open: bool,
}

/// Lets a failed or cancelled job go on from its checkpoint, with as many attempts as a new one. Jobs that were cancelled
/// because this one ended wait for it again.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it has not ended, is done, waits
/// for a job that has itself to be retried, or when another job like it is open.
pub async fn retry(engine: &Engine, scope: &Scope, id: JobId) -> Result<()> {
    allow(scope, Right::SteerJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    retry_in(&tx, scope, id).await?;
    tx.commit().await?;
    wake(engine, scope, id).await;
    Ok(())
}

/// Retries a job in a transaction.
pub(crate) async fn retry_in(tx: &TenantTx, scope: &Scope, id: JobId) -> Result<()> {
    let row: Row = tx
        .one(
            // Asked before it is tried: a unique violation would end the transaction, and with it the retries of others.
            "select j.state, j.after_id, a.state as after_state, exists (
                 select from job o where o.tenant_id = j.tenant_id and o.kind = j.kind and o.unique_key = j.unique_key
                     and o.state in ('held', 'waiting', 'running', 'retrying')) as like_is_open
             from job j left join job a on a.tenant_id = j.tenant_id and a.id = j.after_id
             where j.tenant_id = $1 and j.id = $2 for update of j",
            [tx.tenant(), id.0.into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    let state: JobState = row.state.parse().map_err(|_| Error::Internal(format!("job {id} is {}", row.state)))?;
    let mut after = state
        .apply(JobEvent::Retry)
        .map_err(|_| Error::Conflict(format!("Only a failed or cancelled job can be retried; this one is {state}.")))?;
    let like_is_open = || Error::Conflict("Another job that does the same is open already.".into());
    if row.like_is_open {
        return Err(like_is_open());
    }
    match (row.after_id, row.after_state.as_deref().map(str::parse::<JobState>)) {
        (Some(before), Some(Ok(ended))) if ended.is_ended() && ended != JobState::Done => {
            return Err(Error::Conflict(format!("It waits for a job that is {ended}; retry that one: {before}")));
        }
        (Some(_), Some(Ok(open))) if !open.is_ended() => after = JobState::Held,
        _ => {}
    }
    tx.execute(
        "update job set state = $3, finished_at = null, cancel_requested_at = null, cancel_requested_by = null,
             error = null, run_at = clock_timestamp(), max_attempts = attempt + 8, version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), after.as_str().into()],
    )
    .await
    .map_err(|error| match sqlstate(&error).as_deref() {
        Some("23505") => like_is_open(),
        _ => error.into(),
    })?;
    hold_again(tx, id).await?;
    let entry =
        audit::Entry::changed("job.retry", format!("job:{id}"), json!({ "state": state }), json!({ "state": after }))?;
    audit::record(tx, scope, entry).await
}

/// Those that were cancelled because this one ended, and not by anybody, wait again; one whose like is open stays as it is.
async fn hold_again(tx: &TenantTx, id: JobId) -> Result<()> {
    tx.execute(
        "with recursive behind as (
             select id from job where tenant_id = $1 and after_id = $2
                 and state = 'cancelled' and cancel_requested_at is null
             union all
             select j.id from behind b join job j on j.tenant_id = $1 and j.after_id = b.id
             where j.state = 'cancelled' and j.cancel_requested_at is null)
         update job j set state = 'held', finished_at = null, error = null, version = j.version + 1
         from behind b where j.tenant_id = $1 and j.id = b.id
             and not exists (
                 select from job o where o.tenant_id = $1 and o.kind = j.kind and o.unique_key = j.unique_key
                     and o.state in ('held', 'waiting', 'running', 'retrying'))",
        [tx.tenant(), id.0.into()],
    )
    .await?;
    Ok(())
}
