use super::list::person;
use crate::error::Result;
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{Engine, live};
use domain::Scope;
use domain::id::{CallId, JobId};
use domain::live::Topic;

/// Marks what tells of a job as read; nothing happens when the person has no such line. No audit entry: it changes nothing
/// that anybody else sees.
///
/// # Errors
/// [`crate::Error::Denied`] without a person or the token's scope.
pub async fn read(engine: &Engine, scope: &Scope, job: JobId) -> Result<()> {
    mark(engine, scope, Some(Read::Job(job))).await
}

/// Marks what tells of a call as read; nothing happens when the person has no such line.
///
/// # Errors
/// As [`read`].
pub async fn read_call(engine: &Engine, scope: &Scope, call: CallId) -> Result<()> {
    mark(engine, scope, Some(Read::Call(call))).await
}

/// What a line tells of.
#[derive(Clone, Copy)]
enum Read {
    Job(JobId),
    Call(CallId),
}

/// Marks everything as read.
///
/// # Errors
/// As [`read`].
pub async fn read_all(engine: &Engine, scope: &Scope) -> Result<()> {
    mark(engine, scope, None).await
}

async fn mark(engine: &Engine, scope: &Scope, what: Option<Read>) -> Result<()> {
    let job = if let Some(Read::Job(job)) = what { Some(job.0) } else { None };
    let call = if let Some(Read::Call(call)) = what { Some(call.0) } else { None };
    let person = person(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let marked = tx
        .execute(
            "update notification set read_at = clock_timestamp()
             where tenant_id = $1 and user_id = $2 and read_at is null
                 and ($3::uuid is null or job_id = $3) and ($4::bigint is null or call_id = $4)",
            [tx.tenant(), person.0.into(), job.into(), call.into()],
        )
        .await?;
    tx.commit().await?;
    if marked > 0 {
        live::publish(engine, scope.tenant(), Topic::Notifications).await;
    }
    Ok(())
}

/// Forgets notifications that are past their time, some thousands at a time; answers how many.
pub(crate) async fn forget_old(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute(
            "delete from notification where (tenant_id, id) in (
                 select tenant_id, id from notification
                 where created_at < statement_timestamp() - make_interval(secs => $1) order by created_at limit 5000)",
            [engine.settings().keep_notifications.as_secs_f64().into()],
        )
        .await?;
    tx.commit().await?;
    Ok(gone)
}
