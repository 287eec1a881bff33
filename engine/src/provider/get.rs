use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProviderId;
use domain::phone::PhoneNumber;
use domain::provider::{ProviderDraft, ProviderKind};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// A company's account with somebody who places calls, as it is shown. Its secrets are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    pub id: ProviderId,
    pub name: String,
    pub kind: ProviderKind,
    pub base_url: String,
    /// Whose account it is at Twilio; empty for the other kinds.
    pub account_sid: String,
    /// What Twilio shows where the campaign says nothing.
    pub caller_id: Option<PhoneNumber>,
    /// Whether Twilio tells machines that answer from people.
    pub detects_machines: bool,
    /// Whether it is asked with a credential.
    pub has_credential: bool,
    /// Whether it answers what became of a call, and hangs up.
    pub looks_up: bool,
    /// Since when it is said to tell when a person answered and when they were connected; `None` where it does not.
    pub bridging_since: Option<OffsetDateTime>,
    pub max_concurrent: u32,
    /// `None`: as many as there are.
    pub calls_per_second: Option<u32>,
    /// Failures in a row.
    pub failures: u32,
    /// Nothing is placed through it before then; `None` while it takes calls.
    pub open_until: Option<OffsetDateTime>,
    /// What it failed with last.
    pub open_reason: Option<String>,
    /// Calls that take one of its places now.
    pub in_flight: u64,
    /// Campaigns that are set to it, those that are over included.
    pub campaigns: u64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// Rises with every change of its settings.
    pub version: i64,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: i64,
    name: String,
    kind: i16,
    base_url: String,
    account_sid: String,
    caller_id: Option<i64>,
    detects_machines: bool,
    has_credential: bool,
    looks_up: bool,
    bridging_since: Option<OffsetDateTime>,
    max_concurrent: i32,
    calls_per_second: Option<i32>,
    failures: i32,
    open_until: Option<OffsetDateTime>,
    open_reason: Option<String>,
    in_flight: i64,
    campaigns: i64,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    version: i64,
}

/// What is read of each; `p` is the provider.
pub(super) const COLUMNS: &str = "p.id, p.name, p.kind, p.base_url, p.account_sid, p.caller_id, p.detects_machines,
     p.credential is not null as has_credential, p.looks_up, p.bridging_since, p.max_concurrent, p.calls_per_second, p.failures,
     case when p.open_until > now() then p.open_until end as open_until,
     p.open_reason,
     (select count(*) from dial d where d.provider_id = p.id and d.tenant_id = $1 and d.slot_until is not null)
         + (select count(*) from provider_test x where x.provider_id = p.id and x.tenant_id = $1
             and x.slot_until > statement_timestamp()) as in_flight,
     (select count(*) from campaign c where c.tenant_id = $1 and c.provider_id = p.id) as campaigns,
     p.created_at, p.updated_at, p.version";

/// One provider of the scope's tenant.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`] when the tenant has none with this
/// id.
pub async fn get(engine: &Engine, scope: &Scope, id: ProviderId) -> Result<Provider> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let provider = one(&tx, id, "").await?;
    tx.commit().await?;
    Ok(provider)
}

/// The same within a transaction that is under way; nobody else changes it until that ends.
pub(super) async fn lock(tx: &TenantTx, id: ProviderId) -> Result<Provider> {
    one(tx, id, " for no key update of p").await
}

async fn one(tx: &TenantTx, id: ProviderId, lock: &str) -> Result<Provider> {
    let sql = format!("select {COLUMNS} from provider p where p.tenant_id = $1 and p.id = $2{lock}");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.provider()
}

impl Row {
    pub(super) fn provider(self) -> Result<Provider> {
        let kind = ProviderKind::of_code(self.kind);
        let figure = |stored: i32| u32::try_from(stored).unwrap_or(0);
        Ok(Provider {
            id: ProviderId(self.id),
            name: self.name,
            kind: kind.ok_or_else(|| Error::Internal(format!("provider {} has a strange kind", self.id)))?,
            base_url: self.base_url,
            account_sid: self.account_sid,
            caller_id: self.caller_id.and_then(|number| PhoneNumber::from_stored(number).ok()),
            detects_machines: self.detects_machines,
            has_credential: self.has_credential,
            looks_up: self.looks_up,
            bridging_since: self.bridging_since,
            max_concurrent: figure(self.max_concurrent),
            calls_per_second: self.calls_per_second.map(figure),
            failures: figure(self.failures),
            open_until: self.open_until,
            open_reason: self.open_reason,
            in_flight: u64::try_from(self.in_flight).unwrap_or(0),
            campaigns: u64::try_from(self.campaigns).unwrap_or(0),
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

impl Provider {
    /// Its settings as a form has them; a credential is never shown again.
    pub fn draft(&self) -> ProviderDraft {
        ProviderDraft {
            name: self.name.clone(),
            kind: self.kind.as_str().to_owned(),
            base_url: self.base_url.clone(),
            credential: String::new(),
            account_sid: self.account_sid.clone(),
            caller_id: self.caller_id.map(|number| number.e164()).unwrap_or_default(),
            detects_machines: self.detects_machines,
            looks_up: self.looks_up,
            tells_bridging: self.bridging_since.is_some(),
            max_concurrent: self.max_concurrent.to_string(),
            calls_per_second: self.calls_per_second.map(|most| most.to_string()).unwrap_or_default(),
        }
    }
}
