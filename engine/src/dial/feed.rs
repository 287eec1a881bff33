//! Contacts of campaigns that run become dials: each is judged, and has its row with its verdict before anybody is called.

use super::judge::{judge, stored};
use super::rows::Rows;
use crate::Engine;
use crate::campaign::{Setup, setup};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;

/// Contacts of one campaign in one transaction: then it is another campaign's turn.
const BATCH: i64 = 1_000;
/// When a contact is looked at again whose number is being dialled by another campaign.
pub(crate) const ELSEWHERE_SECONDS: f64 = 60.0;
/// What is kept of it until then.
pub(crate) const ELSEWHERE: &str = "OPEN_ELSEWHERE";

/// Campaigns that run and have contacts nobody made a dial of; those that programs send numbers to wait for the program.
const HUNGRY: &str = "select c.tenant_id, c.id from campaign c
     where c.state = 3 and c.dials_list and exists (
         select from campaign_contact k where k.tenant_id = c.tenant_id and k.campaign_id = c.id and k.dial_id is null
             and coalesce(k.wait_until, '-infinity') <= statement_timestamp())
     order by c.tenant_id, c.id";

#[derive(FromQueryResult)]
struct CampaignRow {
    tenant_id: i64,
    id: i64,
}

#[derive(FromQueryResult)]
struct ContactRow {
    id: i64,
    number: i64,
    contact_id: Option<i64>,
}

/// Makes dials of up to a thousand contacts of each campaign that has some left; answers the campaigns whose figures changed.
pub(crate) async fn feed(engine: &Engine) -> Result<Vec<(TenantId, CampaignId)>> {
    let tx = PlatformTx::begin(engine).await?;
    let hungry: Vec<CampaignRow> = tx.all(HUNGRY, []).await?;
    tx.commit().await?;
    let mut fed = Vec::new();
    for campaign in hungry {
        let (tenant, id) = (TenantId(campaign.tenant_id), CampaignId(campaign.id));
        if one(engine, tenant, id).await? {
            engine.dialling().due.notify_one();
            fed.push((tenant, id));
        }
    }
    Ok(fed)
}

async fn one(engine: &Engine, tenant: TenantId, campaign: CampaignId) -> Result<bool> {
    let tx = PlatformTx::begin(engine).await?;
    let setups = setup::of(&tx, engine, &[(tenant, campaign)]).await?;
    let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
    let contacts: Vec<ContactRow> = tx
        .all(
            "select k.id, k.number, k.contact_id from campaign_contact k
             where k.tenant_id = $1 and k.campaign_id = $2 and k.dial_id is null
                 and coalesce(k.wait_until, '-infinity') <= statement_timestamp()
             order by k.id limit $3 for update of k skip locked",
            [tenant.0.into(), campaign.0.into(), BATCH.into()],
        )
        .await?;
    if contacts.is_empty() {
        return Ok(false);
    }
    write(&tx, tenant, setup, contacts).await?;
    tx.commit().await?;
    Ok(true)
}

async fn write(tx: &PlatformTx, tenant: TenantId, setup: &Setup, contacts: Vec<ContactRow>) -> Result<()> {
    let numbers: Vec<PhoneNumber> = contacts.iter().map(|contact| stored(contact.number)).collect::<Result<_>>()?;
    let (judged, now) = judge(tx, tenant, setup.id, &setup.terms, &numbers).await?;
    let mut rows = Rows::default();
    for ((contact, number), judged) in contacts.iter().zip(&numbers).zip(&judged) {
        let (state, due) = judged.stand(now);
        rows.push(*number, contact.contact_id, None, state, due, judged);
    }
    rows.insert(tx, tenant, setup, None).await?;
    // Whoever has an open dial of another campaign is looked at again later.
    let ids: Vec<i64> = contacts.iter().map(|contact| contact.id).collect();
    tx.execute(
        "update campaign_contact set wait_until = clock_timestamp() + make_interval(secs => $4), verdict = $5,
             verdict_at = clock_timestamp(), verdict_next = clock_timestamp() + make_interval(secs => $4)
         where tenant_id = $1 and campaign_id = $2 and id = any($3) and dial_id is null",
        [tenant.0.into(), setup.id.0.into(), ids.into(), ELSEWHERE_SECONDS.into(), ELSEWHERE.into()],
    )
    .await?;
    Ok(())
}
