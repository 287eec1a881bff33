use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::live::ProjectActivity;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Jobs of a project that are looked at, the newest ones: older ones have ended long ago and add nothing any more.
const LOOKED_AT: i64 = 200;

/// What the jobs of a project have added to it, and the database's time of the answer. Counted from the jobs' own rows: a
/// page that shows a million numbers would not count them anew four times a second.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such project; [`Error::Denied`] for a token without the scope.
pub async fn activity(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<(OffsetDateTime, ProjectActivity)> {
    allow(scope, Right::SeeNumbers)?;
    #[derive(FromQueryResult)]
    struct Row {
        at: OffsetDateTime,
        added: i64,
        open: i64,
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "select statement_timestamp() as at, coalesce(sum(j.succeeded), 0)::bigint as added,
                 count(*) filter (where j.finished_at is null and j.id is not null) as open
             from project p left join lateral (
                 select id, succeeded, finished_at from job
                 where tenant_id = p.tenant_id and subject_id = p.id and (kind = 'generate_numbers'
                     or kind = 'import_numbers' and not (params->>'dry_run')::boolean)
                 order by id desc limit $3) j on true
             where p.tenant_id = $1 and p.id = $2 and p.deleted_at is null group by p.id",
            [tx.tenant(), id.0.into(), LOOKED_AT.into()],
        )
        .await?;
    tx.commit().await?;
    let row = row.ok_or(Error::NotFound)?;
    Ok((row.at, ProjectActivity { added: row.added, open: u32::try_from(row.open).unwrap_or(0) }))
}
