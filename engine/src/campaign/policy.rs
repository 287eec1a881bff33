//! Retry policies that were read already: many dials share one text, and reading it takes longer than using it.

use super::get::lock;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::dial::RetryPolicy;
use domain::dial::retry_policy::BUILT_IN;
use domain::id::CampaignId;
use domain::{FieldErrors, Right, Scope};
use sea_orm::{DbErr, FromQueryResult};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;

/// So many texts are remembered; an installation with more reads some of them again.
const KEPT: usize = 1_000;

/// What was read, by its text.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    read: Mutex<HashMap<Option<String>, Arc<RetryPolicy>>>,
}

impl Policies {
    /// The policy of a text that was checked when it was stored; the shipped one where there is none.
    pub(crate) fn read(&self, text: Option<&str>) -> Result<Arc<RetryPolicy>> {
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = text.map(str::to_owned);
        if let Some(known) = read.get(&key) {
            return Ok(Arc::clone(known));
        }
        let policy = match text {
            None => RetryPolicy::default(),
            Some(text) => RetryPolicy::read(text).map_err(|faults| {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                Error::Internal(format!("a stored retry policy can't be read: {first}"))
            })?,
        };
        if read.len() >= KEPT {
            read.clear();
        }
        let policy = Arc::new(policy);
        read.insert(key, Arc::clone(&policy));
        Ok(policy)
    }
}

/// A retry policy as it is kept: its text, and the versions there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPolicy {
    /// What somebody wrote; `None` where nobody did, or it was taken away.
    pub text: Option<String>,
    /// What counts then: the installation's, or the shipped one.
    pub otherwise: String,
    /// 0 where there is none.
    pub version: i32,
    /// The newest first, at most fifty.
    pub versions: Vec<PolicyVersion>,
}

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    pub version: i32,
    /// Empty where it took the policy away.
    pub text: String,
    pub created_at: OffsetDateTime,
    pub by_name: Option<String>,
}

#[derive(FromQueryResult)]
struct VersionRow {
    version: i32,
    text: String,
    created_at: OffsetDateTime,
    by_name: Option<String>,
}

#[derive(FromQueryResult)]
struct TextRow {
    text: String,
}

/// The company's policy, or a campaign's, with its versions.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`] for a campaign the tenant does not
/// have.
pub async fn policy(engine: &Engine, scope: &Scope, campaign: Option<CampaignId>) -> Result<KeptPolicy> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    if let Some(id) = campaign {
        lock(&tx, id).await?;
    }
    let kept = kept(&tx, campaign).await?;
    tx.commit().await?;
    Ok(kept)
}

async fn kept(tx: &TenantTx, campaign: Option<CampaignId>) -> Result<KeptPolicy> {
    let rows: Vec<VersionRow> = tx
        .all(
            "select p.version, p.text, p.created_at, u.name as by_name
             from retry_policy p left join app_user u on u.id = p.created_by
             where p.tenant_id = $1 and p.campaign_id = $2 order by p.version desc limit 50",
            [tx.tenant(), campaign.map_or(0, |campaign| campaign.0).into()],
        )
        .await?;
    // A campaign without its own goes by the company's.
    let company: Option<TextRow> = match campaign {
        None => None,
        Some(_) => {
            let sql =
                "select text from retry_policy where tenant_id = $1 and campaign_id = 0 order by version desc limit 1";
            tx.one(sql, [tx.tenant()]).await?
        }
    };
    let installation: Option<TextRow> =
        tx.one("select text from installation_retry_policy order by version desc limit 1", []).await?;
    let written = [company, installation].into_iter().flatten().find(|row| !row.text.trim().is_empty());
    Ok(KeptPolicy {
        text: rows.first().map(|row| row.text.clone()).filter(|text| !text.trim().is_empty()),
        otherwise: written.map_or_else(|| BUILT_IN.to_owned(), |row| row.text),
        version: rows.first().map_or(0, |row| row.version),
        versions: rows
            .into_iter()
            .map(|row| PolicyVersion {
                version: row.version,
                text: row.text,
                created_at: row.created_at,
                by_name: row.by_name,
            })
            .collect(),
    })
}

/// Keeps a new version of the company's policy, or of a campaign's; an empty text takes it away. One that can't be read is
/// refused, and the one that was in force stays so. Claims and retries go by it from the commit on.
///
/// # Errors
/// [`Error::Denied`] below the role agent, for the company's below admin; [`Error::NotFound`]; [`Error::Conflict`] when there
/// is a newer version than `version`; [`Error::Invalid`] at `retry_policy`, each fault with its line and column.
pub async fn save_policy(
    engine: &Engine,
    scope: &Scope,
    campaign: Option<CampaignId>,
    text: &str,
    version: Option<i32>,
) -> Result<KeptPolicy> {
    allow(scope, if campaign.is_some() { Right::ChangeCampaigns } else { Right::ManageProviders })?;
    let read = checked(text)?;
    let tx = TenantTx::begin(engine, scope).await?;
    // Two who save at the same moment come one after the other.
    match campaign {
        Some(id) => drop(lock(&tx, id).await?),
        None => drop(tx.figure("select id as n from tenant where id = $1 for no key update", [tx.tenant()]).await?),
    }
    let before = kept(&tx, campaign).await?;
    if version.is_some_and(|version| version != before.version) {
        let text = format!("Somebody saved another version meanwhile: it is version {} now.", before.version);
        return Err(Error::Conflict(text));
    }
    keep(&tx, scope, campaign, text).await?;
    if campaign.is_none() {
        dialling_limits(&tx, read.as_ref()).await?;
    }
    let after = kept(&tx, campaign).await?;
    let subject = campaign.map_or_else(|| "company".to_owned(), |id| format!("campaign:{id}"));
    let told = |kept: &KeptPolicy| json!({ "version": kept.version, "text": kept.text });
    audit::record(&tx, scope, audit::Entry::changed("retry_policy.save", subject, told(&before), told(&after))?)
        .await?;
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(after)
}

/// The policy of a text; `None` for an empty one.
fn checked(text: &str) -> Result<Option<RetryPolicy>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    RetryPolicy::read(text).map(Some).map_err(|faults| {
        let mut errors = FieldErrors::new();
        for fault in faults {
            errors.add("retry_policy", fault.to_string());
        }
        errors.into()
    })
}

/// What the company's policy allows at once, put where the claiming statement finds it.
async fn dialling_limits(tx: &TenantTx, policy: Option<&RetryPolicy>) -> std::result::Result<(), DbErr> {
    let Some(policy) = policy else {
        tx.execute("delete from tenant_dialling where tenant_id = $1", [tx.tenant()]).await?;
        return Ok(());
    };
    let whole = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    tx.execute(
        "insert into tenant_dialling (tenant_id, concurrent_calls, concurrent_retries, retry_batch) values ($1, $2, $3, $4)
         on conflict (tenant_id) do update set concurrent_calls = excluded.concurrent_calls,
             concurrent_retries = excluded.concurrent_retries, retry_batch = excluded.retry_batch",
        [
            tx.tenant(),
            whole(policy.defaults.concurrent_calls).into(),
            whole(policy.scheduler.concurrent_retries).into(),
            whole(policy.scheduler.batch_size).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a text as the newest version of the company's policy, or of a campaign's; an empty one takes it away.
pub(super) async fn keep(
    tx: &TenantTx,
    scope: &Scope,
    campaign: Option<CampaignId>,
    text: &str,
) -> std::result::Result<(), DbErr> {
    tx.execute(
        "insert into retry_policy (tenant_id, campaign_id, version, text, created_by)
         select $1, $2, coalesce(max(version), 0) + 1, $3, $4 from retry_policy where tenant_id = $1 and campaign_id = $2",
        [
            tx.tenant(),
            campaign.map_or(0, |campaign| campaign.0).into(),
            text.into(),
            scope.actor().user().map(|user| user.0).into(),
        ],
    )
    .await?;
    Ok(())
}
