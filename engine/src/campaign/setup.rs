//! What a dialler has to know of campaigns: their terms, their provider, their policy.

use crate::Engine;
use crate::calling_rule::IN_FORCE;
use crate::error::{Error, Result};
use crate::provider::reach;
use crate::tenancy::Tx;
use domain::FieldErrors;
use domain::calling_rule::RuleBook;
use domain::campaign::CampaignState;
use domain::consent::ConsentKinds;
use domain::dial::verdict::{Caps, Terms};
use domain::dial::{RetryPolicy, WindowDraft, Windows};
use domain::dialability::Demand;
use domain::id::{CampaignId, ProviderId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A campaign as whoever dials for it needs it.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub id: CampaignId,
    pub name: String,
    pub state: CampaignState,
    pub provider: ProviderId,
    pub caller_id: Option<PhoneNumber>,
    pub answer_url: String,
    pub terms: Terms,
    /// The campaign's own cap on attempts at one contact.
    pub max_attempts: Option<u32>,
    /// Calls at once.
    pub max_concurrent: u32,
    pub longest_call: Duration,
    pub log_calls: bool,
    pub policy: Arc<RetryPolicy>,
    /// Whether its provider tells when a person answered and when they were connected.
    pub tells_bridging: bool,
    /// From when its periods of thirty days are counted.
    pub started_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    state: i16,
    provider_id: i64,
    caller_id: Option<i64>,
    answer_url: String,
    windows: serde_json::Value,
    enforce_hours: bool,
    base_url: String,
    max_attempts: Option<i16>,
    day_cap: Option<i16>,
    lifetime_cap: Option<i16>,
    consent_required: bool,
    consent_kinds: i16,
    max_concurrent: i32,
    longest_call_s: i32,
    log_calls: bool,
    own_policy: Option<String>,
    company_policy: Option<String>,
    installation_policy: Option<String>,
    rules_version: i32,
    tells_bridging: bool,
    started_at: OffsetDateTime,
}

/// The campaigns with these ids, of whichever tenants they are: the ids are the installation's.
pub(crate) async fn of(
    tx: &impl Tx,
    engine: &Engine,
    campaigns: &[(TenantId, CampaignId)],
) -> Result<HashMap<CampaignId, Arc<Setup>>> {
    let (tenants, ids): (Vec<i64>, Vec<i64>) = campaigns.iter().map(|(tenant, id)| (tenant.0, id.0)).unzip();
    let rows: Vec<Row> = tx
        .all(
            &format!(
                "select c.id, c.name, c.state, c.provider_id, c.caller_id, c.answer_url, c.windows, c.enforce_hours, v.base_url,
                 c.max_attempts, c.day_cap, c.lifetime_cap, c.consent_required, c.consent_kinds, c.max_concurrent, c.longest_call_s, c.log_calls,
                 (select nullif(p.text, '') from retry_policy p where p.tenant_id = c.tenant_id and p.campaign_id = c.id
                  order by p.version desc limit 1) as own_policy,
                 (select nullif(p.text, '') from retry_policy p where p.tenant_id = c.tenant_id and p.campaign_id = 0
                  order by p.version desc limit 1) as company_policy,
                 (select nullif(p.text, '') from installation_retry_policy p order by p.version desc limit 1)
                     as installation_policy,
                 {IN_FORCE} as rules_version, v.bridging_since is not null as tells_bridging,
                 coalesce(c.started_at, c.created_at) as started_at
             from unnest($1::bigint[], $2::bigint[]) as w (tenant_id, id)
             join campaign c on c.tenant_id = w.tenant_id and c.id = w.id
             join provider v on v.tenant_id = c.tenant_id and v.id = c.provider_id"
            ),
            [tenants.into(), ids.into()],
        )
        .await?;
    let mut setups = HashMap::with_capacity(rows.len());
    for row in rows {
        let rules = engine.rule_books().of(tx, row.rules_version).await?;
        setups.insert(CampaignId(row.id), Arc::new(row.setup(engine, rules)?));
    }
    Ok(setups)
}

impl Row {
    fn setup(self, engine: &Engine, rules: Arc<RuleBook>) -> Result<Setup> {
        let id = self.id;
        let strange = |what: &str| Error::Internal(format!("campaign {id} has strange {what}"));
        let drafts: Vec<WindowDraft> = serde_json::from_value(self.windows)?;
        let windows = Windows::read(&drafts).map_err(|_: FieldErrors| strange("windows"))?;
        let count = |stored: Option<i16>| stored.and_then(|count| u32::try_from(count).ok());
        let kinds = u8::try_from(self.consent_kinds).map_err(|_| strange("kinds of consent"))?;
        let text = self.own_policy.or(self.company_policy).or(self.installation_policy);
        Ok(Setup {
            id: CampaignId(id),
            name: self.name,
            state: CampaignState::of_code(self.state).ok_or_else(|| strange("state"))?,
            provider: ProviderId(self.provider_id),
            caller_id: self.caller_id.and_then(|number| PhoneNumber::from_stored(number).ok()),
            answer_url: self.answer_url,
            terms: Terms {
                demand: Demand { kinds: ConsentKinds::of_bits(kinds), required: self.consent_required },
                windows,
                // Whatever the campaign and the provider's kind say: a call that leaves the machine keeps the hours.
                enforce_hours: self.enforce_hours || !reach::stays_here(&self.base_url),
                caps: Caps { day: count(self.day_cap), lifetime: count(self.lifetime_cap) },
                rules,
            },
            max_attempts: count(self.max_attempts),
            max_concurrent: u32::try_from(self.max_concurrent).unwrap_or(1),
            longest_call: Duration::seconds(i64::from(self.longest_call_s)),
            log_calls: self.log_calls,
            policy: engine.policies().read(text.as_deref())?,
            tells_bridging: self.tells_bridging,
            started_at: self.started_at,
        })
    }
}
