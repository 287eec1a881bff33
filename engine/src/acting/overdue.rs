use super::stop::Ended;
use crate::error::Result;
use crate::queue::Claimed;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::TenantId;
use serde_json::json;

/// Ends what is past its time, and tells each company's audit; answers how many. From that time on nobody acted by it: this
/// is for who closed the browser and never came back.
pub(crate) async fn end_overdue(engine: &Engine, job: &Claimed) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let ended: Vec<Ended> = tx
        .all(
            "update acting set ended_at = until where ended_at is null and until <= now()
             returning tenant_id, id, user_id",
            [],
        )
        .await?;
    for row in &ended {
        let there = job.scope_in(TenantId(row.tenant_id));
        let facts = json!({ "user": row.user_id, "by": "time" });
        audit::record(&tx, &there, audit::Entry::made("acting.stop", format!("acting:{}", row.id), facts)?).await?;
    }
    tx.commit().await?;
    Ok(ended.len() as u64)
}
