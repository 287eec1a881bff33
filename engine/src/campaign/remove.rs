use super::setting::read;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::campaign::CampaignState;
use domain::id::CampaignId;
use domain::{Right, Scope};

/// Takes a draft away with its list; answers its name. What was started once stays: its calls tell why they were placed.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is no draft, and for one that
/// was one before and has dials.
pub async fn remove(engine: &Engine, scope: &Scope, id: CampaignId) -> Result<String> {
    allow(scope, Right::ChangeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let setting = read(&tx, id).await?;
    let name = setting.campaign.name.clone();
    let dials = "select count(*) as n from (select from dial where tenant_id = $1 and campaign_id = $2 limit 1) d";
    let dialled = tx.figure(dials, [tx.tenant(), id.0.into()]).await? > 0;
    if setting.campaign.state != CampaignState::Draft || dialled {
        let text =
            "Only a draft that never dialled is deleted. Cancel this campaign: it stays with the story of its calls.";
        return Err(Error::Conflict(text.into()));
    }
    tx.execute("delete from campaign where tenant_id = $1 and id = $2", [tx.tenant(), id.0.into()]).await?;
    let entry = audit::Entry {
        verb: "campaign.remove",
        subject: format!("campaign:{id}"),
        before: Some(serde_json::to_value(&setting.draft)?),
        after: None,
    };
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(name)
}
