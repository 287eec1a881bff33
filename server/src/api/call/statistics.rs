use super::answer::{CallRefusals, CallReply};
use super::body::sent;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use serde::Serialize;
use utoipa::ToSchema;

/// A period.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct PeriodBody {
    /// A moment in ISO 8601, or a day where the token's person is.
    from: String,
    /// The same; a day is still part of the period.
    to: String,
}

/// A figure of the period beside that of the period before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallCard {
    title: &'static str,
    total: u64,
    /// In percent of the period before; 100 where that had none.
    change: f64,
    description: &'static str,
    /// The period in seven equal parts.
    #[serde(rename = "lineChartData")]
    line_chart_data: Vec<u64>,
}

/// Four cards: calls, missed ones, connected ones, and how long one lasts; by the calls' own start.
#[utoipa::path(
    post, path = "/crm/calls/get-statistics", tag = "Calls", operation_id = "call_statistics",
    request_body = PeriodBody,
    responses((status = 200, description = "The cards", body = CallReply<Vec<CallCard>>), CallRefusals)
)]
pub async fn statistics(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<Vec<CallCard>>, Refusal> {
    let mut errors = FieldErrors::new();
    let mut text = |name: &str| sent(&fields, name, &mut errors).unwrap_or_default();
    let (from, to) = (text("from"), text("to"));
    errors.into_result(())?;
    if from.trim().is_empty() || to.trim().is_empty() {
        return Err(Refusal::invalid("from", "from and to date parameters are required"));
    }
    let (engine, scope) = (&state.engine, &caller.scope);
    let Some((from, to)) = engine::call::period(engine, scope, &from, &to).await? else {
        return Err(Refusal::invalid("from", "Invalid date format. Use ISO 8601 format."));
    };
    let figures = engine::call::statistics(engine, scope, from, to).await?;
    let cards = figures.cards.map(|card| CallCard {
        title: card.title,
        total: card.total,
        change: card.change,
        description: card.description,
        line_chart_data: card.points.to_vec(),
    });
    Ok(CallReply::ok("Records retrieved successfully", cards.into()))
}
