use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::CampaignState;
use domain::id::{CampaignId, ProviderId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::OffsetDateTime;

/// A campaign as it is shown and told of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub description: String,
    pub state: CampaignState,
    pub provider: ProviderId,
    #[serde(with = "time::serde::rfc3339::option")]
    pub starts_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Rises with every change.
    pub version: i64,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: i64,
    name: String,
    description: String,
    state: i16,
    provider_id: i64,
    starts_at: Option<OffsetDateTime>,
    started_at: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    version: i64,
}

const SELECT: &str =
    "select id, name, description, state, provider_id, starts_at, started_at, ended_at, created_at, updated_at,
         version from campaign where tenant_id = $1 and id = $2";

/// One campaign of the scope's tenant.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: CampaignId) -> Result<Campaign> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let campaign = one(&tx, id, "").await?;
    tx.commit().await?;
    Ok(campaign)
}

/// The same within a transaction that is under way; nobody else changes it until that ends.
pub(crate) async fn lock(tx: &TenantTx, id: CampaignId) -> Result<Campaign> {
    one(tx, id, " for no key update").await
}

pub(super) async fn one(tx: &TenantTx, id: CampaignId, lock: &str) -> Result<Campaign> {
    let row: Option<Row> = tx.one(&[SELECT, lock].concat(), [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.campaign()
}

impl Row {
    pub(super) fn campaign(self) -> Result<Campaign> {
        let state = CampaignState::of_code(self.state);
        Ok(Campaign {
            id: CampaignId(self.id),
            name: self.name,
            description: self.description,
            state: state.ok_or_else(|| Error::Internal(format!("campaign {} has a strange state", self.id)))?,
            provider: ProviderId(self.provider_id),
            starts_at: self.starts_at,
            started_at: self.started_at,
            ended_at: self.ended_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}
