use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::id::{ProjectId, UserId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// The most that are offered of either.
const MOST: i64 = 200;

/// What the tenant's jobs are about and who started them, to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// Projects that a kept job is about, by name.
    pub projects: Vec<(ProjectId, String)>,
    /// People who started a kept job, by name.
    pub people: Vec<(UserId, String)>,
}

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    name: String,
}

/// What the tenant's jobs can be filtered by. The statements hop along the indexes `job_subject` and `job_person` from one
/// value to the next, so they read as many rows as there are projects and people, however many jobs.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn sources(engine: &Engine, scope: &Scope) -> Result<Sources> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let projects: Vec<Named> = tx
        .all(
            "with recursive subject as (
                 (select subject_id as id from job where tenant_id = $1 and subject_id is not null
                  order by subject_id limit 1)
                 union all
                 (select (select j.subject_id from job j where j.tenant_id = $1 and j.subject_id > s.id
                          order by j.subject_id limit 1)
                  from subject s where s.id is not null))
             select p.id, p.name from subject join project p on p.tenant_id = $1 and p.id = subject.id
             order by p.name, p.id limit $2",
            [tx.tenant(), MOST.into()],
        )
        .await?;
    let people: Vec<Named> = tx
        .all(
            "with recursive person as (
                 (select created_by as id from job where tenant_id = $1 and created_by is not null
                  order by created_by limit 1)
                 union all
                 (select (select j.created_by from job j where j.tenant_id = $1 and j.created_by > p.id
                          order by j.created_by limit 1)
                  from person p where p.id is not null))
             select u.id, u.name from person join app_user u on u.id = person.id order by u.name, u.id limit $2",
            [tx.tenant(), MOST.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(Sources {
        projects: projects.into_iter().map(|named| (ProjectId(named.id), named.name)).collect(),
        people: people.into_iter().map(|named| (UserId(named.id), named.name)).collect(),
    })
}
