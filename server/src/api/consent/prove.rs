use super::ConsentView;
use crate::api::envelope::Refusal;
use crate::api::problem::Problems;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::id::ConsentId;
use futures::TryStreamExt;
use utoipa::ToSchema;

/// A file that proves a consent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct ProofBody {
    /// The record that it proves.
    consent_id: i64,
    /// A PDF, a PNG or JPEG picture, or a text; what it is, its bytes say.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a file that proves a consent. It is kept as long as the record, and never replaced.
#[utoipa::path(
    post, path = "/api/v1/consents/proofs/", tag = "Consent", operation_id = "prove_consent",
    request_body(content = ProofBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "The record with its proofs", body = ConsentView), Problems)
)]
pub async fn prove_consent(
    State(state): State<AppState>,
    caller: Caller,
    mut upload: Upload,
) -> Result<(StatusCode, Json<ConsentView>), Refusal> {
    const MISSING: &str = "There is no such consent.";
    let (engine, scope) = (&state.engine, &caller.scope);
    while let Some(file) = upload.next_file(&caller).await? {
        let bytes = file.map_err(std::io::Error::other);
        upload.file = Some(engine::consent::bring_proof(engine, scope, &upload.name, bytes).await?);
    }
    let mut errors = FieldErrors::new();
    let id = upload.value("consent_id").parse::<ConsentId>().ok();
    if id.is_none() {
        errors.add("consent_id", MISSING);
    }
    if upload.file.is_none() {
        errors.add("file", "File is required.");
    }
    errors.into_result(())?;
    let (Some(id), Some(file)) = (id, upload.file) else { return Err(Refusal::NoSuchPath) };
    let consent = engine::consent::prove(engine, scope, id, file).await;
    Ok((StatusCode::CREATED, Json(consent.map_err(Refusal::at("consent_id", MISSING))?.into())))
}
