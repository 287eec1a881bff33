use crate::allow::allow;
use crate::campaign::get::lock;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::id::{CampaignContactId, CampaignId};
use domain::live::Topic;
use domain::{Right, Scope};
use serde_json::json;

/// Takes somebody from a campaign's list, as long as no dial was made of them: a dial is cancelled, not taken away.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when a dial was made.
pub async fn remove(engine: &Engine, scope: &Scope, campaign: CampaignId, contact: CampaignContactId) -> Result<()> {
    allow(scope, Right::ChangeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    lock(&tx, campaign).await?;
    let values = || [tx.tenant(), campaign.0.into(), contact.0.into()];
    let there = "select count(*) as n from campaign_contact where tenant_id = $1 and campaign_id = $2 and id = $3";
    if tx.figure(there, values()).await? == 0 {
        return Err(Error::NotFound);
    }
    let sql = "delete from campaign_contact where tenant_id = $1 and campaign_id = $2 and id = $3 and dial_id is null";
    if tx.execute(sql, values()).await? == 0 {
        return Err(Error::Conflict("There is a dial of this contact already; cancel that.".into()));
    }
    let told = json!({ "contact": contact });
    audit::record(&tx, scope, audit::Entry::made("campaign.remove_contact", format!("campaign:{campaign}"), told)?)
        .await?;
    tx.commit().await?;
    live::publish(engine, scope.tenant(), Topic::Campaign(campaign)).await;
    Ok(())
}
