//! An attempt that nobody will hear of any more frees its slot.

use super::abandoned::count_lost;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{AttemptId, DialId, TenantId};

/// The attempt is lost and its dial is given up; `false` when something was heard of it after all.
pub(super) async fn lose(
    tx: &PlatformTx,
    tenant: TenantId,
    dial: DialId,
    attempt: AttemptId,
    why: &str,
) -> Result<bool> {
    let lost = tx
        .execute(
            "with d as (select id from dial where tenant_id = $1 and id = $2 for update),
             a as (
                 update attempt set state = 5, error = $4, ended_at = clock_timestamp(), check_at = null
                 from d where attempt.tenant_id = $1 and attempt.id = $3 and attempt.state <= 4 returning attempt.dial_id)
             update dial set slot_until = null, updated_at = clock_timestamp(), error = $4,
                 state = case when state in (4, 5) then 7 else state end,
                 ended_at = case when state in (4, 5) then clock_timestamp() else ended_at end
             from a where dial.tenant_id = $1 and dial.id = a.dial_id",
            [tenant.0.into(), dial.0.into(), attempt.0.into(), why.into()],
        )
        .await?;
    if lost > 0 {
        count_lost(tx, tenant, attempt).await?;
    }
    Ok(lost > 0)
}
