use super::table::table;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::crm::Kind;
use std::time::Duration;

/// How long a deleted record can be restored.
pub const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Records forgotten in one sweep.
const SWEEP: i64 = 2_000;

/// Forgets deleted records whose time to be restored is over, with their phones, their words and their timelines; answers how
/// many. One that was merged stays as a pointer.
pub(crate) async fn purge(engine: &Engine) -> Result<u64> {
    let mut gone = 0;
    for kind in Kind::ALL {
        let tx = PlatformTx::begin(engine).await?;
        let (table, code) = (table(kind), kind.entity().code());
        let with = |rest: &str| {
            format!(
                "delete from {rest} t using old where t.tenant_id = old.tenant_id and t.entity_type = {code}
                     and t.entity_id = old.id"
            )
        };
        let sql = format!(
            "with old as materialized (
                 select tenant_id, id from {table}
                 where deleted_at < clock_timestamp() - make_interval(secs => $1) and merged_into is null limit $2),
             phones as ({phones}), words as ({words}), lines as ({lines})
             delete from {table} r using old where r.tenant_id = old.tenant_id and r.id = old.id",
            phones = with("phone"),
            words = with("search_word"),
            lines = with("activity"),
        );
        gone += tx.execute(&sql, [KEPT.as_secs_f64().into(), SWEEP.into()]).await?;
        tx.commit().await?;
    }
    Ok(gone)
}
