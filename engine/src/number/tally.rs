//! The tally of numbers: triggers add what each statement changed, this sums it up from time to time.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;

/// Rows of a project that are worth summing up: reading ten thousand takes a few milliseconds.
const MANY: i64 = 10_000;

#[derive(FromQueryResult)]
struct Heap {
    tenant_id: i64,
    project_id: i64,
}

/// Sums up the tallies of projects that have many rows, and those of projects that are gone; answers how many. Whoever
/// counts or changes numbers meanwhile is not in the way: rows are taken and given back in one transaction, and others
/// only add.
pub(crate) async fn compact(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let heaps: Vec<Heap> = tx
        .all(
            "select t.tenant_id, t.project_id from number_tally t
             group by 1, 2
             having count(*) > $1 or not exists (
                 select from project p where p.tenant_id = t.tenant_id and p.id = t.project_id)",
            [MANY.into()],
        )
        .await?;
    tx.commit().await?;
    for Heap { tenant_id, project_id } in &heaps {
        let tx = PlatformTx::begin(engine).await?;
        tx.execute(
            "with taken as (delete from number_tally where tenant_id = $1 and project_id = $2 returning *)
             insert into number_tally
             select tenant_id, project_id, area_code, carrier, brand, line_type, state, status, valid, origin, sum(n)
             from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 having sum(n) <> 0",
            [(*tenant_id).into(), (*project_id).into()],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(heaps.len() as u64)
}
