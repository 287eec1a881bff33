//! Taking what is due: as many dials as there is room for, fair between companies, each with its verdict and its attempt
//! written down before anybody is called.

use super::abandoned::Brakes;
use super::claimed::{Called, Held, Refused};
use super::judge::{Judged, judge, stored};
use crate::Engine;
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result};
use crate::provider::{PlaceCall, callback_url};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::Zones;
use domain::dial::hours::min_ring_seconds;
use domain::dial::verdict::Verdict;
use domain::id::{CampaignId, DialId, ProviderId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// The lock of claims, by the number that the database knows it by; test calls of providers take it as well.
pub(crate) const CLAIMS: i64 = 1_953_853_036;

/// One claim at a time over all nodes: two that counted the calls in flight at the same moment would both find room for one
/// more. It comes before the statement that counts: a statement's view of the tables is older than a lock it waits for. The
/// installation's policy may be that old.
const LOCK: &str = "select pg_advisory_xact_lock($1)::text as locked,
         (select text from installation_retry_policy order by version desc limit 1) as text,
         exists (select from provider where bridging_since is not null) as tells";

/// The most dials of one claim: more hold the lock longer than a call that could begin at once should wait.
pub(super) const BATCH: u32 = domain::simulation::CLAIM_MAX;

/// Due dials, as many as every limit leaves room for: those of the installation ($2), of the provider, of the company ($3, or
/// what its own policy says), of the campaign, and of its share of abandoned calls ($7 to $11; where it was not looked at, $12, nobody is
/// called by a provider that tells of them); in flight and, of the company ($6)
/// and where a limit of calls per second is set, within the last second. What is in flight is counted, never kept in counters
/// that could drift.
///
/// Who was called before and who was not stand in two lines of a campaign: retries that wait for room among retries would
/// otherwise fill the front of a single one, and nobody behind them would be called.
///
/// The moment is the statement's: `clock_timestamp()` is another at each row, so no index could be asked for the last second,
/// and every attempt there ever was would be read.
///
/// The n-th dial of each company goes before the (n+1)-th of any, those in flight counted; priority comes before that. A
/// provider whose breaker is half open is asked once a second.
const DUE: &str = "with busy as materialized (
         select provider_id, tenant_id, campaign_id, count(*) as n, count(*) filter (where attempts > 1) as retries
         from dial where slot_until is not null group by 1, 2, 3
         union all
         select provider_id, tenant_id, 0, count(*), 0 from provider_test
         where slot_until is not null and slot_until > statement_timestamp() group by 1, 2),
     recent as materialized (
         select provider_id, tenant_id, campaign_id, count(*) as n from attempt
         where started_at > statement_timestamp() - interval '1 second' group by 1, 2, 3
         union all
         select provider_id, tenant_id, 0, count(*) from provider_test
         where slot_until is not null and made_at > statement_timestamp() - interval '1 second' group by 1, 2),
     room as (select greatest(0, least($1::bigint, $2 - coalesce((select sum(n) from busy), 0)))::integer as n),
     p as materialized (
         select p.id, p.bridging_since is not null as tells, greatest(0, least(
             p.max_concurrent - coalesce((select sum(n) from busy b where b.provider_id = p.id), 0),
             coalesce(p.calls_per_second - coalesce((select sum(n) from recent r where r.provider_id = p.id), 0), 1000000),
             case when p.open_until is null then 1000000 when p.open_until > now() then 0
                  else 1 - coalesce((select sum(n) from recent r where r.provider_id = p.id), 0) end))::integer as free
         from provider p where exists (select from campaign c where c.provider_id = p.id and c.state = 3)),
     t as materialized (
         select t.id, coalesce(b.n, 0) as busy,
             greatest(0, least(
                 least($3::bigint, coalesce(d.concurrent_calls, $4::bigint)) - coalesce(b.n, 0),
                 $6::bigint - coalesce((select sum(n) from recent r where r.tenant_id = t.id), 0))) as free,
             greatest(0, coalesce(d.concurrent_retries, $5::bigint) - coalesce(b.retries, 0)) as retries_free
         from tenant t left join tenant_dialling d on d.tenant_id = t.id
             left join (select tenant_id, sum(n) as n, sum(retries) as retries from busy group by 1) b on b.tenant_id = t.id
         where t.suspended_at is null),
     c as materialized (
         select c.tenant_id, c.id, c.provider_id, greatest(0, least(
             c.max_concurrent - coalesce((select n from busy b where b.campaign_id = c.id and b.provider_id = c.provider_id
                                          and b.tenant_id = c.tenant_id), 0),
             coalesce(c.calls_per_second - coalesce((select sum(n) from recent r where r.campaign_id = c.id), 0), 1000000),
             case when w.id is null then 1000000
                  when (coalesce(a.answered, 0), coalesce(a.abandoned + a.unknown, 0)) = (w.answered, w.worst)
                  then w.room - coalesce((select sum(n) from busy b where b.campaign_id = c.id), 0) else 0 end,
             p.free, t.free, (select n from room)))::integer as free, t.retries_free
         from campaign c join p on p.id = c.provider_id join t on t.id = c.tenant_id
             left join unnest($7::bigint[], $8::integer[], $9::bigint[], $10::bigint[], $11::bigint[])
                 as w (id, period, answered, worst, room) on w.id = c.id
             left join abandoned_period a on a.tenant_id = c.tenant_id and a.campaign_id = c.id and a.period = w.period
         where c.state = 3 and ($12 or not p.tells)),
     due as (
         select d.id, c.tenant_id, c.provider_id, c.id as campaign_id, d.priority, d.due_at, d.attempts > 0 as again,
             row_number() over (partition by c.id order by d.priority, d.due_at, d.id) as of_campaign
         from c cross join lateral (
             (select id, priority, due_at, attempts from dial
              where campaign_id = c.id and state <= 3 and attempts = 0 and due_at <= statement_timestamp()
              order by priority, due_at, id limit c.free)
             union all
             (select id, priority, due_at, attempts from dial
              where campaign_id = c.id and state <= 3 and attempts > 0 and due_at <= statement_timestamp()
              order by priority, due_at, id limit least(c.free, c.retries_free))) d
         where c.free > 0),
     ranked as (
         select due.*, row_number() over (partition by provider_id order by priority, of_campaign, due_at, id) as of_provider,
             row_number() over (partition by tenant_id order by priority, of_campaign, due_at, id) as of_tenant,
             sum(again::integer) over (partition by tenant_id order by priority, of_campaign, due_at, id) as retry
         from due),
     mine as (
         select r.id, r.tenant_id, r.priority, t.busy + r.of_tenant as turn, r.due_at
         from ranked r join p on p.id = r.provider_id join t on t.id = r.tenant_id
         where r.of_provider <= p.free and r.of_tenant <= t.free and (not r.again or r.retry <= t.retries_free)
         order by r.priority, turn, r.due_at, r.id limit (select n from room))
     select d.tenant_id, d.id, d.call_id, d.campaign_id, d.provider_id, d.number, d.state, d.attempts, d.budget,
         extract(epoch from clock_timestamp() - greatest(d.due_at, d.created_at))::float8 as waited
     from mine m join dial d on d.tenant_id = m.tenant_id and d.id = m.id
     where d.state <= 3 and d.due_at <= statement_timestamp()
     order by m.priority, m.turn, m.due_at, d.id for update of d skip locked";

#[derive(FromQueryResult, Default)]
struct Locked {
    /// The installation's policy.
    text: Option<String>,
    /// Whether any provider tells which calls were abandoned.
    tells: bool,
}

/// A dial that is due.
#[derive(FromQueryResult)]
pub(super) struct Due {
    tenant_id: i64,
    pub id: i64,
    call_id: Uuid,
    campaign_id: i64,
    provider_id: i64,
    number: i64,
    pub state: i16,
    pub attempts: i16,
    budget: Option<i16>,
    /// Seconds since it was due.
    waited: f64,
}

/// A call that is to be placed now; its attempt is written and committed.
#[derive(Debug, Clone)]
pub(crate) struct Placement {
    pub tenant: TenantId,
    pub dial: DialId,
    pub provider: ProviderId,
    pub call: PlaceCall,
}

/// What came of a claim.
#[derive(Debug, Default)]
pub(crate) struct Claim {
    pub placements: Vec<Placement>,
    /// How many dials were taken up, those included that may not be called now: more may be due.
    pub looked_at: usize,
    /// The campaigns whose figures changed.
    pub touched: Vec<(TenantId, CampaignId)>,
}

/// Takes up to [`BATCH`] due dials: each is judged; who may be called now gets an attempt, who may later waits until then, who
/// may not is blocked. All of it is one transaction; nobody is called in it.
pub(crate) async fn claim(engine: &Engine) -> Result<Claim> {
    let limits = engine.settings().dialling.clone();
    let tx = PlatformTx::begin_hot(engine).await?;
    let locked: Option<Locked> = tx.one(LOCK, [CLAIMS.into()]).await?;
    let locked = locked.unwrap_or_default();
    let defaults = engine.policies().read_stored(locked.text.as_deref())?;
    // A call that was answered leaves one count for the other in one commit. Where one did between this statement and the next,
    // the room is that of other counts, and nobody is called this time. Nor is anybody by a provider that began to tell since
    // the lock was asked for.
    let brakes = if locked.tells { Brakes::of(engine, &tx).await? } else { Brakes::default() };
    let due: Vec<Due> = tx
        .all(
            DUE,
            [
                i64::from(BATCH).into(),
                i64::from(limits.at_once).into(),
                i64::from(limits.tenant_at_once).into(),
                i64::from(defaults.defaults.concurrent_calls).into(),
                i64::from(defaults.scheduler.concurrent_retries).into(),
                i64::from(limits.tenant_per_second).into(),
                brakes.campaigns.into(),
                brakes.periods.into(),
                brakes.answered.into(),
                brakes.worst.into(),
                brakes.room.into(),
                locked.tells.into(),
            ],
        )
        .await?;
    let mut claim = Claim { looked_at: due.len(), ..Claim::default() };
    if due.is_empty() {
        tx.commit().await?;
        return Ok(claim);
    }
    let mut campaigns: BTreeMap<(i64, i64), Vec<Due>> = BTreeMap::new();
    for dial in due {
        campaigns.entry((dial.tenant_id, dial.campaign_id)).or_default().push(dial);
    }
    claim.touched = campaigns.keys().map(|(tenant, id)| (TenantId(*tenant), CampaignId(*id))).collect();
    let setups = setup::of(&tx, engine, &claim.touched).await?;
    for ((tenant, campaign), dials) in campaigns {
        let setup = setups.get(&CampaignId(campaign)).ok_or(Error::NotFound)?;
        let placements = take(engine, &tx, TenantId(tenant), setup, dials).await?;
        claim.placements.extend(placements);
    }
    tx.commit().await?;
    Ok(claim)
}

/// Judges the dials of one campaign and writes down what follows.
async fn take(
    engine: &Engine,
    tx: &PlatformTx,
    tenant: TenantId,
    setup: &Arc<Setup>,
    dials: Vec<Due>,
) -> Result<Vec<Placement>> {
    let numbers: Vec<PhoneNumber> = dials.iter().map(|dial| stored(dial.number)).collect::<Result<_>>()?;
    let (judged, now) = judge(tx, tenant, setup.id, &setup.terms, &numbers).await?;
    let (mut now_called, mut held, mut refused) = (Called::default(), Held::default(), Refused::default());
    let mut placements = Vec::new();
    for ((dial, number), judged) in dials.into_iter().zip(numbers).zip(judged) {
        match judged.verdict {
            Verdict::Now(_) => {
                metrics::histogram!("trunkline_dial_pick_up_seconds").record(dial.waited);
                let key = Uuid::now_v7();
                now_called.push(&dial, key, &judged, budget(setup, &dial, &judged, now));
                placements.push(Placement {
                    tenant,
                    dial: DialId(dial.id),
                    provider: ProviderId(dial.provider_id),
                    call: PlaceCall {
                        key,
                        call_id: dial.call_id,
                        number,
                        caller_id: setup.caller_id,
                        campaign: setup.id,
                        campaign_name: setup.name.clone(),
                        answer_url: setup.answer_url.clone(),
                        min_ring_seconds: rings(setup, number, &judged, now),
                        callback_url: callback_url(engine, key),
                        longest: setup.longest_call,
                    },
                });
            }
            Verdict::Later(_, at) => held.push(&dial, at, &judged)?,
            Verdict::Never(_) => refused.push(&dial, &judged),
        }
    }
    now_called.write(tx, tenant, setup.longest_call, engine.settings().dialling.silence).await?;
    held.write(tx, tenant).await?;
    refused.write(tx, tenant).await?;
    Ok(placements)
}

/// How long the phone rings at least, where the law says so.
fn rings(setup: &Setup, number: PhoneNumber, judged: &Judged, now: OffsetDateTime) -> Option<u32> {
    min_ring_seconds(setup.terms.law(number)?, now, judged.zones.as_ref()?)
}

/// How many attempts a dial may take: set at its first.
fn budget(setup: &Setup, dial: &Due, judged: &Judged, now: OffsetDateTime) -> i16 {
    if let Some(budget) = dial.budget {
        return budget;
    }
    let utc = Zones::utc();
    let zones = judged.zones.as_ref().unwrap_or(&utc);
    i16::try_from(setup.policy.budget(setup.id, setup.max_attempts, now, zones)).unwrap_or(1)
}
