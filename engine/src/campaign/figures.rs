use crate::Engine;
use crate::allow::allow;
use crate::dial::abandoned::shares;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::{CampaignState, Figures, HeldUp};
use domain::dial::DialState;
use domain::id::CampaignId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Minutes of the line of calls.
const MINUTES: i32 = 30;

/// The dials of a campaign by state and verdict, and by verdict who is on its list without one; each walked through once.
pub(super) const GROUPS: &str = "g as materialized (
         select state, verdict, count(*) as n from dial where tenant_id = $1 and campaign_id = $2 group by state, verdict),
     k as materialized (
         select coalesce(verdict, 'NOT_LOOKED_AT') as verdict, count(*) as n from campaign_contact
         where tenant_id = $1 and campaign_id = $2 and dial_id is null group by 1)";

/// Why those wait who wait, of the campaign `c` with [`GROUPS`]: a count for each word.
pub(super) const WAITING: &str = "select word, sum(n)::bigint as n from (
             select case when state = 3 then 'WAITS_FOR_RETRY' when verdict = 'ALLOWED' then 'WAITS_FOR_TURN' else verdict end
                 as word, n from g where state <= 3
             union all
             select case when not c.dials_list then 'WAITS_FOR_PROGRAM' when verdict = 'ALLOWED' then 'WAITS_FOR_TURN'
                 else verdict end, n from k) who_waits
         group by word";

/// When the first of a campaign's dials is due, of those who were called before or of those who were not: the first of each
/// priority, as each line is in that order.
const NEXT: &str = "select min(first_of.due_at) from generate_series(
             (select min(priority)::integer from dial where tenant_id = $1 and campaign_id = $2 and {line}),
             (select max(priority)::integer from dial where tenant_id = $1 and campaign_id = $2 and {line})) as p (priority)
         cross join lateral (select due_at from dial
             where tenant_id = $1 and campaign_id = $2 and {line} and priority = p.priority
             order by due_at limit 1) first_of";

const FIGURES: &str = "with {groups}
     select c.state, c.dials_list, now() as read_at, least(c.max_concurrent, p.max_concurrent, $3,
         coalesce((select d.concurrent_calls from tenant_dialling d where d.tenant_id = c.tenant_id), $4))::bigint as at_once,
     (select count(*) from dial d where d.provider_id = c.provider_id and d.tenant_id = c.tenant_id
         and d.campaign_id = c.id and d.slot_until is not null) as slots,
     (select count(*) from campaign_contact k where k.tenant_id = $1 and k.campaign_id = $2) as contacts,
     (select coalesce(sum(n), 0)::bigint from k) as contacts_left,
     (select count(*) from dead_letter l where l.tenant_id = $1 and l.campaign_id = $2 and l.processed_at is null)
         as dead_letters,
     least(({first}), ({again})) as next_at,
     p.name as provider, case when p.open_until > now() then p.open_until end as open_until, p.open_reason,
     (select coalesce(jsonb_object_agg(s.state, s.n), '{}') from (
         select state, sum(n)::bigint as n from g group by state) s) as states,
     (select coalesce(jsonb_agg(jsonb_build_array(v.verdict, v.n) order by v.n desc, v.verdict), '[]') from (
         select verdict, sum(n)::bigint as n from (
             select verdict, n from g union all select verdict, n from k) all_of_them
         group by verdict) v) as verdicts,
     (select coalesce(jsonb_agg(jsonb_build_array(w.word, w.n) order by w.n desc, w.word), '[]') from ({waiting}) w) as waiting,
     (select coalesce(jsonb_agg(jsonb_build_object('at', m.at, 'started', m.started, 'answered', m.answered) order by m.at),
             '[]') from (
         select g.at, count(a.started_at) as started, count(a.started_at) filter (where a.outcome = 1) as answered
         from generate_series(date_trunc('minute', now()) - interval '{minutes} minutes', date_trunc('minute', now()),
             interval '1 minute') as g (at)
         left join attempt a on a.tenant_id = $1 and a.campaign_id = $2
             and a.started_at >= g.at and a.started_at < g.at + interval '1 minute'
         group by g.at) m) as minutes
     from campaign c join provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id
     where c.tenant_id = $1 and c.id = $2";

#[derive(FromQueryResult)]
struct CampaignRow {
    state: i16,
    dials_list: bool,
    read_at: OffsetDateTime,
    at_once: i64,
    slots: i64,
    contacts: i64,
    contacts_left: i64,
    dead_letters: i64,
    next_at: Option<OffsetDateTime>,
    provider: String,
    open_until: Option<OffsetDateTime>,
    open_reason: Option<String>,
    /// By code.
    states: Value,
    /// Pairs.
    verdicts: Value,
    /// Pairs.
    waiting: Value,
    minutes: Value,
}

/// How a campaign stands now.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`].
pub async fn figures(engine: &Engine, scope: &Scope, campaign: CampaignId) -> Result<Figures> {
    allow(scope, Right::SeeCampaigns)?;
    let limits = &engine.settings().dialling;
    let tx = TenantTx::begin(engine, scope).await?;
    let policy = engine.policies().installation(&tx).await?;
    // One statement: figures of two moments would not add up.
    let next = |line: &str| NEXT.replace("{line}", line);
    let sql = FIGURES
        .replace("{groups}", GROUPS)
        .replace("{waiting}", WAITING)
        .replace("{first}", &next("state <= 3 and attempts = 0"))
        .replace("{again}", &next("state <= 3 and attempts > 0"));
    let row: Option<CampaignRow> = tx
        .one(
            &sql.replace("{minutes}", &(MINUTES - 1).to_string()),
            [
                tx.tenant(),
                campaign.0.into(),
                i64::from(limits.at_once.min(limits.tenant_at_once)).into(),
                i64::from(policy.defaults.concurrent_calls).into(),
            ],
        )
        .await?;
    let abandoned = shares(engine, &tx, scope.tenant(), &[campaign]).await?.remove(&campaign);
    tx.commit().await?;
    let row = row.ok_or(Error::NotFound)?;
    let states: BTreeMap<String, u64> = serde_json::from_value(row.states)?;
    let count = |state: DialState| states.get(&state.code().to_string()).copied().unwrap_or(0);
    let state = CampaignState::of_code(row.state);
    Ok(Figures {
        state: state.ok_or_else(|| Error::Internal(format!("campaign {campaign} has a strange state")))?,
        read_at: row.read_at,
        contacts: row.contacts.unsigned_abs(),
        contacts_left: row.contacts_left.unsigned_abs(),
        accepted: states.values().sum(),
        queued: count(DialState::Initiated) + count(DialState::Queued),
        in_flight: count(DialState::Processing) + count(DialState::Picked),
        retrying: count(DialState::Retrying),
        completed: count(DialState::Completed),
        failed: count(DialState::Failed),
        blocked: count(DialState::Blocked),
        cancelled: count(DialState::Cancelled),
        dead_letters: row.dead_letters.unsigned_abs(),
        slots: row.slots.unsigned_abs(),
        at_once: row.at_once.unsigned_abs(),
        next_at: row.next_at,
        verdicts: serde_json::from_value(row.verdicts)?,
        waiting: serde_json::from_value(row.waiting)?,
        dials_list: row.dials_list,
        minutes: serde_json::from_value(row.minutes)?,
        held_up: row.open_until.map(|until| HeldUp {
            provider: row.provider,
            until,
            why: row.open_reason.unwrap_or_default(),
        }),
        abandoned,
    })
}
