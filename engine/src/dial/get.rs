use super::row::{Dial, Row, listing};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::window::Listing;
use domain::dial::{AttemptState, Outcome};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// A dial with its story.
#[derive(Debug, Clone, PartialEq)]
pub struct DialStory {
    pub dial: Dial,
    /// The first attempt first.
    pub attempts: Vec<Attempt>,
    /// What the provider told, as it came.
    pub events: Vec<ProviderEvent>,
}

/// One call that was placed, or asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// The how-manieth of its dial, from 1.
    pub place: u32,
    pub state: AttemptState,
    pub outcome: Option<Outcome>,
    pub external_id: Option<String>,
    pub detail: Option<String>,
    pub error: Option<String>,
    pub started_at: OffsetDateTime,
    pub placed_at: Option<OffsetDateTime>,
    pub answered_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
    pub talk_seconds: Option<u32>,
    /// When somebody looks after it if nothing is heard, while it is not over.
    pub check_at: Option<OffsetDateTime>,
    /// What the verdict was made of that let it begin, as it was then.
    pub verdict_inputs: Option<Value>,
}

/// Something a provider told.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderEvent {
    pub event_id: String,
    /// The how-manieth attempt it is about.
    pub attempt: Option<u32>,
    pub event: EventKind,
    pub outcome: Option<Outcome>,
    pub talk_seconds: Option<u32>,
    pub detail: Option<String>,
    pub told_at: Option<OffsetDateTime>,
    pub received_at: OffsetDateTime,
    /// `None` until it is applied.
    pub changed: Option<bool>,
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Placed,
    Answered,
    Ended,
}

#[derive(FromQueryResult)]
struct AttemptRow {
    place: i16,
    state: i16,
    outcome: Option<i16>,
    external_id: Option<String>,
    detail: Option<String>,
    error: Option<String>,
    started_at: OffsetDateTime,
    placed_at: Option<OffsetDateTime>,
    answered_at: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
    talk_s: Option<i32>,
    check_at: Option<OffsetDateTime>,
    verdict_inputs: Option<Value>,
}

#[derive(FromQueryResult)]
struct EventRow {
    event_id: String,
    place: Option<i16>,
    event: i16,
    outcome: Option<i16>,
    talk_s: Option<i32>,
    detail: Option<String>,
    told_at: Option<OffsetDateTime>,
    received_at: OffsetDateTime,
    changed: Option<bool>,
}

/// One dial with its attempts and what the provider told of them.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`] when the tenant has none with this
/// id.
pub async fn get(engine: &Engine, scope: &Scope, call_id: Uuid) -> Result<DialStory> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Listing { columns, joins, .. } = listing(&tx, None);
    let sql = format!("select {columns} from dial m {joins} where m.tenant_id = $1 and m.call_id = $2");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), call_id.into()]).await?;
    let row = row.ok_or(Error::NotFound)?;
    let attempts: Vec<AttemptRow> = tx
        .all(
            "select place, state, outcome, external_id, detail, error, started_at, placed_at, answered_at, ended_at, talk_s,
                 check_at, verdict_inputs
             from attempt where tenant_id = $1 and dial_id = $2 order by place",
            [tx.tenant(), row.id.into()],
        )
        .await?;
    let events: Vec<EventRow> = tx
        .all(
            "select e.event_id, a.place, e.event, e.outcome, e.talk_s, e.detail, e.told_at, e.received_at, e.changed
             from provider_event e left join attempt a on a.tenant_id = e.tenant_id and a.id = e.attempt_id
             where e.tenant_id = $1 and e.dial_id = $2 order by e.id limit 200",
            [tx.tenant(), row.id.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(DialStory {
        dial: row.dial()?,
        attempts: attempts.into_iter().map(AttemptRow::attempt).collect::<Result<_>>()?,
        events: events.into_iter().map(EventRow::event).collect::<Result<_>>()?,
    })
}

fn seconds(stored: Option<i32>) -> Option<u32> {
    stored.and_then(|seconds| u32::try_from(seconds).ok())
}

impl AttemptRow {
    fn attempt(self) -> Result<Attempt> {
        let state = AttemptState::of_code(self.state);
        let state = state.ok_or_else(|| Error::Internal("an attempt has a strange state".into()))?;
        Ok(Attempt {
            place: u32::try_from(self.place).unwrap_or(0),
            state,
            outcome: self.outcome.and_then(Outcome::of_code),
            external_id: self.external_id,
            detail: self.detail,
            error: self.error,
            started_at: self.started_at,
            placed_at: self.placed_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            talk_seconds: seconds(self.talk_s),
            check_at: self.check_at,
            verdict_inputs: self.verdict_inputs,
        })
    }
}

impl EventRow {
    fn event(self) -> Result<ProviderEvent> {
        let event = match self.event {
            1 => EventKind::Placed,
            2 => EventKind::Answered,
            3 => EventKind::Ended,
            _ => return Err(Error::Internal("an event of a provider has a strange kind".into())),
        };
        Ok(ProviderEvent {
            event_id: self.event_id,
            attempt: self.place.and_then(|place| u32::try_from(place).ok()),
            event,
            outcome: self.outcome.and_then(Outcome::of_code),
            talk_seconds: seconds(self.talk_s),
            detail: self.detail,
            told_at: self.told_at,
            received_at: self.received_at,
            changed: self.changed,
        })
    }
}
