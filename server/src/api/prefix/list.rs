use super::view::PrefixView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::filter::Prefixes;

/// The codes that match, in their order.
///
/// Filters are those of the portal's addresses: `field=value`, `field.not`, `field.contains`, `field.starts`,
/// `field.ends`; a field that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/v1/prefixes/", tag = "Prefixes", operation_id = "list_prefixes",
    params(
        ("prefix" = Option<String>, Query, description = "Six digits; `prefix.starts` takes fewer"),
        ("area_code" = Option<String>, Query, description = "Three digits"),
        ("carrier" = Option<String>, Query, description = "Brand or legal name, any case; `carrier.contains` takes a part"),
        ("type" = Option<String>, Query, description = "Mobile, Landline, VoIP or Unknown"),
        ("state" = Option<String>, Query, description = "Two letters"),
        ("assigned" = Option<String>, Query, description = "true or false"),
        ("disputed" = Option<String>, Query, description = "true: two sources say different line types"),
        ("sort" = Option<String>, Query, description = "prefix, or -prefix for descending"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<PrefixView>), Problems)
)]
pub async fn list_prefixes(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<PrefixView>>, Refusal> {
    let asked = read_list::<Prefixes>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { engine::prefix::list(engine, scope, &query).await }).await?;
    let capped = engine::prefix::count(engine, scope, asked.filter());
    let exact = engine::prefix::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
