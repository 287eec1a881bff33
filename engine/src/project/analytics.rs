use super::find;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number::{self, Totals};
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::job::{JobKind, JobState};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// What a project holds and what was worked on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Analytics {
    pub numbers: Totals,
    /// Its jobs by state; states without a job are left out.
    pub jobs: Vec<(JobState, u64)>,
}

impl Analytics {
    /// How many of its jobs are in a state for which `is` holds.
    pub fn jobs(&self, is: impl Fn(JobState) -> bool) -> u64 {
        self.jobs.iter().filter(|(state, _)| is(*state)).map(|(_, jobs)| jobs).sum()
    }
}

#[derive(FromQueryResult)]
struct Row {
    state: String,
    n: i64,
}

/// Counts a project's numbers and jobs.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such project; [`Error::Denied`] for a token without the scope.
pub async fn analytics(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<Analytics> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    find(&tx, scope, id).await?;
    let rows: Vec<Row> = tx
        .all(
            "select state, count(*) as n from job where tenant_id = $1 and subject_id = $2 and kind = any($3)
             group by state",
            [tx.tenant(), id.0.into(), job_kinds().into()],
        )
        .await?;
    tx.commit().await?;
    let state = |row: Row| {
        let state = row.state.parse().map_err(|_| Error::Internal(format!("a job is {}", row.state)))?;
        Ok((state, u64::try_from(row.n).unwrap_or(0)))
    };
    let jobs = rows.into_iter().map(state).collect::<Result<_>>()?;
    Ok(Analytics { numbers: number::totals(engine, scope, Some(id)).await?, jobs })
}

/// The words of the kinds of job whose subject is a project.
pub(super) fn job_kinds() -> Vec<String> {
    JobKind::ALL.into_iter().filter(|kind| kind.works_on_a_project()).map(|kind| kind.as_str().to_owned()).collect()
}
