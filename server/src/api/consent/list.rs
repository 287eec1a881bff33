use super::ConsentView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::filter::Consents;

/// The records that match, the last recorded first.
///
/// Filters are those of the portal's addresses: `field=value`, `field.not`, `field.contains`, `field.starts`, `field.ends`,
/// `field.from`, `field.to`; a field that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/v1/consents/", tag = "Consent", operation_id = "list_consents",
    params(
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("kind" = Option<String>, Query, description = "written, oral, web_form, existing_customer or own_test_line"),
        ("state" = Option<String>, Query, description = "in_force, expired or withdrawn"),
        ("source.contains" = Option<String>, Query, description = "Part of the source, in any case"),
        ("given.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `given.to` likewise"),
        ("recorded.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `recorded.to` likewise"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<ConsentView>), Problems)
)]
pub async fn list_consents(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<ConsentView>>, Refusal> {
    let asked = read_list::<Consents>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { engine::consent::list(engine, scope, &query).await }).await?;
    let capped = engine::consent::count(engine, scope, asked.filter());
    let exact = engine::consent::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
