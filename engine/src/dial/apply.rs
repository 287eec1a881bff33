//! What providers told, applied: events are stored first and applied afterwards, so that one that came twice, late or in
//! another order leads to the same end.

use super::claim::Setups;
use super::judge::{Subject, judge};

use crate::Engine;
use crate::call::{Left, leave};
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::retry_policy::{Decision, GiveUp, Tried};
use domain::dial::{AttemptState, CallEvent, DialEvent, DialState, Outcome, Report, Topic, Zones};
use domain::id::{CampaignId, DialId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use serde_json::json;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Events of one transaction.
const BATCH: i64 = 200;

/// Events that wait, the oldest first; others' are passed over.
const WAITING: &str =
    "select e.tenant_id, e.id, e.dial_id, e.attempt_id, e.event, e.outcome, e.talk_s, e.external_id, e.detail,
         least(coalesce(e.told_at, e.received_at), e.received_at) as at
     from provider_event e where e.applied_at is null order by e.id limit $1 for update skip locked";

#[derive(FromQueryResult)]
struct EventRow {
    tenant_id: i64,
    id: i64,
    dial_id: i64,
    attempt_id: Option<i64>,
    event: i16,
    outcome: Option<i16>,
    talk_s: Option<i32>,
    external_id: Option<String>,
    detail: Option<String>,
    at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct DialRow {
    id: i64,
    campaign_id: i64,
    number: i64,
    contact_id: Option<i64>,
    state: i16,
    attempts: i16,
    counted: i16,
    budget: Option<i16>,
    time_zone: Option<String>,
}

#[derive(FromQueryResult)]
struct AttemptRow {
    id: i64,
    dial_id: i64,
    place: i16,
    state: i16,
    outcome: Option<i16>,
    started_at: OffsetDateTime,
    answered_at: Option<OffsetDateTime>,
}

/// What came of applying.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// Events that were looked at: more may wait.
    pub events: usize,
    /// Whether a slot came free or a dial waits anew.
    pub freed: bool,
    pub touched: Vec<(TenantId, CampaignId)>,
}

/// Applies events that wait, up to a batch of them, in one transaction.
pub(crate) async fn apply(engine: &Engine) -> Result<Applied> {
    let tx = PlatformTx::begin(engine).await?;
    tx.script("set local enable_seqscan = off; set local jit = off").await?;
    let events: Vec<EventRow> = tx.all(WAITING, [BATCH.into()]).await?;
    let mut applied = Applied { events: events.len(), ..Applied::default() };
    let mut tenants: BTreeMap<i64, Vec<EventRow>> = BTreeMap::new();
    for event in events {
        tenants.entry(event.tenant_id).or_default().push(event);
    }
    for (tenant, events) in tenants {
        of_tenant(engine, &tx, TenantId(tenant), events, &mut applied).await?;
    }
    tx.commit().await?;
    Ok(applied)
}

/// The events of one company: its dials are locked in the order of their ids, so that nobody waits in a circle.
async fn of_tenant(
    engine: &Engine,
    tx: &PlatformTx,
    tenant: TenantId,
    events: Vec<EventRow>,
    applied: &mut Applied,
) -> Result<()> {
    let mut ids: Vec<i64> = events.iter().map(|event| event.dial_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let dials: Vec<DialRow> = tx
        .all(
            "select d.id, d.campaign_id, d.number, d.contact_id, d.state, d.attempts, d.counted, d.budget, k.time_zone
             from dial d left join contact k on k.tenant_id = d.tenant_id and k.id = d.contact_id
             where d.tenant_id = $1 and d.id = any($2) order by d.id for update of d",
            [tenant.0.into(), ids.clone().into()],
        )
        .await?;
    let attempts: Vec<AttemptRow> = tx
        .all(
            "select id, dial_id, place, state, outcome, started_at, answered_at from attempt
             where tenant_id = $1 and dial_id = any($2) order by dial_id, place",
            [tenant.0.into(), ids.into()],
        )
        .await?;
    let mut campaigns: Vec<(TenantId, CampaignId)> =
        dials.iter().map(|dial| (tenant, CampaignId(dial.campaign_id))).collect();
    campaigns.sort_unstable();
    campaigns.dedup();
    let setups = setup::of(tx, engine.policies(), &campaigns).await?;
    applied.touched.extend(campaigns);
    let mut by_dial: BTreeMap<i64, Vec<EventRow>> = BTreeMap::new();
    for event in events {
        by_dial.entry(event.dial_id).or_default().push(event);
    }
    let mut left = Vec::new();
    for mut dial in dials {
        let mut own: Vec<AttemptRow> = Vec::new();
        for attempt in attempts.iter().filter(|attempt| attempt.dial_id == dial.id) {
            own.push(AttemptRow { ..*attempt });
        }
        for event in by_dial.remove(&dial.id).unwrap_or_default() {
            let changed = one(tx, tenant, &setups, &mut dial, &mut own, &event, applied, &mut left).await?;
            tx.execute(
                "update provider_event set applied_at = clock_timestamp(), changed = $3 where tenant_id = $1 and id = $2",
                [tenant.0.into(), event.id.into(), changed.into()],
            )
            .await?;
        }
    }
    leave(tx, tenant, &left).await
}

/// Applies one event; whether it changed anything.
#[allow(clippy::too_many_arguments, reason = "what one event of a batch needs, in one place")]
async fn one(
    tx: &PlatformTx,
    tenant: TenantId,
    setups: &Setups,
    dial: &mut DialRow,
    attempts: &mut [AttemptRow],
    event: &EventRow,
    applied: &mut Applied,
    left: &mut Vec<Left>,
) -> Result<bool> {
    let strange = |what: &str| Error::Internal(format!("event {} of a provider has a strange {what}", event.id));
    let Some(heard) = event.heard() else { return Err(strange("kind")) };
    // The attempt that is named, else the newest.
    let place = match event.attempt_id {
        Some(id) => attempts.iter().position(|attempt| attempt.id == id),
        None => attempts.len().checked_sub(1),
    };
    let Some(attempt) = place.and_then(|place| attempts.get_mut(place)) else { return Ok(false) };
    let state = AttemptState::of_code(attempt.state).ok_or_else(|| strange("attempt"))?;
    let Report::Applied(next) = state.hear(heard) else { return Ok(false) };
    attempt.state = next.code();
    if next == AttemptState::Answered {
        attempt.answered_at = Some(event.at);
    }
    let outcome = if let CallEvent::Ended { outcome, .. } = heard { Some(outcome) } else { None };
    attempt.outcome = outcome.map(Outcome::code);
    tx.execute(
        "update attempt set state = $3, outcome = coalesce($4, outcome), external_id = coalesce($5, external_id),
             detail = coalesce($6, detail), talk_s = coalesce($7, talk_s), placed_at = coalesce(placed_at, $8),
             answered_at = case when $3 = 4 then $8 else answered_at end,
             ended_at = case when $3 = 6 then $8 else ended_at end
         where tenant_id = $1 and id = $2",
        [
            tenant.0.into(),
            attempt.id.into(),
            next.code().into(),
            outcome.map(Outcome::code).into(),
            event.external_id.clone().into(),
            event.detail.clone().into(),
            event.talk_s.into(),
            event.at.into(),
        ],
    )
    .await?;
    let is_newest = attempt.place == dial.attempts;
    let started = attempt.started_at;
    let setup = setups.get(&CampaignId(dial.campaign_id)).ok_or(Error::NotFound)?;
    match (heard, outcome) {
        (CallEvent::Answered, _) if is_newest => answered(tx, tenant, dial).await?,
        (_, Some(outcome)) => {
            let tried = so_many(attempts, outcome);
            let end = End { outcome, at: event.at, started, seconds: event.talk_s, is_newest, so: tried };
            ended(tx, tenant, setup, dial, &end, left).await?;
            applied.freed = true;
        }
        _ => {}
    }
    Ok(true)
}

fn so_many(attempts: &[AttemptRow], outcome: Outcome) -> u32 {
    let so = attempts.iter().filter(|attempt| attempt.outcome == Some(outcome.code())).count();
    u32::try_from(so).unwrap_or(u32::MAX)
}

async fn answered(tx: &PlatformTx, tenant: TenantId, dial: &mut DialRow) -> Result<()> {
    let Some(next) = DialState::of_code(dial.state).and_then(|state| state.apply(DialEvent::Answer).ok()) else {
        return Ok(());
    };
    dial.state = next.code();
    let sql = "update dial set state = $3, updated_at = clock_timestamp() where tenant_id = $1 and id = $2";
    tx.execute(sql, [tenant.0.into(), dial.id.into(), next.code().into()]).await?;
    Ok(())
}

/// How an attempt ended.
struct End {
    outcome: Outcome,
    at: OffsetDateTime,
    started: OffsetDateTime,
    seconds: Option<i32>,
    /// Whether there is no later attempt at the dial.
    is_newest: bool,
    /// Attempts at the dial that ended so, this one included.
    so: u32,
}

/// The attempt is over: its slot is free, and the dial is done, waits for another attempt, or is given up.
async fn ended(
    tx: &PlatformTx,
    tenant: TenantId,
    setup: &Setup,
    dial: &mut DialRow,
    end: &End,
    left: &mut Vec<Left>,
) -> Result<()> {
    let id = DialId(dial.id);
    let state =
        DialState::of_code(dial.state).ok_or_else(|| Error::Internal(format!("dial {id} has a strange state")))?;
    let answered = end.outcome == Outcome::Picked;
    if !end.is_newest && !(answered && state == DialState::Retrying) {
        // A later attempt is under way or was: it decides.
        return Ok(());
    }
    if state.is_ended() {
        // It was cancelled meanwhile; only the slot was still taken.
        let sql = "update dial set slot_until = null where tenant_id = $1 and id = $2";
        tx.execute(sql, [tenant.0.into(), dial.id.into()]).await?;
        return Ok(());
    }
    let rule = setup.policy.outcome(end.outcome);
    dial.counted += i16::from(rule.increments);
    let (event, due, why) = if answered {
        (DialEvent::Complete, None, None)
    } else {
        match follow(tx, tenant, setup, dial, end).await? {
            Decision::Retry(at) => (DialEvent::Retry, Some(at), None),
            Decision::GiveUp(why) => (DialEvent::GiveUp, None, Some(why)),
        }
    };
    let Ok(next) = state.apply(event) else { return Ok(()) };
    dial.state = next.code();
    tx.execute(
        "update dial set state = $3, outcome = $4, counted = $5, due_at = coalesce($6, due_at), slot_until = null,
             talk_s = coalesce($7, talk_s), error = $8, updated_at = clock_timestamp(),
             ended_at = case when $3 >= 6 then clock_timestamp() end
         where tenant_id = $1 and id = $2",
        [
            tenant.0.into(),
            dial.id.into(),
            next.code().into(),
            end.outcome.code().into(),
            dial.counted.into(),
            due.into(),
            end.seconds.into(),
            why.map(|why: GiveUp| why.says().to_owned()).into(),
        ],
    )
    .await?;
    if next == DialState::Failed && end.outcome == Outcome::Failed {
        let payload = json!({ "dial": dial.id, "number": dial.number, "campaign": dial.campaign_id });
        let error = why.map_or("The provider could not place the call.", GiveUp::says);
        super::dead_letter::put(tx, tenant, Topic::DialFailed, CampaignId(dial.campaign_id), id, payload, error)
            .await?;
    }
    if next.is_ended() && setup.log_calls {
        left.push(Left {
            dial: id,
            number: dial.number,
            contact: dial.contact_id,
            campaign: setup.name.clone(),
            outcome: end.outcome,
            started: end.started,
            ended: end.at,
            seconds: end.seconds,
        });
    }
    Ok(())
}

/// Whether it is tried again, by the policy in force now.
async fn follow(tx: &PlatformTx, tenant: TenantId, setup: &Setup, dial: &DialRow, end: &End) -> Result<Decision> {
    let number = PhoneNumber::from_stored(dial.number)
        .map_err(|_| Error::Internal(format!("dial {} has a strange number", dial.id)))?;
    let subject = Subject { number, time_zone: dial.time_zone.clone() };
    let (mut judged, _) = judge(tx, tenant, setup.id, &setup.terms, &[subject]).await?;
    let zones = judged.pop().and_then(|judged| judged.zones).unwrap_or_else(Zones::utc);
    let count = |stored: i16| u32::try_from(stored).unwrap_or(0);
    let tried = Tried {
        outcome: end.outcome,
        at: end.at,
        attempts: count(dial.attempts),
        counted: count(dial.counted),
        so: end.so,
        budget: count(dial.budget.unwrap_or(1)),
    };
    Ok(setup.policy.decide(setup.id, &tried, &zones))
}

impl EventRow {
    fn heard(&self) -> Option<CallEvent> {
        Some(match self.event {
            1 => CallEvent::Placed,
            2 => CallEvent::Answered,
            3 => CallEvent::Ended {
                outcome: Outcome::of_code(self.outcome?)?,
                seconds: self.talk_s.and_then(|seconds| u32::try_from(seconds).ok()),
            },
            _ => return None,
        })
    }
}
