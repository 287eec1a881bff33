//! What providers told, applied: events are stored first and applied afterwards, so that one that came twice, late or in
//! another order leads to the same end.

use super::changes::{Changes, Letter};
use super::judge::{clocks_of, stored};
use crate::Engine;
use crate::call::Left;
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::abandoned::{Bridging, CallTimes};
use domain::dial::retry_policy::{Decision, GiveUp, Tried};
use domain::dial::{AttemptState, CallEvent, DialEvent, DialState, Outcome, Report, Zones};
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
         e.ringing_at, e.person_at, e.bridged_at,
         least(coalesce(e.told_at, e.received_at), e.received_at) as at
     from provider_event e where e.applied_at is null order by e.id limit $1 for update skip locked";

#[derive(FromQueryResult)]
pub(super) struct EventRow {
    pub tenant_id: i64,
    pub id: i64,
    pub dial_id: i64,
    pub attempt_id: Option<i64>,
    pub event: i16,
    pub outcome: Option<i16>,
    pub talk_s: Option<i32>,
    pub external_id: Option<String>,
    pub detail: Option<String>,
    pub ringing_at: Option<OffsetDateTime>,
    pub person_at: Option<OffsetDateTime>,
    pub bridged_at: Option<OffsetDateTime>,
    pub at: OffsetDateTime,
}

#[derive(FromQueryResult)]
pub(super) struct DialRow {
    pub id: i64,
    pub campaign_id: i64,
    pub number: i64,
    pub contact_id: Option<i64>,
    pub state: i16,
    pub attempts: i16,
    pub counted: i16,
    pub budget: Option<i16>,
}

#[derive(FromQueryResult)]
struct AttemptRow {
    id: i64,
    dial_id: i64,
    place: i16,
    state: i16,
    outcome: Option<i16>,
    started_at: OffsetDateTime,
    bridging: Option<i16>,
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

impl Applied {
    /// Whether there were as many as one transaction takes.
    pub fn is_full(&self) -> bool {
        self.events >= BATCH as usize
    }
}

/// Applies events that wait, up to a batch of them, in one transaction.
pub(crate) async fn apply(engine: &Engine) -> Result<Applied> {
    // What is lost with the database is applied again: the event waits as before.
    let tx = PlatformTx::begin_hot_unflushed(engine).await?;
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
            "select d.id, d.campaign_id, d.number, d.contact_id, d.state, d.attempts, d.counted, d.budget
             from dial d
             where d.tenant_id = $1 and d.id = any($2) order by d.id for update of d",
            [tenant.0.into(), ids.clone().into()],
        )
        .await?;
    let attempts: Vec<AttemptRow> = tx
        .all(
            "select id, dial_id, place, state, outcome, started_at, bridging from attempt
             where tenant_id = $1 and dial_id = any($2) order by dial_id, place",
            [tenant.0.into(), ids.into()],
        )
        .await?;
    let mut campaigns: Vec<(TenantId, CampaignId)> =
        dials.iter().map(|dial| (tenant, CampaignId(dial.campaign_id))).collect();
    campaigns.sort_unstable();
    campaigns.dedup();
    let setups = setup::of(tx, engine, &campaigns).await?;
    applied.touched.extend(campaigns);
    let mut by_dial: BTreeMap<i64, Vec<EventRow>> = BTreeMap::new();
    for event in events {
        by_dial.entry(event.dial_id).or_default().push(event);
    }
    let zones = clocks(tx, tenant, &dials, &by_dial).await?;
    let utc = Zones::utc();
    let mut changes = Changes::default();
    for mut dial in dials {
        let zones = zones.get(&dial.id).unwrap_or(&utc);
        let mut own: Vec<AttemptRow> = Vec::new();
        for attempt in attempts.iter().filter(|attempt| attempt.dial_id == dial.id) {
            own.push(AttemptRow { ..*attempt });
        }
        let setup = setups.get(&CampaignId(dial.campaign_id)).ok_or(Error::NotFound)?;
        for event in by_dial.remove(&dial.id).unwrap_or_default() {
            let changed = changes.hear(setup, zones, &mut dial, &mut own, &event)?;
            changes.events.push((event.id, changed));
        }
    }
    applied.freed |= changes.dials.values().any(|dial| dial.frees);
    changes.write(tx, tenant).await
}

/// The clocks that the numbers of dials may go by, where something is known of them: of those that were not answered, whom
/// the policy may call again.
async fn clocks(
    tx: &PlatformTx,
    tenant: TenantId,
    dials: &[DialRow],
    events: &BTreeMap<i64, Vec<EventRow>>,
) -> Result<BTreeMap<i64, Zones>> {
    let unanswered = |event: &EventRow| event.outcome.is_some_and(|outcome| outcome != Outcome::Picked.code());
    let dials: Vec<&DialRow> =
        dials.iter().filter(|dial| events.get(&dial.id).is_some_and(|told| told.iter().any(unanswered))).collect();
    if dials.is_empty() {
        return Ok(BTreeMap::new());
    }
    let numbers: Vec<PhoneNumber> = dials.iter().map(|dial| stored(dial.number)).collect::<Result<_>>()?;
    let clocks = clocks_of(tx, tenant, &numbers).await?;
    Ok(dials.iter().zip(clocks).filter_map(|(dial, clocks)| Some((dial.id, clocks.zones?))).collect())
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

impl Changes {
    /// Applies one event; whether it changed anything.
    fn hear(
        &mut self,
        setup: &Setup,
        zones: &Zones,
        dial: &mut DialRow,
        attempts: &mut [AttemptRow],
        event: &EventRow,
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
        let outcome = if let CallEvent::Ended { outcome, .. } = heard { Some(outcome) } else { None };
        attempt.outcome = outcome.map(Outcome::code);
        self.attempt(attempt.id, next, outcome, event);
        if let Some(outcome) = outcome.filter(|_| setup.tells_bridging) {
            // One that was given up as lost was counted as the worst it may have been.
            let before = attempt.bridging.and_then(Bridging::of_code);
            let now = Bridging::of(outcome, event.detail.as_deref().unwrap_or_default(), &event.times());
            self.answered.count(setup, attempt.started_at, before, now);
            self.bridging(attempt.id, now);
            attempt.bridging = now.map(Bridging::code);
        }
        let is_newest = attempt.place == dial.attempts;
        let started = attempt.started_at;
        match (heard, outcome) {
            (CallEvent::Answered, _) if is_newest => self.answered(dial),
            (_, Some(outcome)) => {
                let so = so_many(attempts, outcome);
                let end = End { outcome, at: event.at, started, seconds: event.talk_s, is_newest, so };
                self.ended(setup, zones, dial, &end)?;
            }
            _ => {}
        }
        Ok(true)
    }

    fn answered(&mut self, dial: &mut DialRow) {
        if let Some(next) = DialState::of_code(dial.state).and_then(|state| state.apply(DialEvent::Answer).ok()) {
            dial.state = next.code();
            self.dial(dial);
        }
    }

    /// The attempt is over: its slot is free, and the dial is done, waits for another attempt, or is given up.
    fn ended(&mut self, setup: &Setup, zones: &Zones, dial: &mut DialRow, end: &End) -> Result<()> {
        let id = DialId(dial.id);
        let state =
            DialState::of_code(dial.state).ok_or_else(|| Error::Internal(format!("dial {id} has a strange state")))?;
        let answered = end.outcome == Outcome::Picked;
        // Where a later attempt is under way or was, that one decides.
        let decides = end.is_newest || answered && state == DialState::Retrying;
        if !decides {
            return Ok(());
        }
        if state.is_ended() {
            // It was cancelled meanwhile; only the slot was still taken.
            self.dial(dial).frees = true;
            return Ok(());
        }
        let rule = setup.policy.outcome(end.outcome);
        dial.counted += i16::from(rule.increments);
        let (event, due, why) = if answered {
            (DialEvent::Complete, None, None)
        } else {
            match follow(setup, zones, dial, end) {
                Decision::Retry(at) => (DialEvent::Retry, Some(at), None),
                Decision::GiveUp(why) => (DialEvent::GiveUp, None, Some(why)),
            }
        };
        let Ok(next) = state.apply(event) else { return Ok(()) };
        dial.state = next.code();
        let change = self.dial(dial);
        change.frees = true;
        change.due = due.or(change.due);
        change.seconds = end.seconds.or(change.seconds);
        change.decided = Some((end.outcome, why.map(GiveUp::says)));
        if next == DialState::Failed && end.outcome == Outcome::Failed {
            self.letters.push(Letter {
                campaign: CampaignId(dial.campaign_id),
                dial: id,
                payload: json!({ "dial": dial.id, "number": dial.number, "campaign": dial.campaign_id }),
                error: why.map_or("The provider could not place the call.", GiveUp::says),
            });
        }
        if next.is_ended() && setup.log_calls {
            self.left.push(Left {
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
}

fn so_many(attempts: &[AttemptRow], outcome: Outcome) -> u32 {
    let so = attempts.iter().filter(|attempt| attempt.outcome == Some(outcome.code())).count();
    u32::try_from(so).unwrap_or(u32::MAX)
}

/// Whether it is tried again, by the policy in force now.
fn follow(setup: &Setup, zones: &Zones, dial: &DialRow, end: &End) -> Decision {
    let count = |stored: i16| u32::try_from(stored).unwrap_or(0);
    let tried = Tried {
        outcome: end.outcome,
        at: end.at,
        attempts: count(dial.attempts),
        counted: count(dial.counted),
        so: end.so,
        budget: count(dial.budget.unwrap_or(1)),
    };
    setup.policy.decide(setup.id, &tried, zones)
}

impl EventRow {
    pub(super) fn times(&self) -> CallTimes {
        CallTimes { ringing_at: self.ringing_at, answered_at: self.person_at, bridged_at: self.bridged_at }
    }

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
