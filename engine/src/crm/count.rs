use super::reach::{Way, all, along, asks_for_deleted, matching, standing, way};
use super::table::table;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{Clause, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Filter, OfKind};
use domain::page::Count;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// Counting looks at so many records at most.
const SEARCHED: i64 = 100_000;

/// How many records match, counted to [`Count::CAP`], and looking at a hundred thousand at most: what it answers is exact,
/// or says that it is not.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn count<S: OfKind>(engine: &Engine, scope: &Scope, filter: &Filter<S>) -> Result<Count> {
    #[derive(FromQueryResult)]
    struct Row {
        n: i64,
        looked_at: i64,
    }
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut clause = Clause::new("", [tx.tenant()]);
    let limit = Count::CAP + 1;
    let (from, window) = match way(&tx, filter).await? {
        Way::Lane(condition) => (along(&mut clause, S::KIND, condition), i64::MAX),
        Way::Walk => {
            let window = if filter.is_empty() { limit as i64 } else { SEARCHED };
            let standing = standing(asks_for_deleted(filter));
            let rows = format!("select * from {} r where r.tenant_id = $1 and {standing}", table(S::KIND));
            (format!("({rows} limit {window}) r"), window)
        }
    };
    let holds = matching(&mut clause, filter);
    let sql = format!(
        "select count(*) filter (where matches) as n, count(*) as looked_at from (
             select ({holds}) is true as matches from {from}) r"
    );
    let row: Option<Row> = tx.one(&sql, clause.values()).await?;
    tx.commit().await?;
    let Row { n, looked_at } = row.unwrap_or(Row { n: 0, looked_at: 0 });
    // A window that was full may have more behind it.
    Ok(match capped(n) {
        Count::Exact(n) if looked_at >= window => Count::AtLeast(n),
        count => count,
    })
}

/// How many records match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact<S: OfKind>(engine: &Engine, scope: &Scope, filter: &Filter<S>) -> Result<u64> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (from, values) = all(&tx, filter).await?;
    let n = tx.figure(&format!("select count(*) as n {from}"), values).await?;
    tx.commit().await?;
    Ok(u64::try_from(n).unwrap_or(0))
}
