use super::lanes::{self, Lanes};
use super::progress::{COLUMNS, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Direction, Filter, Jobs, ListQuery};
use domain::job::JobProgress;
use domain::page::{Count, Page};
use domain::{Right, Scope};
use uuid::Uuid;

/// Where the fields of a filter of jobs are.
pub(crate) fn column(field: &str) -> Option<Column> {
    Some(match field {
        "kind" => Column::Word("kind"),
        "state" => Column::Word("state"),
        "created_by" => Column::Id("created_by"),
        "created" => Column::Day("created_at"),
        "project" => Column::Id("subject_id"),
        _ => return None,
    })
}

/// The tenant's jobs that match, in the order they were made, by keyset.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Jobs>) -> Result<Page<JobProgress>> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let keyset = Keyset::<Uuid>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let (mut clause, lanes) = matching(&tx, &query.filter);
    // A job's id is a uuid v7: it sorts by the time it was made.
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("id {beyond} {from}"));
    }
    let size = query.page_size.rows();
    let limit = clause.value(size as i64 + 1);
    let found = lanes.select("id", &mut clause, &format!("order by id {order}"), &limit);
    let sql = format!(
        "{found} select {COLUMNS} from found f join job j on j.tenant_id = $1 and j.id = f.id
         left join app_user u on u.id = j.created_by order by j.id {order}"
    );
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let jobs = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<JobProgress>>>()?;
    Ok(keyset.page(jobs, size, |job| job.id.to_string(), None))
}

/// How many of the tenant's jobs match, counted to [`Count::CAP`].
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Jobs>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many of the tenant's jobs match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Jobs>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Jobs>, most: i64) -> Result<i64> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (mut clause, lanes) = matching(&tx, filter);
    let limit = clause.value(most);
    let found = lanes.select("id", &mut clause, "", &limit);
    let n = tx.figure(&format!("{found} select count(*) as n from found"), clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}

fn matching(tx: &TenantTx, filter: &Filter<Jobs>) -> (Clause, Lanes) {
    let mut clause = Clause::new("tenant_id = $1", [tx.tenant()]);
    let lanes = Lanes::of(filter);
    clause.filter(&lanes.rest(filter), column);
    lanes::bound_by_days(&mut clause, filter);
    (clause, lanes)
}
