use super::get::{Campaign, lock};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::CampaignDraft;
use domain::consent::{ConsentKind, ConsentKinds};
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// A campaign with everything that it is set to, as a form has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub campaign: Campaign,
    pub draft: CampaignDraft,
}

#[derive(FromQueryResult)]
struct Row {
    caller_id: Option<i64>,
    answer_url: String,
    max_concurrent: i32,
    calls_per_second: Option<i32>,
    windows: serde_json::Value,
    enforce_hours: bool,
    max_attempts: Option<i16>,
    day_cap: Option<i16>,
    lifetime_cap: Option<i16>,
    consent_required: bool,
    consent_kinds: i16,
    log_calls: bool,
    longest_call_s: i32,
    dials_list: bool,
    retry_policy: Option<String>,
}

/// What a campaign is set to.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`] when the tenant has none with this
/// id.
pub async fn draft_of(engine: &Engine, scope: &Scope, id: CampaignId) -> Result<Setting> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let setting = read(&tx, id).await?;
    tx.commit().await?;
    Ok(setting)
}

/// The same within a transaction that is under way; nobody else changes it until that ends.
pub(super) async fn read(tx: &TenantTx, id: CampaignId) -> Result<Setting> {
    let campaign = lock(tx, id).await?;
    let row: Option<Row> = tx
        .one(
            "select c.*, (select p.text from retry_policy p where p.tenant_id = c.tenant_id and p.campaign_id = c.id
                 order by p.version desc limit 1) as retry_policy
             from campaign c where c.tenant_id = $1 and c.id = $2",
            [tx.tenant(), id.0.into()],
        )
        .await?;
    let draft = row.ok_or(Error::NotFound)?.draft(&campaign)?;
    Ok(Setting { campaign, draft })
}

impl Row {
    fn draft(self, campaign: &Campaign) -> Result<CampaignDraft> {
        let small = |count: Option<i16>| count.map(|count| count.to_string()).unwrap_or_default();
        let caller = self.caller_id.and_then(|number| PhoneNumber::from_stored(number).ok());
        let kinds = ConsentKinds::of_bits(u8::try_from(self.consent_kinds).unwrap_or(0));
        let kinds = ConsentKind::ALL.into_iter().filter(|kind| kinds.has(*kind));
        Ok(CampaignDraft {
            name: campaign.name.clone(),
            description: campaign.description.clone(),
            caller_id: caller.map(|number| number.e164()).unwrap_or_default(),
            answer_url: self.answer_url,
            max_concurrent: self.max_concurrent.to_string(),
            calls_per_second: self.calls_per_second.map(|most| most.to_string()).unwrap_or_default(),
            windows: serde_json::from_value(self.windows)?,
            enforce_hours: self.enforce_hours,
            retry_policy: self.retry_policy.unwrap_or_default(),
            max_attempts: small(self.max_attempts),
            day_cap: small(self.day_cap),
            lifetime_cap: small(self.lifetime_cap),
            consent_required: self.consent_required,
            consent_kinds: kinds.map(|kind| kind.as_str().to_owned()).collect(),
            log_calls: self.log_calls,
            longest_call: (self.longest_call_s / 60).to_string(),
            dials_list: self.dials_list,
        })
    }
}
