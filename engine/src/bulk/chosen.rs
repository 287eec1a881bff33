use crate::error::Result;
use crate::number::Confirmed;
use crate::reach::Reach;
use crate::tenancy::{TenantTx, Tx};
use domain::id::JobId;
use sea_orm::FromQueryResult;

/// A sum of hashes depends on no order, so the database needs none. A version rises with every change.
const DIGEST: &str = "count(*) as count, coalesce(sum(hash_record_extended(row(id, version), 0)), 0)::text as digest";

#[derive(FromQueryResult)]
struct Row {
    count: i64,
    digest: String,
}

impl From<Option<Row>> for Confirmed {
    fn from(row: Option<Row>) -> Self {
        let row = row.unwrap_or(Row { count: 0, digest: "0".into() });
        Confirmed { count: u64::try_from(row.count).unwrap_or(0), digest: row.digest }
    }
}

/// What matches now.
pub(crate) async fn look(tx: &TenantTx, reach: &Reach<'_>) -> Result<Confirmed> {
    let (from, values) = reach.all(tx).await?;
    let row: Option<Row> =
        tx.one(&format!("select {DIGEST} from (select r.id, r.version {from}) found"), values).await?;
    Ok(row.into())
}

/// Keeps what matches now under the job, and answers what that was: both are one look at the table.
pub(crate) async fn keep(tx: &TenantTx, job: JobId, reach: &Reach<'_>) -> Result<Confirmed> {
    let (from, mut values) = reach.all(tx).await?;
    values.push(job.0.into());
    let sql = format!(
        "with found as materialized (select r.id, r.version {from}),
         kept as (
             insert into record_selection (tenant_id, job_id, entity_id, version)
             select $1, ${}, id, version from found)
         select {DIGEST} from found",
        values.len()
    );
    let row: Option<Row> = tx.one(&sql, values).await?;
    Ok(row.into())
}
