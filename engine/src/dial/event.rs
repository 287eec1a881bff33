//! What a provider tells of a call, stored as it came: who tells it twice is heard once. It is applied afterwards.

use crate::tenancy::Tx;
use domain::dial::abandoned::CallTimes;
use domain::dial::{CallEvent, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use sea_orm::{DbErr, FromQueryResult, Value};
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that was told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub provider: ProviderId,
    pub dial: DialId,
    /// What tells two apart: the provider's own id of it.
    pub event_id: String,
    pub event: CallEvent,
    /// The attempt by its key; else by the provider's id; else the newest.
    pub attempt: Option<Uuid>,
    pub external_id: Option<String>,
    pub detail: Option<String>,
    pub at: Option<OffsetDateTime>,
    /// When what happened on the call, where the provider says so.
    pub times: CallTimes,
}

impl Told {
    /// About an attempt that is known.
    pub(super) fn of_attempt(
        provider: ProviderId,
        dial: DialId,
        attempt: Uuid,
        event_id: String,
        event: CallEvent,
    ) -> Told {
        Told {
            provider,
            dial,
            event_id,
            event,
            attempt: Some(attempt),
            external_id: None,
            detail: None,
            at: None,
            times: CallTimes::default(),
        }
    }
}

/// Stores it; `false` when it was told before.
pub(crate) async fn tell(tx: &impl Tx, tenant: TenantId, told: Told) -> Result<bool, DbErr> {
    Ok(tell_all(tx, &[(tenant, told)]).await?.contains(&true))
}

#[derive(FromQueryResult)]
struct Stored {
    tenant_id: i64,
    provider_id: i64,
    event_id: String,
}

/// Stores what was told of many calls; for each, in its place, whether it is new.
pub(super) async fn tell_all(tx: &impl Tx, told: &[(TenantId, Told)]) -> Result<Vec<bool>, DbErr> {
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns = Columns::default();
    for (tenant, told) in told {
        columns.push(*tenant, told);
    }
    let stored: Vec<Stored> = tx
        .all(
            // A list of the driver holds no null: nothing, 0, -1 and 1970 stand for one.
            "insert into provider_event (tenant_id, provider_id, event_id, dial_id, attempt_id, event, outcome, talk_s,
                 external_id, detail, told_at, ringing_at, person_at, bridged_at)
             select w.tenant_id, w.provider_id, w.event_id, w.dial_id, coalesce(
                     (select id from attempt where tenant_id = w.tenant_id and dial_id = w.dial_id
                          and external_id = nullif(w.external_id, '')),
                     (select id from attempt where tenant_id = w.tenant_id and dial_id = w.dial_id and key = w.attempt)),
                 w.event, nullif(w.outcome, 0), nullif(w.talk_s, -1), nullif(w.external_id, ''), nullif(w.detail, ''),
                 nullif(w.told_at, to_timestamp(0)), nullif(w.ringing_at, to_timestamp(0)),
                 nullif(w.person_at, to_timestamp(0)), nullif(w.bridged_at, to_timestamp(0))
             from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::smallint[], $6::smallint[], $7::integer[],
                 $8::text[], $9::uuid[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                 $14::timestamptz[]) with ordinality as w (tenant_id, provider_id, event_id, dial_id, event, outcome, talk_s,
                 external_id, attempt, detail, told_at, ringing_at, person_at, bridged_at, place)
             order by w.place
             on conflict (tenant_id, provider_id, event_id) do nothing
             returning tenant_id, provider_id, event_id",
            columns.values(),
        )
        .await?;
    let mut stored: HashSet<(i64, i64, String)> =
        stored.into_iter().map(|row| (row.tenant_id, row.provider_id, row.event_id)).collect();
    // Of two that came together with one id the first is the new one.
    Ok(told.iter().map(|(tenant, told)| stored.remove(&(tenant.0, told.provider.0, told.event_id.clone()))).collect())
}

/// What was told, as columns.
#[derive(Default)]
struct Columns {
    tenants: Vec<i64>,
    providers: Vec<i64>,
    event_ids: Vec<String>,
    dials: Vec<i64>,
    events: Vec<i16>,
    outcomes: Vec<i16>,
    seconds: Vec<i32>,
    external_ids: Vec<String>,
    attempts: Vec<Uuid>,
    details: Vec<String>,
    at: Vec<OffsetDateTime>,
    ringing: Vec<OffsetDateTime>,
    person: Vec<OffsetDateTime>,
    bridged: Vec<OffsetDateTime>,
}

impl Columns {
    fn push(&mut self, tenant: TenantId, told: &Told) {
        let (event, outcome, seconds): (i16, Option<Outcome>, Option<u32>) = match told.event {
            CallEvent::Placed => (1, None, None),
            CallEvent::Answered => (2, None, None),
            CallEvent::Ended { outcome, seconds } => (3, Some(outcome), seconds),
        };
        self.tenants.push(tenant.0);
        self.providers.push(told.provider.0);
        self.event_ids.push(told.event_id.clone());
        self.dials.push(told.dial.0);
        self.events.push(event);
        self.outcomes.push(outcome.map_or(0, Outcome::code));
        self.seconds.push(seconds.and_then(|seconds| i32::try_from(seconds).ok()).unwrap_or(-1));
        self.external_ids.push(told.external_id.clone().unwrap_or_default());
        self.attempts.push(told.attempt.unwrap_or_default());
        self.details.push(told.detail.clone().unwrap_or_default());
        let or_never = |at: Option<OffsetDateTime>| at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        self.at.push(or_never(told.at));
        self.ringing.push(or_never(told.times.ringing_at));
        self.person.push(or_never(told.times.answered_at));
        self.bridged.push(or_never(told.times.bridged_at));
    }

    fn values(self) -> [Value; 14] {
        [
            self.tenants.into(),
            self.providers.into(),
            self.event_ids.into(),
            self.dials.into(),
            self.events.into(),
            self.outcomes.into(),
            self.seconds.into(),
            self.external_ids.into(),
            self.attempts.into(),
            self.details.into(),
            self.at.into(),
            self.ringing.into(),
            self.person.into(),
            self.bridged.into(),
        ]
    }
}
