//! The verdicts of many contacts at once: their facts by a few statements, however many there are, and the rule of `domain`.

use crate::dialability::gather;
use crate::tenancy::Tx;
use domain::dial::verdict::{Contact, Terms, Verdict, judge_contact};
use domain::dial::{DialState, Zones};
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::{DbErr, FromQueryResult};
use serde_json::{Value, json};
use std::collections::HashMap;
use time::OffsetDateTime;

/// Somebody who may be called.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub number: PhoneNumber,
    /// The zone that stands on the contact, which wins over the number's.
    pub time_zone: Option<String>,
}

/// A verdict, and what it was made of.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub verdict: Verdict,
    pub zones: Option<Zones>,
    pub inputs: Value,
}

impl Judged {
    /// The state in which a dial with this verdict begins, and when it is due; `now` is the moment it was judged at.
    pub fn stand(&self, now: OffsetDateTime) -> (DialState, OffsetDateTime) {
        match self.verdict {
            Verdict::Now(_) => (DialState::Queued, now),
            Verdict::Later(_, at) => (DialState::Queued, at),
            Verdict::Never(_) => (DialState::Blocked, now),
        }
    }
}

#[derive(FromQueryResult)]
struct PrefixRow {
    prefix: i32,
    time_zones: Vec<String>,
}

#[derive(FromQueryResult)]
struct CallsRow {
    number: i64,
    lifetime: i64,
    recent: Vec<OffsetDateTime>,
}

/// Judges contacts of a campaign, each in its place, and tells the moment they are judged at. It takes its own `tenant_id`
/// along, so it may run for many tenants in turn within one transaction.
pub(crate) async fn judge(
    tx: &impl Tx,
    tenant: TenantId,
    campaign: CampaignId,
    terms: &Terms,
    subjects: &[Subject],
) -> Result<(Vec<Judged>, OffsetDateTime), DbErr> {
    let numbers: Vec<PhoneNumber> = subjects.iter().map(|subject| subject.number).collect();
    let gathered = gather(tx, tenant, Some(campaign), &numbers).await?;
    let zones = zones_of(tx, subjects).await?;
    let calls = calls(tx, tenant, terms, &numbers).await?;
    let none = (0, Vec::new());
    let judged = subjects.iter().zip(zones).map(|(subject, zones)| {
        let number = subject.number;
        let facts = gathered.facts.get(&number).cloned().unwrap_or_default();
        let (lifetime, recent) = calls.get(&number.value()).unwrap_or(&none);
        let contact = Contact { number, facts: &facts, zones: zones.as_ref(), recent, lifetime: *lifetime };
        let verdict = judge_contact(&contact, terms, gathered.now);
        let inputs = json!({
            "zones": zones.as_ref().map(Zones::names),
            "ever_generated": facts.ever_generated,
            "do_not_call": facts.stopped_by.map(|list| list.as_str()),
            "consents": facts.consents.len(),
            "calls_24h": recent.len(),
            "calls_ever": lifetime,
        });
        Judged { verdict, zones, inputs }
    });
    Ok((judged.collect(), gathered.now))
}

/// The clocks that whoever is called may go by, each in its place: the contact's own zone, else those of the number's prefix,
/// else those of its area code.
pub(super) async fn zones_of(tx: &impl Tx, subjects: &[Subject]) -> Result<Vec<Option<Zones>>, DbErr> {
    let numbers: Vec<PhoneNumber> = subjects.iter().map(|subject| subject.number).collect();
    let by_prefix = zones(tx, &numbers).await?;
    let of = |subject: &Subject| {
        own_zone(subject)
            .or_else(|| by_prefix.get(&(subject.number.prefix().code() as i32)).cloned())
            .or_else(|| Zones::of_area_code(subject.number.area_code()))
    };
    Ok(subjects.iter().map(of).collect())
}

fn own_zone(subject: &Subject) -> Option<Zones> {
    let name = subject.time_zone.as_deref().filter(|name| !name.is_empty())?;
    Zones::named([name]).ok()
}

/// What the prefix table says of the numbers' zones.
async fn zones(tx: &impl Tx, numbers: &[PhoneNumber]) -> Result<HashMap<i32, Zones>, DbErr> {
    let mut prefixes: Vec<i32> = numbers.iter().map(|number| number.prefix().code() as i32).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let sql = "select prefix, time_zones from prefix where prefix = any($1) and cardinality(time_zones) > 0";
    let rows: Vec<PrefixRow> = tx.all(sql, [prefixes.into()]).await?;
    let read = |row: PrefixRow| Some((row.prefix, Zones::named(row.time_zones.iter().map(String::as_str)).ok()?));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// How often the numbers were called: ever, and when within 24 hours, the newest first. Only where somebody counts.
async fn calls(
    tx: &impl Tx,
    tenant: TenantId,
    terms: &Terms,
    numbers: &[PhoneNumber],
) -> Result<HashMap<i64, (u32, Vec<OffsetDateTime>)>, DbErr> {
    if terms.caps.day.is_none() && terms.caps.lifetime.is_none() {
        return Ok(HashMap::new());
    }
    let values: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    // What never reached the provider's network rang at nobody's.
    let sql = "select d.number, count(a.started_at) as lifetime,
             coalesce(array_agg(a.started_at order by a.started_at desc)
                 filter (where a.started_at > now() - interval '24 hours'), '{}') as recent
         from unnest($2::bigint[]) as d (number) cross join lateral (
             select started_at from attempt
             where tenant_id = $1 and number = d.number and (state <= 2 or placed_at is not null)
             order by tenant_id, number, started_at) a
         group by d.number";
    let rows: Vec<CallsRow> = tx.all(sql, [tenant.0.into(), values.into()]).await?;
    let read = |row: CallsRow| (row.number, (u32::try_from(row.lifetime).unwrap_or(u32::MAX), row.recent));
    Ok(rows.into_iter().map(read).collect())
}
