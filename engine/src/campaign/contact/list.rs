use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{Clause, Column};
use crate::tenancy::{TenantTx, Tx};
use crate::window::Listing;
use domain::dial::DialState;
use domain::filter::{CampaignContacts, Filter, ListQuery};
use domain::id::{CampaignContactId, CampaignId, RecordId};
use domain::page::{Count, Page};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody on a campaign's list.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignContact {
    pub id: CampaignContactId,
    pub number: PhoneNumber,
    pub contact: Option<RecordId>,
    pub contact_name: Option<String>,
    /// The word of the verdict of the last look; `None` until there was one.
    pub verdict: Option<String>,
    /// When they may be called, where that is later.
    pub verdict_next: Option<OffsetDateTime>,
    pub verdict_at: Option<OffsetDateTime>,
    /// The dial that was made of it last.
    pub dial: Option<(Uuid, DialState)>,
    pub added_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    number: i64,
    contact_id: Option<i64>,
    contact_name: Option<String>,
    verdict: Option<String>,
    verdict_next: Option<OffsetDateTime>,
    verdict_at: Option<OffsetDateTime>,
    call_id: Option<Uuid>,
    state: Option<i16>,
    added_at: OffsetDateTime,
}

fn listing(tx: &TenantTx, campaign: CampaignId) -> Listing<'static> {
    Listing {
        table: "campaign_contact",
        key: "id",
        columns: "m.id, m.number, m.contact_id, k.name as contact_name, coalesce(d.verdict, m.verdict) as verdict,
            m.verdict_next, coalesce(d.verdict_at, m.verdict_at) as verdict_at, d.call_id, d.state, m.added_at",
        joins: "left join contact k on k.tenant_id = m.tenant_id and k.id = m.contact_id
            left join dial d on d.tenant_id = m.tenant_id and d.id = m.dial_id",
        reach: Clause::new("tenant_id = $1 and campaign_id = $2", [tx.tenant(), campaign.0.into()]),
        column,
    }
}

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "number" => Column::Digits("number", 11),
        "verdict" => {
            Column::Word("coalesce((select d.verdict from dial d where d.tenant_id = $1 and d.id = dial_id), verdict)")
        }
        "dialled" => Column::Truth("(dial_id is not null)"),
        _ => return None,
    })
}

/// A campaign's list, by keyset in the order in which people were put on it.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`]; [`Error::Invalid`] for a cursor that
/// is none of this list's.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    query: &ListQuery<CampaignContacts>,
) -> Result<Page<CampaignContact>> {
    let tx = open(engine, scope, campaign).await?;
    let Page { rows, next, previous, searched } = listing(&tx, campaign).page(&tx, query, |row: &Row| row.id).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(Row::contact).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

/// How many match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    filter: &Filter<CampaignContacts>,
) -> Result<Count> {
    let tx = open(engine, scope, campaign).await?;
    let count = listing(&tx, campaign).count(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    filter: &Filter<CampaignContacts>,
) -> Result<u64> {
    let tx = open(engine, scope, campaign).await?;
    let n = listing(&tx, campaign).count_exact(&tx, filter).await?;
    tx.commit().await?;
    Ok(n)
}

async fn open(engine: &Engine, scope: &Scope, campaign: CampaignId) -> Result<TenantTx> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = "select count(*) as n from campaign where tenant_id = $1 and id = $2";
    if tx.figure(sql, [tx.tenant(), campaign.0.into()]).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(tx)
}

impl Row {
    fn contact(self) -> Result<CampaignContact> {
        let id = self.id;
        let number = PhoneNumber::from_stored(self.number)
            .map_err(|_| Error::Internal(format!("contact {id} of a campaign has a strange number")))?;
        Ok(CampaignContact {
            id: CampaignContactId(id),
            number,
            contact: self.contact_id.map(RecordId),
            contact_name: self.contact_name,
            verdict: self.verdict,
            verdict_next: self.verdict_next,
            verdict_at: self.verdict_at,
            dial: self.call_id.zip(self.state.and_then(DialState::of_code)),
            added_at: self.added_at,
        })
    }
}
