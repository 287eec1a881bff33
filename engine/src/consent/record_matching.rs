use crate::allow::allow;
use crate::error::{Error, Result};
use crate::here::Here;
use crate::number::{Confirmed, changed_since, look_at_matching};
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit, project};
use domain::consent::{Terms, TermsDraft};
use domain::filter::{Filter, Numbers};
use domain::id::{JobId, ProjectId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What somebody confirmed, as the job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub project: ProjectId,
    pub filter: String,
    pub terms: Terms,
    pub confirmed: Confirmed,
}

/// Queues the recording of one consent for each of exactly the numbers that were confirmed. The job looks again when it
/// begins, and writes nothing when other numbers match by then.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at what of the terms is wrong; [`Error::NotFound`] for a project
/// that is not the tenant's; [`Error::Conflict`] when other numbers match than were confirmed, or none.
pub async fn record_matching(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    filter: &Filter<Numbers>,
    terms: &TermsDraft,
    confirmed: &Confirmed,
) -> Result<JobId> {
    allow(scope, Right::RecordConsent)?;
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let name = project::hold(&tx, scope, project).await?.name;
    let here = Here::of(&tx, scope).await?;
    let terms = terms.check(here.now, |local| here.moment(local))?;
    let found = look_at_matching(&tx, project, filter).await?;
    if found.count == 0 {
        return Err(Error::Conflict("No number matches.".into()));
    }
    if found != *confirmed {
        return Err(Error::Conflict(changed_since("numbers", confirmed.count, found.count)));
    }
    let params = Params { project, filter: filter.to_query(), terms, confirmed: found };
    let job = NewJob {
        subject: Some(project.0),
        total: i64::try_from(params.confirmed.count).unwrap_or(i64::MAX),
        ..NewJob::new(
            JobKind::RecordConsents,
            format!("Record consent for {} numbers · {name}", grouped(params.confirmed.count)),
            serde_json::to_value(&params)?,
        )
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    let entry = audit::Entry::made("consent.record_matching", format!("project:{project}"), &params)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(job)
}
