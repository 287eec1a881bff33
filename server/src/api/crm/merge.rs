use super::missing;
use super::view::ContactView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::FieldErrors;
use domain::crm::{Kind, MergeDraft};
use domain::id::RecordId;
use utoipa::ToSchema;

/// Which contact goes, and which of its values stay.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct MergeBody {
    /// The contact that goes.
    other_id: i64,
    /// Fields whose value is taken from the one that goes: name, email, company, stage, owner, time_zone. Empty ones give
    /// way by themselves; phones, tags and notes are united.
    take: Option<Vec<String>>,
}

/// Merges another contact into this one. It can't be undone: the other stays as a pointer to this one.
#[utoipa::path(
    post, path = "/api/v1/contacts/{id}/merge/", tag = "Contacts", operation_id = "merge_contacts",
    params(("id" = i64, Path, description = "The contact that stays")),
    request_body = MergeBody,
    responses((status = 200, description = "The contact as it is now", body = ContactView), Problems)
)]
pub async fn merge_contacts(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<impl IntoResponse, Refusal> {
    let stays: RecordId = path_id(&id, "id", missing(Kind::Contact))?;
    let mut errors = FieldErrors::new();
    let other = fields.whole("other_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let take = fields.texts("take", &mut errors);
    let draft = MergeDraft::read(take.iter().map(String::as_str));
    if other.is_none() && errors.at("other_id").is_empty() {
        errors.add("other_id", "Say which contact goes.");
    }
    let draft = draft.unwrap_or_else(|wrong| {
        errors.merge(wrong);
        MergeDraft::default()
    });
    errors.into_result(())?;
    let goes = RecordId(other.unwrap_or_default());
    let merged = engine::crm::merge(&state.engine, &caller.scope, stays, goes, &draft).await;
    let merged = merged.map_err(Refusal::at("id", missing(Kind::Contact)))?;
    Ok((etag(merged.version), Json(ContactView::from(merged))))
}
