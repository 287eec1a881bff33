//! What the exports of lists have in common, whatever their rows are.

use crate::api::input::Fields;
use axum::Json;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::filter::{Filter, Schema};
use domain::id::JobId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An export that was started. Its task's `result_data` has file_url, total_records, format, filename and sha256 in the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListExport {
    task_id: Uuid,
    /// How many match now.
    total_records: u64,
}

/// The answer to a request that queued the job.
pub fn answer(job: JobId, rows: u64) -> (StatusCode, Json<ListExport>) {
    (StatusCode::CREATED, Json(ListExport { task_id: job.0, total_records: rows }))
}

/// Reads `filter`, the query of a list.
pub fn filter<S: Schema>(fields: &Fields, errors: &mut FieldErrors) -> Filter<S> {
    let query = fields.only_text("filter", errors);
    Filter::parse_query(&query).unwrap_or_else(|wrong| {
        errors.add("filter", wrong.to_string());
        Filter::everything()
    })
}
