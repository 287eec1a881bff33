use super::NO_CAMPAIGN;
use super::view::EntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list_beside};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::do_not_call::List;
use domain::filter::DoNotCall;
use domain::id::CampaignId;

/// What is on the company's list, or on a campaign's, and matches, the last added first.
#[utoipa::path(
    get, path = "/api/v1/do-not-call/", tag = "Do not call", operation_id = "list_do_not_call",
    params(
        ("campaign_id" = Option<i64>, Query, description = "The list of this campaign; the company's when not given"),
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("source" = Option<String>, Query, description = "hand, program, import or opt_out"),
        ("added.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `added.to` likewise"),
        ("sort" = Option<String>, Query, description = "added or number, with - before it for descending"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<EntryView>), Problems)
)]
pub async fn list_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<EntryView>>, Refusal> {
    let mut errors = FieldErrors::new();
    let of =
        fields.id("campaign_id", NO_CAMPAIGN, &mut errors).map_or(List::Company, |id| List::Campaign(CampaignId(id)));
    errors.into_result(())?;
    let asked = read_list_beside::<DoNotCall>(&fields, &["campaign_id"])?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked
        .rows(|query| async move { engine::do_not_call::list(engine, scope, of, &query).await })
        .await
        .map_err(Refusal::at("campaign_id", NO_CAMPAIGN))?;
    let capped = engine::do_not_call::count(engine, scope, of, asked.filter());
    let exact = engine::do_not_call::count_exact(engine, scope, of, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
