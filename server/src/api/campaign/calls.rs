use super::answer::CampaignRefusals;
use super::view::{BatchView, DialDetail, DialView, NO_CALL};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, QueryFields, path_id};
use crate::api::list::{Listed, read_list};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::filter::{Dials, Operator};
use domain::id::CampaignId;
use engine::dial;

/// Calls of campaigns that match, the newest first.
#[utoipa::path(
    get, path = "/api/v1/calls/", tag = "Campaign calls", operation_id = "list_campaign_calls",
    params(
        ("campaign" = Option<i64>, Query, description = "A campaign's id"),
        ("state" = Option<String>, Query, description = "INITIATED, QUEUED, RETRYING, PROCESSING, PICKED, COMPLETED, FAILED, BLOCKED or CANCELLED"),
        ("outcome" = Option<String>, Query, description = "PICKED, DISCONNECTED, RNR, FAILED or DECLINED"),
        ("verdict" = Option<String>, Query, description = "ALLOWED, or why not"),
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("accepted.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `accepted.to` likewise"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<DialView>), CampaignRefusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<DialView>>, Refusal> {
    let asked = read_list::<Dials>(&fields)?;
    // One campaign's dials are read along its own index.
    let named = asked.filter().get("campaign", Operator::Is);
    let ids: Vec<i64> = named.map(|condition| condition.ids().collect()).unwrap_or_default();
    let campaign = if let [one] = ids[..] { Some(CampaignId(one)) } else { None };
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { dial::list(engine, scope, campaign, &query).await }).await?;
    let capped = dial::count(engine, scope, campaign, asked.filter());
    let exact = dial::count_exact(engine, scope, campaign, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}

/// One call with its verdict, its attempts and what the provider told of them.
#[utoipa::path(
    get, path = "/api/v1/calls/{dial_id}/", tag = "Campaign calls", operation_id = "show_campaign_call",
    params(("dial_id" = String, Path, description = "The call's `call_id`")),
    responses((status = 200, description = "The call", body = DialDetail), CampaignRefusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Json<DialDetail>, Refusal> {
    let id = path_id(&id, "call_id", NO_CALL)?;
    let story = dial::get(&state.engine, &caller.scope, id).await;
    Ok(Json(story.map_err(Refusal::at("call_id", NO_CALL))?.into()))
}

/// Has a call that waits placed before its time, ahead of what else waits in its campaign, where its verdict allows that at
/// this moment. A call that is under way or over, and a campaign that does not run, answer 409, as does a verdict, with its
/// reason.
#[utoipa::path(
    post, path = "/api/v1/calls/{dial_id}/call-now/", tag = "Campaign calls", operation_id = "call_campaign_call_now",
    params(("dial_id" = String, Path, description = "The call's `call_id`")),
    responses((status = 200, description = "The call as it is now", body = DialDetail), CampaignRefusals)
)]
pub async fn call_now(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<DialDetail>, Refusal> {
    let id = path_id(&id, "call_id", NO_CALL)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    dial::call_now(engine, scope, id).await.map_err(Refusal::at("call_id", NO_CALL))?;
    Ok(Json(dial::get(engine, scope, id).await?.into()))
}

/// Cancels a call: one that waits is never placed, one that is under way is hung up.
#[utoipa::path(
    post, path = "/api/v1/calls/{dial_id}/cancel/", tag = "Campaign calls", operation_id = "cancel_campaign_call",
    params(("dial_id" = String, Path, description = "The call's `call_id`")),
    responses((status = 200, description = "The call as it is now", body = DialDetail), CampaignRefusals)
)]
pub async fn cancel(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<DialDetail>, Refusal> {
    let id = path_id(&id, "call_id", NO_CALL)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    dial::cancel(engine, scope, id).await.map_err(Refusal::at("call_id", NO_CALL))?;
    Ok(Json(dial::get(engine, scope, id).await?.into()))
}

/// How the numbers of one request stand.
#[utoipa::path(
    get, path = "/api/v1/batches/{batch_id}/", tag = "Campaign calls", operation_id = "show_batch",
    params(("batch_id" = String, Path, description = "The batch's id")),
    responses((status = 200, description = "The batch", body = BatchView), CampaignRefusals)
)]
pub async fn batch(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Json<BatchView>, Refusal> {
    let id = path_id(&id, "id", "Batch not found")?;
    let batch = dial::batch(&state.engine, &caller.scope, id).await;
    Ok(Json(batch.map_err(Refusal::at("id", "Batch not found"))?.into()))
}
