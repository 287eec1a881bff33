use crate::Engine;
use crate::allow::allow_platform;
use crate::campaign::setup;
use crate::dial::abandoned::OtherShare;
use crate::dial::{Known, stored};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::calling_rule::{Holiday, RuleBook, RuleChange, RuleValue};
use domain::dial::Hours;
use domain::dial::verdict::{Contact, Terms, Verdict};
use domain::id::{CampaignId, TenantId};
use domain::phone::{Npa, PhoneNumber};
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use time::{Date, Duration, Month, OffsetDateTime};

/// The most contacts that are looked at while somebody waits for a page.
pub const IMPACT_MAX: usize = 100_000;

/// So many days of everybody's hours are compared, from each moment on.
pub const IMPACT_DAYS: u8 = 7;

/// The most days on which something begins to count or nobody is called that are looked at, the nearest ones.
const MOMENTS: usize = 12;

/// Contacts of one look.
const BATCH: usize = 2_000;

/// What other rules would make of whoever waits, over all companies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// Contacts that wait: dials that were not placed yet, and those on lists of whom no dial was made.
    pub looked_at: u64,
    /// Whether there are more than [`IMPACT_MAX`].
    pub more: bool,
    /// From which verdict to which, the most frequent first.
    pub changes: Vec<Change>,
    /// Campaigns with at least one.
    pub campaigns: u64,
    /// Campaigns that run and would call nobody any more, for their share of abandoned calls.
    pub stopped: u64,
    /// Campaigns that stand still for their share, and would call.
    pub freed: u64,
    /// Who could be called at other hours than now, by the hours alone: within [`IMPACT_DAYS`] from the moment of the look, or
    /// from one of `days` on. Whose verdict is another is among them where their hours are as well.
    pub other_hours: u64,
    /// The days to come, by the calendar of UTC, on which a rule that is new, changed or gone begins to count or has a holiday.
    pub days: Vec<Date>,
}

/// How many contacts go from one verdict to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub from: &'static str,
    /// The same where only the time is another.
    pub to: &'static str,
    pub contacts: u64,
}

impl Impact {
    /// Contacts whose verdict, or time, is another.
    pub fn changed(&self) -> u64 {
        self.changes.iter().map(|change| change.contacts).sum()
    }
}

#[derive(FromQueryResult)]
struct CampaignRow {
    tenant_id: i64,
    id: i64,
}

#[derive(FromQueryResult)]
struct Waiting {
    number: i64,
}

/// What a version of the rules would make of whoever waits, against those in force, at a moment (now where none is named).
/// Nothing is written.
///
/// # Errors
/// [`Error::Denied`] for everybody but a platform admin; [`Error::NotFound`].
pub async fn impact(engine: &Engine, scope: &Scope, version: i32, at: Option<OffsetDateTime>) -> Result<Impact> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let book = engine.rule_books().of(&tx, version).await?;
    let campaigns: Vec<CampaignRow> =
        tx.all("select tenant_id, id from campaign where state not in (6, 7) order by tenant_id, id", []).await?;
    let keys: Vec<(TenantId, CampaignId)> =
        campaigns.into_iter().map(|row| (TenantId(row.tenant_id), CampaignId(row.id))).collect();
    let setups = setup::of(&tx, engine, &keys).await?;
    let share = OtherShare::by(engine, &tx, &book, at.map(OffsetDateTime::date)).await?;
    let mut impact = Impact { stopped: share.stopped, freed: share.freed, ..Impact::default() };
    let mut known_hours = OtherHours::default();
    let mut changes: BTreeMap<(&'static str, &'static str), u64> = BTreeMap::new();
    for (tenant, campaign) in keys {
        let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
        let left = IMPACT_MAX - usize::try_from(impact.looked_at).unwrap_or(IMPACT_MAX);
        let mut waiting = waiting(&tx, tenant, campaign, left + 1).await?;
        if waiting.len() > left {
            impact.more = true;
            waiting.truncate(left);
        }
        let others = Terms { rules: book.clone(), ..setup.terms.clone() };
        let before: u64 = changes.values().sum();
        for batch in waiting.chunks(BATCH) {
            let known = Known::of(&tx, tenant, campaign, batch, true).await?;
            let at = at.unwrap_or(known.now);
            if impact.days.is_empty() {
                impact.days = days(&setup.terms.rules, &book, at.date());
            }
            let judged = known.judge(&setup.terms, at).into_iter().zip(known.judge(&others, at));
            for (contact, (was, is)) in known.contacts().zip(judged) {
                if was.verdict != is.verdict {
                    *changes.entry((was.verdict.as_str(), is.verdict.as_str())).or_default() += 1;
                }
                let never = matches!((&was.verdict, &is.verdict), (Verdict::Never(_), Verdict::Never(_)));
                if !never && known_hours.differ(&contact, &setup.terms, &others, at, &impact.days) {
                    impact.other_hours += 1;
                }
            }
        }
        known_hours.clear();
        impact.looked_at += waiting.len() as u64;
        impact.campaigns += u64::from(changes.values().sum::<u64>() > before);
        if impact.more {
            break;
        }
    }
    tx.commit().await?;
    impact.changes = changes.into_iter().map(|((from, to), contacts)| Change { from, to, contacts }).collect();
    impact.changes.sort_by_key(|change| std::cmp::Reverse(change.contacts));
    Ok(impact)
}

/// Whether hours differ, for each area code and its clocks: the same for everybody of them in one campaign.
#[derive(Default)]
struct OtherHours(HashMap<(Npa, Vec<String>), bool>);

impl OtherHours {
    fn differ(&mut self, contact: &Contact<'_>, now: &Terms, then: &Terms, at: OffsetDateTime, days: &[Date]) -> bool {
        let Some(zones) = contact.zones.filter(|_| now.enforce_hours) else { return false };
        let key = (contact.number.area_code(), zones.names());
        *self.0.entry(key).or_insert_with(|| {
            // Half a day before: wherever they are, the day has not begun.
            let begin = |day: &Date| day.midnight().assume_utc() - Duration::hours(14);
            let moments = std::iter::once(at).chain(days.iter().map(begin).filter(|moment| *moment > at));
            let open = |terms: &Terms, from| {
                let hours = Hours { windows: &terms.windows, law: terms.law(contact.number) };
                hours.openings(from, i32::from(IMPACT_DAYS), zones)
            };
            moments.into_iter().any(|from| open(now, from) != open(then, from))
        })
    }

    /// Another campaign has other windows.
    fn clear(&mut self) {
        self.0.clear();
    }
}

/// The days from `today` on that a difference of rules is about.
fn days(before: &RuleBook, after: &RuleBook, today: Date) -> Vec<Date> {
    let changes = after.changes(before);
    let rules = changes.iter().flat_map(|change| match change {
        RuleChange::New(rule) | RuleChange::Gone(rule) => vec![*rule],
        RuleChange::Other(was, is) => vec![*was, *is],
    });
    let days: BTreeSet<Date> = rules
        .flat_map(|rule| {
            let holiday = match rule.value {
                RuleValue::Holiday(Holiday::On(day)) => Some(day),
                RuleValue::Holiday(Holiday::Yearly(month, day)) => next(month, day, today),
                _ => None,
            };
            [Some(rule.effective_from), holiday]
        })
        .flatten()
        .filter(|day| *day >= today)
        .collect();
    days.into_iter().take(MOMENTS).collect()
}

/// The next of a day of every year.
fn next(month: Month, day: u8, today: Date) -> Option<Date> {
    let of = |year| Date::from_calendar_date(year, month, day).ok();
    // The twenty-ninth of February is found within eight years.
    (today.year()..=today.year() + 8).filter_map(of).find(|day| *day >= today)
}

async fn waiting(tx: &PlatformTx, tenant: TenantId, campaign: CampaignId, most: usize) -> Result<Vec<PhoneNumber>> {
    let rows: Vec<Waiting> = tx
        .all(
            "select w.number from (
                 (select number from dial where tenant_id = $1 and campaign_id = $2 and state <= 3 limit $3)
                 union all
                 (select number from campaign_contact
                  where tenant_id = $1 and campaign_id = $2 and dial_id is null limit $3)) w
             limit $3",
            [tenant.0.into(), campaign.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
        .await?;
    rows.into_iter().map(|row| stored(row.number)).collect()
}
