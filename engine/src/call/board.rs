use super::lane::reach;
use super::list::page;
use super::tally;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::tenancy::TenantTx;
use domain::call::{Call, Status};
use domain::filter::{Calls, Filter, ListQuery, Operator};
use domain::page::{Count, Page, PageSize};
use domain::{Right, Scope};

/// One column of the board.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub status: Status,
    pub count: Count,
    /// The newest of them; `next` leads on in the list of this status.
    pub calls: Page<Call>,
}

/// The calls that match by status, the newest `size` of each; a filter that names statuses has those columns alone.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls.
pub async fn board(engine: &Engine, scope: &Scope, filter: &Filter<Calls>, size: PageSize) -> Result<Vec<Column>> {
    allow(scope, Right::SeeCalls)?;
    let asked = filter.get("status", Operator::Is);
    let base = asked.map_or_else(|| filter.clone(), |asked| filter.without(asked));
    let wanted: Vec<&str> = asked.map(|asked| asked.texts().collect()).unwrap_or_default();
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    // Of all calls the tally knows how many there are.
    let tallied = if base.is_empty() { Some(tally::by_status(&tx).await?) } else { None };
    let mut columns = Vec::new();
    for status in Status::ALL {
        if !wanted.is_empty() && !wanted.contains(&status.as_str()) {
            continue;
        }
        let query =
            ListQuery { filter: base.with("status", status.as_str())?, page_size: size, ..ListQuery::default() };
        let calls = page(&tx, &here, &query).await?;
        let count = match (calls.whole(), &tallied) {
            (Some(count), _) => count,
            (None, Some(tallied)) => Count::Exact(tallied.get(&status).copied().unwrap_or(0)),
            (None, None) => reach(&query.filter, &here).count(&tx).await?,
        };
        columns.push(Column { status, count, calls });
    }
    tx.commit().await?;
    Ok(columns)
}
