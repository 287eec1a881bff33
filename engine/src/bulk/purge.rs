use crate::Engine;
use crate::crm::KEPT;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};

/// Records forgotten in one sweep.
const SWEEP: i64 = 2_000;

/// Forgets the deleted records of a table whose time to be restored is over, with their phones, their words and their
/// timelines, but for those that `stay`; answers how many.
pub(crate) async fn forget_deleted(engine: &Engine, table: &str, code: i16, stay: &str) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let with = |rest: &str| {
        format!(
            "delete from {rest} t using old where t.tenant_id = old.tenant_id and t.entity_type = {code}
                 and t.entity_id = old.id"
        )
    };
    let sql = format!(
        "with old as materialized (
             select tenant_id, id from {table}
             where deleted_at < statement_timestamp() - make_interval(secs => $1) and not ({stay}) limit $2),
         phones as ({phones}), words as ({words}), lines as ({lines})
         delete from {table} r using old where r.tenant_id = old.tenant_id and r.id = old.id",
        phones = with("phone"),
        words = with("search_word"),
        lines = with("activity"),
    );
    let gone = tx.execute(&sql, [KEPT.as_secs_f64().into(), SWEEP.into()]).await?;
    tx.commit().await?;
    Ok(gone)
}
