use super::contact::look_again;
use super::setup;
use crate::Engine;
use crate::allow::allow;
use crate::dial::ELSEWHERE;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::CampaignId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::{Duration, OffsetDateTime};

/// For how long a verdict that was found is told again without another look.
const FRESH: Duration = Duration::seconds(30);

/// What would become of a campaign's list if it started now.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Of whom no dial was made yet.
    pub contacts: u64,
    /// Who would be called at once, as far as there is room.
    pub now: u64,
    /// Who waits for an hour, for the end of 24 hours or of another call.
    pub later: u64,
    /// Who would not be called.
    pub never: u64,
    /// Whom nobody looked at yet: a list that was just made.
    pub unseen: u64,
    /// By the word of the verdict, the most frequent first.
    pub verdicts: Vec<(String, u64)>,
    /// When the first of those who wait for an hour may be called.
    pub opens_at: Option<OffsetDateTime>,
    /// The oldest look that this tells of.
    pub looked_at: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct Row {
    verdict: Option<String>,
    n: i64,
    waits: i64,
    opens_at: Option<OffsetDateTime>,
    looked_at: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct Now {
    now: OffsetDateTime,
}

/// What would become of those on a campaign's list of whom no dial was made yet. Up to twenty thousand are looked at anew; of
/// the rest the last look is told.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`].
pub async fn preview(engine: &Engine, scope: &Scope, campaign: CampaignId) -> Result<Preview> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let setups = setup::of(&tx, engine, &[(scope.tenant(), campaign)]).await?;
    let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
    let clock: Option<Now> = tx.one("select now() as now", []).await?;
    // Of one that is over the last look is told: nobody is called any more.
    if let Some(Now { now }) = clock.filter(|_| !setup.state.is_over()) {
        look_again(&tx, scope.tenant(), setup, now - FRESH).await?;
    }
    let rows: Vec<Row> = tx
        .all(
            "select verdict, count(*) as n, count(verdict_next) as waits, min(verdict_next) as opens_at,
                 min(verdict_at) as looked_at
             from campaign_contact where tenant_id = $1 and campaign_id = $2 and dial_id is null
             group by verdict order by n desc, verdict",
            [tx.tenant(), campaign.0.into()],
        )
        .await?;
    tx.commit().await?;
    let mut preview = Preview {
        contacts: 0,
        now: 0,
        later: 0,
        never: 0,
        unseen: 0,
        verdicts: Vec::new(),
        // When a call elsewhere ends nobody knows; it is only looked at again.
        opens_at: rows
            .iter()
            .filter(|row| row.verdict.as_deref() != Some(ELSEWHERE))
            .filter_map(|row| row.opens_at)
            .min(),
        looked_at: rows.iter().filter_map(|row| row.looked_at).min(),
    };
    for row in rows {
        let (n, waits) = (row.n.unsigned_abs(), row.waits.unsigned_abs());
        preview.contacts += n;
        match row.verdict {
            None => preview.unseen += n,
            Some(verdict) => {
                preview.later += waits;
                if verdict == "ALLOWED" {
                    preview.now += n - waits;
                } else {
                    preview.never += n - waits;
                }
                preview.verdicts.push((verdict, n));
            }
        }
    }
    Ok(preview)
}
