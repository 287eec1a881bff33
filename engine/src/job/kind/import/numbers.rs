//! Numbers of a file into the project, by one statement a batch.

use super::{Taken, Taker};
use crate::job::kind::generate_numbers::BY_KEY;
use crate::queue::StepError;
use crate::tenancy::{TenantTx, Tx};
use crate::tenant::quota;
use async_trait::async_trait;
use domain::id::ProjectId;
use domain::table_file::{Entry, Given, Rejection, SeenNumbers};

/// Takes numbers for a project.
pub(super) struct Numbers {
    pub project: ProjectId,
}

#[async_trait]
impl Taker for Numbers {
    type Row = Given;
    type Seen = SeenNumbers;
    const REMEMBERS: bool = true;

    fn read(&self, seen: &mut SeenNumbers, entry: &Entry) -> Result<Given, Rejection> {
        let given = Given::read(entry)?;
        if seen.insert(given.number) { Ok(given) } else { Err(Given::repeated(entry)) }
    }

    async fn take(&self, tx: &TenantTx, rows: &[Given], dry_run: bool, again: bool) -> Result<Taken, StepError> {
        let new = if dry_run {
            count_new(tx, self.project, rows).await?
        } else {
            store(tx, self.project, rows, again).await?
        };
        Ok(Taken { new, ..Taken::default() })
    }
}

/// The numbers of the file that the project does not hold. It asks for each as a range of one, in order, as
/// `generate_numbers` does and for its reason: only the unique key gives that order, and for an equality a planner without
/// statistics reads the whole project for each.
const NEW: &str = "(select x.number from number x
    where x.tenant_id = $1 and x.project_id = $2 and x.number between d.n and d.n
    order by x.number limit 1) is null";

/// How many of the numbers the project does not hold.
async fn count_new(tx: &TenantTx, project: ProjectId, given: &[Given]) -> Result<i64, StepError> {
    if given.is_empty() {
        return Ok(0);
    }
    tx.script(BY_KEY).await?;
    let sql = format!("select count(*) as n from unnest($3::bigint[]) as d (n) where {NEW}");
    Ok(tx.figure(&sql, [tx.tenant(), project.0.into(), numbers(given).into()]).await?)
}

/// Stores the numbers that the project does not hold, in the order of the file; answers how many.
///
/// The prefix table says of whom and what a number is, as for a number that was generated. Only where it does not know the
/// code at all does the file's word stand: the line type of a code that it knows without one stays unknown (FEATURES L4).
/// A number that the tenant ever generated comes back as generated: the ledger knows (DESIGN §1).
async fn store(tx: &TenantTx, project: ProjectId, given: &[Given], again: bool) -> Result<i64, StepError> {
    if given.is_empty() {
        return Ok(0);
    }
    if let Some(quota) = quota::of_numbers(tx).await? {
        let new = u64::try_from(count_new(tx, project, given).await?).unwrap_or(0);
        if !quota.fits(new) {
            return Err(StepError::Never(quota.told()));
        }
    }
    tx.script(BY_KEY).await?;
    let conflict = if again { "on conflict do nothing" } else { "" };
    let sql = format!(
        "with stored as (
             insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, origin)
             select $1, $2, d.n, case when p.prefix is null then nullif(d.carrier, '') else p.carrier end, p.brand,
                 coalesce(p.line_type, d.line_type), p.state, p.place,
                 case when (select g.number from generated_number g
                     where g.tenant_id = $1 and g.number between d.n and d.n) is null then 1 else 0 end
             from unnest($3::bigint[], $4::text[], $5::smallint[]) with ordinality as d (n, carrier, line_type, place)
                 left join prefix p on p.prefix = (d.n / 10000 - 1000000)::int
             where {NEW} order by d.place {conflict}
             returning number)
         select count(*) as n from stored"
    );
    // A null inside an array can't be sent, so an empty text stands for it.
    let carriers: Vec<String> = given.iter().map(|given| given.carrier.clone().unwrap_or_default()).collect();
    let line_types: Vec<i16> = given.iter().map(|given| given.line_type.code()).collect();
    let values = [tx.tenant(), project.0.into(), numbers(given).into(), carriers.into(), line_types.into()];
    Ok(tx.figure(&sql, values).await?)
}

fn numbers(given: &[Given]) -> Vec<i64> {
    given.iter().map(|given| given.number.value()).collect()
}
