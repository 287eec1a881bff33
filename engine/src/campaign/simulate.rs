use super::setup;
use crate::Engine;
use crate::allow::allow;
use crate::campaign::Setup;
use crate::dial::{Known, begun, stored};
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::dial::{Outcome, RetryPolicy, Zones};
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use domain::simulation::{self, Before, Limits, OutcomeModel, Plan, Report, SimulatedContact, Simulation};
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The most contacts of a simulation; the first of the list are taken.
pub const SIMULATED_MAX: usize = 50_000;

/// Contacts of one look.
const BATCH: usize = 2_000;

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub model: OutcomeModel,
    /// When the campaign would start; where nobody says, now to the minute, or when it is scheduled for.
    pub start: Option<OffsetDateTime>,
    /// 1 to [`simulation::DAYS_MAX`].
    pub days: u8,
    /// The text of another retry policy that is set beside the campaign's.
    pub other_policy: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Simulated {
    pub start: OffsetDateTime,
    /// By the policy that counts for the campaign.
    pub report: Report,
    /// What tells the log of everything that happened from another: the same seed over the same list has the same.
    pub digest: String,
    /// By the other policy, with its digest.
    pub other: Option<(Report, String)>,
    /// Whether there are more than [`SIMULATED_MAX`] contacts.
    pub more: bool,
}

#[derive(FromQueryResult)]
struct ContactRow {
    number: i64,
    /// The dial of whoever waits for another call.
    again: Option<i64>,
}

#[derive(FromQueryResult)]
struct LimitsRow {
    per_second: Option<i32>,
    provider_at_once: i32,
    provider_per_second: Option<i32>,
    company_at_once: Option<i32>,
    company_retries: Option<i32>,
}

/// What was run, before anything is told of it.
pub(super) struct Ran {
    pub start: OffsetDateTime,
    /// Those who were simulated, in the order of the list.
    pub numbers: Vec<PhoneNumber>,
    pub own: Simulation,
    pub other: Option<Simulation>,
    pub more: bool,
}

/// Simulates a campaign on a clock of its own, with whoever waits on its list for the first call or for another: nobody is dialled,
/// and nothing is written. The rules are those by which it dials; other campaigns' calls to the same provider are not foreseen, and
/// whoever is being called is left out.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`]; [`Error::Invalid`] at
/// `retry_policy` for another policy that can't be read, with line and column, and at `abandoned` where the provider does not tell.
pub async fn simulate(engine: &Engine, scope: &Scope, campaign: CampaignId, wanted: Wanted) -> Result<Simulated> {
    run(engine, scope, campaign, wanted, |ran| {
        let told = |simulation: Simulation| {
            let digest = simulation.log.digest();
            (simulation.report, digest)
        };
        let (report, digest) = told(ran.own);
        Simulated { start: ran.start, report, digest, other: ran.other.map(told), more: ran.more }
    })
    .await
}

/// Runs it and tells of it, both on a thread of its own: a long list takes seconds of a core.
pub(super) async fn run<T: Send + 'static>(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    wanted: Wanted,
    tell: impl FnOnce(Ran) -> T + Send + 'static,
) -> Result<T> {
    allow(scope, Right::SeeCampaigns)?;
    let other = wanted.other_policy.as_deref().map(read).transpose()?;
    let tx = TenantTx::begin(engine, scope).await?;
    let setups = setup::of(&tx, engine, &[(scope.tenant(), campaign)]).await?;
    let setup = Arc::clone(setups.get(&campaign).ok_or(Error::NotFound)?);
    if wanted.model.abandoned.is_some() && !setup.tells_bridging {
        let text = "Its provider does not tell which calls are abandoned: nothing would be held back by their share.";
        return Err(FieldErrors::one("abandoned", text).into());
    }
    let limits = limits(engine, &tx, &setup).await?;
    let mut rows = waiting(&tx, campaign).await?;
    let more = rows.len() > SIMULATED_MAX;
    rows.truncate(SIMULATED_MAX);
    let mut contacts = Vec::with_capacity(rows.len());
    let mut zones = SharedZones::default();
    for batch in rows.chunks(BATCH) {
        let numbers: Vec<PhoneNumber> = batch.iter().map(|row| stored(row.number)).collect::<Result<_>>()?;
        let again: Vec<i64> = batch.iter().filter_map(|row| row.again).collect();
        let mut before = called_before(&tx, scope.tenant(), &again).await?;
        let known = Known::of(&tx, scope.tenant(), campaign, &numbers, true).await?;
        contacts.extend(known.contacts().zip(batch).map(|(contact, row)| SimulatedContact {
            recent: contact.recent.to_vec(),
            lifetime: contact.lifetime,
            before: row.again.and_then(|dial| before.remove(&dial)),
            ..SimulatedContact::new(contact.number, contact.facts.clone(), contact.zones.map(|of| zones.of(of)))
        }));
    }
    // One that is scheduled begins then. To the minute, so that a run can be had again by what is shown of it.
    let begins = "select greatest(date_trunc('minute', now()), (select starts_at from campaign where tenant_id = $1 and id = $2 and state = 2)) as at";
    let begins = tx.one::<Begins>(begins, [tx.tenant(), campaign.0.into()]).await?;
    tx.commit().await?;
    let start = wanted.start.or(begins.map(|row| row.at)).unwrap_or_else(OffsetDateTime::now_utc);
    let run = move || {
        let plan = Plan {
            campaign,
            contacts: &contacts,
            terms: &setup.terms,
            policy: &setup.policy,
            max_attempts: setup.max_attempts,
            limits,
            start,
            horizon: Duration::days(i64::from(wanted.days)),
            model: wanted.model,
        };
        let own = simulation::simulate(&plan);
        let other = other.as_ref().map(|policy| simulation::simulate(&Plan { policy, ..plan }));
        let numbers = contacts.iter().map(|contact| contact.number).collect();
        tell(Ran { start, numbers, own, other, more })
    };
    tokio::task::spawn_blocking(run).await.map_err(|stopped| Error::Unavailable(format!("It was stopped: {stopped}")))
}

#[derive(FromQueryResult)]
struct Begins {
    at: OffsetDateTime,
}

fn read(text: &str) -> Result<RetryPolicy> {
    RetryPolicy::read(text).map_err(|faults| {
        let mut errors = FieldErrors::new();
        for fault in faults {
            errors.add("retry_policy", fault.to_string());
        }
        errors.into()
    })
}

/// Those of whom no dial was made, those whose dial was never tried, and those who wait for another call, in the order in which
/// they were put on the list.
async fn waiting(tx: &TenantTx, campaign: CampaignId) -> Result<Vec<ContactRow>> {
    let rows = tx
        .all(
        "select w.number, w.again from (
             (select number, created_at as at, id, case when state = 3 then id end as again from dial
              where tenant_id = $1 and campaign_id = $2 and (state <= 2 and attempts = 0 or state = 3) order by id limit $3)
             union all
             (select number, added_at as at, id, null from campaign_contact
              where tenant_id = $1 and campaign_id = $2 and dial_id is null order by id limit $3)) w
         order by w.at, w.id limit $3",
        [tx.tenant(), campaign.0.into(), i64::try_from(SIMULATED_MAX + 1).unwrap_or(i64::MAX).into()],
    )
    .await?;
    Ok(rows)
}

/// What was tried at each of these dials.
async fn called_before(tx: &TenantTx, tenant: TenantId, dials: &[i64]) -> Result<HashMap<i64, Before>> {
    let mut before = HashMap::new();
    if dials.is_empty() {
        return Ok(before);
    }
    for dial in begun::read(tx, tenant, dials, false).await? {
        before.insert(dial.id, Before { begun: dial.begun, outcomes: BTreeMap::new() });
    }
    let rows: Vec<OutcomeRow> = tx
        .all(
            "select dial_id, outcome, count(*) as n from attempt
             where tenant_id = $1 and dial_id = any($2) and outcome is not null group by 1, 2",
            [tenant.0.into(), dials.to_vec().into()],
        )
        .await?;
    for row in rows {
        if let (Some(before), Some(outcome)) = (before.get_mut(&row.dial_id), Outcome::of_code(row.outcome)) {
            before.outcomes.insert(outcome, u32::try_from(row.n).unwrap_or(u32::MAX));
        }
    }
    Ok(before)
}

#[derive(FromQueryResult)]
struct OutcomeRow {
    dial_id: i64,
    outcome: i16,
    n: i64,
}

/// The lowest of every limit, as the claim has them.
async fn limits(engine: &Engine, tx: &TenantTx, setup: &Setup) -> Result<Limits> {
    let row: Option<LimitsRow> = tx
        .one(
            "select c.calls_per_second as per_second, p.max_concurrent as provider_at_once,
                 p.calls_per_second as provider_per_second, d.concurrent_calls as company_at_once,
                 d.concurrent_retries as company_retries
             from campaign c join provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id
                 left join tenant_dialling d on d.tenant_id = c.tenant_id
             where c.tenant_id = $1 and c.id = $2",
            [tx.tenant(), setup.id.0.into()],
        )
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let installation = engine.policies().installation(tx).await?;
    let own = &engine.settings().dialling;
    let count = |stored: i32| u32::try_from(stored).unwrap_or(0);
    let company = row.company_at_once.map_or(installation.defaults.concurrent_calls, count);
    let at_once = [setup.max_concurrent, count(row.provider_at_once), company, own.tenant_at_once, own.at_once];
    let per_second = [row.per_second.map(count), row.provider_per_second.map(count), Some(own.tenant_per_second)];
    Ok(Limits {
        at_once: at_once.into_iter().min().unwrap_or(1),
        per_second: per_second.into_iter().flatten().min(),
        retries_at_once: row.company_retries.map_or(installation.scheduler.concurrent_retries, count),
    })
}

/// Zones by their names: thousands of contacts have the same.
#[derive(Default)]
struct SharedZones(HashMap<Vec<String>, Arc<Zones>>);

impl SharedZones {
    fn of(&mut self, zones: &Zones) -> Arc<Zones> {
        Arc::clone(self.0.entry(zones.names()).or_insert_with(|| Arc::new(zones.clone())))
    }
}
