//! `GET /campaigns/{id}/report/attempts`: the attempts of a campaign within some days, as a CSV file.

use crate::download::{self, attachment};
use crate::identity::Visitor;
use crate::state::AppState;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::campaign::ReportDraft;
use domain::filter::parse_pairs;
use domain::id::CampaignId;
use engine::Error;

/// Answers with the file; who is not signed in is sent to do that first.
pub async fn download(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let pairs = parse_pairs(query);
    let text = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, text)| text.clone()).unwrap_or_default();
    let draft = ReportDraft { from: text("from"), to: text("to") };
    let visitor = request.extensions().get::<Visitor>().and_then(|visitor| visitor.0.as_ref());
    let Some(visitor) = visitor else {
        let here = format!("{}?{query}", request.uri().path());
        return Redirect::to(&app::paths::sign_in_then(&here)).into_response();
    };
    let made = match id.parse::<CampaignId>() {
        Ok(id) => engine::campaign::report::report_file(&state.engine, &visitor.scope, id, &draft).await,
        Err(_) => Err(Error::NotFound),
    };
    match made {
        Ok(file) => attachment(file.rows, "text/csv; charset=utf-8", &file.name),
        Err(error) => download::refused(&request, &error),
    }
}
