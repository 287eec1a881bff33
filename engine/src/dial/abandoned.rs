//! Abandoned calls, counted as providers tell of them, and how many calls that leaves room for. The rule is
//! [`domain::dial::abandoned`]; campaigns whose provider tells nothing have no row here.

use crate::Engine;
use crate::calling_rule::IN_FORCE;
use crate::campaign::Setup;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::calling_rule::RuleBook;
use domain::dial::abandoned::{AbandonedShare, Answered, Bridging, LimitInForce, ShareLimit, begins, period_of};
use domain::id::{AttemptId, CampaignId, TenantId};
use sea_orm::{DbErr, FromQueryResult};
use std::collections::BTreeMap;
use time::{Date, OffsetDateTime};

/// The period that goes on, of the campaign `c`; as `period_of` has it.
pub(crate) const PERIOD: &str =
    "greatest(0, floor(extract(epoch from clock_timestamp() - coalesce(c.started_at, c.created_at))
     / 2592000))::integer";

/// What an answered call adds to the counts of its campaign and period, or takes away.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<(i64, i32), [i64; 3]>);

impl Tallies {
    /// A call that began then was `before` and is `now`.
    pub fn count(&mut self, setup: &Setup, began: OffsetDateTime, before: Option<Bridging>, now: Option<Bridging>) {
        let tally = self.0.entry((setup.id.0, period_of(setup.started_at, began))).or_default();
        for (bridging, by) in before.map(|one| (one, -1)).into_iter().chain(now.map(|one| (one, 1))) {
            tally[0] += by;
            match bridging {
                Bridging::Connected => {}
                Bridging::Abandoned => tally[1] += by,
                Bridging::Unknown => tally[2] += by,
            }
        }
        if let Some(now) = now {
            metrics::counter!("trunkline_answered_calls_total", "bridging" => now.as_str()).increment(1);
        }
    }

    /// Writes them, after the dials were locked; in the order of their keys, so that nobody waits in a circle.
    pub async fn write(self, tx: &PlatformTx, tenant: TenantId) -> std::result::Result<(), DbErr> {
        for ((campaign, period), [answered, abandoned, unknown]) in self.0 {
            if [answered, abandoned, unknown] == [0; 3] {
                continue;
            }
            tx.execute(
                // What is taken away was counted, so the row is there.
                "insert into abandoned_period (tenant_id, campaign_id, period, answered, abandoned, unknown)
                 values ($1, $2, $3, greatest($4, 0), greatest($5, 0), greatest($6, 0))
                 on conflict (tenant_id, campaign_id, period) do update set answered = abandoned_period.answered + $4,
                     abandoned = abandoned_period.abandoned + $5, unknown = abandoned_period.unknown + $6",
                [tenant.0.into(), campaign.into(), period.into(), answered.into(), abandoned.into(), unknown.into()],
            )
            .await?;
        }
        Ok(())
    }
}

/// Nobody will hear of an attempt any more: where its provider tells of answered calls it may have been abandoned.
pub(super) async fn count_lost(tx: &PlatformTx, tenant: TenantId, attempt: AttemptId) -> Result<()> {
    tx.execute(
        "with lost as (
             update attempt a set bridging = 3
             from campaign c join provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id
             where a.tenant_id = $1 and a.id = $2 and a.bridging is null and c.tenant_id = $1 and c.id = a.campaign_id
                 and p.bridging_since is not null
             returning a.campaign_id, greatest(0, floor(extract(epoch from
                 a.started_at - coalesce(c.started_at, c.created_at)) / 2592000))::integer as period)
         insert into abandoned_period (tenant_id, campaign_id, period, answered, abandoned, unknown)
         select $1, campaign_id, period, 1, 0, 1 from lost
         on conflict (tenant_id, campaign_id, period) do update set
             answered = abandoned_period.answered + 1, unknown = abandoned_period.unknown + 1",
        [tenant.0.into(), attempt.0.into()],
    )
    .await?;
    Ok(())
}

/// A campaign that runs, whosoever it is, and the counts of the period that goes on.
#[derive(FromQueryResult)]
struct Running {
    id: i64,
    period: i32,
    answered: i64,
    abandoned: i64,
    unknown: i64,
    rules_version: i32,
    now: OffsetDateTime,
}

impl Running {
    /// All of them; those whose provider tells nothing are left out.
    async fn all(tx: &PlatformTx) -> Result<Vec<Running>> {
        let sql = format!(
            "select c.id, {PERIOD} as period, coalesce(w.answered, 0) as answered,
                 coalesce(w.abandoned, 0) as abandoned, coalesce(w.unknown, 0) as unknown, {IN_FORCE} as rules_version,
                 clock_timestamp() as now
             from campaign c join provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id
                 left join abandoned_period w on w.tenant_id = c.tenant_id and w.campaign_id = c.id and w.period = {PERIOD}
             where c.state = 3 and p.bridging_since is not null"
        );
        Ok(tx.all(&sql, []).await?)
    }

    fn room(&self, limit: ShareLimit) -> u64 {
        read(self.answered, self.abandoned, self.unknown).room(limit)
    }
}

/// Campaigns that run, and what other rules would make of them by their share of abandoned calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct OtherShare {
    /// They call now, and would call nobody.
    pub stopped: u64,
    /// They stand still, and would call.
    pub freed: u64,
}

impl OtherShare {
    /// By a book of rules, against the one in force, on a day: today where none is named.
    pub async fn by(engine: &Engine, tx: &PlatformTx, book: &RuleBook, day: Option<Date>) -> Result<OtherShare> {
        let running = Running::all(tx).await?;
        let Some(first) = running.first() else { return Ok(OtherShare::default()) };
        let in_force = engine.rule_books().of(tx, first.rules_version).await?;
        let day = day.unwrap_or_else(|| first.now.date());
        let limits = [&*in_force, book].map(|book| book.abandoned_share(day).map(|rule| LimitInForce::of(rule).limit));
        let [was, is] = limits.map(|limit| {
            running.iter().map(move |one| limit.is_some_and(|limit| one.room(limit) == 0)).collect::<Vec<bool>>()
        });
        let count = |from: bool| was.iter().zip(&is).filter(|(was, is)| **was == from && **is != from).count() as u64;
        Ok(OtherShare { stopped: count(false), freed: count(true) })
    }
}

/// Campaigns of whose calls no more than so many may be under way, as columns.
#[derive(Debug, Default)]
pub(crate) struct Brakes {
    pub campaigns: Vec<i64>,
    pub periods: Vec<i32>,
    /// The counts by which there is that room: all who answered, and those of whom the worst is to be thought.
    pub answered: Vec<i64>,
    pub worst: Vec<i64>,
    pub room: Vec<i64>,
}

impl Brakes {
    /// Of all campaigns that run, whosoever they are; those whose provider tells nothing are not looked at.
    pub async fn of(engine: &Engine, tx: &PlatformTx) -> Result<Brakes> {
        let rows = Running::all(tx).await?;
        let Some(first) = rows.first() else { return Ok(Brakes::default()) };
        // One moment and one version for all of them.
        let book = engine.rule_books().of(tx, first.rules_version).await?;
        let Some((share, rule)) = book.abandoned_share(first.now.date()) else { return Ok(Brakes::default()) };
        let limit = LimitInForce::of((share, rule)).limit;
        let room = |row: &Running| i64::try_from(row.room(limit)).unwrap_or(i64::MAX);
        Ok(Brakes {
            campaigns: rows.iter().map(|row| row.id).collect(),
            periods: rows.iter().map(|row| row.period).collect(),
            answered: rows.iter().map(|row| row.answered).collect(),
            worst: rows.iter().map(|row| row.abandoned + row.unknown).collect(),
            room: rows.iter().map(room).collect(),
        })
    }

    /// How many of them may place no call at all.
    pub fn stopped(&self) -> u64 {
        self.room.iter().filter(|room| **room == 0).count() as u64
    }
}

#[derive(FromQueryResult)]
struct ShareRow {
    id: i64,
    started_at: OffsetDateTime,
    period: i32,
    bridging_since: Option<OffsetDateTime>,
    answered: i64,
    abandoned: i64,
    unknown: i64,
    rules_version: i32,
    now: OffsetDateTime,
}

/// How campaigns of a company that were started stand to the limit; those that were not are left out.
pub(crate) async fn shares(
    engine: &Engine,
    tx: &impl Tx,
    tenant: TenantId,
    campaigns: &[CampaignId],
) -> Result<BTreeMap<CampaignId, AbandonedShare>> {
    let ids: Vec<i64> = campaigns.iter().map(|id| id.0).collect();
    let sql = format!(
        "select c.id, c.started_at, {PERIOD} as period, p.bridging_since, coalesce(w.answered, 0) as answered,
             coalesce(w.abandoned, 0) as abandoned, coalesce(w.unknown, 0) as unknown, {IN_FORCE} as rules_version,
             clock_timestamp() as now
         from campaign c join provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id
             left join abandoned_period w on w.tenant_id = c.tenant_id and w.campaign_id = c.id and w.period = {PERIOD}
         where c.tenant_id = $1 and c.id = any($2) and c.started_at is not null"
    );
    let rows: Vec<ShareRow> = tx.all(&sql, [tenant.0.into(), ids.into()]).await?;
    let Some(first) = rows.first() else { return Ok(BTreeMap::new()) };
    let book = engine.rule_books().of(tx, first.rules_version).await?;
    let limit = book.abandoned_share(first.now.date()).map(LimitInForce::of);
    let share = |row: ShareRow| {
        let share = AbandonedShare {
            from: begins(row.started_at, row.period),
            until: begins(row.started_at, row.period.saturating_add(1)),
            reported_since: row.bridging_since,
            counts: read(row.answered, row.abandoned, row.unknown),
            limit: limit.clone(),
        };
        (CampaignId(row.id), share)
    };
    Ok(rows.into_iter().map(share).collect())
}

fn read(answered: i64, abandoned: i64, unknown: i64) -> Answered {
    let figure = |stored: i64| u64::try_from(stored).unwrap_or(0);
    Answered { answered: figure(answered), abandoned: figure(abandoned), unknown: figure(unknown) }
}
