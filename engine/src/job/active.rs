use super::progress::{COLUMNS, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::live::ActiveJobs;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Counting the open jobs stops here.
const COUNTED: i64 = 1_000;

/// The tenant's jobs that have not ended, the newest first, and the database's time of the answer.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn active(engine: &Engine, scope: &Scope) -> Result<(OffsetDateTime, ActiveJobs)> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    #[derive(FromQueryResult)]
    struct Head {
        n: i64,
        at: OffsetDateTime,
    }
    // The time is taken before the jobs are read, so that a change after the reading always has a later one.
    let head: Option<Head> = tx
        .one(
            "select clock_timestamp() as at, count(*) as n from (select 1 from job
                 where tenant_id = $1 and state in ('held', 'waiting', 'running', 'retrying') limit $2) counted",
            [tx.tenant(), COUNTED.into()],
        )
        .await?;
    let sql = format!(
        "select {COLUMNS} from job j left join app_user u on u.id = j.created_by
         where j.tenant_id = $1 and j.state in ('held', 'waiting', 'running', 'retrying') order by j.id desc limit $2"
    );
    let rows: Vec<Row> = tx.all(&sql, [tx.tenant(), (ActiveJobs::SHOWN as i64).into()]).await?;
    tx.commit().await?;
    let (count, at) = head.map_or((0, OffsetDateTime::UNIX_EPOCH), |head| (head.n, head.at));
    let jobs = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    Ok((at, ActiveJobs { jobs, count: u64::try_from(count).unwrap_or(0) }))
}
