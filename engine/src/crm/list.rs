use super::reach::reach;
use super::table::{Row, select};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::reach::Order;
use crate::selection::Keyset;
use crate::tenancy::TenantTx;
use domain::crm::Record;
use domain::filter::{Direction, ListQuery, OfKind};
use domain::page::Page;
use domain::{Right, Scope};

/// The tenant's records of a kind that match, by time or by name, by keyset. Deleted ones only where the filter asks for
/// them, and those that were merged into others never.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list<S: OfKind>(engine: &Engine, scope: &Scope, query: &ListQuery<S>) -> Result<Page<Record>> {
    allow(scope, Right::SeeContacts)?;
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let tx = TenantTx::begin(engine, scope).await?;
    let order = Order {
        column: (query.sort.field.name == "name").then_some("name_key"),
        gone: "''",
        descending: query.sort.direction == Direction::Descending,
    };
    let size = query.page_size.rows();
    let (rows, last_searched): (Vec<Row>, _) =
        reach(&query.filter).page(&tx, &keyset, order, size, |page| select(S::KIND, page)).await?;
    tx.commit().await?;
    let records = rows.into_iter().map(|row| row.record(S::KIND)).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(records, size, |record: &Record| record.id.to_string(), last_searched))
}
