use super::view::{ClaimView, PrefixView, VersionView};
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::phone::Prefix;
use serde::Serialize;
use utoipa::ToSchema;

const MISSING: &str = "The prefix table does not have this code.";

/// A code with where its facts come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrefixDetailView {
    #[serde(flatten)]
    prefix: PrefixView,
    /// The newest report names it.
    listed: bool,
    /// The overlay complexes of its area code.
    #[schema(examples(json!(["415/628"])))]
    overlays: Vec<String>,
    /// What each source says of its line type, the one that counts first; empty when none does.
    line_type_claims: Vec<ClaimView>,
    /// The import that last said who holds the code.
    version: Option<VersionView>,
}

/// One code.
#[utoipa::path(
    get, path = "/api/v1/prefixes/{prefix}/", tag = "Prefixes", operation_id = "show_prefix",
    params(("prefix" = String, Path, description = "Six digits, also as 415-234")),
    responses((status = 200, description = "The code", body = PrefixDetailView), Problems)
)]
pub async fn show_prefix(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    PathText(prefix): PathText,
) -> Result<Json<PrefixDetailView>, Refusal> {
    let prefix: Prefix = path_id(&prefix, "prefix", MISSING)?;
    let detail =
        engine::prefix::get(&state.engine, &caller.scope, prefix).await.map_err(Refusal::at("prefix", MISSING))?;
    Ok(Json(PrefixDetailView {
        prefix: detail.row.into(),
        listed: detail.listed,
        overlays: detail.overlays,
        line_type_claims: detail.claims.into_iter().map(ClaimView::from).collect(),
        version: detail.provenance.code.map(VersionView::from),
    }))
}
