use super::show::{COLUMNS, Row, TenantLine};
use crate::Engine;
use crate::allow::allow_platform;
use crate::error::Result;
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::filter::{Direction, Filter, ListQuery, Tenants};
use domain::page::{Count, Page};

/// Where the fields of a filter of tenants are.
fn column(field: &str) -> Option<Column> {
    Some(match field {
        "name" => Column::EitherText("t.name", "t.slug"),
        "state" => Column::Word("(case when t.suspended_at is null then 'active' else 'suspended' end)"),
        "created" => Column::Day("t.created_at"),
        _ => return None,
    })
}

/// The installation itself is no company.
fn matching(filter: &Filter<Tenants>) -> Clause {
    let mut clause = Clause::new("t.id <> 0", []);
    clause.filter(filter, column);
    clause
}

/// The companies that match, in the order they were made, by keyset.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin; [`crate::Error::Invalid`] for a cursor that is none of this
/// list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Tenants>) -> Result<Page<TenantLine>> {
    allow_platform(scope)?;
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let mut clause = matching(&query.filter);
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("t.id {beyond} {from}"));
    }
    let size = query.page_size.rows();
    let limit = clause.value(size as i64 + 1);
    let sql = format!("select {COLUMNS} from tenant t where {} order by t.id {order} limit {limit}", clause.sql());
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(TenantLine::from).collect();
    Ok(keyset.page(rows, size, |tenant: &TenantLine| tenant.id.to_string(), None))
}

/// How many companies match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Tenants>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many companies match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Tenants>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Tenants>, most: i64) -> Result<i64> {
    allow_platform(scope)?;
    let mut clause = matching(filter);
    let limit = clause.value(most);
    let sql = format!("select count(*) as n from (select 1 from tenant t where {} limit {limit}) c", clause.sql());
    let tx = PlatformTx::begin(engine).await?;
    let n = tx.figure(&sql, clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}
