//! The verdicts of many contacts at once: their facts by a few statements, however many there are, and the rule of `domain`.

use crate::dialability::gather;
use crate::error::Error;
use crate::tenancy::Tx;
use domain::calling_rule::RuleKind;
use domain::dial::hours::counting;
use domain::dial::verdict::{Contact, Terms, Verdict, judge_contact};
use domain::dial::{DialState, Zones};
use domain::dialability::Facts;
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::{DbErr, FromQueryResult};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;
use time::OffsetDateTime;

/// A number as it is stored.
///
/// # Errors
/// [`Error::Internal`] for one that is none: what is stored was checked.
pub(crate) fn stored(number: i64) -> Result<PhoneNumber, Error> {
    PhoneNumber::from_stored(number).map_err(|_| Error::Internal(format!("a strange number is stored: {number}")))
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
struct ZonesRow {
    /// Of a number, or of all numbers of a prefix.
    number: Option<i64>,
    prefix: Option<i32>,
    time_zones: Vec<String>,
}

#[derive(FromQueryResult)]
struct CallsRow {
    number: i64,
    lifetime: i64,
    recent: Vec<OffsetDateTime>,
}

/// Judges numbers for a campaign, each in its place, and tells the moment they are judged at. It takes its own `tenant_id`
/// along, so it may run for many tenants in turn within one transaction.
pub(crate) async fn judge(
    tx: &impl Tx,
    tenant: TenantId,
    campaign: CampaignId,
    terms: &Terms,
    numbers: &[PhoneNumber],
) -> Result<(Vec<Judged>, OffsetDateTime), DbErr> {
    let known = Known::of(tx, tenant, campaign, numbers, terms.count_calls()).await?;
    Ok((known.judge(terms, known.now), known.now))
}

/// What is known of numbers, to judge them by it: by several terms, or at several moments.
pub(crate) struct Known<'a> {
    numbers: &'a [PhoneNumber],
    facts: HashMap<PhoneNumber, Facts>,
    clocks: Vec<Clocks>,
    /// Nothing where nobody asked how often they were called.
    calls: Option<HashMap<i64, (u32, Vec<OffsetDateTime>)>>,
    /// The moment it is known of, by the database's clock.
    pub now: OffsetDateTime,
}

impl<'a> Known<'a> {
    /// `calls`: whether it matters how often they were called.
    pub async fn of(
        tx: &impl Tx,
        tenant: TenantId,
        campaign: CampaignId,
        numbers: &'a [PhoneNumber],
        count_calls: bool,
    ) -> Result<Known<'a>, DbErr> {
        let gathered = gather(tx, tenant, Some(campaign), numbers).await?;
        let clocks = clocks_of(tx, tenant, numbers).await?;
        let calls = if count_calls { Some(calls(tx, tenant, numbers).await?) } else { None };
        Ok(Known { numbers, facts: gathered.facts, clocks, calls, now: gathered.now })
    }

    /// What is known of each.
    pub fn contacts(&self) -> impl Iterator<Item = Contact<'_>> {
        static NOTHING: LazyLock<Facts> = LazyLock::new(Facts::default);
        static NO_CALLS: (u32, Vec<OffsetDateTime>) = (0, Vec::new());
        self.numbers.iter().zip(&self.clocks).map(|(&number, clocks)| {
            let facts = self.facts.get(&number).unwrap_or(&NOTHING);
            let (lifetime, recent) =
                self.calls.as_ref().and_then(|calls| calls.get(&number.value())).unwrap_or(&NO_CALLS);
            Contact { number, facts, zones: clocks.zones.as_ref(), recent, lifetime: *lifetime }
        })
    }

    /// The verdict of each at a moment.
    pub fn judge(&self, terms: &Terms, at: OffsetDateTime) -> Vec<Judged> {
        let judged = self.contacts().zip(&self.clocks).map(|(contact, clocks)| {
            let verdict = judge_contact(&contact, terms, at);
            let inputs = json!({
                "zones": contact.zones.map(Zones::names),
                "zones_set_on_contact": clocks.set_on_contact,
                "rules": rules(&contact, terms, at),
                "ever_generated": contact.facts.ever_generated,
                "do_not_call": contact.facts.stopped_by.map(|list| list.as_str()),
                "consents": contact.facts.consents.len(),
                "calls_24h": self.calls.as_ref().map(|_| contact.recent.len()),
                "calls_ever": self.calls.as_ref().map(|_| contact.lifetime),
            });
            Judged { verdict, zones: contact.zones.cloned(), inputs }
        });
        judged.collect()
    }
}

/// The rules of the law that such a verdict rests on, by their ids.
fn rules<'a>(contact: &Contact<'_>, terms: &'a Terms, at: OffsetDateTime) -> Vec<&'a str> {
    let (Some(law), Some(zones)) = (terms.law(contact.number), contact.zones) else { return Vec::new() };
    let decides = |kind| matches!(kind, RuleKind::Hours | RuleKind::Holiday | RuleKind::Attempts24h);
    counting(law, at, zones)
        .into_iter()
        .filter(|rule| decides(rule.value.kind()))
        .map(|rule| rule.id.as_str())
        .collect()
}

/// The clocks that whoever is called may go by.
#[derive(Debug, Clone)]
pub(super) struct Clocks {
    /// `None` where nothing says.
    pub zones: Option<Zones>,
    /// Whether somebody wrote them on a contact: then the number does not count.
    pub set_on_contact: bool,
}

/// The clocks of each in its place: the zones that stand on the contacts that have the number now, else those of the number's
/// prefix, else those of its area code. Of several contacts all count: whichever of them answers.
pub(super) async fn clocks_of(tx: &impl Tx, tenant: TenantId, numbers: &[PhoneNumber]) -> Result<Vec<Clocks>, DbErr> {
    let values: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    let mut prefixes: Vec<i32> = numbers.iter().map(|number| number.prefix().code() as i32).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let sql = "select p.number, null::integer as prefix, array_agg(distinct k.time_zone) as time_zones
         from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
         where p.tenant_id = $1 and p.number = any($2) and p.entity_type = 1 and k.deleted_at is null and k.time_zone <> ''
         group by p.number
         union all
         select null, prefix, time_zones from prefix where prefix = any($3) and cardinality(time_zones) > 0";
    let rows: Vec<ZonesRow> = tx.all(sql, [tenant.0.into(), values.into(), prefixes.into()]).await?;
    let (mut own, mut by_prefix) = (HashMap::new(), HashMap::new());
    for ZonesRow { number, prefix, time_zones } in rows {
        let Ok(zones) = Zones::named(time_zones.iter().map(String::as_str)) else { continue };
        if let Some(number) = number {
            own.insert(number, zones);
        } else if let Some(prefix) = prefix {
            by_prefix.insert(prefix, zones);
        }
    }
    let of = |number: &PhoneNumber| {
        let set = own.get(&number.value()).cloned();
        let set_on_contact = set.is_some();
        let zones = set
            .or_else(|| by_prefix.get(&(number.prefix().code() as i32)).cloned())
            .or_else(|| Zones::of_area_code(number.area_code()));
        Clocks { zones, set_on_contact }
    };
    Ok(numbers.iter().map(of).collect())
}

/// How often the numbers were called: ever, and when within 24 hours, the newest first.
async fn calls(
    tx: &impl Tx,
    tenant: TenantId,
    numbers: &[PhoneNumber],
) -> Result<HashMap<i64, (u32, Vec<OffsetDateTime>)>, DbErr> {
    let values: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    // What never reached the provider's network rang at nobody's.
    let sql = "select d.number, count(a.started_at) as lifetime,
             coalesce(array_agg(a.started_at order by a.started_at desc)
                 filter (where a.started_at > now() - interval '24 hours'), '{}') as recent
         from unnest($2::bigint[]) as d (number) cross join lateral (
             (select started_at from attempt
              where tenant_id = $1 and number = d.number and (state <= 2 or placed_at is not null)
              order by tenant_id, number, started_at)
             union all
             (select made_at from provider_test
              where tenant_id = $1 and number = d.number and coalesce(answer, 1) in (1, 5)
              order by tenant_id, number, made_at)) a
         group by d.number";
    let rows: Vec<CallsRow> = tx.all(sql, [tenant.0.into(), values.into()]).await?;
    let read = |row: CallsRow| (row.number, (u32::try_from(row.lifetime).unwrap_or(u32::MAX), row.recent));
    Ok(rows.into_iter().map(read).collect())
}
