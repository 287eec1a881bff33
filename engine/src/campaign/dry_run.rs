use super::policy::{PolicyOf, checked, kept, may_save};
use super::{Setup, get, reach, setup};
use crate::Engine;
use crate::dial::begun;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::Scope;
use domain::dial::retry_policy::{Effect, Next};
use domain::dial::{Hours, Outcome, RetryPolicy, Zones};
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// The most dials that are looked at while somebody waits for a page.
pub const DRY_RUN_MAX: usize = 100_000;

/// Dials that are named as examples.
const SAMPLES: usize = 20;

/// Dials of one look.
const BATCH: usize = 2_000;

/// What a policy would change if it were saved now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DryRun {
    /// Campaigns that would go by it.
    pub campaigns: u64,
    /// Dials that were looked at: those that wait for another attempt, and those that are being called.
    pub looked_at: u64,
    /// Whether there are more than [`DRY_RUN_MAX`].
    pub more: bool,
    /// Of them: called next sooner, or later, than now.
    pub earlier: u64,
    pub later: u64,
    /// Those that are not called again, and fail at once.
    pub given_up: u64,
    /// Those of them that become dead letters, as their last attempt could not be placed.
    pub dead_letters: u64,
    /// Those that go on and are allowed more attempts, or fewer, than now.
    pub more_attempts: u64,
    pub fewer_attempts: u64,
    /// Those for which anything of that holds.
    pub changed: u64,
    /// Those who wait for their first call. It comes when it would have come; from then on the new policy counts.
    pub first_calls: u64,
    /// Some that change, in the order of their campaigns; none of other companies.
    pub samples: Vec<Sample>,
}

/// One dial that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub call_id: Uuid,
    pub number: PhoneNumber,
    pub campaign: CampaignId,
    pub campaign_name: String,
    /// When it is called next, as things stand: what is due in hours in which nobody may be called comes as they open, and nothing
    /// before now. `None` while it is being called.
    pub due_at: Option<OffsetDateTime>,
    /// What becomes of it, its times in the same way.
    pub next: Next,
    /// The attempts that it is allowed, now and then.
    pub budget: (u32, u32),
}

/// What a policy with this text would change for the dials that were begun, if it were saved now; an empty text asks what taking
/// the policy away would. Nothing is written. Saving does exactly that, with what happened in between.
///
/// # Errors
/// As [`save_policy`](super::save_policy) says.
pub async fn dry_run(engine: &Engine, scope: &Scope, of: PolicyOf, text: &str) -> Result<DryRun> {
    may_save(scope, of)?;
    let read = checked(text)?;
    match of {
        PolicyOf::Installation => {
            let tx = PlatformTx::begin(engine).await?;
            let run = run(&tx, engine, scope, of, read).await?;
            tx.commit().await?;
            Ok(run)
        }
        PolicyOf::Company | PolicyOf::Campaign(_) => {
            let tx = TenantTx::begin(engine, scope).await?;
            if let PolicyOf::Campaign(id) = of {
                get::one(&tx, id, "").await?;
            }
            let run = run(&tx, engine, scope, of, read).await?;
            tx.commit().await?;
            Ok(run)
        }
    }
}

async fn run(tx: &impl Tx, engine: &Engine, scope: &Scope, of: PolicyOf, read: Option<RetryPolicy>) -> Result<DryRun> {
    let policy = match read {
        Some(policy) => Arc::new(policy),
        None => engine.policies().read(Some(&kept(tx, scope, of).await?.otherwise))?,
    };
    let campaigns = reach::campaigns(tx, scope, of).await?;
    let setups = setup::of(tx, engine, &campaigns).await?;
    let mut run = DryRun { campaigns: campaigns.len() as u64, ..DryRun::default() };
    for (tenant, campaign) in campaigns {
        let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
        let first = "select count(*) as n from dial where tenant_id = $1 and campaign_id = $2 and state in (1, 2)";
        run.first_calls += tx.figure(first, [tenant.0.into(), campaign.0.into()]).await?.unsigned_abs();
        if !run.more {
            run.walk(tx, tenant, setup, &policy, of != PolicyOf::Installation).await?;
        }
    }
    Ok(run)
}

impl DryRun {
    /// Looks at the dials of one campaign, as far as there is room.
    async fn walk(
        &mut self,
        tx: &impl Tx,
        tenant: TenantId,
        setup: &Setup,
        policy: &RetryPolicy,
        named: bool,
    ) -> Result<()> {
        let now = tx.moment().await?;
        let mut after = 0;
        loop {
            let left = DRY_RUN_MAX.saturating_sub(usize::try_from(self.looked_at).unwrap_or(DRY_RUN_MAX));
            // One more than there is room for tells that there are more.
            let ids = begun::ids(tx, tenant, setup.id, after, BATCH.min(left + 1)).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = *last;
            let room = &ids[..ids.len().min(left)];
            for dial in begun::read(tx, tenant, room, false).await? {
                let effect = policy.effect(setup.id, setup.max_attempts, &dial.begun, &dial.zones, now);
                self.looked_at += 1;
                if self.count(&dial, &effect) && named && self.samples.len() < SAMPLES {
                    self.samples.push(sample(setup, &dial, &effect, now)?);
                }
            }
            if ids.len() > left {
                self.more = true;
                return Ok(());
            }
        }
    }

    /// Counts one; whether anything of it changes.
    fn count(&mut self, dial: &begun::Standing, effect: &Effect) -> bool {
        let outcome = dial.begun.waits.map(|waits| waits.tried.outcome);
        match effect.next {
            Next::Same => {}
            Next::Earlier(_) => self.earlier += 1,
            Next::Later(_) => self.later += 1,
            Next::GivesUp(_) => {
                self.given_up += 1;
                self.dead_letters += u64::from(outcome == Some(Outcome::Failed));
            }
        }
        self.more_attempts += u64::from(effect.budget > dial.begun.budget);
        self.fewer_attempts += u64::from(effect.budget < dial.begun.budget);
        let changes = effect.next != Next::Same || effect.budget != dial.begun.budget;
        self.changed += u64::from(changes);
        changes
    }
}

fn sample(setup: &Setup, dial: &begun::Standing, effect: &Effect, now: OffsetDateTime) -> Result<Sample> {
    let number = PhoneNumber::from_stored(dial.number)
        .map_err(|_| Error::Internal(format!("a strange number is stored: {}", dial.number)))?;
    let called = |at: OffsetDateTime| opening(setup, number, &dial.zones, at.max(now));
    Ok(Sample {
        call_id: dial.call_id,
        number,
        campaign: setup.id,
        campaign_name: setup.name.clone(),
        due_at: dial.begun.waits.map(|waits| called(waits.due_at)),
        next: match effect.next {
            Next::Earlier(at) => Next::Earlier(called(at)),
            Next::Later(at) => Next::Later(called(at)),
            same => same,
        },
        budget: (dial.begun.budget, effect.budget),
    })
}

/// The first moment from `at` on at which the campaign's windows and the law let somebody be called; `at` where neither counts.
fn opening(setup: &Setup, number: PhoneNumber, zones: &Zones, at: OffsetDateTime) -> OffsetDateTime {
    if !setup.terms.enforce_hours {
        return at;
    }
    let hours = Hours { windows: &setup.terms.windows, law: setup.terms.law(number) };
    hours.next_opening(at, zones).unwrap_or(at)
}
