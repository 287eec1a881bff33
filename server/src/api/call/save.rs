use super::answer::{CallRefusals, CallReply, conflict, missing};
use super::body::{SaveCallBody, draft, sent};
use super::stale::STALE;
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::version::{IfMatch, etag};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use domain::call::DUPLICATE_FIELDS;
use engine::call::{Created, Duplicate, Edited};
use serde_json::json;

/// Makes a call, or changes one where `id` names it. The version may be told in `If-Match` instead of the body.
#[utoipa::path(
    post, path = "/crm/calls/save", tag = "Calls", operation_id = "save_call",
    params(("If-Match" = Option<String>, Header, description = "The version that the edit is of, as `ETag` told it")),
    request_body = SaveCallBody,
    responses(
        (status = 200, description = "Created or updated", body = CallReply<CallView>),
        CallRefusals
    )
)]
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    if_match: IfMatch,
    fields: Fields,
) -> Result<Response, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let key = sent(&fields, "id", &mut errors).unwrap_or_default();
    let draft = draft(&fields, &mut errors);
    let version = if_match.or_body(&fields, &mut errors);
    let id = match key.as_str() {
        "" | "0" => None,
        key => Some(engine::call::named(engine, scope, key).await.map_err(missing)?),
    };
    if !errors.is_empty() {
        // All failing fields together, whichever of them could not even be read.
        let others = engine::call::faults(engine, scope, id, &draft).await.map_err(missing)?;
        for (field, texts) in others.iter().filter(|(field, _)| errors.at(field).is_empty()).collect::<Vec<_>>() {
            texts.iter().for_each(|text| errors.add(field, text.clone()));
        }
        return Err(errors.into());
    }
    let Some(id) = id else {
        return match engine::call::create(engine, scope, &draft).await.map_err(missing)? {
            Created::Made(call) => {
                let tag = etag(call.version);
                let reply = CallReply::ok(CREATED, CallView::from(*call));
                Ok((tag, reply).into_response())
            }
            Created::Duplicate(duplicate) => Err(double(duplicate)),
        };
    };
    match engine::call::edit(engine, scope, id, &draft, version).await.map_err(missing)? {
        Edited::Changed(call) => {
            let tag = etag(call.version);
            Ok((tag, CallReply::ok("Call updated successfully", CallView::from(call))).into_response())
        }
        Edited::Stale(call) => Err(conflict(STALE, CallView::from(call))),
        Edited::Duplicate(duplicate) => Err(double(duplicate)),
    }
}

/// The old platform answered a new call with 200 (CONTRACTS B).
const CREATED: &str = "Call created successfully";

fn double(duplicate: Duplicate) -> Refusal {
    let data = json!({ "duplicate_call_id": duplicate.id, "duplicate_fields": DUPLICATE_FIELDS });
    conflict(duplicate.text(), data)
}
