//! Numbers become dials: each is looked at, judged and written, many by a few statements.

use super::judge::{Judged, judge};
use super::rows::Rows;
use crate::Engine;
use crate::campaign::{Setup, setup};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::campaign::CampaignState;
use domain::dial::DialState;
use domain::dial::verdict::Verdict;
use domain::id::{CampaignId, UserId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// A number that somebody wants dialled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub number: PhoneNumber,
    pub by: Option<UserId>,
}

/// A number that became a dial.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub call_id: Uuid,
    pub state: DialState,
    pub created_at: OffsetDateTime,
    pub judged: Judged,
    /// The moment it was judged at.
    pub at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Known {
    number: i64,
    /// Whether it is being dialled, or was within the window.
    taken: bool,
    contact: Option<i64>,
}

/// The campaign, when it runs.
pub(super) async fn running(
    engine: &Engine,
    tx: &TenantTx,
    scope: &Scope,
    campaign: CampaignId,
) -> Result<Option<Arc<Setup>>> {
    let mut setups = setup::of(tx, engine, &[(scope.tenant(), campaign)]).await?;
    Ok(setups.remove(&campaign).filter(|setup| setup.state == CampaignState::Running))
}

/// Calls that could begin now, by what the campaign has in flight.
pub(super) async fn room(tx: &TenantTx, setup: &Setup) -> Result<usize> {
    let busy = tx
        .figure(
            "select count(*) as n from dial d
             where d.provider_id = $2 and d.tenant_id = $1 and d.campaign_id = $3 and d.slot_until is not null",
            [tx.tenant(), setup.provider.0.into(), setup.id.0.into()],
        )
        .await?;
    let busy = usize::try_from(busy).unwrap_or(usize::MAX);
    Ok(usize::try_from(setup.max_concurrent).unwrap_or(usize::MAX).saturating_sub(busy))
}

/// Makes a dial of each number, in their order; no number is there twice. `None` stands for one that has an open dial or had
/// one within the window, and for all of them when the campaign ended meanwhile. Each that begins at once takes of `room`.
pub(super) async fn accept(
    tx: &TenantTx,
    scope: &Scope,
    setup: &Setup,
    wanted: &[Wanted],
    batch: Option<Uuid>,
    room: &mut usize,
) -> Result<Vec<Option<Accepted>>> {
    let mut known = known(tx, setup, wanted).await?;
    let (mut places, mut contacts) = (Vec::with_capacity(wanted.len()), Vec::with_capacity(wanted.len()));
    let mut numbers = Vec::with_capacity(wanted.len());
    for (place, one) in wanted.iter().enumerate() {
        let known = known.remove(&one.number.value());
        if known.as_ref().is_some_and(|known| known.taken) {
            continue;
        }
        numbers.push(one.number);
        places.push(place);
        contacts.push(known.and_then(|known| known.contact));
    }
    let mut accepted: Vec<Option<Accepted>> = vec![None; wanted.len()];
    if numbers.is_empty() {
        return Ok(accepted);
    }
    let (judged, at) = judge(tx, scope.tenant(), setup.id, &setup.terms, &numbers).await?;
    let mut rows = Rows::default();
    for (((number, place), contact), judged) in numbers.iter().zip(&places).zip(contacts).zip(&judged) {
        let (state, due) = stand(judged, at, room);
        rows.push(*number, contact, wanted.get(*place).and_then(|one| one.by), state, due, judged);
    }
    let made = rows.insert(tx, scope.tenant(), setup, batch).await?;
    for (((call_id, state), place), judged) in rows.accepted().zip(places).zip(judged) {
        // Somebody else may have begun with one of them meanwhile.
        let (Some(created_at), Some(here)) = (made.get(&call_id).copied(), accepted.get_mut(place)) else { continue };
        *here = Some(Accepted { call_id, state, created_at, judged, at });
    }
    Ok(accepted)
}

/// The state in which a dial begins, and when it is due: one that may be called now and finds room begins at once.
fn stand(judged: &Judged, now: OffsetDateTime, room: &mut usize) -> (DialState, OffsetDateTime) {
    let begins = matches!(judged.verdict, Verdict::Now(_)) && *room > 0;
    if !begins {
        return judged.stand(now);
    }
    *room -= 1;
    (DialState::Initiated, now)
}

/// What one look says of the numbers: whether they are taken, and whose they are.
async fn known(tx: &TenantTx, setup: &Setup, wanted: &[Wanted]) -> Result<HashMap<i64, Known>> {
    let numbers: Vec<i64> = wanted.iter().map(|one| one.number.value()).collect();
    let rows: Vec<Known> = tx
        .all(
            "select w.number, coalesce((select d.state <= 5
                     or (d.attempts > 0 and coalesce(d.ended_at, d.updated_at) > now() - make_interval(secs => $3))
                 from dial d where d.tenant_id = $1 and d.number = w.number order by d.number, d.id desc limit 1), false)
                     as taken,
                 k.id as contact
             from unnest($2::bigint[]) as w (number) left join lateral (
                 select k.id from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
                 where p.tenant_id = $1 and p.number = w.number and p.entity_type = 1 and k.deleted_at is null
                 order by p.entity_id limit 1) k on true",
            [tx.tenant(), numbers.into(), setup.policy.defaults.duplicate_window.as_seconds_f64().into()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row)).collect())
}
