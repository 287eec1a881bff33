use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, project};
use domain::filter::{Filter, Numbers};
use domain::id::{JobId, NumberId, ProjectId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::right::Right;
use domain::{FieldErrors, Scope};
use serde::{Deserialize, Serialize};

/// Which numbers are validated.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Those without an answer.
    Pending,
    /// Those that match, whether they have an answer or not.
    Matching(Filter<Numbers>),
    /// These, whichever project they are in.
    These(Vec<NumberId>),
}

/// A validation that was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidationStarted {
    pub job: JobId,
    /// How many numbers it was asked for.
    pub numbers: u64,
}

/// What a validation works on, as its job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ValidateParams {
    /// `None` for all projects of the tenant.
    pub project: Option<ProjectId>,
    pub which: Kept,
    /// Numbers of one step.
    pub batch_size: u64,
}

/// [`Wanted`] as it is kept: ids are in `number_selection`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    Pending,
    Matching(String),
    Selected,
}

/// Numbers of one step unless somebody asks for another figure (measured: a larger step is no faster).
pub const VALIDATION_BATCH: u64 = 10_000;

/// Queues the look-up of numbers in the prefix table: carrier, brand, line type, state and place are filled in, and a
/// number whose code is not assigned becomes invalid, with the reason.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such project;
/// [`Error::Invalid`] at `phone_ids` when none of the numbers named is the tenant's, and at `batch_size`;
/// [`Error::Conflict`] when nothing is to be validated, or no prefix table is there to look into.
pub async fn validate(
    engine: &Engine,
    scope: &Scope,
    project: Option<ProjectId>,
    wanted: &Wanted,
    batch_size: u64,
) -> Result<ValidationStarted> {
    allow(scope, Right::ChangeNumbers)?;
    if !(100..=10_000).contains(&batch_size) {
        return Err(FieldErrors::one("batch_size", "Batch size must be between 100 and 10,000.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let name = match project {
        Some(id) => project::hold(&tx, scope, id).await?.name,
        None => "all projects".to_owned(),
    };
    let table = tx.figure("select count(*) as n from (select 1 from prefix limit 1) one", []).await?;
    if table == 0 {
        return Err(Error::Conflict(NO_TABLE.into()));
    }
    let job = queue_validation(&tx, scope, project, &name, wanted, batch_size, None).await?;
    let started = match job {
        Some(started) => started,
        None if matches!(wanted, Wanted::These(_)) => {
            return Err(FieldErrors::one("phone_ids", "None of these numbers exists.").into());
        }
        None => return Err(Error::Conflict("No phone numbers found for validation.".into())),
    };
    tx.commit().await?;
    queue::wake(engine, scope, started.job).await;
    Ok(started)
}

const NO_TABLE: &str = "There is no prefix table to look numbers up in. A platform admin has to import one first.";

/// Queues a validation in a transaction; `None` when there is nothing to validate and no job before it to wait for.
pub(super) async fn queue_validation(
    tx: &TenantTx,
    scope: &Scope,
    project: Option<ProjectId>,
    name: &str,
    wanted: &Wanted,
    batch_size: u64,
    after: Option<JobId>,
) -> Result<Option<ValidationStarted>> {
    let (which, numbers) = match wanted {
        Wanted::Pending => (Kept::Pending, pending(tx, project).await?),
        Wanted::Matching(filter) => {
            let project = project.ok_or_else(|| Error::Internal("a filter without its project".into()))?;
            (Kept::Matching(filter.to_query()), super::count::exactly(tx, project, filter).await?)
        }
        Wanted::These(ids) => (Kept::Selected, ids.len() as u64),
    };
    if numbers == 0 && after.is_none() {
        return Ok(None);
    }
    let params = ValidateParams { project, which, batch_size };
    let title = match wanted {
        Wanted::Pending if after.is_some() => format!("What is pending of {name}"),
        Wanted::Pending => format!("{} pending · {name}", grouped(numbers)),
        Wanted::Matching(_) | Wanted::These(_) => format!("{} numbers · {name}", grouped(numbers)),
    };
    let job = NewJob {
        subject: project.map(|project| project.0),
        total: i64::try_from(numbers).unwrap_or(i64::MAX),
        after,
        ..NewJob::new(JobKind::ValidateNumbers, title, serde_json::to_value(&params)?)
    };
    let job = queue::enqueue(tx, scope, job).await?.job;
    let mut started = ValidationStarted { job, numbers };
    if let Wanted::These(ids) = wanted {
        started.numbers = super::chosen::keep(tx, job, project, ids).await?;
        if started.numbers == 0 {
            return Ok(None);
        }
    }
    let entry = audit::Entry::made("number.validate", format!("job:{job}"), &params)?;
    audit::record(tx, scope, entry).await?;
    Ok(Some(started))
}

/// How many numbers have no answer, by the tally.
async fn pending(tx: &TenantTx, project: Option<ProjectId>) -> Result<u64> {
    let n = tx
        .figure(
            "select coalesce(sum(n), 0)::bigint as n from number_tally
             where tenant_id = $1 and ($2 = 0 or project_id = $2) and valid is null",
            [tx.tenant(), project.map_or(0, |project| project.0).into()],
        )
        .await?;
    Ok(u64::try_from(n).unwrap_or(0))
}
