use super::reach::reach;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::filter::{Filter, OfKind};
use domain::page::Count;
use domain::{Right, Scope};

/// How many records match, counted to [`Count::CAP`], and looking at ten thousand at most: what it answers is exact,
/// or says that it is not.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn count<S: OfKind>(engine: &Engine, scope: &Scope, filter: &Filter<S>) -> Result<Count> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = reach(filter).count(&tx).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many records match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact<S: OfKind>(engine: &Engine, scope: &Scope, filter: &Filter<S>) -> Result<u64> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let n = reach(filter).count_exact(&tx).await?;
    tx.commit().await?;
    Ok(n)
}
