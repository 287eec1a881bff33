//! What is counted of a period by the database.

use super::Period;
use super::in_force::{RulesInForce, at};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::consent::ConsentKind;
use domain::dial::Outcome;
use domain::dial::abandoned::{Answered, Bridging};
use domain::id::CampaignId;
use domain::phone::{AreaCode, Npa};
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Bases of consent that are told one by one.
const CONSENTS: usize = 50;

/// The consent of an attempt `a` of the campaign `c`: the first in force when it began, of a kind that the campaign takes, as
/// the verdict has it.
pub(super) const CONSENT: &str = "left join lateral (
         select k.id, k.kind, k.source, k.given_at, k.recorded_at from consent k
         where k.tenant_id = a.tenant_id and k.number = a.number and k.given_at <= a.started_at
             and (k.expires_at is null or k.expires_at > a.started_at)
             and (k.withdrawn_at is null or k.withdrawn_at > a.started_at)
             and (c.consent_kinds::integer & (1 << (k.kind - 1))) <> 0
         order by k.tenant_id, k.number, k.id limit 1) k on true";

/// The consents by which attempts were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentBasis {
    pub kind: ConsentKind,
    pub source: String,
    pub attempts: u64,
    /// When the first and the last of them was given.
    pub first: OffsetDateTime,
    pub last: OffsetDateTime,
}

/// How long phones rang that nobody took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rings {
    /// Shorter than the law of their place asks for.
    pub short: u64,
    pub long_enough: u64,
    /// Of which the provider did not say when they began to ring.
    pub unknown: u64,
}

pub(super) struct Sums {
    pub attempts: u64,
    pub outcomes: Vec<(&'static str, u64)>,
    pub verdicts: Vec<(String, u64)>,
    pub consents: Vec<ConsentBasis>,
    pub more_consents: u64,
    pub without_consent: u64,
    pub answered: Answered,
    pub unreported: u64,
    pub rings: Rings,
}

#[derive(FromQueryResult)]
struct AttemptsRow {
    outcome: i16,
    bridging: i16,
    n: i64,
}

#[derive(FromQueryResult)]
struct VerdictRow {
    verdict: String,
    n: i64,
}

#[derive(FromQueryResult)]
struct ConsentRow {
    kind: Option<i16>,
    source: Option<String>,
    attempts: i64,
    first: Option<OffsetDateTime>,
    last: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct RingRow {
    npa: i32,
    day: OffsetDateTime,
    seconds: Option<f64>,
    n: i64,
}

pub(super) async fn of(
    tx: &TenantTx,
    campaign: CampaignId,
    period: &Period,
    versions: &[RulesInForce],
) -> Result<Sums> {
    let given = || [tx.tenant(), campaign.0.into(), period.from.into(), period.until.into()];
    let of_period = "a.tenant_id = $1 and a.campaign_id = $2 and a.started_at >= $3 and a.started_at < $4";
    let sql = format!(
        "select coalesce(a.outcome, 0::smallint) as outcome, coalesce(a.bridging, 0::smallint) as bridging, count(*) as n
         from attempt a where {of_period} group by 1, 2"
    );
    let attempts: Vec<AttemptsRow> = tx.all(&sql, given()).await?;
    let verdicts: Vec<VerdictRow> = tx
        .all(
            "select verdict, count(*) as n from dial
             where tenant_id = $1 and campaign_id = $2 and created_at >= $3 and created_at < $4
             group by 1 order by 2 desc, 1",
            given(),
        )
        .await?;
    let sql = format!(
        "select k.kind, k.source, count(*) as attempts, min(k.given_at) as first, max(k.given_at) as last
         from attempt a join campaign c on c.tenant_id = a.tenant_id and c.id = a.campaign_id {CONSENT}
         where {of_period} group by 1, 2 order by 3 desc, 1, 2"
    );
    let consents: Vec<ConsentRow> = tx.all(&sql, given()).await?;
    let sql = format!(
        "select (a.number / 10000000 % 1000)::integer as npa, date_trunc('day', a.started_at, 'UTC') as day,
             floor(extract(epoch from a.ended_at - a.ringing_at))::float8 as seconds, count(*) as n
         from attempt a where {of_period} and a.outcome = 3 group by 1, 2, 3"
    );
    let rings: Vec<RingRow> = tx.all(&sql, given()).await?;
    let mut sums = Sums {
        attempts: 0,
        outcomes: Vec::new(),
        verdicts: verdicts.into_iter().map(|row| (row.verdict, row.n.unsigned_abs())).collect(),
        consents: Vec::new(),
        more_consents: 0,
        without_consent: 0,
        answered: Answered::default(),
        unreported: 0,
        rings: Rings::default(),
    };
    sums.attempts(&attempts);
    sums.consents(consents);
    sums.rings(&rings, versions);
    Ok(sums)
}

impl Sums {
    fn attempts(&mut self, rows: &[AttemptsRow]) {
        let mut outcomes: BTreeMap<i16, u64> = Outcome::ALL.map(|outcome| (outcome.code(), 0)).into();
        for row in rows {
            let n = row.n.unsigned_abs();
            self.attempts += n;
            *outcomes.entry(row.outcome).or_default() += n;
            match Bridging::of_code(row.bridging) {
                Some(bridging) => {
                    self.answered.answered += n;
                    self.answered.abandoned += if bridging == Bridging::Abandoned { n } else { 0 };
                    self.answered.unknown += if bridging == Bridging::Unknown { n } else { 0 };
                }
                None if row.outcome == Outcome::Picked.code() => self.unreported += n,
                None => {}
            }
        }
        let open = outcomes.remove(&0).unwrap_or(0);
        let word = |(code, n)| (Outcome::of_code(code).map_or("UNKNOWN", Outcome::as_str), n);
        self.outcomes = outcomes.into_iter().map(word).collect();
        if open > 0 {
            self.outcomes.push(("OPEN", open));
        }
    }

    fn consents(&mut self, rows: Vec<ConsentRow>) {
        for row in rows {
            let attempts = row.attempts.unsigned_abs();
            let basis = row.kind.and_then(ConsentKind::of_code).zip(row.first.zip(row.last));
            match basis {
                None => self.without_consent += attempts,
                Some(_) if self.consents.len() >= CONSENTS => self.more_consents += attempts,
                Some((kind, (first, last))) => {
                    let source = row.source.unwrap_or_default();
                    self.consents.push(ConsentBasis { kind, source, attempts, first, last });
                }
            }
        }
    }

    fn rings(&mut self, rows: &[RingRow], versions: &[RulesInForce]) {
        for row in rows {
            let npa = u16::try_from(row.npa).ok().and_then(|npa| Npa::new(npa).ok());
            let region = npa.and_then(|npa| AreaCode::look_up(npa).ok()).map(|area_code| area_code.region);
            let law = region.and_then(|region| at(versions, row.day)?.law(region));
            let least = law.and_then(|law| law.min_ring_seconds(row.day.date())).map_or(0.0, f64::from);
            let kind = match row.seconds {
                None => &mut self.rings.unknown,
                Some(seconds) if seconds < least => &mut self.rings.short,
                Some(_) => &mut self.rings.long_enough,
            };
            *kind += row.n.unsigned_abs();
        }
    }
}
