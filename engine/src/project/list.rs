use super::analytics::job_kinds;
use crate::Engine;
use crate::allow::allow;
use crate::entity::project;
use crate::error::Result;
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Direction, Filter, ListQuery, Operator, Projects};
use domain::page::{Count, Page};
use domain::project::Project;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

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
    #[sea_orm(nested)]
    project: project::Model,
    numbers: i64,
    jobs_active: i64,
}

/// Where the fields of a filter of projects are.
fn column(field: &str) -> Option<Column> {
    Some(match field {
        "name" => Column::Text("name"),
        "status" => Column::Word("status"),
        "priority" => Column::Word("priority"),
        "archived" => Column::Truth("(archived_at is not null)"),
        "created" => Column::Day("created_at"),
        _ => return None,
    })
}

fn matching(tx: &TenantTx, filter: &Filter<Projects>) -> Clause {
    let mut clause = Clause::new("tenant_id = $1 and deleted_at is null", [tx.tenant()]);
    clause.filter(filter, column);
    if filter.get("archived", Operator::Is).is_none() {
        clause.and("archived_at is null");
    }
    clause
}

/// The tenant's projects that match, in the order they were made, by keyset. Archived ones only where the filter asks for them.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read numbers; [`crate::Error::Invalid`] for a cursor that is none
/// of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Projects>) -> Result<Page<ProjectLine>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let size = query.page_size.rows();
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let mut clause = matching(&tx, &query.filter);
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("id {beyond} {from}"));
    }
    let (limit, counted) = (clause.value(size as i64 + 1), clause.value(Count::CAP as i64 + 1));
    let kinds = clause.value(job_kinds());
    let sql = format!(
        "with page as (select * from project where {} order by id {order} limit {limit})
         select p.*,
             (select count(*) from (select 1 from number n
                 where n.tenant_id = $1 and n.project_id = p.id limit {counted}) counted) as numbers,
             (select count(*) from job j where j.tenant_id = $1 and j.subject_id = p.id
                 and j.kind = any({kinds}) and j.state in ('held', 'waiting', 'running', 'retrying')) as jobs_active
         from page p order by id {order}",
        clause.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let lines = rows.into_iter().map(line).collect();
    Ok(keyset.page(lines, size, |line: &ProjectLine| line.project.id.to_string(), None))
}

/// How many of the tenant's projects match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Projects>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many of the tenant's projects match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Projects>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Projects>, most: i64) -> Result<i64> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut clause = matching(&tx, filter);
    let limit = clause.value(most);
    let sql = format!("select count(*) as n from (select 1 from project where {} limit {limit}) counted", clause.sql());
    let n = tx.figure(&sql, clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}

fn line(row: Row) -> ProjectLine {
    ProjectLine {
        project: row.project.into(),
        numbers: capped(row.numbers),
        jobs_active: u64::try_from(row.jobs_active).unwrap_or(0),
    }
}
