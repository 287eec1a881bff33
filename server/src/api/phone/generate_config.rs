use super::generate::in_words;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::phone::GenerationDraft;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to generate, with options at the top or in `config`; those in `config` go first.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `GenerationDraft` reads")]
pub struct ConfiguredGenerationBody {
    /// The project that gets the numbers.
    project_id: i64,
    #[schema(examples("415"))]
    area_code: String,
    /// 1 to 1,000,000.
    quantity: u64,
    config: Option<GenerationOptions>,
}

/// Options of a generation.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `GenerationDraft` reads")]
pub struct GenerationOptions {
    /// A carrier's brand; any when not given.
    carrier_filter: Option<String>,
    /// Mobile, Landline or VoIP; any when not given.
    type_filter: Option<String>,
    /// 100 to 10,000; 1,000 when not given.
    batch_size: Option<u64>,
    /// Validates the new numbers when they are there.
    auto_validate: Option<bool>,
    /// 100 to 10,000; 1,000 when not given.
    validation_batch_size: Option<u64>,
}

/// A generation that was started, and the validation that waits for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfiguredGeneration {
    generation_task_id: Uuid,
    /// Null when no validation was asked for.
    validation_task_id: Option<Uuid>,
    area_code: String,
    quantity: u64,
    config: Config,
    /// From the speed of the last generations: "2 seconds".
    estimated_time: String,
}

/// The options as they stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct Config {
    batch_size: u64,
    auto_validate: bool,
    carrier_filter: Option<String>,
    type_filter: Option<&'static str>,
}

/// Starts the generation of numbers and, if wanted, their validation behind it.
#[utoipa::path(
    post, path = "/api/phone-generator/generate-numbers-config/", tag = "Phone numbers",
    operation_id = "generate_numbers_config",
    request_body = ConfiguredGenerationBody,
    responses((status = 201, description = "Started", body = Reply<ConfiguredGeneration>), Refused)
)]
pub async fn generate_config(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<ConfiguredGeneration>, Refusal> {
    let mut errors = FieldErrors::new();
    let config = fields.object("config", &mut errors);
    errors.into_result(())?;
    let draft: GenerationDraft = config.or(fields).draft()?;
    let started = engine::number::generate(&state.engine, &caller.scope, &draft).await?;
    let asked = draft.check()?;
    Ok(Reply::created(ConfiguredGeneration {
        generation_task_id: started.job.0,
        validation_task_id: started.validation.map(|job| job.0),
        area_code: started.area_code.to_string(),
        quantity: started.quantity,
        config: Config {
            batch_size: asked.batch_size,
            auto_validate: asked.validation.is_some(),
            carrier_filter: asked.carrier,
            type_filter: asked.line_type.map(|line_type| line_type.as_str()),
        },
        estimated_time: in_words(started.seconds_estimated),
    })
    .saying("Advanced phone number generation started"))
}
