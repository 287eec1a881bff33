use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{Clause, Column};
use crate::tenancy::{TenantTx, Tx};
use crate::window::Listing;
use domain::dial::Topic;
use domain::filter::{DeadLetters, Filter, ListQuery};
use domain::id::{CampaignId, DeadLetterId};
use domain::page::{Count, Page};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that failed for good.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    pub id: DeadLetterId,
    pub topic: Topic,
    pub campaign: CampaignId,
    pub campaign_name: String,
    /// The dial it is about, and whom that was to reach.
    pub call_id: Option<Uuid>,
    pub number: Option<PhoneNumber>,
    /// What was known when it failed.
    pub payload: Value,
    pub error: String,
    pub attempts: u32,
    pub created_at: OffsetDateTime,
    pub last_tried_at: OffsetDateTime,
    pub settled: Option<Settled>,
}

/// What somebody made of a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub at: OffsetDateTime,
    /// A new dial was made; otherwise it was let be.
    pub replayed: bool,
    pub by_name: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    topic: String,
    campaign_id: i64,
    campaign_name: String,
    call_id: Option<Uuid>,
    number: Option<i64>,
    payload: Value,
    error: String,
    attempts: i32,
    created_at: OffsetDateTime,
    last_tried_at: OffsetDateTime,
    processed_at: Option<OffsetDateTime>,
    resolution: Option<i16>,
    by_name: Option<String>,
}

pub(super) fn listing(tx: &TenantTx) -> Listing<'static> {
    Listing {
        table: "dead_letter",
        key: "id",
        columns:
            "m.id, m.topic, m.campaign_id, c.name as campaign_name, d.call_id, d.number, m.payload, m.error, m.attempts,
            m.created_at, m.last_tried_at, m.processed_at, m.resolution, u.name as by_name",
        joins: "join campaign c on c.tenant_id = m.tenant_id and c.id = m.campaign_id
            left join dial d on d.tenant_id = m.tenant_id and d.id = m.dial_id
            left join app_user u on u.id = m.resolved_by",
        reach: Clause::new("tenant_id = $1", [tx.tenant()]),
        column,
    }
}

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "campaign" => Column::Id("campaign_id"),
        "topic" => Column::Word("topic"),
        "settled" => Column::Truth("(processed_at is not null)"),
        "put" => Column::Day("created_at"),
        _ => return None,
    })
}

/// The tenant's dead letters that match, by keyset, the newest first unless the query says otherwise.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::Invalid`] for a cursor that is none of this
/// list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<DeadLetters>) -> Result<Page<DeadLetter>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Page { rows, next, previous, searched } = listing(&tx).page(&tx, query, |row: &Row| row.id).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(Row::letter).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

/// How many match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<DeadLetters>) -> Result<Count> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = listing(&tx).count(&tx, filter).await?;
    tx.commit().await?;
    Ok(count)
}

/// How many match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<DeadLetters>) -> Result<u64> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let n = listing(&tx).count_exact(&tx, filter).await?;
    tx.commit().await?;
    Ok(n)
}

/// One dead letter.
///
/// # Errors
/// [`Error::Denied`] as [`list`]; [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: DeadLetterId) -> Result<DeadLetter> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let Listing { table, columns, joins, .. } = listing(&tx);
    let sql = format!("select {columns} from {table} m {joins} where m.tenant_id = $1 and m.id = $2");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    tx.commit().await?;
    row.ok_or(Error::NotFound)?.letter()
}

impl Row {
    fn letter(self) -> Result<DeadLetter> {
        let topic = Topic::of_word(&self.topic);
        Ok(DeadLetter {
            id: DeadLetterId(self.id),
            topic: topic.ok_or_else(|| Error::Internal(format!("dead letter {} has a strange topic", self.id)))?,
            campaign: CampaignId(self.campaign_id),
            campaign_name: self.campaign_name,
            call_id: self.call_id,
            number: self.number.and_then(|number| PhoneNumber::from_stored(number).ok()),
            payload: self.payload,
            error: self.error,
            attempts: u32::try_from(self.attempts).unwrap_or(0),
            created_at: self.created_at,
            last_tried_at: self.last_tried_at,
            settled: self.processed_at.map(|at| Settled {
                at,
                replayed: self.resolution == Some(REPLAYED),
                by_name: self.by_name,
            }),
        })
    }
}

/// The code of a dead letter of which a new dial was made.
pub(super) const REPLAYED: i16 = 1;
/// The code of one that was let be.
pub(super) const DISCARDED: i16 = 2;
