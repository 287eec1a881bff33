//! Dials that were begun and are not over, as far as a retry policy counts for them: for a dry run, and for bringing them to the
//! policy in force. Both read them here, so that the one tells what the other does.

use super::judge::{clocks_of, stored};
use crate::error::{Error, Result};
use crate::tenancy::Tx;
use domain::dial::retry_policy::{Begun, Tried, Waits};
use domain::dial::{DialState, Outcome, Zones};
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// The verdict of a dial that nothing but its time keeps.
const ALLOWED: &str = "ALLOWED";

/// A dial as it stands, with what a policy asks of it.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub id: i64,
    pub call_id: Uuid,
    pub number: i64,
    pub contact: Option<i64>,
    pub state: DialState,
    pub begun: Begun,
    pub zones: Zones,
    pub last: Last,
}

/// Its newest attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Last {
    pub started: OffsetDateTime,
    pub ended: OffsetDateTime,
    pub seconds: Option<i32>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: i64,
}

#[derive(FromQueryResult)]
struct DialRow {
    id: i64,
    call_id: Uuid,
    number: i64,
    contact_id: Option<i64>,
    state: i16,
    attempts: i16,
    counted: i16,
    budget: Option<i16>,
    due_at: OffsetDateTime,
    verdict: String,
}

#[derive(FromQueryResult)]
struct AttemptRow {
    dial_id: i64,
    place: i16,
    outcome: Option<i16>,
    started_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
    talk_s: Option<i32>,
}

/// The ids of a campaign's dials that were begun and are not over, from behind `after` on, in their order.
pub(crate) async fn ids(
    tx: &impl Tx,
    tenant: TenantId,
    campaign: CampaignId,
    after: i64,
    most: usize,
) -> Result<Vec<i64>> {
    let rows: Vec<IdRow> = tx
        .all(
            "select id from dial where tenant_id = $1 and campaign_id = $2 and state in (3, 4, 5) and id > $3
             order by id limit $4",
            [tenant.0.into(), campaign.0.into(), after.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The dials with these ids; those that are over meanwhile are left out. With `lock` nobody changes them before the transaction
/// ends: in the order of their ids, as whoever applies events takes them.
pub(crate) async fn read(tx: &impl Tx, tenant: TenantId, ids: &[i64], lock: bool) -> Result<Vec<Standing>> {
    let sql =
        "select d.id, d.call_id, d.number, d.contact_id, d.state, d.attempts, d.counted, d.budget, d.due_at, d.verdict
         from dial d
         where d.tenant_id = $1 and d.id = any($2) and d.state in (3, 4, 5) order by d.id";
    let sql = if lock { format!("{sql} for no key update of d") } else { sql.to_owned() };
    let dials: Vec<DialRow> = tx.all(&sql, [tenant.0.into(), ids.to_vec().into()]).await?;
    // Read after the lock: an attempt that ended meanwhile is among them.
    let rows: Vec<AttemptRow> = tx
        .all(
            "select dial_id, place, outcome, started_at, ended_at, talk_s from attempt
             where tenant_id = $1 and dial_id = any($2) order by dial_id, place",
            [tenant.0.into(), ids.to_vec().into()],
        )
        .await?;
    let mut attempts: HashMap<i64, Vec<AttemptRow>> = HashMap::new();
    for row in rows {
        attempts.entry(row.dial_id).or_default().push(row);
    }
    let numbers: Vec<PhoneNumber> = dials.iter().map(|dial| stored(dial.number)).collect::<Result<_>>()?;
    let clocks = clocks_of(tx, tenant, &numbers).await?;
    let mut standing = Vec::with_capacity(dials.len());
    for (dial, clocks) in dials.into_iter().zip(clocks) {
        let own = attempts.remove(&dial.id).unwrap_or_default();
        standing.extend(dial.standing(&own, clocks.zones.unwrap_or_else(Zones::utc))?);
    }
    Ok(standing)
}

impl DialRow {
    /// `None` for one whose attempts are not there: nothing follows from them.
    fn standing(self, attempts: &[AttemptRow], zones: Zones) -> Result<Option<Standing>> {
        let strange = || Error::Internal(format!("dial {} has a strange state", self.id));
        let state = DialState::of_code(self.state).ok_or_else(strange)?;
        let (Some(first), Some(last)) = (attempts.first(), attempts.last().filter(|last| last.place == self.attempts))
        else {
            return Ok(None);
        };
        let count = |stored: i16| u32::try_from(stored).unwrap_or(0);
        let budget = count(self.budget.unwrap_or(1));
        let waits = match (state, last.outcome.and_then(Outcome::of_code), last.ended_at) {
            (DialState::Retrying, Some(outcome), Some(at)) => {
                let so = attempts.iter().filter(|attempt| attempt.outcome == last.outcome).count();
                let tried = Tried {
                    outcome,
                    at,
                    attempts: count(self.attempts),
                    counted: count(self.counted),
                    so: u32::try_from(so).unwrap_or(u32::MAX),
                    budget,
                };
                Some(Waits { tried, due_at: self.due_at, held: self.verdict != ALLOWED })
            }
            (DialState::Retrying, ..) => return Ok(None),
            _ => None,
        };
        Ok(Some(Standing {
            id: self.id,
            call_id: self.call_id,
            number: self.number,
            contact: self.contact_id,
            state,
            begun: Begun { first_at: first.started_at, budget, waits },
            zones,
            last: Last {
                started: last.started_at,
                ended: last.ended_at.unwrap_or(last.started_at),
                seconds: last.talk_s,
            },
        }))
    }
}
