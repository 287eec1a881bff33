use super::resolve::is_member;
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::{DEMO_PURPOSES, DemoDraft};
use domain::id::{JobId, UserId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{FieldErrors, Right, Scope};
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// What a generation of demo calls is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GenerateParams {
    pub count: u64,
    /// The first of the days that calls begin on, and how many they are.
    pub first: Date,
    pub days: u32,
    pub seed: u64,
    /// Whose most of them are.
    pub owner: Option<UserId>,
}

/// A generation of demo calls that has been queued. The job is the batch that they are marked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generating {
    pub job: JobId,
    pub count: u64,
    pub days: u32,
    pub seed: u64,
}

/// Queues the making of calls for a demonstration, most of them `owner`'s, or else those of whoever acts: nine tenths of the days are behind today where the person is, the rest is
/// ahead. The same seed on the same day makes the same calls.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `count`, `days`, `seed` and `owner_id`.
pub async fn generate(engine: &Engine, scope: &Scope, draft: &DemoDraft, owner: Option<UserId>) -> Result<Generating> {
    allow(scope, Right::ChangeCalls)?;
    let (count, days, seed) = draft.check()?;
    // What JSON can hold exactly.
    let seed = seed.unwrap_or_else(|| rand::random_range(0..1 << 53));
    let tx = TenantTx::begin(engine, scope).await?;
    if let Some(owner) = owner
        && !is_member(&tx, owner).await?
    {
        return Err(FieldErrors::one("owner_id", "Choose a member of the company.").into());
    }
    let owner = owner.or(scope.actor().user());
    let today = Here::of_person(&tx, owner).await?.today();
    let first = today.checked_sub(Duration::days(i64::from(days) * 9 / 10)).unwrap_or(today);
    let purposes: Vec<String> = DEMO_PURPOSES.iter().map(|name| (*name).to_owned()).collect();
    tx.execute(
        "insert into call_purpose (tenant_id, name) select $1, name from unnest($2::text[]) as p (name)
         on conflict (tenant_id, name_key) do nothing",
        [tx.tenant(), purposes.into()],
    )
    .await?;
    let params = GenerateParams { count, first, days, seed, owner };
    let title = format!("Make {} demo calls over {} days", grouped(count), grouped(u64::from(days)));
    let job = NewJob {
        total: i64::try_from(count).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::GenerateCalls, title, serde_json::to_value(&params)?)
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    audit::record(&tx, scope, audit::Entry::made("call.generate_demo", format!("job:{job}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(Generating { job, count, days, seed })
}
