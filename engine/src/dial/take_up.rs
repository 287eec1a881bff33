use super::judge::{Judged, judge, stored};
use crate::allow::allow;
use crate::campaign::{lock, reopen, setup};
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::campaign::CampaignState;
use domain::dial::{DialEvent, DialState};
use domain::id::{CampaignId, TenantId};
use domain::live::Topic;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use std::collections::HashSet;
use time::OffsetDateTime;

/// The most that are looked at for one request: with more, whoever asks would wait for longer than a few seconds.
pub const TAKEN_UP_MAX: u32 = 50_000;
/// Dials of one statement.
const BATCH: i64 = 2_000;

/// What came of a look at dials that were blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenUp {
    pub looked_at: u32,
    /// Those who may be called now, or at another hour.
    pub taken_up: u32,
    /// Whether some were not looked at; whoever asks again begins with them.
    pub more: bool,
}

#[derive(FromQueryResult)]
struct Blocked {
    id: i64,
    number: i64,
}

/// Looks again at a campaign's dials that are blocked, as consent may have been recorded since, or a do-not-call entry taken
/// away: who may be called waits from now on, the others stay blocked, each with the reason of today. Of a number with an open
/// dial nothing is taken up. A campaign that was completed dials again. At most [`TAKEN_UP_MAX`] are looked at, those first
/// whose last look is the longest ago.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for a campaign that was cancelled or is
/// being drained: it calls nobody anew.
pub async fn take_up_blocked(engine: &Engine, scope: &Scope, id: CampaignId) -> Result<TakenUp> {
    allow(scope, Right::StartDials)?;
    let tenant = scope.tenant();
    let tx = TenantTx::begin(engine, scope).await?;
    let campaign = lock(&tx, id).await?;
    if !campaign.state.dials_anew() {
        return Err(Error::Conflict(format!("A campaign that is {} calls nobody anew.", campaign.state)));
    }
    let setups = setup::of(&tx, engine, &[(tenant, id)]).await?;
    let setup = setups.get(&id).ok_or(Error::NotFound)?;
    let mut taken = TakenUp::default();
    loop {
        // Each look has the moment of this transaction, so none is looked at twice.
        let sql = "select d.id, d.number from dial d
             where d.tenant_id = $1 and d.campaign_id = $2 and d.state = 8 and d.verdict_at < now()
             order by d.verdict_at, d.id limit $3 for no key update of d";
        let blocked: Vec<Blocked> = tx.all(sql, [tx.tenant(), id.0.into(), BATCH.into()]).await?;
        if blocked.is_empty() {
            break;
        }
        if taken.looked_at >= TAKEN_UP_MAX {
            taken.more = true;
            break;
        }
        taken.looked_at += u32::try_from(blocked.len()).unwrap_or(u32::MAX);
        let numbers: Vec<PhoneNumber> = blocked.iter().map(|dial| stored(dial.number)).collect::<Result<_>>()?;
        let (judged, now) = judge(&tx, tenant, id, &setup.terms, &numbers).await?;
        let (mut looks, mut seen) = (Looks::default(), HashSet::new());
        for (dial, judged) in blocked.iter().zip(&judged) {
            let (state, due) = judged.stand(now);
            let state = if state.is_waiting() { DialState::Blocked.apply(DialEvent::TakeUp) } else { Ok(state) };
            let state = state.map_err(|illegal| Error::Internal(illegal.to_string()))?;
            // One dial of a number at a time.
            let is_first = state.is_waiting() && seen.insert(dial.number);
            looks.push(dial.id, state, is_first, due, judged);
        }
        taken.taken_up += looks.write(&tx, tenant).await?;
    }
    if taken.taken_up > 0 {
        if campaign.state == CampaignState::Completed {
            reopen(&tx, scope, id).await?;
        }
        let told = json!({ "looked_at": taken.looked_at, "taken_up": taken.taken_up });
        audit::record(&tx, scope, audit::Entry::made("campaign.take_up", format!("campaign:{id}"), told)?).await?;
    }
    tx.commit().await?;
    live::publish(engine, tenant, Topic::Campaign(id)).await;
    engine.dialling().due.notify_one();
    Ok(taken)
}

/// Looks, as columns.
#[derive(Default)]
struct Looks {
    ids: Vec<i64>,
    states: Vec<i16>,
    first: Vec<bool>,
    due: Vec<OffsetDateTime>,
    verdicts: Vec<String>,
    says: Vec<String>,
    inputs: Vec<Value>,
}

impl Looks {
    fn push(&mut self, id: i64, state: DialState, is_first: bool, due: OffsetDateTime, judged: &Judged) {
        self.ids.push(id);
        self.states.push(state.code());
        self.first.push(is_first);
        self.due.push(due);
        self.verdicts.push(judged.verdict.as_str().to_owned());
        self.says.push(judged.verdict.says());
        self.inputs.push(judged.inputs.clone());
    }

    /// Writes them down; answers how many wait now.
    async fn write(self, tx: &TenantTx, tenant: TenantId) -> Result<u32> {
        let waiting = tx
            .figure(
                "with w as (
                     select w.*, w.first and not exists (select from dial o where o.tenant_id = $1 and o.number = d.number
                         and o.state <= 5) as waits
                     from unnest($2::bigint[], $3::smallint[], $4::timestamptz[], $5::text[], $6::text[], $7::jsonb[],
                         $8::boolean[]) as w (id, state, due, verdict, says, inputs, first)
                     join dial d on d.tenant_id = $1 and d.id = any($2) and d.id = w.id),
                 looked as (
                     update dial d set state = case when w.waits then w.state else d.state end,
                         due_at = case when w.waits then w.due else d.due_at end,
                         ended_at = case when w.waits then null else d.ended_at end,
                         error = case when w.waits then null when w.state <= 3 then d.error else w.says end,
                         verdict = case when w.waits or w.state > 3 then w.verdict else d.verdict end,
                         verdict_inputs = case when w.waits or w.state > 3 then w.inputs else d.verdict_inputs end,
                         verdict_at = now(), updated_at = now()
                     from w where d.tenant_id = $1 and d.id = any($2) and d.id = w.id returning w.waits)
                 select count(*) filter (where waits) as n from looked",
                [
                    tenant.0.into(),
                    self.ids.into(),
                    self.states.into(),
                    self.due.into(),
                    self.verdicts.into(),
                    self.says.into(),
                    self.inputs.into(),
                    self.first.into(),
                ],
            )
            .await
            .map_err(|error| match violated_constraint(&error).as_deref() {
                Some("dial_open") => {
                    Error::Conflict("One of the numbers was taken up for another dial meanwhile. Look again.".into())
                }
                _ => error.into(),
            })?;
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }
}
