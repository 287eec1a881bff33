//! Bringing the dials that were begun to another retry policy: who saves one marks its campaigns in the same transaction, and
//! whoever dials goes through their dials, a few at a time, until all of them stand as the policy in force says.

use super::begun::{Standing, ids, read};
use super::dead_letter;
use crate::Engine;
use crate::call::{Left, leave};
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::retry_policy::{GiveUp, Next};
use domain::dial::{DialEvent, Outcome, Topic};
use domain::id::{CampaignId, DialId, TenantId};
use sea_orm::{DbErr, FromQueryResult};
use serde_json::json;
use time::OffsetDateTime;

/// Dials of one turn: its campaign's row is locked meanwhile, which who starts a dial waits for.
const BATCH: usize = 1_000;

/// The next campaign with dials that are to be looked at.
const MARKED: &str = "select tenant_id, id, policy_walk, clock_timestamp() as now from campaign
     where policy_walk is not null order by policy_walk, tenant_id, id limit 1 for no key update skip locked";

#[derive(FromQueryResult)]
struct Marked {
    tenant_id: i64,
    id: i64,
    policy_walk: i64,
    now: OffsetDateTime,
}

/// Brings a few dials of one campaign to the policy in force; `false` when no campaign is marked.
pub(crate) async fn rework(engine: &Engine) -> Result<bool> {
    let tx = PlatformTx::begin_hot(engine).await?;
    let marked: Option<Marked> = tx.one(MARKED, []).await?;
    let Some(Marked { tenant_id, id, policy_walk, now }) = marked else {
        tx.commit().await?;
        return Ok(false);
    };
    let (tenant, campaign) = (TenantId(tenant_id), CampaignId(id));
    let setups = setup::of(&tx, engine, &[(tenant, campaign)]).await?;
    let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
    let ids = ids(&tx, tenant, campaign, policy_walk, BATCH).await?;
    let mut changes = Changes::default();
    for dial in read(&tx, tenant, &ids, true).await? {
        changes.look(setup, &dial, now);
    }
    changes.write(&tx, tenant, setup).await?;
    let walk = ids.last().copied().filter(|_| ids.len() == BATCH);
    tx.execute(
        "update campaign set policy_walk = $3 where tenant_id = $1 and id = $2",
        [tenant_id.into(), id.into(), walk.into()],
    )
    .await?;
    tx.commit().await?;
    engine.dialling().touched.note([(tenant, campaign)]);
    engine.dialling().due.notify_one();
    Ok(true)
}

/// What changes, as columns. A list of the driver holds no null: 1970 stands for the time of before.
#[derive(Default)]
struct Changes {
    ids: Vec<i64>,
    states: Vec<i16>,
    due: Vec<OffsetDateTime>,
    budgets: Vec<i16>,
    errors: Vec<String>,
    given_up: Vec<(Standing, Outcome, GiveUp)>,
}

impl Changes {
    fn look(&mut self, setup: &Setup, dial: &Standing, now: OffsetDateTime) {
        let effect = setup.policy.effect(setup.id, setup.max_attempts, &dial.begun, &dial.zones, now);
        if effect.next == Next::Same && effect.budget == dial.begun.budget {
            return;
        }
        let (mut state, mut error) = (dial.state, String::new());
        if let (Next::GivesUp(why), Some(waits)) = (effect.next, dial.begun.waits) {
            let Ok(over) = dial.state.apply(DialEvent::GiveUp) else { return };
            (state, error) = (over, why.says().to_owned());
            self.given_up.push((dial.clone(), waits.tried.outcome, why));
        }
        self.ids.push(dial.id);
        self.states.push(state.code());
        self.due.push(effect.next.at().unwrap_or(OffsetDateTime::UNIX_EPOCH));
        self.budgets.push(i16::try_from(effect.budget).unwrap_or(1));
        self.errors.push(error);
    }

    async fn write(self, tx: &PlatformTx, tenant: TenantId, setup: &Setup) -> Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        write_dials(tx, tenant, &self).await?;
        let mut left = Vec::new();
        for (dial, outcome, why) in &self.given_up {
            if *outcome == Outcome::Failed {
                let payload = json!({ "dial": dial.id, "number": dial.number, "campaign": setup.id });
                let id = DialId(dial.id);
                dead_letter::put(tx, tenant, Topic::DialFailed, setup.id, id, payload, why.says()).await?;
            }
            left.push(Left {
                dial: DialId(dial.id),
                number: dial.number,
                contact: dial.contact,
                campaign: setup.name.clone(),
                outcome: *outcome,
                started: dial.last.started,
                ended: dial.last.ended,
                seconds: dial.last.seconds,
            });
        }
        if setup.log_calls { leave(tx, tenant, &left).await } else { Ok(()) }
    }
}

/// A dial that has another time waits for that alone: what held it before is asked anew when it comes.
async fn write_dials(tx: &PlatformTx, tenant: TenantId, changes: &Changes) -> std::result::Result<(), DbErr> {
    tx.execute(
        "update dial d set state = w.state, budget = w.budget,
             due_at = coalesce(nullif(w.due, to_timestamp(0)), d.due_at),
             verdict = case when w.due > to_timestamp(0) then 'ALLOWED' else d.verdict end,
             error = coalesce(nullif(w.error, ''), d.error), updated_at = clock_timestamp(),
             ended_at = case when w.state >= 6 then clock_timestamp() end
         from unnest($2::bigint[], $3::smallint[], $4::timestamptz[], $5::smallint[], $6::text[])
             as w (id, state, due, budget, error)
         where d.tenant_id = $1 and d.id = any($2) and d.id = w.id",
        [
            tenant.0.into(),
            changes.ids.clone().into(),
            changes.states.clone().into(),
            changes.due.clone().into(),
            changes.budgets.clone().into(),
            changes.errors.clone().into(),
        ],
    )
    .await?;
    Ok(())
}
