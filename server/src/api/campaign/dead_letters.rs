use super::answer::CampaignRefusals;
use super::view::DeadLetterView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, QueryFields, path_id};
use crate::api::list::{Listed, read_list};
use crate::api::list_export;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::DeadLetters;
use domain::id::DeadLetterId;
use engine::dial::dead_letter;
use serde::Serialize;
use utoipa::ToSchema;

const MISSING: &str = "Dead letter not found";

/// What failed for good, the newest first.
#[utoipa::path(
    get, path = "/api/v1/dlq/", tag = "Campaign calls", operation_id = "list_dead_letters",
    params(
        ("campaign" = Option<i64>, Query, description = "A campaign's id"),
        ("topic" = Option<String>, Query, description = "dial.failed or attempt.lost"),
        ("settled" = Option<bool>, Query, description = "Whether somebody replayed or discarded it"),
        ("put.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `put.to` likewise"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<DeadLetterView>), CampaignRefusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<DeadLetterView>>, Refusal> {
    let asked = read_list::<DeadLetters>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { dead_letter::list(engine, scope, &query).await }).await?;
    let capped = dead_letter::count(engine, scope, asked.filter());
    let exact = dead_letter::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}

/// Which are meant, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct WhichDeadLetters {
    /// As the query of the list: `campaign=7&topic=dial.failed`; none means all that are not settled.
    filter: Option<String>,
}

/// How many were discarded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Discarded {
    discarded: u64,
}

/// How many were replayed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replayed {
    replayed: u64,
}

/// Makes a new call of every dead letter that matches and is not settled, at most 10,000 at once.
#[utoipa::path(
    post, path = "/api/v1/dlq/replay/", tag = "Campaign calls", operation_id = "replay_dead_letters",
    request_body = WhichDeadLetters,
    responses((status = 200, description = "Replayed", body = Replayed), CampaignRefusals)
)]
pub async fn replay_matching(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<Replayed>, Refusal> {
    let mut errors = FieldErrors::new();
    fields.only(&["filter"], &mut errors);
    let filter = list_export::filter::<DeadLetters>(&fields, &mut errors);
    errors.into_result(())?;
    let replayed = dead_letter::replay_matching(&state.engine, &caller.scope, &filter).await?;
    Ok(Json(Replayed { replayed }))
}

/// Lets every dead letter be that matches and is not settled: nobody is called for them.
#[utoipa::path(
    post, path = "/api/v1/dlq/discard/", tag = "Campaign calls", operation_id = "discard_dead_letters",
    request_body = WhichDeadLetters,
    responses((status = 200, description = "Discarded", body = Discarded), CampaignRefusals)
)]
pub async fn discard_matching(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<Discarded>, Refusal> {
    let mut errors = FieldErrors::new();
    fields.only(&["filter"], &mut errors);
    let filter = list_export::filter::<DeadLetters>(&fields, &mut errors);
    errors.into_result(())?;
    let discarded = dead_letter::discard_matching(&state.engine, &caller.scope, &filter).await?;
    Ok(Json(Discarded { discarded }))
}

/// Makes a new call of one.
#[utoipa::path(
    post, path = "/api/v1/dlq/{dead_letter_id}/replay/", tag = "Campaign calls", operation_id = "replay_dead_letter",
    params(("dead_letter_id" = i64, Path, description = "The dead letter's id")),
    responses((status = 200, description = "As it is now", body = DeadLetterView), CampaignRefusals)
)]
pub async fn replay(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<DeadLetterView>, Refusal> {
    let id = DeadLetterId(path_id(&id, "id", MISSING)?);
    let (engine, scope) = (&state.engine, &caller.scope);
    dead_letter::replay(engine, scope, id).await.map_err(Refusal::at("id", MISSING))?;
    Ok(Json(dead_letter::get(engine, scope, id).await?.into()))
}

/// Lets one be: nobody is called for it.
#[utoipa::path(
    post, path = "/api/v1/dlq/{dead_letter_id}/discard/", tag = "Campaign calls", operation_id = "discard_dead_letter",
    params(("dead_letter_id" = i64, Path, description = "The dead letter's id")),
    responses((status = 200, description = "As it is now", body = DeadLetterView), CampaignRefusals)
)]
pub async fn discard(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<DeadLetterView>, Refusal> {
    let id = DeadLetterId(path_id(&id, "id", MISSING)?);
    let (engine, scope) = (&state.engine, &caller.scope);
    dead_letter::discard(engine, scope, id).await.map_err(Refusal::at("id", MISSING))?;
    Ok(Json(dead_letter::get(engine, scope, id).await?.into()))
}
