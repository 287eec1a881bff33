//! Dead letters: what failed for good and a person should look at. Nothing is ever only logged.

mod list;
mod settle;

pub use list::{DeadLetter, Settled, count, count_exact, get, list};
pub use settle::{REPLAYED_MAX, discard, discard_matching, replay, replay_matching};

use crate::tenancy::Tx;
use domain::dial::Topic;
use domain::id::{CampaignId, DialId, TenantId};
use sea_orm::DbErr;
use serde_json::Value;

/// Puts one down, in the transaction of what failed.
pub(super) async fn put(
    tx: &impl Tx,
    tenant: TenantId,
    topic: Topic,
    campaign: CampaignId,
    dial: DialId,
    payload: Value,
    error: &str,
) -> Result<(), DbErr> {
    tx.execute(
        "insert into dead_letter (tenant_id, topic, campaign_id, dial_id, payload, error, attempts)
         values ($1, $2, $3, $4, $5, $6,
             (select greatest(attempts, 1) from dial where tenant_id = $1 and id = $4))",
        [tenant.0.into(), topic.as_str().into(), campaign.0.into(), dial.0.into(), payload.into(), error.into()],
    )
    .await?;
    Ok(())
}
