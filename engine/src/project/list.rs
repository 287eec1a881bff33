use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{ProjectId, UserId};
use domain::page::{Count, Cursor, Page, PageSize};
use domain::project::Project;
use domain::scope::{Role, TokenScope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Which projects are wanted.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Part of the name, any case; empty for all.
    pub search: String,
    /// One of the states of a project; empty for all.
    pub status: String,
    /// One of the priorities; empty for all.
    pub priority: String,
    pub cursor: Option<Cursor>,
    pub size: PageSize,
}

/// A project with what its line in a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectLine {
    pub project: Project,
    /// Its numbers, counted to [`Count::CAP`].
    pub numbers: Count,
    /// Its jobs that have not ended.
    pub jobs_active: u64,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    description: String,
    status: String,
    priority: String,
    created_by: Option<i64>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    version: i64,
    numbers: i64,
    jobs_active: i64,
}

/// The tenant's projects, newest first.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read numbers.
pub async fn list(engine: &Engine, scope: &Scope, query: &Query) -> Result<Page<ProjectLine>> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let size = query.size.rows();
    let keyset = Keyset::of(query.cursor.as_ref());
    let from = keyset.key.as_deref().and_then(|key| key.parse::<i64>().ok());
    let (before, after) = if keyset.backwards { (None, from) } else { (from, None) };
    let rows: Vec<Row> = tx
        .all(
            "with page as (
                 select * from project
                 where tenant_id = $1 and position(lower($2) in lower(name)) > 0
                   and ($3 = '' or status = $3) and ($4 = '' or priority = $4)
                   and id < $5 and id > $6
                 order by case when $6 > 0 then id else -id end limit $7)
             select p.*,
                 (select count(*) from (select 1 from number n
                     where n.tenant_id = $1 and n.project_id = p.id limit $8) counted) as numbers,
                 (select count(*) from job j where j.tenant_id = $1 and j.subject_id = p.id
                     and j.kind = 'generate_numbers' and j.state in ('held', 'waiting', 'running', 'retrying')) as jobs_active
             from page p order by case when $6 > 0 then id else -id end",
            [
                tx.tenant(),
                query.search.trim().into(),
                query.status.clone().into(),
                query.priority.clone().into(),
                before.unwrap_or(i64::MAX).into(),
                after.unwrap_or(0).into(),
                (size as i64 + 1).into(),
                (Count::CAP as i64 + 1).into(),
            ],
        )
        .await?;
    tx.commit().await?;
    let lines = rows.into_iter().map(line).collect();
    Ok(keyset.page(lines, size, |line: &ProjectLine| line.project.id.to_string(), None))
}

/// How many projects match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, query: &Query) -> Result<Count> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let n = tx
        .figure(
            "select count(*) as n from (select 1 from project
                 where tenant_id = $1 and position(lower($2) in lower(name)) > 0
                   and ($3 = '' or status = $3) and ($4 = '' or priority = $4) limit $5) counted",
            [
                tx.tenant(),
                query.search.trim().into(),
                query.status.clone().into(),
                query.priority.clone().into(),
                (Count::CAP as i64 + 1).into(),
            ],
        )
        .await?;
    tx.commit().await?;
    Ok(capped(n))
}

fn line(row: Row) -> ProjectLine {
    ProjectLine {
        project: Project {
            id: ProjectId(row.id),
            name: row.name,
            description: row.description,
            status: row.status,
            priority: row.priority,
            created_by: row.created_by.map(UserId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        },
        numbers: capped(row.numbers),
        jobs_active: u64::try_from(row.jobs_active).unwrap_or(0),
    }
}
