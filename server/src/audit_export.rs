//! `GET /settings/audit/export`: the audit as a CSV file.

use crate::download::{answer, attachment};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::filter::{Audit, Filter};

/// Answers with the entries that the query's filter matches.
pub async fn download(State(state): State<AppState>, request: Request) -> Response {
    answer(&state, &request, |engine, scope, query| {
        let file = engine::audit::export(engine, scope, Filter::<Audit>::parse_query(query)?)?;
        Ok(attachment(file, "text/csv; charset=utf-8", "audit.csv"))
    })
}
