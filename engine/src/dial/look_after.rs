//! Attempts of which nothing was heard for too long: the provider is asked what became of them; who is to be hung up is hung
//! up; and what nobody can know frees its slot when the longest call would be over.

use super::dead_letter;
use super::event::{Told, tell};
use super::leave_slot::lose;
use super::place::release;
use crate::Engine;
use crate::error::{Error, Result};
use crate::provider::{self, Account, Accounts, Asked, Looked};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::{AttemptState, CallEvent, DialState, Outcome, Topic};
use domain::id::{AttemptId, CampaignId, DialId, ProviderId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// Attempts of one look.
const BATCH: i64 = 100;
/// For how long an attempt that is looked after is nobody else's: longer than a provider may take to answer.
const LEASE: Duration = Duration::from_secs(30);
/// How long after the end of the longest call a hung-up one may still say so.
const GRACE: f64 = 60.0;

/// What is past its time. One whose provider is being asked is so when whoever asks must be gone ($4), and then nobody knows
/// whether it was placed: looked up before, it could be taken back while it is on its way. The slot's own end is the longest
/// call's. What other calls to its number are known as is read only for one that is not known itself.
const OVERDUE: &str = "with due as (
         select tenant_id, id from attempt
         where check_at is not null and case state when 1 then started_at <= statement_timestamp() - make_interval(secs => $4)
             else check_at <= statement_timestamp() end
         order by check_at limit $1 for update skip locked)
     update attempt a set check_at = clock_timestamp() + make_interval(secs => $2), state = greatest(state, 2) from due
     where a.tenant_id = due.tenant_id and a.id = due.id
     returning a.tenant_id, a.id, a.key, a.dial_id, a.campaign_id, a.provider_id, a.state, a.number, a.started_at, a.external_id,
         case when a.external_id is null then array(select b.external_id from attempt b
             where b.tenant_id = a.tenant_id and b.number = a.number and b.external_id is not null
                 and b.started_at > a.started_at - interval '1 hour') else '{}' end as others,
         (select d.call_id from dial d where d.tenant_id = a.tenant_id and d.id = a.dial_id) as call_id,
         (select d.state from dial d where d.tenant_id = a.tenant_id and d.id = a.dial_id) as dial_state,
         a.started_at + make_interval(secs => coalesce((select c.longest_call_s from campaign c
             where c.tenant_id = a.tenant_id and c.id = a.campaign_id), 3600)) < statement_timestamp() as too_long,
         a.started_at + make_interval(secs => $3 + coalesce((select c.longest_call_s from campaign c
             where c.tenant_id = a.tenant_id and c.id = a.campaign_id), 3600)) < statement_timestamp() as over";

#[derive(Debug, Clone, FromQueryResult)]
struct Overdue {
    tenant_id: i64,
    id: i64,
    key: Uuid,
    dial_id: i64,
    campaign_id: i64,
    provider_id: i64,
    state: i16,
    number: i64,
    started_at: OffsetDateTime,
    external_id: Option<String>,
    others: Vec<String>,
    call_id: Uuid,
    dial_state: i16,
    /// The longest call would be over.
    too_long: bool,
    /// And has been for a while.
    over: bool,
}

/// Looks after what is overdue; answers how much that was.
pub(crate) async fn look_after(engine: &Engine, accounts: &Accounts) -> Result<usize> {
    let tx = PlatformTx::begin(engine).await?;
    let overdue: Vec<Overdue> = tx
        .all(
            OVERDUE,
            [
                BATCH.into(),
                LEASE.as_secs_f64().into(),
                GRACE.into(),
                engine.settings().dialling.patience.as_secs_f64().into(),
            ],
        )
        .await?;
    tx.commit().await?;
    if overdue.is_empty() {
        return Ok(0);
    }
    let mut wanted: Vec<(TenantId, ProviderId)> =
        overdue.iter().map(|one| (TenantId(one.tenant_id), ProviderId(one.provider_id))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let known = accounts.of(engine, &wanted).await?;
    let many = overdue.len();
    // Side by side: one provider that hangs does not keep the others waiting.
    let asked = overdue.into_iter().map(|one| {
        let account = known.get(&ProviderId(one.provider_id)).cloned();
        async move {
            let whose = (TenantId(one.tenant_id), ProviderId(one.provider_id));
            let silent = one_of(engine, account.as_ref(), &one).await.unwrap_or_else(|error| {
                tracing::warn!(%error, attempt = one.id, "an attempt could not be looked after; it is its turn again later");
                None
            });
            silent.map(|why| (whose, why))
        }
    });
    let silent: BTreeMap<_, _> = futures::future::join_all(asked).await.into_iter().flatten().collect();
    if !silent.is_empty() {
        // One look is one failure, however many calls were asked after: who can't say what became of calls gets no new ones.
        let tx = PlatformTx::begin(engine).await?;
        for ((tenant, provider), why) in silent {
            provider::failed(&tx, tenant, provider, &why).await?;
        }
        tx.commit().await?;
    }
    Ok(many)
}

/// Looks after one; answers why its provider could not say what became of it, where it should.
async fn one_of(engine: &Engine, account: Option<&Account>, one: &Overdue) -> Result<Option<String>> {
    let cancelled = DialState::of_code(one.dial_state) == Some(DialState::Cancelled);
    let asks = account.filter(|account| account.looks_up);
    let looked = match asks {
        None => Looked::Unknown("This provider does not say what became of a call.".to_owned()),
        Some(account) => {
            let asked = one.asked()?;
            if cancelled || one.too_long {
                account.provider.hang_up(&asked).await;
            }
            account.provider.look_up(&asked).await
        }
    };
    let (tenant, dial, provider) = (TenantId(one.tenant_id), DialId(one.dial_id), ProviderId(one.provider_id));
    let attempt = AttemptId(one.id);
    let silence = engine.settings().dialling.silence;
    let told =
        |id: &str, event| Told::of_attempt(provider, dial, one.key, format!("looked-up:{}:{id}", one.key), event);
    let was_placed = one.state > AttemptState::Unknown.code();
    let silent = match &looked {
        Looked::Unknown(why) if asks.is_some() => Some(why.clone()),
        _ => None,
    };
    let tx = PlatformTx::begin(engine).await?;
    match looked {
        // Known to nobody, though it took the call once: there will be no other word of it.
        Looked::Nothing if was_placed => {
            let event = CallEvent::Ended { outcome: Outcome::Failed, seconds: None };
            let why = Some("The provider does not know the call any more.".to_owned());
            tell(&tx, tenant, Told { detail: why, ..told("gone", event) }).await?;
        }
        Looked::Nothing => {
            release(&tx, tenant, dial, one.key, Duration::ZERO, "The provider never got the call.").await?;
        }
        Looked::Live { external_id, answered } => {
            let event = if answered { CallEvent::Answered } else { CallEvent::Placed };
            let id = if answered { "answered" } else { "placed" };
            tell(&tx, tenant, Told { external_id, ..told(id, event) }).await?;
            if one.over {
                give_up(&tx, one, "The call did not end, though it was hung up.").await?;
            } else {
                check_in(&tx, tenant, attempt, silence).await?;
            }
        }
        Looked::Over { external_id, outcome, seconds, detail } => {
            let event = told("ended", CallEvent::Ended { outcome, seconds });
            tell(&tx, tenant, Told { external_id, detail, ..event }).await?;
        }
        Looked::Unknown(why) | Looked::Unsure(why) if one.too_long => give_up(&tx, one, &why).await?,
        Looked::Unknown(_) | Looked::Unsure(_) => check_in(&tx, tenant, attempt, silence).await?,
    }
    tx.commit().await?;
    Ok(silent)
}

impl Overdue {
    fn asked(&self) -> Result<Asked> {
        let number = PhoneNumber::from_stored(self.number)
            .map_err(|_| Error::Internal(format!("attempt {} has a strange number", self.id)))?;
        Ok(Asked {
            call_id: self.call_id,
            key: self.key,
            number,
            since: self.started_at,
            external_id: self.external_id.clone(),
            others: self.others.clone(),
        })
    }
}

async fn check_in(tx: &PlatformTx, tenant: TenantId, attempt: AttemptId, after: Duration) -> Result<()> {
    let sql = "update attempt set check_at = clock_timestamp() + make_interval(secs => $3)
         where tenant_id = $1 and id = $2 and check_at is not null";
    tx.execute(sql, [tenant.0.into(), attempt.0.into(), after.as_secs_f64().into()]).await?;
    Ok(())
}

/// Nobody will ever know: the slot is free, and a person decides. It is never placed again by itself.
async fn give_up(tx: &PlatformTx, one: &Overdue, why: &str) -> Result<()> {
    let (tenant, dial) = (TenantId(one.tenant_id), DialId(one.dial_id));
    if lose(tx, tenant, dial, AttemptId(one.id), why).await? {
        let payload = json!({ "attempt": one.key, "call_id": one.call_id });
        dead_letter::put(tx, tenant, Topic::AttemptLost, CampaignId(one.campaign_id), dial, payload, why).await?;
    }
    Ok(())
}
