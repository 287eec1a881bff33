//! Asking the provider for a call whose attempt is written down, and writing down what it answered.

use super::claim::Placement;
use super::event::{Told, tell_all};
use crate::Engine;
use crate::error::Result;
use crate::provider::{self, Account, Placing};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::{CallEvent, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// When a dial is tried again that the provider had no room for, or that never reached it.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// When an attempt is looked up of which nobody knows whether it was placed.
const LOOK_AFTER: Duration = Duration::from_secs(2);

/// What a provider answered to a placement, on its way to being written down.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    tenant: TenantId,
    provider: ProviderId,
    dial: DialId,
    key: Uuid,
    answer: Placing,
}

/// Places one call; whether an event waits to be applied, or a dial to be claimed anew. Answers that come together are
/// written in one transaction.
pub(crate) async fn place(engine: &Engine, account: Option<&Account>, placement: &Placement) -> Result<bool> {
    let asked = Instant::now();
    let answer = match account {
        Some(account) => account.provider.place(&placement.call).await,
        None => Placing::Away("The provider's address or credential can't be used.".to_owned()),
    };
    metrics::histogram!("trunkline_provider_seconds").record(asked.elapsed().as_secs_f64());
    metrics::counter!("trunkline_provider_answers_total", "answer" => word(&answer)).increment(1);
    let Placement { tenant, provider, dial, ref call } = *placement;
    let of_all = engine.clone();
    let work = move |answers| {
        let engine = of_all.clone();
        async move { write(&engine, answers).await }
    };
    engine
        .dialling()
        .answering
        .run_unhurried((), Answered { tenant, provider, dial, key: call.key, answer }, work)
        .await
}

/// Writes answers down; for each whether somebody has to look at its dial.
async fn write(engine: &Engine, answers: Vec<Answered>) -> Result<Vec<bool>> {
    // What is lost with the database the provider is asked about: the attempt itself was flushed before the call.
    let tx = PlatformTx::begin_hot_unflushed(engine).await?;
    lock(&tx, &answers).await?;
    placed(&tx, &answers).await?;
    let mut told = Vec::new();
    for Answered { tenant, provider, dial, key, answer } in &answers {
        match answer {
            Placing::Placed(_) => {}
            Placing::Refused(why) => {
                let ended = CallEvent::Ended { outcome: Outcome::Failed, seconds: None };
                let event = Told::of_attempt(*provider, *dial, *key, format!("placing:{key}"), ended);
                told.push((*tenant, Told { detail: Some(why.clone()), ..event }));
            }
            Placing::Busy(after) => {
                let why = "The provider takes no call at the moment.";
                release(&tx, *tenant, *dial, *key, after.unwrap_or(AGAIN_AFTER), why).await?;
            }
            Placing::Away(why) => release(&tx, *tenant, *dial, *key, AGAIN_AFTER, why).await?,
            Placing::Unknown(why) => unknown(&tx, *tenant, *key, why).await?,
        }
    }
    tell_all(&tx, &told).await?;
    judge_providers(&tx, &answers).await?;
    tx.commit().await?;
    let wakes = |one: &Answered| !matches!(one.answer, Placing::Placed(_) | Placing::Unknown(_));
    Ok(answers.iter().map(wakes).collect())
}

/// Locks the dials in the order in which whoever applies events does: two who take the rows in another order would wait in a
/// circle.
async fn lock(tx: &PlatformTx, answers: &[Answered]) -> Result<()> {
    let tenants: Vec<i64> = answers.iter().map(|one| one.tenant.0).collect();
    let dials: Vec<i64> = answers.iter().map(|one| one.dial.0).collect();
    tx.execute(
        "select d.id from unnest($1::bigint[], $2::bigint[]) as w (tenant_id, id)
         join dial d on d.tenant_id = w.tenant_id and d.id = w.id order by d.tenant_id, d.id for update of d",
        [tenants.into(), dials.into()],
    )
    .await?;
    Ok(())
}

/// The provider took these calls. What was told meanwhile stays: a callback may be quicker than the answer.
async fn placed(tx: &PlatformTx, answers: &[Answered]) -> Result<()> {
    let (mut tenants, mut keys, mut external_ids) = (Vec::new(), Vec::new(), Vec::new());
    for one in answers {
        if let Placing::Placed(external_id) = &one.answer {
            tenants.push(one.tenant.0);
            keys.push(one.key);
            external_ids.push(external_id.clone());
        }
    }
    if keys.is_empty() {
        return Ok(());
    }
    tx.execute(
        // Nothing that an index holds: the row's new version costs none of them an entry.
        "update attempt set state = greatest(state, 3), external_id = coalesce(attempt.external_id, w.external_id),
             placed_at = coalesce(placed_at, clock_timestamp())
         from unnest($1::bigint[], $2::uuid[], $3::text[]) as w (tenant_id, key, external_id)
         where attempt.key = any($2) and attempt.tenant_id = w.tenant_id and attempt.key = w.key",
        [tenants.into(), keys.into(), external_ids.into()],
    )
    .await?;
    Ok(())
}

/// What the answers say of their providers, in the order in which they came; one that works is told so once in a row.
async fn judge_providers(tx: &PlatformTx, answers: &[Answered]) -> Result<()> {
    let mut said: BTreeMap<(TenantId, ProviderId), Vec<Option<&str>>> = BTreeMap::new();
    for one in answers {
        let failure = match &one.answer {
            Placing::Placed(_) => None,
            Placing::Away(why) | Placing::Unknown(why) => Some(why.as_str()),
            Placing::Refused(_) | Placing::Busy(_) => continue,
        };
        said.entry((one.tenant, one.provider)).or_default().push(failure);
    }
    for ((tenant, provider), mut said) in said {
        said.dedup_by(|later, earlier| later.is_none() && earlier.is_none());
        for failure in said {
            match failure {
                None => provider::works(tx, tenant, provider).await?,
                Some(why) => provider::failed(tx, tenant, provider, why).await?,
            }
        }
    }
    Ok(())
}

/// Nothing was placed: the attempt is as if it had never been, and the dial waits again.
pub(super) async fn release(
    tx: &PlatformTx,
    tenant: TenantId,
    dial: DialId,
    key: Uuid,
    after: Duration,
    why: &str,
) -> Result<()> {
    tx.execute(
        // The dial first, here as well.
        "with d as (select id from dial where tenant_id = $1 and id = $2 for update),
         gone as (
             delete from attempt a using d where a.tenant_id = $1 and a.key = $3 and a.state <= 2 returning a.dial_id)
         update dial set attempts = attempts - 1, slot_until = null, error = $5, updated_at = clock_timestamp(),
             -- Retrying when it was tried before; one that was cancelled meanwhile stays so.
             state = case when state in (4, 5) then case when attempts > 1 then 3 else 2 end else state end,
             due_at = case when state in (4, 5) then clock_timestamp() + make_interval(secs => $4) else due_at end
         from gone where dial.tenant_id = $1 and dial.id = gone.dial_id",
        [tenant.0.into(), dial.0.into(), key.into(), after.as_secs_f64().into(), why.into()],
    )
    .await?;
    Ok(())
}

async fn unknown(tx: &PlatformTx, tenant: TenantId, key: Uuid, why: &str) -> Result<()> {
    tx.execute(
        "update attempt set state = 2, error = $3, check_at = clock_timestamp() + make_interval(secs => $4)
         where tenant_id = $1 and key = $2 and state = 1",
        [tenant.0.into(), key.into(), why.into(), LOOK_AFTER.as_secs_f64().into()],
    )
    .await?;
    Ok(())
}

/// An answer as it is counted.
fn word(answer: &Placing) -> &'static str {
    match answer {
        Placing::Placed(_) => "placed",
        Placing::Refused(_) => "refused",
        Placing::Busy(_) => "busy",
        Placing::Away(_) => "away",
        Placing::Unknown(_) => "unknown",
    }
}

/// Whose account a placement is with.
pub(crate) fn account_of(placement: &Placement) -> (TenantId, ProviderId) {
    (placement.tenant, placement.provider)
}
