//! Generates numbers into a project by permutation: no draw is ever repeated, none is thrown away but those the project
//! holds already.
//!
//! The numbers of a seed are the first `quantity` ones, along its permutation, that the project does not hold. The job
//! walks the first `quantity` places in batches, two at a time, since which places those are is known beforehand; then it
//! makes up for the numbers it skipped, going on along the permutation until the quantity is there or the space is
//! walked to its end.
//!
//! Looking a number up before it is stored costs a third of storing it. While neither the project nor the ledger holds
//! anything of the area code the look-ups are left out; if another job gets in the way, a unique key says so, the batch
//! is rolled back, and the job goes on with care.

use crate::Engine;
use crate::number::GenerateParams;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::{NumberSpace, Permutation, grouped};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Places looked at in one step while making up for skipped numbers: a project that holds nearly all of a space has few
/// free places in a batch.
const SEARCH: u64 = 10_000;

/// A batch looks its numbers up one by one in the keys. A job often begins on tables that the planner believes to be
/// empty; left to itself it reads them whole with every batch, and goes on so while they grow to millions of rows. With
/// sorting "off" it takes the key that has the order.
pub(crate) const BY_KEY: &str =
    "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off;
    set local enable_sort = off";

pub(crate) struct GenerateNumbers;

#[async_trait]
impl Kind for GenerateNumbers {
    fn word(&self) -> &'static str {
        JobKind::GenerateNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: GenerateParams = serde_json::from_value(job.params.clone())?;
        let space = NumberSpace::new(params.area_code, params.exchanges, params.fiction);
        let order = Permutation::new(space.len(), params.seed);
        let careful = AtomicBool::new(holds_any(engine, job, &params).await?);
        Ok(Arc::new(Generation { params, space, order, careful, job: job.clone() }))
    }
}

/// Whether the project or the tenant's ledger holds a number of the area code.
async fn holds_any(engine: &Engine, job: &Claimed, params: &GenerateParams) -> Result<bool, StepError> {
    let first = 10_000_000_000 + i64::from(params.area_code.code()) * 10_000_000;
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    tx.script(BY_KEY).await?;
    let found = tx
        .figure(
            "select count(*) as n from (
                 (select number from number where tenant_id = $1 and project_id = $2 and number between $3 and $4
                  order by number limit 1)
                 union all
                 (select number from generated_number where tenant_id = $1 and number between $3 and $4
                  order by number limit 1)) found",
            [tx.tenant(), params.project.0.into(), first.into(), (first + 9_999_999).into()],
        )
        .await?;
    tx.commit().await?;
    Ok(found > 0)
}

struct Generation {
    params: GenerateParams,
    space: NumberSpace,
    order: Permutation,
    /// Whether a number may be there already and has to be looked up.
    careful: AtomicBool,
    job: Claimed,
}

/// Where a step starts: a place along the permutation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    place: u64,
}

impl Place {
    fn value(place: u64) -> Value {
        json!(Place { place })
    }
}

#[async_trait]
impl Work for Generation {
    fn start(&self) -> Value {
        Place::value(0)
    }

    fn ahead(&self, at: &Value) -> Option<Value> {
        let Place { place } = serde_json::from_value(at.clone()).ok()?;
        let next = place + self.params.batch_size;
        (next < self.params.quantity).then(|| Place::value(next))
    }

    async fn step(&self, tx: &TenantTx, at: &Value, again: bool) -> Result<StepEnd, StepError> {
        let Place { place } = serde_json::from_value(at.clone())?;
        if place < self.params.quantity {
            self.batch(tx, place, again).await
        } else {
            self.make_up(tx, place, again).await
        }
    }
}

impl Generation {
    async fn batch(&self, tx: &TenantTx, place: u64, again: bool) -> Result<StepEnd, StepError> {
        let end = (place + self.params.batch_size).min(self.params.quantity).min(self.space.len());
        let stored = self.store(tx, place, end, end - place, again).await?;
        let batch = place / self.params.batch_size + 1;
        let batches = self.params.quantity.div_ceil(self.params.batch_size);
        Ok(StepEnd {
            // The step that looks whether all are there starts at the quantity, however small the space is.
            next: Some(Place::value(if end == self.space.len() { self.params.quantity.max(end) } else { end })),
            says: format!("Generating batch {batch}/{batches} ({} numbers)", end - place),
            steps: 1,
            processed: stored,
            succeeded: stored,
            ..StepEnd::default()
        })
    }

    /// Goes on behind the first `quantity` places for what was skipped there; ends the job when nothing is missing, or
    /// when the space is walked to its end.
    async fn make_up(&self, tx: &TenantTx, place: u64, again: bool) -> Result<StepEnd, StepError> {
        let have = tx
            .figure(
                "select succeeded as n from job where tenant_id = $1 and id = $2",
                [tx.tenant(), self.job.id.0.into()],
            )
            .await?;
        let missing = self.params.quantity.saturating_sub(u64::try_from(have).unwrap_or(0));
        let end = (place + SEARCH).min(self.space.len());
        let stored = if missing == 0 || place >= end { 0 } else { self.store(tx, place, end, missing, again).await? };
        let have = have + stored;
        let all = have as u64 >= self.params.quantity;
        if all || end >= self.space.len() || place >= end {
            return Ok(self.done(have, stored, all));
        }
        Ok(StepEnd {
            next: Some(Place::value(end)),
            says: format!("Looking for {} more free numbers", grouped(missing - stored as u64)),
            processed: stored,
            succeeded: stored,
            ..StepEnd::default()
        })
    }

    fn done(&self, have: i64, stored: i64, all: bool) -> StepEnd {
        let says = if all {
            format!("Generated {} numbers", grouped(have as u64))
        } else {
            format!(
                "The plan is exhausted: {} of {} numbers were free",
                grouped(have as u64),
                grouped(self.params.quantity)
            )
        };
        let rate = (have as f64 / self.params.quantity as f64 * 10_000.0).round() / 100.0;
        StepEnd {
            next: None,
            says,
            processed: stored,
            succeeded: stored,
            outcome: Some(json!({
                "total_generated": have,
                "area_code": self.params.area_code.to_string(),
                "batches_processed": self.params.quantity.div_ceil(self.params.batch_size),
                "success_rate": rate,
                "seed": self.params.seed,
                "exhausted": !all,
            })),
            ..StepEnd::default()
        }
    }

    /// Stores the numbers of places `from..to` that the project does not hold, at most `most` of them in the order of
    /// their places, and remembers them in the ledger; answers how many.
    async fn store(&self, tx: &TenantTx, from: u64, to: u64, most: u64, again: bool) -> Result<i64, StepError> {
        tx.script(BY_KEY).await?;
        if again {
            self.careful.store(true, Ordering::Relaxed);
        }
        let mut numbers: Vec<i64> = (from..to).map(|place| self.space.at(self.order.at(place)).value()).collect();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        if !self.careful.load(Ordering::Relaxed) && numbers.len() as i64 <= most {
            // In the order of the keys: pages of an index are filled one after the other.
            numbers.sort_unstable();
            return Ok(tx.figure(UNSEEN, [tx.tenant(), self.params.project.0.into(), numbers.into()]).await?);
        }
        let sql = with_care(again);
        Ok(tx.figure(&sql, [tx.tenant(), self.params.project.0.into(), numbers.into(), most.into()]).await?)
    }
}

/// Stores numbers of which none is there.
const UNSEEN: &str = "with stored as (
         insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, origin)
         select $1, $2, d.n, p.carrier, p.brand, coalesce(p.line_type, 0), p.state, p.place, 0
         from unnest($3::bigint[]) as d (n) left join prefix p on p.prefix = (d.n / 10000 - 1000000)::int
         returning number),
     remembered as (
         insert into generated_number (tenant_id, number) select $1, number from stored)
     select count(*) as n from stored";

/// Stores numbers of which some may be there.
///
/// The look-ups are scalar subqueries because `not exists` becomes a join. The first asks for a range of one number in
/// order: only the unique key gives that order, while for equality a planner without statistics finds the primary key
/// just as good, and reads the whole project for each number (seen: 1.5 s a batch of 100). ON CONFLICT costs as much as
/// an index, so it is taken only when another transaction was met.
fn with_care(again: bool) -> String {
    let conflict = if again { "on conflict do nothing" } else { "" };
    format!(
        "with drawn as (
             select n from unnest($3::bigint[]) with ordinality as d (n, place)
             where (select x.number from number x
                    where x.tenant_id = $1 and x.project_id = $2 and x.number between d.n and d.n
                    order by x.number limit 1) is null
             order by place limit $4),
         stored as (
             insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, origin)
             select $1, $2, d.n, p.carrier, p.brand, coalesce(p.line_type, 0), p.state, p.place, 0
             from drawn d left join prefix p on p.prefix = (d.n / 10000 - 1000000)::int
             order by d.n {conflict}
             returning number),
         remembered as (
             insert into generated_number (tenant_id, number)
             select $1, s.number from stored s
             where (select g.number from generated_number g
                    where g.tenant_id = $1 and g.number = s.number) is null
             order by s.number {conflict})
         select count(*) as n from stored"
    )
}
