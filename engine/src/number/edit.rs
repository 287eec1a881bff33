use super::chosen::{Confirmed, look};
use super::row::NumberStatus;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit, project};
use domain::filter::{Filter, Numbers};
use domain::id::{JobId, ProjectId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What is done to many numbers at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    Status(NumberStatus),
    /// Into another project of the tenant; a number that is there already stays where it is.
    Move(ProjectId),
    /// The ledger of what the tenant ever generated is not touched.
    Delete,
}

/// What somebody confirmed, as the job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EditParams {
    pub project: ProjectId,
    pub filter: String,
    pub edit: Edit,
    pub confirmed: Confirmed,
}

/// What a change of the numbers that match would touch now: the count to name, and the digest to hand to [`edit`].
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such project.
pub async fn confirm(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    filter: &Filter<Numbers>,
) -> Result<Confirmed> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let confirmed = look(&tx, project, filter).await?;
    tx.commit().await?;
    Ok(confirmed)
}

/// Queues a change of exactly the numbers that were confirmed. The job looks again when it begins, and writes nothing when
/// other numbers match by then; a number that is changed while the job runs is left and listed.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] for a project that is not the tenant's;
/// [`Error::Conflict`] when other numbers match than were confirmed, or none.
pub async fn edit(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    filter: &Filter<Numbers>,
    edit: Edit,
    confirmed: &Confirmed,
) -> Result<JobId> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let name = project::hold(&tx, scope, project).await?.name;
    let count = grouped(confirmed.count);
    let title = match edit {
        Edit::Status(status) => format!("Set {count} numbers to {} · {name}", status.as_str()),
        Edit::Move(to) if to == project => {
            return Err(Error::Conflict("The numbers are in this project already.".into()));
        }
        Edit::Move(to) => format!("Move {count} numbers · {name} → {}", project::hold(&tx, scope, to).await?.name),
        Edit::Delete => format!("Delete {count} numbers · {name}"),
    };
    let now = look(&tx, project, filter).await?;
    if now.count == 0 {
        return Err(Error::Conflict("No number matches.".into()));
    }
    if now != *confirmed {
        return Err(Error::Conflict(changed_since("numbers", confirmed.count, now.count)));
    }
    let params = EditParams { project, filter: filter.to_query(), edit, confirmed: now };
    let job = NewJob {
        subject: Some(project.0),
        total: i64::try_from(params.confirmed.count).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::EditNumbers, title, serde_json::to_value(&params)?)
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    let verb = match edit {
        Edit::Status(_) => "number.set_status",
        Edit::Move(_) => "number.move",
        Edit::Delete => "number.delete",
    };
    audit::record(&tx, scope, audit::Entry::made(verb, format!("project:{project}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(job)
}

/// What is said when the set of `nouns` is another one than was confirmed.
pub(crate) fn changed_since(nouns: &str, then: u64, now: u64) -> String {
    let figures = if then == now {
        format!("{} match as before, but not the same ones or not as they were", grouped(now))
    } else {
        format!("{} matched then, {} match now", grouped(then), grouped(now))
    };
    format!("The {nouns} have changed since you confirmed: {figures}. Nothing was written; look again and confirm.")
}
