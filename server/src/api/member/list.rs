use super::view::MemberView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::filter::Members;

/// The company's members that match, in the order they joined.
#[utoipa::path(
    get, path = "/api/v1/members/", tag = "Members", operation_id = "list_members",
    params(
        ("person" = Option<String>, Query, description = "Name or e-mail address, any case; `person.contains` takes a part"),
        ("role" = Option<String>, Query, description = "owner, admin, agent or viewer"),
        ("state" = Option<String>, Query, description = "active or suspended"),
        ("sort" = Option<String>, Query, description = "joined, or -joined for descending"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<MemberView>), Problems)
)]
pub async fn list_members(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<MemberView>>, Refusal> {
    let asked = read_list::<Members>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { engine::member::list(engine, scope, &query).await }).await?;
    let capped = engine::member::count(engine, scope, asked.filter());
    let exact = engine::member::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
