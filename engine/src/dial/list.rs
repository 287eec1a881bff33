use super::row::{Dial, Row, listing};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::filter::{Dials, Filter, ListQuery};
use domain::id::CampaignId;
use domain::page::{Count, Page};
use domain::{Right, Scope};

/// The tenant's dials that match, or those of one campaign, by keyset in the order in which they were accepted.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read campaigns; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    campaign: Option<CampaignId>,
    query: &ListQuery<Dials>,
) -> Result<Page<Dial>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Page { rows, next, previous, searched } = listing(&tx, campaign).page(&tx, query, |row: &Row| row.id).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(Row::dial).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

/// How many match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(
    engine: &Engine,
    scope: &Scope,
    campaign: Option<CampaignId>,
    filter: &Filter<Dials>,
) -> Result<Count> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = listing(&tx, campaign).count(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(
    engine: &Engine,
    scope: &Scope,
    campaign: Option<CampaignId>,
    filter: &Filter<Dials>,
) -> Result<u64> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let n = listing(&tx, campaign).count_exact(&tx, filter).await?;
    tx.commit().await?;
    Ok(n)
}
