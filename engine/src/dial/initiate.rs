use super::judge::{Judged, Subject, judge};
use crate::Engine;
use crate::allow::allow;
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::CampaignState;
use domain::dial::DialState;
use domain::dial::verdict::Verdict;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::{DbErr, FromQueryResult};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// A dial as it was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Initiated {
    pub call_id: Uuid,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub number: PhoneNumber,
    pub state: DialState,
    pub max_attempts: u32,
    pub created_at: OffsetDateTime,
    /// Why it is blocked.
    pub error: Option<String>,
}

/// Why no dial was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The tenant has no campaign with this id that runs.
    NoCampaign,
    /// The number has an open dial, or had one within the window.
    InProgress,
}

#[derive(FromQueryResult)]
struct Room {
    /// Whether the number was dialled within the window, or is being dialled.
    taken: bool,
    /// Whether a call could begin now, by what the campaign has in flight.
    free: bool,
    time_zone: Option<String>,
    contact: Option<i64>,
}

#[derive(FromQueryResult)]
struct Made {
    created_at: OffsetDateTime,
}

/// Accepts a number for a running campaign: it has its row and its id at once, and is called as soon as there is room and the
/// hour is decent. One whom the verdict forbids is accepted as blocked, with the reason.
///
/// # Errors
/// [`Error::Denied`] below the role agent.
pub async fn initiate(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    number: PhoneNumber,
) -> Result<std::result::Result<Initiated, Refusal>> {
    allow(scope, Right::StartDials)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Some(setup) = running(engine, &tx, scope, campaign).await? else { return Ok(Err(Refusal::NoCampaign)) };
    let room = room(&tx, &setup, number).await?;
    if room.taken {
        return Ok(Err(Refusal::InProgress));
    }
    let subject = Subject { number, time_zone: room.time_zone.clone() };
    let (mut judged, now) = judge(&tx, scope.tenant(), campaign, &setup.terms, &[subject]).await?;
    let judged = judged.pop().ok_or(Error::NotFound)?;
    let (state, due) = match judged.verdict {
        Verdict::Now(_) if room.free => (DialState::Initiated, now),
        Verdict::Now(_) => (DialState::Queued, now),
        Verdict::Later(_, at) => (DialState::Queued, at),
        Verdict::Never(_) => (DialState::Blocked, now),
    };
    let call_id = Uuid::now_v7();
    let made = match insert(&tx, scope, &setup, call_id, number, room.contact, state, due, &judged).await {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(Err(Refusal::NoCampaign)),
        Err(error) if violated_constraint(&error).as_deref() == Some("dial_open") => {
            return Ok(Err(Refusal::InProgress));
        }
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    if state.is_waiting() {
        engine.dialling().due.notify_one();
    }
    let zones = judged.zones.unwrap_or_else(domain::dial::Zones::utc);
    Ok(Ok(Initiated {
        call_id,
        campaign,
        campaign_name: setup.name.clone(),
        number,
        state,
        max_attempts: setup.policy.budget(campaign, setup.max_attempts, now, &zones),
        created_at: made.created_at,
        error: (state == DialState::Blocked).then(|| judged.verdict.says()),
    }))
}

/// The campaign, when it runs.
pub(super) async fn running(
    engine: &Engine,
    tx: &TenantTx,
    scope: &Scope,
    campaign: CampaignId,
) -> Result<Option<Arc<Setup>>> {
    let mut setups = setup::of(tx, engine.policies(), &[(scope.tenant(), campaign)]).await?;
    Ok(setups.remove(&campaign).filter(|setup| setup.state == CampaignState::Running))
}

/// What one look says about a number and its campaign.
async fn room(tx: &TenantTx, setup: &Setup, number: PhoneNumber) -> Result<Room> {
    let row: Option<Room> = tx
        .one(
            "select coalesce((select d.state <= 5
                     or (d.attempts > 0 and coalesce(d.ended_at, d.updated_at) > now() - make_interval(secs => $4))
                 from dial d where d.tenant_id = $1 and d.number = $2 order by d.number, d.id desc limit 1), false) as taken,
                 (select count(*) from (select 1 from dial d
                      where d.provider_id = $5 and d.tenant_id = $1 and d.campaign_id = $3 and d.slot_until is not null
                      limit $6) busy) < $6 as free,
                 k.time_zone, k.id as contact
             from (select 1) one left join lateral (
                 select k.id, k.time_zone from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
                 where p.tenant_id = $1 and p.number = $2 and p.entity_type = 1 and k.deleted_at is null
                 order by p.entity_id limit 1) k on true",
            [
                tx.tenant(),
                number.value().into(),
                setup.id.0.into(),
                setup.policy.defaults.duplicate_window.as_seconds_f64().into(),
                setup.provider.0.into(),
                i64::from(setup.max_concurrent).into(),
            ],
        )
        .await?;
    row.ok_or_else(|| Error::Internal("one row was asked for".into()))
}

/// The row; `None` when the campaign ended meanwhile.
#[allow(clippy::too_many_arguments, reason = "the columns of a row")]
async fn insert(
    tx: &TenantTx,
    scope: &Scope,
    setup: &Setup,
    call_id: Uuid,
    number: PhoneNumber,
    contact: Option<i64>,
    state: DialState,
    due: OffsetDateTime,
    judged: &Judged,
) -> std::result::Result<Option<Made>, DbErr> {
    tx.one(
        "insert into dial (tenant_id, call_id, campaign_id, provider_id, number, contact_id, state, due_at, verdict,
                 verdict_inputs, error, created_by, ended_at)
             -- Shared until the commit: who cancels or completes the campaign comes before this, or sees the dial.
             select $1, $2, c.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, case when $7 >= 6 then now() end
             from campaign c where c.tenant_id = $1 and c.id = $3 and c.state not in (6, 7) for share
             returning created_at",
        [
            tx.tenant(),
            call_id.into(),
            setup.id.0.into(),
            setup.provider.0.into(),
            number.value().into(),
            contact.into(),
            state.code().into(),
            due.into(),
            judged.verdict.as_str().into(),
            judged.inputs.clone().into(),
            (state == DialState::Blocked).then(|| judged.verdict.says()).into(),
            scope.actor().user().map(|user| user.0).into(),
        ],
    )
    .await
}
