//! `GET /settings/audit/export` and `/system/audit/export`: the audit of the company, and of the installation, as CSV files.

use crate::download::{answer, attachment};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::filter::{Audit, Filter};
use domain::id::TenantId;
use engine::Error;

/// Answers with the entries that the query's filter matches.
pub async fn download(State(state): State<AppState>, request: Request) -> Response {
    answer(&state, &request, |engine, scope, query| {
        let file = engine::audit::export(engine, scope, Filter::<Audit>::parse_query(query)?)?;
        Ok(attachment(file, "text/csv; charset=utf-8", "audit.csv"))
    })
}

/// Answers with the entries of the installation itself that the query's filter matches; for platform admins.
pub async fn download_of_installation(State(state): State<AppState>, request: Request) -> Response {
    answer(&state, &request, |engine, scope, query| {
        let denied = || Error::Denied("This needs a platform admin.".into());
        let there = scope.acting_in(TenantId::PLATFORM).ok_or_else(denied)?;
        let file = engine::audit::export(engine, &there, Filter::<Audit>::parse_query(query)?)?;
        Ok(attachment(file, "text/csv; charset=utf-8", "audit-of-installation.csv"))
    })
}
