//! Asking the provider for a call whose attempt is written down, and writing down what it answered.

use super::claim::Placement;
use super::event::{Told, tell};
use crate::Engine;
use crate::error::Result;
use crate::provider::{self, Account, Placing};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::{CallEvent, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// When a dial is tried again that the provider had no room for, or that never reached it.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// When an attempt is looked up of which nobody knows whether it was placed.
const LOOK_AFTER: Duration = Duration::from_secs(2);

/// Places one call; whether an event waits to be applied, or a dial to be claimed anew.
pub(crate) async fn place(engine: &Engine, account: Option<&Account>, placement: &Placement) -> Result<bool> {
    let asked = Instant::now();
    let answer = match account {
        Some(account) => account.provider.place(&placement.call).await,
        None => Placing::Away("The provider's address or credential can't be used.".to_owned()),
    };
    metrics::histogram!("trunkline_provider_seconds").record(asked.elapsed().as_secs_f64());
    metrics::counter!("trunkline_provider_answers_total", "answer" => word(&answer)).increment(1);
    let Placement { tenant, provider, dial, call } = placement;
    let tx = PlatformTx::begin(engine).await?;
    let woke = match answer {
        Placing::Placed(external_id) => {
            placed(&tx, *tenant, *dial, call.key, &external_id, engine.settings().dialling.silence).await?;
            provider::works(&tx, *tenant, *provider).await?;
            false
        }
        Placing::Refused(why) => {
            let ended = CallEvent::Ended { outcome: Outcome::Failed, seconds: None };
            let told = Told::of_attempt(*provider, *dial, call.key, format!("placing:{}", call.key), ended);
            tell(&tx, *tenant, &Told { detail: Some(why), ..told }).await?;
            true
        }
        Placing::Busy(after) => {
            let why = "The provider takes no call at the moment.";
            release(&tx, *tenant, *dial, call.key, after.unwrap_or(AGAIN_AFTER), why).await?;
            true
        }
        Placing::Away(why) => {
            release(&tx, *tenant, *dial, call.key, AGAIN_AFTER, &why).await?;
            provider::failed(&tx, *tenant, *provider, &why).await?;
            true
        }
        Placing::Unknown(why) => {
            unknown(&tx, *tenant, call.key, &why).await?;
            provider::failed(&tx, *tenant, *provider, &why).await?;
            false
        }
    };
    tx.commit().await?;
    Ok(woke)
}

/// The provider took the call. What was told meanwhile stays: a callback may be quicker than the answer.
async fn placed(
    tx: &PlatformTx,
    tenant: TenantId,
    dial: DialId,
    key: Uuid,
    external_id: &str,
    silence: Duration,
) -> Result<()> {
    tx.execute(
        // The dial first, as whoever applies events does: two who take the rows in another order would wait in a circle.
        "with d as (select id from dial where tenant_id = $1 and id = $2 for update),
         a as (
             update attempt set state = greatest(state, 3), external_id = coalesce(external_id, $4),
                 placed_at = coalesce(placed_at, clock_timestamp()),
                 check_at = clock_timestamp() + make_interval(secs => $5)
             from d where attempt.tenant_id = $1 and attempt.key = $3 returning attempt.dial_id)
         update dial set external_id = $4 from a
         where dial.tenant_id = $1 and dial.id = a.dial_id and dial.state in (4, 5)",
        [tenant.0.into(), dial.0.into(), key.into(), external_id.into(), silence.as_secs_f64().into()],
    )
    .await?;
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
