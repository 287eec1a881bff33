//! Verdicts of those on a campaign's list of whom no dial was made yet: what would become of them now.

use crate::Engine;
use crate::campaign::{Setup, setup};
use crate::dial::{ELSEWHERE, ELSEWHERE_SECONDS, judge, stored};
use crate::error::Result;
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::dial::verdict::Verdict;
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Contacts of one statement.
const BATCH: i64 = 2_000;
/// The most that are looked at while somebody waits for a page: the rest keeps the verdict of its last look.
const WHILE_WAITING: i64 = 20_000;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    number: i64,
}

#[derive(FromQueryResult)]
struct CampaignRow {
    tenant_id: i64,
    id: i64,
}

/// Looks at contacts that nobody looked at yet, a batch of each campaign that is no list of a running one (that one's become
/// dials, with their verdicts); answers the campaigns it looked at.
pub(crate) async fn look_at_new_ones(engine: &Engine) -> Result<Vec<(TenantId, CampaignId)>> {
    let tx = PlatformTx::begin(engine).await?;
    let campaigns: Vec<CampaignRow> = tx
        .all(
            "select distinct k.tenant_id, k.campaign_id as id from campaign_contact k
             where k.verdict is null order by k.tenant_id, k.campaign_id limit 100",
            [],
        )
        .await?;
    let ids: Vec<(TenantId, CampaignId)> =
        campaigns.into_iter().map(|row| (TenantId(row.tenant_id), CampaignId(row.id))).collect();
    let setups = setup::of(&tx, engine, &ids).await?;
    tx.commit().await?;
    let mut looked = Vec::new();
    for (tenant, campaign) in ids {
        let Some(setup) = setups.get(&campaign) else { continue };
        let tx = PlatformTx::begin(engine).await?;
        let sql = "select k.id, k.number from campaign_contact k
             where k.tenant_id = $1 and k.campaign_id = $2 and k.verdict is null
             order by k.id limit $3 for update of k skip locked";
        let rows: Vec<Row> = tx.all(sql, [tenant.0.into(), campaign.0.into(), BATCH.into()]).await?;
        if !rows.is_empty() {
            write(&tx, tenant, setup, &rows).await?;
            looked.push((tenant, campaign));
        }
        tx.commit().await?;
    }
    Ok(looked)
}

/// Looks again at those whose last look is the longest ago, up to twenty thousand, none younger than `before`.
pub(in crate::campaign) async fn look_again(
    tx: &TenantTx,
    tenant: TenantId,
    setup: &Setup,
    before: OffsetDateTime,
) -> Result<()> {
    let sql = "select k.id, k.number from campaign_contact k
         where k.tenant_id = $1 and k.campaign_id = $2 and k.dial_id is null
             and (k.verdict_at is null or k.verdict_at < $3)
         order by k.id limit $4 for update of k skip locked";
    let values = [tenant.0.into(), setup.id.0.into(), before.into(), WHILE_WAITING.into()];
    let rows: Vec<Row> = tx.all(sql, values).await?;
    let size = usize::try_from(BATCH).unwrap_or(usize::MAX);
    for batch in rows.chunks(size) {
        write(tx, tenant, setup, batch).await?;
    }
    Ok(())
}

async fn write(tx: &impl Tx, tenant: TenantId, setup: &Setup, rows: &[Row]) -> Result<()> {
    let numbers: Vec<PhoneNumber> = rows.iter().map(|row| stored(row.number)).collect::<Result<_>>()?;
    let (judged, now) = judge(tx, tenant, setup.id, &setup.terms, &numbers).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let may: Vec<bool> = judged.iter().map(|judged| !matches!(judged.verdict, Verdict::Never(_))).collect();
    let verdicts: Vec<String> = judged.iter().map(|judged| judged.verdict.as_str().to_owned()).collect();
    // Who may be called now may be called from now on; a list of the database's driver holds no null.
    let next: Vec<OffsetDateTime> = judged.iter().map(|judged| judged.verdict.at().unwrap_or(now)).collect();
    tx.execute(
        // Of a number one dial at a time is open, so who could be called waits for the end of another's.
        "update campaign_contact k set verdict_at = clock_timestamp(),
             verdict = case when w.elsewhere then $7 else w.verdict end,
             verdict_next = case when w.elsewhere then $6 + make_interval(secs => $8) when w.next > $6 then w.next end
         from (select w.id, w.verdict, w.next, w.may and exists (
                 select from dial d where d.tenant_id = $1 and d.number = w.number and d.state <= 5) as elsewhere
             from unnest($3::bigint[], $4::text[], $5::timestamptz[], $9::bigint[], $10::boolean[])
                 as w (id, verdict, next, number, may)) w
         where k.tenant_id = $1 and k.campaign_id = $2 and k.id = w.id",
        [
            tenant.0.into(),
            setup.id.0.into(),
            ids.into(),
            verdicts.into(),
            next.into(),
            now.into(),
            ELSEWHERE.into(),
            ELSEWHERE_SECONDS.into(),
            numbers.into(),
            may.into(),
        ],
    )
    .await?;
    Ok(())
}
