use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::phone::GenerationDraft;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to generate. Numbers may be sent as texts.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `GenerationDraft` reads")]
pub struct GenerationBody {
    /// The project that gets the numbers.
    project_id: i64,
    /// Three digits, an assigned geographic area code.
    #[schema(examples("415"))]
    area_code: String,
    /// 1 to 1,000,000.
    quantity: u64,
    /// A carrier's brand; any when not given.
    #[schema(examples("Verizon"))]
    carrier_filter: Option<String>,
    /// Mobile, Landline or VoIP; any when not given.
    type_filter: Option<String>,
    /// 100 to 10,000; 1,000 when not given.
    batch_size: Option<u64>,
    /// The same seed on the same starting content gives the same set.
    seed: Option<u64>,
    /// Only 555-0100 to 555-0199: a hundred numbers an area code.
    fiction: Option<bool>,
}

/// A generation that was started.
#[derive(Debug, Serialize, ToSchema)]
pub struct GenerationStarted {
    task_id: Uuid,
    area_code: String,
    quantity: u64,
    /// From the speed of the last generations: "2 seconds".
    estimated_time: String,
}

/// Starts the generation of numbers.
#[utoipa::path(
    post, path = "/api/phone-generator/generate-numbers-enhanced/", tag = "Phone numbers",
    operation_id = "generate_numbers",
    request_body = GenerationBody,
    responses((status = 201, description = "Started", body = Reply<GenerationStarted>), Refused)
)]
pub async fn generate(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<GenerationStarted>, Refusal> {
    let draft: GenerationDraft = fields.draft()?;
    let started = engine::number::generate(&state.engine, &caller.scope, &draft).await?;
    Ok(Reply::created(GenerationStarted {
        task_id: started.job.0,
        area_code: started.area_code.to_string(),
        quantity: started.quantity,
        estimated_time: in_words(started.seconds_estimated),
    })
    .saying("Phone number generation started"))
}

/// A time as the old system said it, never less than a second.
pub(super) fn in_words(seconds: f64) -> String {
    let seconds = seconds.ceil().max(1.0) as u64;
    let (figure, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7_199 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    };
    format!("{figure} {unit}{}", if figure == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_time_is_said_in_the_unit_that_fits() {
        for (seconds, words) in
            [(0.0, "1 second"), (1.2, "2 seconds"), (119.0, "119 seconds"), (130.0, "3 minutes"), (7_200.0, "2 hours")]
        {
            assert_eq!(in_words(seconds), words);
        }
    }
}
