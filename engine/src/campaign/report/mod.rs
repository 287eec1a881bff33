//! What a campaign did within some days, for whoever audits it: counted from its rows when it is asked for.
//!
//! [`report`] is the summary, [`report_file`] the attempts themselves, a row each; both read the same rows, so that one can be
//! counted again from the other. Days are those of whoever asks, in their own time zone, which the report names.

mod file;
mod hours;
mod in_force;
mod sums;

pub use file::{Attempts, report_file};
pub use in_force::RulesInForce;
pub use sums::{ConsentBasis, Rings};

use crate::Engine;
use crate::allow::allow;
use crate::campaign::{Setting, draft_of};
use crate::error::Result;
use crate::here::Here;
use crate::tenancy::{TenantTx, Tx};
use domain::campaign::{LocalHours, ReportDays, ReportDraft};
use domain::dial::abandoned::Answered;
use domain::id::CampaignId;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use time::{Date, OffsetDateTime};

/// What a campaign did within some days.
#[derive(Debug, Clone)]
pub struct Report {
    pub setting: Setting,
    pub company: String,
    pub provider: String,
    pub period: Period,
    pub made_at: OffsetDateTime,
    /// The versions of the calling rules that were in force within it, the oldest first.
    pub rules: Vec<RulesInForce>,
    /// Attempts that began within it: all of them, and by the word of their outcome; one without is under way, or nobody
    /// heard of it any more.
    pub attempts: u64,
    pub outcomes: Vec<(&'static str, u64)>,
    /// Dials that were made within it, by the word of their newest verdict, the most frequent first.
    pub verdicts: Vec<(String, u64)>,
    /// The consents by which its attempts were made, the most frequent first; those beyond the first are summed up.
    pub consents: Vec<ConsentBasis>,
    pub more_consents: u64,
    /// Attempts at whose beginning no consent of a kind that the campaign takes was in force.
    pub without_consent: u64,
    pub hours: LocalHours,
    /// Answered calls, counted again from the attempts.
    pub answered: Answered,
    /// Answered calls of which nothing was told at all, because the provider was not said to report.
    pub unreported: u64,
    pub rings: Rings,
}

/// Some days of somebody.
#[derive(Debug, Clone)]
pub struct Period {
    pub days: ReportDays,
    /// Their first moment, and the first behind them.
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
    /// The time zone by which they are days.
    pub zone: String,
}

#[derive(FromQueryResult)]
struct Names {
    company: String,
    provider: String,
    made_at: OffsetDateTime,
}

/// Counts what a campaign did within some days.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read campaigns; [`crate::Error::NotFound`];
/// [`crate::Error::Invalid`] at `from` and `to`.
pub async fn report(engine: &Engine, scope: &Scope, id: CampaignId, draft: &ReportDraft) -> Result<Report> {
    allow(scope, Right::SeeCampaigns)?;
    let setting = draft_of(engine, scope, id).await?;
    let tx = TenantTx::begin_snapshot(engine, scope).await?;
    let period = Period::of(&tx, scope, |today| draft.check(today)).await?;
    let names: Option<Names> = tx
        .one(
            "select t.name as company, p.name as provider, now() as made_at
             from tenant t join provider p on p.tenant_id = t.id where t.id = $1 and p.id = $2",
            [tx.tenant(), setting.campaign.provider.0.into()],
        )
        .await?;
    let names = names.ok_or(crate::Error::NotFound)?;
    let rules = in_force::versions(engine, &tx, &period).await?;
    let sums = sums::of(&tx, id, &period, &rules).await?;
    let hours = hours::of(&tx, &setting, &period, &rules).await?;
    tx.commit().await?;
    Ok(Report {
        setting,
        company: names.company,
        provider: names.provider,
        period,
        made_at: names.made_at,
        rules,
        attempts: sums.attempts,
        outcomes: sums.outcomes,
        verdicts: sums.verdicts,
        consents: sums.consents,
        more_consents: sums.more_consents,
        without_consent: sums.without_consent,
        hours,
        answered: sums.answered,
        unreported: sums.unreported,
        rings: sums.rings,
    })
}

impl Period {
    /// The days that somebody means, where they are.
    pub(super) async fn of(
        tx: &TenantTx,
        scope: &Scope,
        days: impl FnOnce(Date) -> std::result::Result<ReportDays, FieldErrors>,
    ) -> Result<Period> {
        #[derive(FromQueryResult)]
        struct ZoneRow {
            time_zone: String,
        }
        let here = Here::of(tx, scope).await?;
        let days = days(here.today())?;
        let sql = "select time_zone from app_user where id = $1";
        let row: Option<ZoneRow> = tx.one(sql, [scope.actor().user().map(|user| user.0).into()]).await?;
        let zone = row.map_or_else(|| "UTC".to_owned(), |row| row.time_zone);
        let behind = days.last.next_day().unwrap_or(days.last);
        Ok(Period { days, from: here.begin(days.first), until: here.begin(behind), zone })
    }
}
