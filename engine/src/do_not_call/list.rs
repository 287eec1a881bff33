use super::table::{Row, Table, allow_seeing, there};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::do_not_call::{Entry, List};
use domain::filter::{DoNotCall, Filter, ListQuery};
use domain::page::{Count, Page};

/// What is on a list and matches, by keyset.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts, and for the installation's list for anybody but a
/// platform admin; [`crate::Error::Invalid`] for a cursor that is none of this list's; [`crate::Error::NotFound`] for the list of a
/// campaign that the tenant does not have.
pub async fn list(engine: &Engine, scope: &Scope, list: List, query: &ListQuery<DoNotCall>) -> Result<Page<Entry>> {
    allow_seeing(scope, list)?;
    let tx = TenantTx::begin(engine, scope).await?;
    there(&tx, scope.tenant(), list).await?;
    // Ids rise with time, so what was added last has the highest.
    let by_number = query.sort.field.name == "number";
    let listing = Table::of(list, scope.tenant()).listing(if by_number { "number" } else { "id" });
    let key = |row: &Row| if by_number { row.number } else { row.id };
    let Page { rows, next, previous, searched } = listing.page(&tx, query, key).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

/// How many are on a list and match.
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, list: List, filter: &Filter<DoNotCall>) -> Result<Count> {
    allow_seeing(scope, list)?;
    let tx = TenantTx::begin(engine, scope).await?;
    there(&tx, scope.tenant(), list).await?;
    let count = Table::of(list, scope.tenant()).listing("number").count(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many entries match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, list: List, filter: &Filter<DoNotCall>) -> Result<u64> {
    allow_seeing(scope, list)?;
    let tx = TenantTx::begin(engine, scope).await?;
    there(&tx, scope.tenant(), list).await?;
    let count = Table::of(list, scope.tenant()).listing("number").count_exact(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}
