//! Numbers that a job was given one by one, or that were confirmed for it: kept in `number_selection` under the job, never
//! in its parameters.

use crate::error::Result;
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Filter, Numbers};
use domain::id::{JobId, NumberId, ProjectId};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

/// Keeps those of the ids that are numbers of the tenant (and of the project); answers how many.
pub(super) async fn keep(tx: &TenantTx, job: JobId, project: Option<ProjectId>, ids: &[NumberId]) -> Result<u64> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    // A number is found by its project and id, so the tenant's projects are tried with each id: there are few.
    let kept = tx
        .execute(
            "insert into number_selection (tenant_id, job_id, number_id, project_id, number, seen_at)
             select $1, $2, n.id, n.project_id, n.number, coalesce(n.updated_at, n.created_at)
             from project p cross join (select distinct id from unnest($4::bigint[]) as d (id)) d
             join number n on n.tenant_id = $1 and n.project_id = p.id and n.id = d.id
             where p.tenant_id = $1 and ($3 = 0 or p.id = $3)",
            [tx.tenant(), job.0.into(), project.map_or(0, |project| project.0).into(), ids.into()],
        )
        .await?;
    Ok(kept)
}

/// What somebody saw when they confirmed: how many numbers matched, and a digest of which they were and when each was last
/// changed. One number in another's place gives another digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub count: u64,
    pub digest: String,
}

/// A sum of hashes depends on no order, so the database needs none.
const DIGEST: &str = "count(*) as count,
    coalesce(sum(hash_record_extended(row(id, coalesce(updated_at, created_at)), 0)), 0)::text as digest";

#[derive(FromQueryResult)]
struct Row {
    count: i64,
    digest: String,
}

impl From<Row> for Confirmed {
    fn from(row: Row) -> Self {
        Confirmed { count: u64::try_from(row.count).unwrap_or(0), digest: row.digest }
    }
}

/// What matches now.
pub(crate) async fn look(tx: &TenantTx, project: ProjectId, filter: &Filter<Numbers>) -> Result<Confirmed> {
    let clause = matching(tx, project, filter);
    let row: Option<Row> =
        tx.one(&format!("select {DIGEST} from number where {}", clause.sql()), clause.values()).await?;
    Ok(row.map_or(Confirmed { count: 0, digest: "0".into() }, Into::into))
}

/// Keeps what matches now under the job, and answers what that was: both are one look at the table.
pub(crate) async fn keep_matching(
    tx: &TenantTx,
    job: JobId,
    project: ProjectId,
    filter: &Filter<Numbers>,
) -> Result<Confirmed> {
    let mut clause = matching(tx, project, filter);
    let job = clause.value(job.0);
    let sql = format!(
        "with found as materialized (select id, number, updated_at, created_at from number where {}),
         kept as (
             insert into number_selection (tenant_id, job_id, number_id, project_id, number, seen_at)
             select $1, {job}, id, $2, number, coalesce(updated_at, created_at) from found)
         select {DIGEST} from found",
        clause.sql()
    );
    let row: Option<Row> = tx.one(&sql, clause.values()).await?;
    Ok(row.map_or(Confirmed { count: 0, digest: "0".into() }, Into::into))
}

fn matching(tx: &TenantTx, project: ProjectId, filter: &Filter<Numbers>) -> Clause {
    let mut clause = Clause::new("tenant_id = $1 and project_id = $2", [tx.tenant(), project.0.into()]);
    clause.filter(filter, super::row::column);
    clause
}
