use super::row::{Row, listing};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::consent::Consent;
use domain::filter::{Consents, Filter, ListQuery};
use domain::page::{Count, Page};
use domain::{Right, Scope};

/// The tenant's records that match, by keyset.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Consents>) -> Result<Page<Consent>> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Page { rows, next, previous, searched } = listing(&tx).page(&tx, query, |row: &Row| row.id).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

/// How many match.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Consents>) -> Result<Count> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = listing(&tx).count(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many records match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Consents>) -> Result<u64> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = listing(&tx).count_exact(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}
