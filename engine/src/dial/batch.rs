use super::initiate_many::Failure;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::dial::DialState;
use domain::id::CampaignId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// Numbers that came in one request, as they stand now.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchStanding {
    pub id: Uuid,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub requested: u64,
    pub accepted: u64,
    pub failed: u64,
    /// The first thousand that were not taken.
    pub failures: Vec<Failure>,
    /// How many dials stand where; the sum is `accepted`.
    pub states: Vec<(DialState, u64)>,
    pub created_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    campaign_id: i64,
    campaign_name: String,
    requested: i32,
    accepted: i32,
    failed: i32,
    failures: Value,
    created_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct StateRow {
    state: i16,
    n: i64,
}

/// A batch of the tenant's, read back.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`].
pub async fn batch(engine: &Engine, scope: &Scope, id: Uuid) -> Result<BatchStanding> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "select b.campaign_id, c.name as campaign_name, b.requested, b.accepted, b.failed, b.failures, b.created_at
             from dial_batch b join campaign c on c.tenant_id = b.tenant_id and c.id = b.campaign_id
             where b.tenant_id = $1 and b.id = $2",
            [tx.tenant(), id.into()],
        )
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let states: Vec<StateRow> = tx
        .all(
            "select state, count(*) as n from dial where tenant_id = $1 and batch_id = $2 group by state order by state",
            [tx.tenant(), id.into()],
        )
        .await?;
    tx.commit().await?;
    let whole = |n: i32| u64::try_from(n).unwrap_or(0);
    Ok(BatchStanding {
        id,
        campaign: CampaignId(row.campaign_id),
        campaign_name: row.campaign_name,
        requested: whole(row.requested),
        accepted: whole(row.accepted),
        failed: whole(row.failed),
        failures: serde_json::from_value(row.failures)?,
        states: states
            .into_iter()
            .filter_map(|row| Some((DialState::of_code(row.state)?, row.n.unsigned_abs())))
            .collect(),
        created_at: row.created_at,
    })
}
