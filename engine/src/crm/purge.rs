use super::table::table;
use crate::Engine;
use crate::bulk::forget_deleted;
use crate::error::Result;
use domain::crm::Kind;
use std::time::Duration;

/// How long a deleted record can be restored.
pub const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Forgets deleted records whose time to be restored is over, with their phones, their words and their timelines; answers how
/// many. One that was merged stays as a pointer.
pub(crate) async fn purge(engine: &Engine) -> Result<u64> {
    let mut gone = 0;
    for kind in Kind::ALL {
        gone += forget_deleted(engine, table(kind), kind.entity().code(), "merged_into is not null").await?;
    }
    Ok(gone)
}
