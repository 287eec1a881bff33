//! `GET /campaigns/{id}/simulate/log`: what happened in a simulation, as a CSV file.

use crate::download::{self, attachment};
use crate::identity::Visitor;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::filter::parse_pairs;
use domain::id::CampaignId;
use domain::moment::moment;
use domain::simulation::SimulationDraft;
use domain::{FieldErrors, Scope};
use engine::Error;
use engine::campaign::{PolicyOf, Wanted, policy, simulation_log};
use futures::stream;
use std::future::ready;
use time::OffsetDateTime;

/// Answers with the file; who is not signed in is sent to do that first.
pub async fn download(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let visitor = request.extensions().get::<Visitor>().and_then(|visitor| visitor.0.as_ref());
    let Some(visitor) = visitor else {
        let here = format!("{}?{query}", request.uri().path());
        return Redirect::to(&app::paths::sign_in_then(&here)).into_response();
    };
    let made = match id.parse::<CampaignId>() {
        Ok(id) => made(&state, &visitor.scope, id, query).await,
        Err(_) => Err(Error::NotFound),
    };
    match made {
        Ok((name, file)) => attachment(stream::once(ready(Ok(Bytes::from(file)))), "text/csv; charset=utf-8", &name),
        Err(error) => download::refused(&request, &error),
    }
}

async fn made(state: &AppState, scope: &Scope, id: CampaignId, query: &str) -> Result<(String, Vec<u8>), Error> {
    let pairs = parse_pairs(query);
    let text = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, text)| text.clone()).unwrap_or_default();
    let draft = SimulationDraft {
        seed: text("seed"),
        days: text("days"),
        picked: text("picked"),
        disconnected: text("disconnected"),
        no_answer: text("no_answer"),
        declined: text("declined"),
        abandoned: text("abandoned"),
    };
    let (model, days) = draft.read()?;
    let start = moment(&text("start"), |local| local.assume_utc())
        .ok_or_else(|| FieldErrors::one("start", "This must be a moment, such as 2026-07-06T09:00:00-07:00."))?;
    let (other, by_other) = (text("other"), text("log") == "other");
    let other_policy = match by_other {
        true => policy(&state.engine, scope, PolicyOf::Campaign(id)).await?.text_of(&other).map(str::to_owned),
        false => None,
    };
    let wanted = Wanted { model, start: Some(start), days, other_policy };
    let file = simulation_log(&state.engine, scope, id, wanted, by_other).await?;
    Ok((format!("campaign-{id}-simulation-{}-seed-{}.csv", day(start), model.seed), file))
}

fn day(at: OffsetDateTime) -> time::Date {
    at.to_offset(time::UtcOffset::UTC).date()
}
