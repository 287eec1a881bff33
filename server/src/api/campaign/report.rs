use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::campaign::ReportDraft;
use domain::id::CampaignId;
use engine::campaign::report::{Report, report};
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// What a campaign did within some days.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignReportView {
    campaign_id: i64,
    campaign_name: String,
    company: String,
    provider: String,
    /// The first and the last day, both in it, by the clock of `time_zone`.
    from: String,
    to: String,
    time_zone: String,
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
    /// Calls that began within the period.
    attempts: u64,
    /// The same by outcome; OPEN is under way, or was never heard of again.
    outcomes: BTreeMap<&'static str, u64>,
    /// Dials that were made within the period, by the word of their verdict.
    verdicts: BTreeMap<String, u64>,
    /// The consents by which attempts were made; those beyond fifty are summed up in `more_consents`.
    consents: Vec<ConsentBasisView>,
    more_consents: u64,
    without_consent: u64,
    /// Calls by the hour of the called party's clock, from 0 to 23.
    local_hours: Vec<u64>,
    /// Calls outside the hours of the law, and of whom nobody knew the clock.
    outside_law: u64,
    outside_windows: u64,
    no_zone: u64,
    /// Calls that the law allows only by a time zone that somebody set on the contact, and not by the area code.
    by_set_zone: u64,
    abandoned: ReportedAbandonedView,
    ringing: RingingView,
    /// The versions of the calling rules that were in force within the period.
    rules: Vec<RulesInForceView>,
}

/// The consents of one kind from one source.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentBasisView {
    kind: &'static str,
    source: String,
    attempts: u64,
    #[serde(with = "time::serde::rfc3339")]
    first_given_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    last_given_at: OffsetDateTime,
}

/// Answered calls of the period, counted again from the attempts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportedAbandonedView {
    /// 0 to 1; null where it can't be known, or nobody answered.
    share: Option<f64>,
    answered: u64,
    abandoned: u64,
    /// Of which the provider did not tell enough.
    unknown: u64,
    /// Of which nothing was told, as the provider was not said to report.
    unreported: u64,
}

/// How long phones rang that nobody took, against the law of their place.
#[derive(Debug, Serialize, ToSchema)]
pub struct RingingView {
    short: u64,
    long_enough: u64,
    /// Of which the provider did not say when they began to ring.
    unknown: u64,
}

/// A version of the calling rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesInForceView {
    /// 0: those that are shipped.
    version: i32,
    /// Null: from the beginning.
    #[serde(with = "time::serde::rfc3339::option")]
    in_force_since: Option<OffsetDateTime>,
    /// The ids of its rules.
    rules: Vec<String>,
}

/// What a campaign did within some days, counted from its rows: for whoever audits it.
#[utoipa::path(
    get, path = "/api/v1/campaigns/{campaign_id}/report/", tag = "Campaign calls", operation_id = "report_campaign",
    params(
        ("campaign_id" = i64, Path, description = "The campaign's id"),
        ("from" = Option<String>, Query, description = "The first day, YYYY-MM-DD; the thirtieth up to `to` where nothing is said"),
        ("to" = Option<String>, Query, description = "The last day; today where nothing is said. At most 366 days"),
    ),
    responses((status = 200, description = "The report", body = CampaignReportView), CampaignRefusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: QueryFields,
) -> Result<Json<CampaignReportView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let text = |name| fields.get(name).unwrap_or_default().to_owned();
    let draft = ReportDraft { from: text("from"), to: text("to") };
    let told = report(&state.engine, &caller.scope, id, &draft).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(CampaignReportView::from(told)))
}

impl From<Report> for CampaignReportView {
    fn from(told: Report) -> Self {
        let known = told.unreported == 0;
        Self {
            campaign_id: told.setting.campaign.id.0,
            campaign_name: told.setting.campaign.name,
            company: told.company,
            provider: told.provider,
            from: told.period.days.first.to_string(),
            to: told.period.days.last.to_string(),
            time_zone: told.period.zone,
            made_at: told.made_at,
            attempts: told.attempts,
            outcomes: told.outcomes.into_iter().collect(),
            verdicts: told.verdicts.into_iter().collect(),
            consents: told
                .consents
                .into_iter()
                .map(|basis| ConsentBasisView {
                    kind: basis.kind.as_str(),
                    source: basis.source,
                    attempts: basis.attempts,
                    first_given_at: basis.first,
                    last_given_at: basis.last,
                })
                .collect(),
            more_consents: told.more_consents,
            without_consent: told.without_consent,
            local_hours: told.hours.hours.to_vec(),
            outside_law: told.hours.outside_law,
            outside_windows: told.hours.outside_windows,
            no_zone: told.hours.no_zone,
            by_set_zone: told.hours.by_set_zone,
            abandoned: ReportedAbandonedView {
                share: told.answered.share().filter(|_| known),
                answered: told.answered.answered,
                abandoned: told.answered.abandoned,
                unknown: told.answered.unknown,
                unreported: told.unreported,
            },
            ringing: RingingView {
                short: told.rings.short,
                long_enough: told.rings.long_enough,
                unknown: told.rings.unknown,
            },
            rules: told
                .rules
                .iter()
                .map(|version| RulesInForceView {
                    version: version.version,
                    in_force_since: version.since,
                    rules: version.book.rules().iter().map(|rule| rule.id.clone()).collect(),
                })
                .collect(),
        }
    }
}
