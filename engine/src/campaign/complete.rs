//! What campaigns do by themselves: start at their time, and end when nothing of them is left.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{CampaignId, TenantId};
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    tenant_id: i64,
    id: i64,
}

/// Has whoever watches them told; answers how many.
fn told(engine: &Engine, campaigns: Vec<Row>) -> u64 {
    let many = campaigns.len() as u64;
    engine.dialling().touched.note(campaigns.into_iter().map(|row| (TenantId(row.tenant_id), CampaignId(row.id))));
    many
}

/// Starts the campaigns whose time has come; answers how many.
pub(crate) async fn start_those_that_are_due(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let started: Vec<Row> = tx
        .all(
            "update campaign set state = 3, started_at = coalesce(started_at, now()), updated_at = now(),
                 version = version + 1
             where (tenant_id, id) in (
                 select tenant_id, id from campaign where state = 2 and starts_at <= now() for no key update skip locked)
             returning tenant_id, id",
            [],
        )
        .await?;
    tx.commit().await?;
    if !started.is_empty() {
        engine.dialling().contacts.notify_one();
        engine.dialling().due.notify_one();
    }
    Ok(told(engine, started))
}

/// A campaign of which nothing waits and nothing is under way.
const IS_OVER: &str = "c.state in (3, 5) and (c.state = 5 or c.dials_list)
         and not exists (select from dial d where d.tenant_id = c.tenant_id and d.campaign_id = c.id
             and (d.slot_until is not null or (c.state = 3 and d.state <= 3)))
         and (c.state = 5 or not exists (select from campaign_contact k
             where k.tenant_id = c.tenant_id and k.campaign_id = c.id and k.dial_id is null))";

/// Ends the campaigns of which nothing waits and nothing is under way: those that drain, and those that run and were to end
/// with their contacts. What still waits in one that drained is cancelled.
pub(crate) async fn complete_those_that_are_over(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    // Held first, and looked at again by the next statement, which sees what was committed until then: a dial that was
    // being written during the first look would otherwise wait in a campaign that is over.
    let held = format!("select c.tenant_id, c.id from campaign c where {IS_OVER} for update of c skip locked");
    let held: Vec<Row> = tx.all(&held, []).await?;
    if held.is_empty() {
        return Ok(0);
    }
    let (tenants, ids): (Vec<i64>, Vec<i64>) = held.iter().map(|row| (row.tenant_id, row.id)).unzip();
    let end = format!(
        "with over as (
             select c.tenant_id, c.id from unnest($1::bigint[], $2::bigint[]) as held (tenant_id, id)
                 join campaign c on c.tenant_id = held.tenant_id and c.id = held.id
             where {IS_OVER}),
         gone as (
             update dial d set state = 9, ended_at = clock_timestamp(), updated_at = clock_timestamp(),
                 error = 'The campaign was drained.'
             from over where d.tenant_id = over.tenant_id and d.campaign_id = over.id and d.state <= 3)
         update campaign c set state = 6, ended_at = now(), updated_at = now(), version = c.version + 1
         from over where c.tenant_id = over.tenant_id and c.id = over.id returning c.tenant_id, c.id"
    );
    let ended: Vec<Row> = tx.all(&end, [tenants.into(), ids.into()]).await?;
    tx.commit().await?;
    Ok(told(engine, ended))
}
