use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::dial::retry_policy::{GiveUp, Next};
use domain::id::CampaignId;
use engine::campaign::{DryRun, PolicyOf, Sample, dry_run};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A policy that is tried out, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct PolicyDryRunBody {
    /// YAML. Empty: what taking the policy away would change.
    retry_policy: Option<String>,
}

/// One dial that would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySampleView {
    call_id: String,
    phone_number: String,
    campaign_id: i64,
    campaign_name: String,
    /// When it is called next, as things stand and as its hours allow; null while it is being called.
    #[serde(with = "time::serde::rfc3339::option")]
    next_retry_at: Option<OffsetDateTime>,
    /// When it would be; null for one that stays as it is, and for one that is given up.
    #[serde(with = "time::serde::rfc3339::option")]
    would_be_at: Option<OffsetDateTime>,
    /// Why it would not be called again.
    gives_up: Option<&'static str>,
    max_attempts: u32,
    would_be_max_attempts: u32,
}

/// What a policy would change if it were saved now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyDryRunView {
    /// Campaigns that would go by it.
    campaigns: u64,
    /// Dials that wait for another attempt or are being called.
    looked_at: u64,
    /// Whether there are more than are looked at: 100,000.
    more: bool,
    changed: u64,
    earlier: u64,
    later: u64,
    given_up: u64,
    dead_letters: u64,
    more_attempts: u64,
    fewer_attempts: u64,
    /// Those who wait for their first call, from which on the new policy counts.
    first_calls: u64,
    /// At most 20.
    samples: Vec<PolicySampleView>,
}

/// What a campaign's own retry policy would change for the dials that were begun, if it were saved now. Nothing is written; saving
/// it does exactly that.
#[utoipa::path(
    post, path = "/api/v1/campaigns/{campaign_id}/retry-policy/dry-run/", tag = "Campaign calls",
    operation_id = "dry_run_campaign_retry_policy",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    request_body = PolicyDryRunBody,
    responses((status = 200, description = "What it would change", body = PolicyDryRunView), CampaignRefusals)
)]
pub async fn of_campaign(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<PolicyDryRunView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    run(&state, &caller, PolicyOf::Campaign(id), &fields).await
}

/// The same of the company's policy, over its campaigns without one of their own.
#[utoipa::path(
    post, path = "/api/v1/campaigns/retry-policy/dry-run/", tag = "Campaign calls",
    operation_id = "dry_run_retry_policy",
    request_body = PolicyDryRunBody,
    responses((status = 200, description = "What it would change", body = PolicyDryRunView), CampaignRefusals)
)]
pub async fn of_company(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<PolicyDryRunView>, Refusal> {
    run(&state, &caller, PolicyOf::Company, &fields).await
}

async fn run(
    state: &AppState,
    caller: &Caller,
    of: PolicyOf,
    fields: &Fields,
) -> Result<Json<PolicyDryRunView>, Refusal> {
    let mut errors = FieldErrors::new();
    let text = fields.text("retry_policy", &mut errors);
    errors.into_result(())?;
    let run = dry_run(&state.engine, &caller.scope, of, &text).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(view(run)))
}

fn view(run: DryRun) -> PolicyDryRunView {
    PolicyDryRunView {
        campaigns: run.campaigns,
        looked_at: run.looked_at,
        more: run.more,
        changed: run.changed,
        earlier: run.earlier,
        later: run.later,
        given_up: run.given_up,
        dead_letters: run.dead_letters,
        more_attempts: run.more_attempts,
        fewer_attempts: run.fewer_attempts,
        first_calls: run.first_calls,
        samples: run.samples.into_iter().map(sample).collect(),
    }
}

fn sample(sample: Sample) -> PolicySampleView {
    PolicySampleView {
        call_id: sample.call_id.to_string(),
        phone_number: sample.number.e164(),
        campaign_id: sample.campaign.0,
        campaign_name: sample.campaign_name,
        next_retry_at: sample.due_at,
        would_be_at: sample.next.at(),
        gives_up: if let Next::GivesUp(why) = sample.next { Some(GiveUp::as_str(why)) } else { None },
        max_attempts: sample.budget.0,
        would_be_max_attempts: sample.budget.1,
    }
}
