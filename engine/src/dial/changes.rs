//! What a turn of events changed, gathered and then written by a few statements, however many events there were.

use super::abandoned::Tallies;
use super::apply::{DialRow, EventRow};
use super::dead_letter;
use crate::call::{Left, leave};
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::abandoned::{Bridging, CallTimes};
use domain::dial::{AttemptState, Outcome, Topic};
use domain::id::{CampaignId, DialId, TenantId};
use sea_orm::DbErr;
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Changes of one company's dials and attempts, by their ids.
#[derive(Default)]
pub(super) struct Changes {
    pub attempts: BTreeMap<i64, AttemptChange>,
    pub dials: BTreeMap<i64, DialChange>,
    /// Events, and whether each changed anything.
    pub events: Vec<(i64, bool)>,
    pub letters: Vec<Letter>,
    pub left: Vec<Left>,
    /// Answered calls, where the provider tells of them.
    pub answered: Tallies,
}

/// What is new of an attempt.
pub(super) struct AttemptChange {
    state: AttemptState,
    outcome: Option<Outcome>,
    external_id: Option<String>,
    detail: Option<String>,
    seconds: Option<i32>,
    /// When it was first heard of, answered, ended.
    heard_at: OffsetDateTime,
    answered_at: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
    times: CallTimes,
    /// Nothing where it is not counted; what it is now, where it is.
    bridging: Option<Option<Bridging>>,
}

/// What is new of a dial.
pub(super) struct DialChange {
    state: i16,
    counted: i16,
    /// Whether its slot is free.
    pub frees: bool,
    pub due: Option<OffsetDateTime>,
    pub seconds: Option<i32>,
    /// How its attempt ended, and why there is no other.
    pub decided: Option<(Outcome, Option<&'static str>)>,
}

/// A dial that failed and that a person has to look at.
pub(super) struct Letter {
    pub campaign: CampaignId,
    pub dial: DialId,
    pub payload: Value,
    pub error: &'static str,
}

impl Changes {
    /// Notes what an event changed of an attempt.
    pub fn attempt(&mut self, id: i64, state: AttemptState, outcome: Option<Outcome>, event: &EventRow) {
        let change = self.attempts.entry(id).or_insert_with(|| AttemptChange {
            state,
            outcome: None,
            external_id: None,
            detail: None,
            seconds: None,
            heard_at: event.at,
            answered_at: None,
            ended_at: None,
            times: CallTimes::default(),
            bridging: None,
        });
        change.state = state;
        change.outcome = outcome.or(change.outcome);
        change.external_id = event.external_id.clone().or(change.external_id.take());
        change.detail = event.detail.clone().or(change.detail.take());
        change.seconds = event.talk_s.or(change.seconds);
        let (told, known) = (event.times(), &mut change.times);
        known.ringing_at = told.ringing_at.or(known.ringing_at);
        known.answered_at = told.answered_at.or(known.answered_at);
        known.bridged_at = told.bridged_at.or(known.bridged_at);
        match state {
            AttemptState::Answered => change.answered_at = Some(event.at),
            AttemptState::Ended => change.ended_at = Some(event.at),
            _ => {}
        }
    }

    /// Notes what an attempt is counted as; `None` where no person answered it.
    pub fn bridging(&mut self, id: i64, bridging: Option<Bridging>) {
        if let Some(change) = self.attempts.get_mut(&id) {
            change.bridging = Some(bridging);
        }
    }

    /// The change of a dial, as it now stands.
    pub fn dial(&mut self, dial: &DialRow) -> &mut DialChange {
        let change = self.dials.entry(dial.id).or_insert(DialChange {
            state: dial.state,
            counted: dial.counted,
            frees: false,
            due: None,
            seconds: None,
            decided: None,
        });
        (change.state, change.counted) = (dial.state, dial.counted);
        change
    }

    /// Writes all of it. Each statement names its rows by their key as well: left to itself the planner, who knows nothing of a
    /// list, may read all rows of a company to find those that are on it.
    pub async fn write(self, tx: &PlatformTx, tenant: TenantId) -> Result<()> {
        write_attempts(tx, tenant, self.attempts).await?;
        write_dials(tx, tenant, self.dials).await?;
        self.answered.write(tx, tenant).await?;
        let (events, changed): (Vec<i64>, Vec<bool>) = self.events.into_iter().unzip();
        tx.execute(
            "update provider_event e set applied_at = clock_timestamp(), changed = w.changed
             from unnest($2::bigint[], $3::boolean[]) as w (id, changed) where e.tenant_id = $1 and e.id = any($2) and e.id = w.id",
            [tenant.0.into(), events.into(), changed.into()],
        )
        .await?;
        for Letter { campaign, dial, payload, error } in self.letters {
            dead_letter::put(tx, tenant, Topic::DialFailed, campaign, dial, payload, error).await?;
        }
        leave(tx, tenant, &self.left).await
    }
}

fn bridging(one: Option<Bridging>) -> i16 {
    one.map_or(0, Bridging::code)
}

// A list of the driver holds no null: nothing, 0, -1 and 1970 stand for one.
const NEVER: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

async fn write_attempts(
    tx: &PlatformTx,
    tenant: TenantId,
    changes: BTreeMap<i64, AttemptChange>,
) -> std::result::Result<(), DbErr> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = changes.keys().copied().collect();
    let all: Vec<AttemptChange> = changes.into_values().collect();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    tx.execute(
        "update attempt a set state = w.state, outcome = coalesce(nullif(w.outcome, 0), a.outcome),
             external_id = coalesce(nullif(w.external_id, ''), a.external_id),
             detail = coalesce(nullif(w.detail, ''), a.detail), talk_s = coalesce(nullif(w.talk_s, -1), a.talk_s),
             placed_at = coalesce(a.placed_at, w.heard_at),
             answered_at = coalesce(nullif(w.answered_at, to_timestamp(0)), a.answered_at),
             ended_at = coalesce(nullif(w.ended_at, to_timestamp(0)), a.ended_at),
             check_at = case when w.state <= 4 then a.check_at end,
             ringing_at = coalesce(nullif(w.ringing_at, to_timestamp(0)), a.ringing_at),
             person_at = coalesce(nullif(w.person_at, to_timestamp(0)), a.person_at),
             bridged_at = coalesce(nullif(w.bridged_at, to_timestamp(0)), a.bridged_at),
             bridging = case when w.bridging < 0 then a.bridging else nullif(w.bridging, 0) end
         from unnest($2::bigint[], $3::smallint[], $4::smallint[], $5::text[], $6::text[], $7::integer[], $8::timestamptz[],
             $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::smallint[])
             as w (id, state, outcome, external_id, detail, talk_s, heard_at, answered_at, ended_at, ringing_at, person_at,
                 bridged_at, bridging)
         where a.tenant_id = $1 and a.id = any($2) and a.id = w.id",
        [
            tenant.0.into(),
            ids.into(),
            all.iter().map(|one| one.state.code()).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.outcome.map_or(0, Outcome::code)).collect::<Vec<_>>().into(),
            all.iter().map(|one| text(&one.external_id)).collect::<Vec<_>>().into(),
            all.iter().map(|one| text(&one.detail)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.seconds.unwrap_or(-1)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.heard_at).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.answered_at.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.ended_at.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.times.ringing_at.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.times.answered_at.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.times.bridged_at.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.bridging.map_or(-1, bridging)).collect::<Vec<_>>().into(),
        ],
    )
    .await?;
    Ok(())
}

async fn write_dials(
    tx: &PlatformTx,
    tenant: TenantId,
    changes: BTreeMap<i64, DialChange>,
) -> std::result::Result<(), DbErr> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = changes.keys().copied().collect();
    let all: Vec<DialChange> = changes.into_values().collect();
    let why = |one: &DialChange| one.decided.and_then(|(_, why)| why).unwrap_or_default().to_owned();
    tx.execute(
        "update dial d set state = w.state, counted = w.counted, outcome = coalesce(nullif(w.outcome, 0), d.outcome),
             due_at = coalesce(nullif(w.due_at, to_timestamp(0)), d.due_at),
             slot_until = case when w.frees then null else d.slot_until end,
             talk_s = coalesce(nullif(w.talk_s, -1), d.talk_s),
             error = case when w.outcome > 0 then nullif(w.error, '') else d.error end, updated_at = clock_timestamp(),
             ended_at = case when w.state < 6 then null else coalesce(d.ended_at, clock_timestamp()) end
         from unnest($2::bigint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::timestamptz[], $7::boolean[],
             $8::integer[], $9::text[]) as w (id, state, counted, outcome, due_at, frees, talk_s, error)
         where d.tenant_id = $1 and d.id = any($2) and d.id = w.id",
        [
            tenant.0.into(),
            ids.into(),
            all.iter().map(|one| one.state).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.counted).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.decided.map_or(0, |(outcome, _)| outcome.code())).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.due.unwrap_or(NEVER)).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.frees).collect::<Vec<_>>().into(),
            all.iter().map(|one| one.seconds.unwrap_or(-1)).collect::<Vec<_>>().into(),
            all.iter().map(why).collect::<Vec<_>>().into(),
        ],
    )
    .await?;
    Ok(())
}
