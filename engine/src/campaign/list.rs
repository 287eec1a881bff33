use super::get::{Campaign, Row};
use crate::Engine;
use crate::allow::allow;
use crate::dial::abandoned::shares;
use crate::error::Result;
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::CampaignState;
use domain::dial::abandoned::AbandonedShare;
use domain::filter::{Campaigns, Direction, Filter, ListQuery};
use domain::id::CampaignId;
use domain::page::{Count, Page};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// Dials of a campaign are counted up to here for its line; its own page counts them all.
const LINE_MAX: u64 = 100_000;

/// A campaign with what its line in a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignLine {
    pub campaign: Campaign,
    pub provider_name: String,
    /// Dials and contacts that were not dialled yet.
    pub all: Count,
    /// Dials that ended.
    pub ended: Count,
    /// Calls under way.
    pub in_flight: u64,
    /// Calls at once.
    pub max_concurrent: u32,
    /// Whether its provider fails and takes no calls for now.
    pub held_up: bool,
    /// Whether it calls nobody because too many calls were abandoned.
    pub is_stopped: bool,
}

#[derive(FromQueryResult)]
struct LineRow {
    #[sea_orm(nested)]
    campaign: Row,
    provider_name: String,
    dials: i64,
    undialled: i64,
    ended: i64,
    in_flight: i64,
    max_concurrent: i32,
    held_up: bool,
}

/// Where the fields of a filter of campaigns are.
fn column(field: &str) -> Option<Column> {
    let code =
        |word: &str| CampaignState::ALL.into_iter().find(|state| state.as_str() == word).map_or(0, CampaignState::code);
    Some(match field {
        "name" => Column::Text("name"),
        "state" => Column::Code("state", code),
        "provider" => Column::Id("provider_id"),
        "created" => Column::Day("created_at"),
        _ => return None,
    })
}

fn matching(tx: &TenantTx, filter: &Filter<Campaigns>) -> Clause {
    let mut clause = Clause::new("tenant_id = $1", [tx.tenant()]);
    clause.filter(filter, column);
    clause
}

/// The tenant's campaigns that match, in the order they were made, by keyset.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read campaigns; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Campaigns>) -> Result<Page<CampaignLine>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let size = query.page_size.rows();
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let mut clause = matching(&tx, &query.filter);
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("id {beyond} {from}"));
    }
    let (limit, most) = (clause.value(size as i64 + 1), clause.value(LINE_MAX as i64 + 1));
    let sql = format!(
        "with page as (select * from campaign where {} order by id {order} limit {limit})
         select c.*, v.name as provider_name, coalesce(v.open_until > now(), false) as held_up,
             (select count(*) from (select from dial d
                 where d.tenant_id = $1 and d.campaign_id = c.id limit {most}) counted) as dials,
             (select count(*) from (select from dial d
                 where d.tenant_id = $1 and d.campaign_id = c.id and d.state >= 6 limit {most}) counted) as ended,
             (select count(*) from (select from campaign_contact k
                 where k.tenant_id = $1 and k.campaign_id = c.id and k.dial_id is null limit {most}) counted) as undialled,
             (select count(*) from dial d where d.provider_id = c.provider_id and d.tenant_id = $1
                 and d.campaign_id = c.id and d.slot_until is not null) as in_flight
         from page c join provider v on v.tenant_id = c.tenant_id and v.id = c.provider_id order by c.id {order}",
        clause.sql()
    );
    let rows: Vec<LineRow> = tx.all(&sql, clause.values()).await?;
    let mut lines = rows.into_iter().map(LineRow::line).collect::<Result<Vec<_>>>()?;
    let running = lines.iter().map(|line| &line.campaign).filter(|campaign| campaign.state == CampaignState::Running);
    let running: Vec<CampaignId> = running.map(|campaign| campaign.id).collect();
    let shares = shares(engine, &tx, scope.tenant(), &running).await?;
    tx.commit().await?;
    for line in &mut lines {
        line.is_stopped = shares.get(&line.campaign.id).is_some_and(AbandonedShare::stops);
    }
    Ok(keyset.page(lines, size, |line: &CampaignLine| line.campaign.id.to_string(), None))
}

/// How many of the tenant's campaigns match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Campaigns>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many of the tenant's campaigns match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Campaigns>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Campaigns>, most: i64) -> Result<i64> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut clause = matching(&tx, filter);
    let limit = clause.value(most);
    let sql =
        format!("select count(*) as n from (select 1 from campaign where {} limit {limit}) counted", clause.sql());
    let n = tx.figure(&sql, clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}

impl LineRow {
    fn line(self) -> Result<CampaignLine> {
        let counted = |n: i64| u64::try_from(n).unwrap_or(0);
        let known = |n: u64| if n > LINE_MAX { Count::AtLeast(LINE_MAX) } else { Count::Exact(n) };
        Ok(CampaignLine {
            campaign: self.campaign.campaign()?,
            provider_name: self.provider_name,
            all: known(counted(self.dials) + counted(self.undialled)),
            ended: known(counted(self.ended)),
            in_flight: counted(self.in_flight),
            max_concurrent: u32::try_from(self.max_concurrent).unwrap_or(0),
            held_up: self.held_up,
            is_stopped: false,
        })
    }
}
