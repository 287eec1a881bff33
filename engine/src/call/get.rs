use super::table::{Row, select};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::call::Call;
use domain::id::CallId;
use domain::{Right, Scope, ukey};

/// A call of the scope's tenant, a deleted one too.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id; [`Error::Denied`] for a token without the scope.
pub async fn get(engine: &Engine, scope: &Scope, id: CallId) -> Result<Call> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let call = find(&tx, id).await?;
    tx.commit().await?;
    Ok(call)
}

/// The id of the call that is meant by its id or by its key (`domain::ukey`); an id goes before a key.
///
/// # Errors
/// As [`get`].
pub async fn named(engine: &Engine, scope: &Scope, key: &str) -> Result<CallId> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (id, by_key) = (key.parse::<i64>().ok(), ukey::id_of_ukey(scope.tenant(), key));
    for id in [id, by_key].into_iter().flatten() {
        let there = "select count(*) as n from call where tenant_id = $1 and id = $2";
        if tx.figure(there, [tx.tenant(), id.into()]).await? > 0 {
            tx.commit().await?;
            return Ok(CallId(id));
        }
    }
    tx.commit().await?;
    Err(Error::NotFound)
}

/// The same within a transaction that is under way.
pub(crate) async fn find(tx: &TenantTx, id: CallId) -> Result<Call> {
    let sql = format!("{} where r.tenant_id = $1 and r.id = $2", select("call"));
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.call()
}

/// The same, and nobody else changes it until the transaction ends.
pub(super) async fn lock(tx: &TenantTx, id: CallId) -> Result<Call> {
    let sql = "select id as n from call where tenant_id = $1 and id = $2 for no key update";
    tx.execute(sql, [tx.tenant(), id.0.into()]).await?;
    find(tx, id).await
}

/// The same for a change: one that is deleted has to be restored first.
pub(super) async fn lock_living(tx: &TenantTx, id: CallId) -> Result<Call> {
    let call = lock(tx, id).await?;
    match call.deleted_at {
        Some(_) => Err(Error::Conflict("This call is deleted. Restore it first.".into())),
        None => Ok(call),
    }
}

/// Refuses a call that somebody changed after the version that whoever acts saw, when they name one.
pub(super) fn as_seen(call: &Call, version: Option<i64>) -> Result<()> {
    match version {
        Some(version) if version != call.version => Err(Error::Conflict("This call was changed meanwhile.".into())),
        _ => Ok(()),
    }
}
