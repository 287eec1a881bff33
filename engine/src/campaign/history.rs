use super::get::{Campaign, one};
use super::report::Period;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::{CampaignHour, CampaignState, HistoryDraft};
use domain::id::CampaignId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// How a campaign stood within some days.
#[derive(Debug, Clone)]
pub struct History {
    pub campaign: Campaign,
    pub period: Period,
    /// The first hour and the last of which anything is known, within the days or outside of them.
    pub recorded: Option<(OffsetDateTime, OffsetDateTime)>,
    /// The hours that begin within the days, the oldest first. One is missing where the campaign was not to be counted, or where
    /// no dialler ran.
    pub hours: Vec<CampaignHour>,
}

#[derive(FromQueryResult)]
struct Extent {
    first: Option<OffsetDateTime>,
    last: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct Row {
    hour: OffsetDateTime,
    counted_at: OffsetDateTime,
    state: i16,
    contacts_left: i64,
    queued: i64,
    in_flight: i64,
    retrying: i64,
    completed: i64,
    failed: i64,
    blocked: i64,
    cancelled: i64,
    /// Counts by word.
    waiting: Value,
}

/// How a campaign stood, hour by hour, as it was counted then: why those waited who waited, and what had become of the others.
///
/// The days are those of whoever asks, in their own time zone: the last seven where the draft is empty, 31 at most. Hours are
/// counted while it is scheduled, runs, is paused or drains, and once more when it ends; they are kept as long as the campaign.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`]; [`Error::Invalid`] at `from` and `to`.
pub async fn history(engine: &Engine, scope: &Scope, id: CampaignId, draft: &HistoryDraft) -> Result<History> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin_snapshot(engine, scope).await?;
    let campaign = one(&tx, id, "").await?;
    let period = Period::of(&tx, scope, |today| draft.check(today)).await?;
    let extent =
        "select min(hour) as first, max(hour) as last from campaign_hour where tenant_id = $1 and campaign_id = $2";
    let extent: Option<Extent> = tx.one(extent, [tx.tenant(), id.0.into()]).await?;
    let rows: Vec<Row> = tx
        .all(
            "select hour, counted_at, state, contacts_left, queued, in_flight, retrying, completed, failed, blocked, cancelled,
                 waiting
             from campaign_hour where tenant_id = $1 and campaign_id = $2 and hour >= $3 and hour < $4 order by hour",
            [tx.tenant(), id.0.into(), period.from.into(), period.until.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(History {
        campaign,
        period,
        recorded: extent.and_then(|extent| extent.first.zip(extent.last)),
        hours: rows.into_iter().map(|row| row.read(id)).collect::<Result<_>>()?,
    })
}

impl Row {
    fn read(self, campaign: CampaignId) -> Result<CampaignHour> {
        let state = CampaignState::of_code(self.state);
        let words: BTreeMap<String, u64> = serde_json::from_value(self.waiting)?;
        let mut waiting: Vec<(String, u64)> = words.into_iter().collect();
        // Stable: words of one count stay in their order.
        waiting.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
        Ok(CampaignHour {
            hour: self.hour,
            counted_at: self.counted_at,
            state: state
                .ok_or_else(|| Error::Internal(format!("an hour of campaign {campaign} has a strange state")))?,
            contacts_left: self.contacts_left.unsigned_abs(),
            queued: self.queued.unsigned_abs(),
            in_flight: self.in_flight.unsigned_abs(),
            retrying: self.retrying.unsigned_abs(),
            completed: self.completed.unsigned_abs(),
            failed: self.failed.unsigned_abs(),
            blocked: self.blocked.unsigned_abs(),
            cancelled: self.cancelled.unsigned_abs(),
            waiting,
        })
    }
}
