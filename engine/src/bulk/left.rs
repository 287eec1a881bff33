use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::id::JobId;
use sea_orm::FromQueryResult;

/// A record that a job left as it was.
#[derive(FromQueryResult)]
pub(crate) struct Left {
    pub entity_id: i64,
    pub name: String,
    pub reason: String,
    /// The job's parameters.
    pub params: serde_json::Value,
}

/// The first records that a job left as they were, in the order of their ids, at most `most`.
pub(crate) async fn left(tx: &TenantTx, job: JobId, most: u64) -> Result<Vec<Left>> {
    let sql = "select l.entity_id, l.name, l.reason, j.params
         from record_left l join job j on j.tenant_id = l.tenant_id and j.id = l.job_id
         where l.tenant_id = $1 and l.job_id = $2 order by l.entity_id limit $3";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(tx.all(sql, [tx.tenant(), job.0.into(), most.into()]).await?)
}
