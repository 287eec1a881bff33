//! Settling dead letters: dialling anew, or letting be.

use super::list::{DISCARDED, REPLAYED};
use crate::allow::allow;
use crate::campaign::{reopen, setup};
use crate::dial::judge::{judge, stored};
use crate::dial::rows::Rows;
use crate::error::{Error, Result};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::campaign::CampaignState;
use domain::filter::{DeadLetters, Filter};
use domain::id::{CampaignId, DeadLetterId};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;
use std::collections::BTreeMap;

/// The most that are replayed at once; what is left is replayed by asking again.
pub const REPLAYED_MAX: i64 = 10_000;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    campaign_id: i64,
    number: i64,
    contact_id: Option<i64>,
    dials_no_more: bool,
}

/// Makes a new dial of a dead letter's: it is judged as every dial is, and the old one stays as it ended. A campaign that was
/// completed dials again, until that dial has ended too.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it is settled, when its campaign was
/// cancelled or is being drained, and when the number has an open dial.
pub async fn replay(engine: &Engine, scope: &Scope, id: DeadLetterId) -> Result<()> {
    super::get(engine, scope, id).await?;
    let mut clause = Clause::new("", []);
    let place = clause.value(id.0);
    let replayed = replay_where(engine, scope, &format!("l.id = {place}"), clause).await?;
    if replayed == 0 {
        let why = "It can't be replayed: it is settled, its campaign was cancelled or is being drained, or its number is being dialled.";
        return Err(Error::Conflict(why.into()));
    }
    Ok(())
}

/// The same for all that match and are not settled, at most [`REPLAYED_MAX`]; answers how many were replayed. Those whose
/// campaign was cancelled or is being drained, or whose number has an open dial stay as they are.
///
/// # Errors
/// [`Error::Denied`] below the role agent.
pub async fn replay_matching(engine: &Engine, scope: &Scope, filter: &Filter<DeadLetters>) -> Result<u64> {
    let clause = matching(filter);
    let sql = clause.sql().to_owned();
    replay_where(engine, scope, &sql, clause).await
}

/// Dead letters `l` that match.
fn matching(filter: &Filter<DeadLetters>) -> Clause {
    let mut clause = Clause::new("true", []);
    clause.filter(filter, column);
    clause
}

/// As the list's columns, of a dead letter `l`.
fn column(field: &str) -> Option<crate::selection::Column> {
    use crate::selection::Column;
    Some(match field {
        "campaign" => Column::Id("l.campaign_id"),
        "topic" => Column::Word("l.topic"),
        "settled" => Column::Truth("(l.processed_at is not null)"),
        "put" => Column::Day("l.created_at"),
        _ => return None,
    })
}

async fn replay_where(engine: &Engine, scope: &Scope, holds: &str, mut clause: Clause) -> Result<u64> {
    allow(scope, Right::StartDials)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (tenant, most) = (clause.value(scope.tenant().0), clause.value(REPLAYED_MAX));
    let sql = format!(
        "select l.id, l.campaign_id, d.number, d.contact_id, c.state in (5, 7) as dials_no_more
         from dead_letter l join dial d on d.tenant_id = l.tenant_id and d.id = l.dial_id
             join campaign c on c.tenant_id = l.tenant_id and c.id = l.campaign_id
         where l.tenant_id = {tenant} and l.processed_at is null and {holds}
         order by l.id limit {most} for update of l"
    );
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    let mut campaigns: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| !row.dials_no_more) {
        campaigns.entry(row.campaign_id).or_default().push(row);
    }
    let mut settled: Vec<i64> = Vec::new();
    for (campaign, rows) in campaigns {
        settled.extend(of_campaign(engine, &tx, scope, CampaignId(campaign), rows).await?);
    }
    if settled.is_empty() {
        return Ok(0);
    }
    settle(&tx, scope, &settled, REPLAYED).await?;
    let told = json!({ "dead_letters": settled.len() });
    audit::record(&tx, scope, audit::Entry::made("dead_letter.replay", "dead_letters".to_owned(), told)?).await?;
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(settled.len() as u64)
}

/// Makes the dials; answers the dead letters of which one was made.
async fn of_campaign(
    engine: &Engine,
    tx: &TenantTx,
    scope: &Scope,
    campaign: CampaignId,
    letters: Vec<Row>,
) -> Result<Vec<i64>> {
    let tenant = scope.tenant();
    // Held until the dials are there: it would be completed over their heads.
    let held = "select state::bigint as n from campaign where tenant_id = $1 and id = $2 for update";
    let state = tx.figure(held, [tx.tenant(), campaign.0.into()]).await?;
    let state = i16::try_from(state).ok().and_then(CampaignState::of_code);
    let Some(state) = state.filter(|state| state.dials_anew()) else {
        // Drained, it would cancel them at once; or somebody cancelled it since the letters were read.
        return Ok(Vec::new());
    };
    let setups = setup::of(tx, engine, &[(tenant, campaign)]).await?;
    let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
    let numbers: Vec<PhoneNumber> = letters.iter().map(|letter| stored(letter.number)).collect::<Result<_>>()?;
    let (judged, now) = judge(tx, tenant, campaign, &setup.terms, &numbers).await?;
    let (mut rows, by) = (Rows::default(), scope.actor().user());
    for ((letter, number), judged) in letters.iter().zip(&numbers).zip(&judged) {
        let (state, due) = judged.stand(now);
        rows.push(*number, letter.contact_id, by, state, due, judged);
    }
    let made = rows.insert(tx, tenant, setup, None).await?;
    if !made.is_empty() && state == CampaignState::Completed {
        reopen(tx, scope, campaign).await?;
    }
    let ids = rows.accepted().zip(&letters).filter(|((call_id, _), _)| made.contains_key(call_id));
    Ok(ids.map(|(_, letter)| letter.id).collect())
}

/// Lets a dead letter be: nobody will be called for it.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it is settled.
pub async fn discard(engine: &Engine, scope: &Scope, id: DeadLetterId) -> Result<()> {
    allow(scope, Right::StartDials)?;
    super::get(engine, scope, id).await?;
    let tx = TenantTx::begin(engine, scope).await?;
    if settle(&tx, scope, &[id.0], DISCARDED).await? == 0 {
        return Err(Error::Conflict("It is settled already.".into()));
    }
    let entry = audit::Entry::made("dead_letter.discard", format!("dead_letter:{id}"), json!({}))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await
}

/// The same for all that match and are not settled; answers how many.
///
/// # Errors
/// [`Error::Denied`] below the role agent.
pub async fn discard_matching(engine: &Engine, scope: &Scope, filter: &Filter<DeadLetters>) -> Result<u64> {
    allow(scope, Right::StartDials)?;
    let mut clause = matching(filter);
    let tenant = clause.value(scope.tenant().0);
    let resolution = clause.value(DISCARDED);
    let by = clause.value(scope.actor().user().map(|user| user.0));
    let sql = format!(
        "update dead_letter l set processed_at = now(), last_tried_at = now(), resolution = {resolution}, resolved_by = {by}
         where l.tenant_id = {tenant} and l.processed_at is null and {}",
        clause.sql()
    );
    let tx = TenantTx::begin(engine, scope).await?;
    let discarded = tx.execute(&sql, clause.values()).await?;
    if discarded > 0 {
        let told = json!({ "dead_letters": discarded });
        audit::record(&tx, scope, audit::Entry::made("dead_letter.discard", "dead_letters".to_owned(), told)?).await?;
    }
    tx.commit().await?;
    Ok(discarded)
}

async fn settle(tx: &TenantTx, scope: &Scope, ids: &[i64], resolution: i16) -> Result<u64> {
    let settled = tx
        .execute(
            "update dead_letter set processed_at = now(), last_tried_at = now(), resolution = $3, resolved_by = $4
             where tenant_id = $1 and id = any($2) and processed_at is null",
            [tx.tenant(), ids.to_vec().into(), resolution.into(), scope.actor().user().map(|user| user.0).into()],
        )
        .await?;
    Ok(settled)
}
