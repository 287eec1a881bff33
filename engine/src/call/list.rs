use super::lane::reach;
use super::table::{Row, select};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::reach::Order;
use crate::selection::Keyset;
use crate::tenancy::TenantTx;
use domain::call::Call;
use domain::filter::{Calls, Direction, Filter, ListQuery};
use domain::page::{Count, Page};
use domain::{Right, Scope};

/// The tenant's calls that match, by when they were made or by their start, by keyset. Days are those of whoever looks;
/// deleted calls are there only where the filter asks for them.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls; [`crate::Error::Invalid`] for a cursor that is none
/// of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Calls>) -> Result<Page<Call>> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let page = page(&tx, &here, query).await?;
    tx.commit().await?;
    Ok(page)
}

/// The same within a transaction that is under way.
pub(super) async fn page(tx: &TenantTx, here: &Here, query: &ListQuery<Calls>) -> Result<Page<Call>> {
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let order = Order {
        column: (query.sort.field.name == "start").then_some("start_time"),
        gone: "'-infinity'::timestamptz",
        descending: query.sort.direction == Direction::Descending,
    };
    let size = query.page_size.rows();
    let (rows, last_searched): (Vec<Row>, _) =
        reach(&query.filter, here).page(tx, &keyset, order, size, select).await?;
    let calls = rows.into_iter().map(Row::call).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(calls, size, |call: &Call| call.id.to_string(), last_searched))
}

/// How many calls match, counted to [`Count::CAP`], and looking at ten thousand at most: what it answers is exact, or
/// says that it is not.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls.
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Calls>) -> Result<Count> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let count = reach(filter, &here).count(&tx).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many calls match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Calls>) -> Result<u64> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let n = reach(filter, &here).count_exact(&tx).await?;
    tx.commit().await?;
    Ok(n)
}
