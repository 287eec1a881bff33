use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::CampaignId;
use domain::moment::moment;
use domain::simulation::{Report, SimulationDraft};
use engine::campaign::{Wanted, simulate as run};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// What is simulated, for the document; everything may be left out.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct SimulateBody {
    /// The same seed over the same list gives the same log.
    seed: Option<u64>,
    /// 1 to 60; 7 where nothing is said.
    days: Option<u8>,
    /// When it would start; now where nothing is said.
    start: Option<String>,
    /// Percent of the calls that are answered.
    picked: Option<f64>,
    disconnected: Option<f64>,
    no_answer: Option<f64>,
    /// What is left of 100 fails.
    declined: Option<f64>,
    /// Percent of the answered calls on which nobody is there in time, where the provider tells; calls are held back by it then.
    abandoned: Option<f64>,
    /// Another policy, in YAML, that is set beside the campaign's.
    retry_policy: Option<String>,
}

/// What came of a simulation by one policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulationView {
    /// Tells the log of everything that happened from another.
    digest: String,
    /// Contacts by where they end, calls by outcome, each hour with what began and ended in it, the peak, when the last call ends,
    /// who is never reached and why, and what those wait for who still wait at the end.
    #[schema(value_type = Object)]
    report: Value,
}

/// What came of a simulation.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulatedView {
    campaign_id: i64,
    #[serde(with = "time::serde::rfc3339")]
    start: OffsetDateTime,
    days: u8,
    seed: u64,
    /// Whether the list has more contacts than are simulated: 50,000.
    more: bool,
    /// By the campaign's policy.
    simulation: SimulationView,
    /// By the other policy, where one was sent.
    other: Option<SimulationView>,
}

/// Simulates a campaign on a clock of its own with whoever waits on its list: days in seconds, and nobody is dialled.
#[utoipa::path(
    post, path = "/api/v1/campaigns/{campaign_id}/simulate/", tag = "Campaign calls", operation_id = "simulate_campaign",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    request_body = SimulateBody,
    responses((status = 200, description = "What it would come to", body = SimulatedView), CampaignRefusals)
)]
pub async fn simulate(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<SimulatedView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let mut errors = FieldErrors::new();
    let mut text = |name| fields.text(name, &mut errors);
    let draft = SimulationDraft {
        seed: text("seed"),
        days: text("days"),
        picked: text("picked"),
        disconnected: text("disconnected"),
        no_answer: text("no_answer"),
        declined: text("declined"),
        abandoned: text("abandoned"),
    };
    let (start, policy) = (text("start"), text("retry_policy"));
    let start = match start.trim() {
        "" => None,
        typed => {
            let read = moment(typed, |local| local.assume_utc());
            if read.is_none() {
                errors.add("start", "This must be a moment, such as 2026-07-06T09:00:00-07:00.");
            }
            read
        }
    };
    let read = draft.read();
    if let Err(wrong) = &read {
        errors.merge(wrong.clone());
    }
    let (model, days) = errors.into_result(()).and(read)?;
    let other_policy = Some(policy).filter(|text| !text.trim().is_empty());
    let wanted = Wanted { model, start, days, other_policy };
    let told = run(&state.engine, &caller.scope, id, wanted).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(SimulatedView {
        campaign_id: id.0,
        start: told.start,
        days,
        seed: model.seed,
        more: told.more,
        simulation: view(&told.report, told.digest)?,
        other: told.other.map(|(report, digest)| view(&report, digest)).transpose()?,
    }))
}

fn view(report: &Report, digest: String) -> Result<SimulationView, Refusal> {
    let report = serde_json::to_value(report).map_err(engine::Error::from)?;
    Ok(SimulationView { digest, report })
}
