use super::table::{Row, select, table};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::crm::{Kind, Record};
use domain::id::RecordId;
use domain::{Right, Scope};

/// A record of the scope's tenant, a deleted or a merged one too.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none of this kind with this id; [`Error::Denied`] for a token without the scope.
pub async fn get(engine: &Engine, scope: &Scope, kind: Kind, id: RecordId) -> Result<Record> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let record = find(&tx, kind, id).await?;
    tx.commit().await?;
    Ok(record)
}

/// The same within a transaction that is under way.
pub(crate) async fn find(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<Record> {
    let sql = format!("{} where r.tenant_id = $1 and r.id = $2", select(kind, table(kind)));
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.record(kind)
}

/// The same, and nobody else changes it until the transaction ends.
pub(super) async fn lock(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<Record> {
    let sql = format!("select id as n from {} where tenant_id = $1 and id = $2 for no key update", table(kind));
    tx.execute(&sql, [tx.tenant(), id.0.into()]).await?;
    find(tx, kind, id).await
}

/// The same for a change: one that is deleted has to be restored first.
pub(super) async fn lock_living(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<Record> {
    let record = lock(tx, kind, id).await?;
    match (record.merged_into, record.deleted_at) {
        (Some(into), _) => {
            Err(Error::Conflict(format!("This {} was merged into another, {into}; change that one.", kind.as_str())))
        }
        (None, Some(_)) => Err(Error::Conflict(format!("This {} is deleted. Restore it first.", kind.as_str()))),
        (None, None) => Ok(record),
    }
}
