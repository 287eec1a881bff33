use crate::error::Result;
use crate::queue::Claimed;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit, live};
use domain::id::TenantId;
use domain::live::Topic;
use sea_orm::FromQueryResult;
use serde_json::json;

/// Calls of one sweep.
const SWEEP: i64 = 1_000;

#[derive(FromQueryResult)]
struct OfTenant {
    tenant_id: i64,
    n: i64,
}

/// Tells whoever a call is assigned to, else its owner, that it begins soon; answers how many calls it looked at. One that was
/// held or closed meanwhile reminds nobody.
pub(crate) async fn remind(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let told: Vec<OfTenant> = tx
        .all(
            "with due as materialized (
                 select tenant_id, id, status, closed, coalesce(assigned_to_id, owner_id) as person from call
                 where remind_at <= now() and deleted_at is null order by remind_at limit $1 for update skip locked),
             cleared as (
                 update call c set remind_at = null from due where c.tenant_id = due.tenant_id and c.id = due.id),
             told as (
                 insert into notification (tenant_id, user_id, call_id, outcome)
                 select due.tenant_id, m.user_id, due.id, 'reminder'
                 from due join membership m on m.tenant_id = due.tenant_id and m.user_id = due.person
                 where due.status = 1 and not due.closed)
             select tenant_id, count(*) as n from due group by tenant_id",
            [SWEEP.into()],
        )
        .await?;
    tx.commit().await?;
    for row in &told {
        live::publish(engine, TenantId(row.tenant_id), Topic::Notifications).await;
    }
    Ok(told.iter().map(|row| row.n.unsigned_abs()).sum())
}

/// Makes scheduled calls overdue whose start has passed by the grace time, tells their timelines, and each company's audit;
/// answers how many (`domain::call::Status::at`).
pub(crate) async fn fall_due(engine: &Engine, job: &Claimed) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let due: Vec<OfTenant> = tx
        .all(
            "with due as materialized (
                 select tenant_id, id, subject from call
                 where status = 1 and deleted_at is null and not closed
                     and start_time <= now() - make_interval(secs => $1)
                 order by start_time limit $2 for update skip locked),
             changed as (
                 update call c set status = 4, updated_at = now(), active_at = now(), updated_by = null,
                     version = c.version + 1
                 from due where c.tenant_id = due.tenant_id and c.id = due.id),
             told as (
                 insert into activity (tenant_id, entity_type, entity_id, kind, title, description, metadata)
                 select tenant_id, 5, id, 'call_status_changed', 'Status of call changed to Overdue: ' || subject,
                     'Its start has passed',
                     jsonb_build_object('changes', jsonb_build_object('status_id',
                         jsonb_build_object('before', 'Scheduled', 'after', 'Overdue')))
                 from due)
             select tenant_id, count(*) as n from due group by tenant_id",
            [engine.settings().call_grace.as_secs_f64().into(), SWEEP.into()],
        )
        .await?;
    for row in &due {
        let there = job.scope_in(TenantId(row.tenant_id));
        let facts = json!({ "calls": row.n, "grace_seconds": engine.settings().call_grace.as_secs() });
        audit::record(&tx, &there, audit::Entry::made("call.fall_due", "calls", facts)?).await?;
    }
    tx.commit().await?;
    Ok(due.iter().map(|row| row.n.unsigned_abs()).sum())
}
