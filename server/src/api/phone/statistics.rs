use super::list_numbers::NO_PROJECT;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::ProjectId;
use engine::number::{Figure, Totals};
use serde::Serialize;
use utoipa::ToSchema;

/// Area codes that are named.
const AREA_CODES: usize = 10;

/// What a project, or the company, holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statistics {
    total_numbers: u64,
    validated_numbers: u64,
    valid_numbers: u64,
    invalid_numbers: u64,
    pending_validation: u64,
    /// Validated of all, in percent.
    validation_rate: f64,
    /// Valid of validated, in percent.
    validity_rate: f64,
    /// Valid numbers, the most first.
    carrier_breakdown: Vec<CarrierFigure>,
    /// Valid numbers, the most first.
    type_breakdown: Vec<TypeFigure>,
    /// All numbers, the ten area codes with the most.
    area_code_breakdown: Vec<AreaCodeFigure>,
    status_breakdown: Vec<StatusFigure>,
    /// Valid numbers by state, the most first.
    state_breakdown: Vec<StateFigure>,
}

macro_rules! figures {
    ($($name:ident $field:ident $serialised:literal),* $(,)?) => {$(
        /// How many there are of one.
        #[derive(Debug, Serialize, ToSchema)]
        pub struct $name {
            #[serde(rename = $serialised)]
            $field: String,
            count: u64,
        }

        impl From<Figure> for $name {
            fn from(figure: Figure) -> Self {
                Self { $field: figure.name, count: figure.count }
            }
        }
    )*};
}

figures!(
    CarrierFigure carrier "carrier",
    AreaCodeFigure area_code "area_code",
    StatusFigure status "status",
    StateFigure state "state",
);

/// How many there are of a line type.
#[derive(Debug, Serialize, ToSchema)]
pub struct TypeFigure {
    // Spelled out: the document reads no name that a macro was given.
    #[serde(rename = "type")]
    line_type: String,
    count: u64,
}

impl From<Figure> for TypeFigure {
    fn from(figure: Figure) -> Self {
        Self { line_type: figure.name, count: figure.count }
    }
}

fn all<T: From<Figure>>(figures: Vec<Figure>) -> Vec<T> {
    figures.into_iter().map(T::from).collect()
}

impl From<Totals> for Statistics {
    fn from(totals: Totals) -> Self {
        Self {
            validation_rate: totals.validation_rate(),
            validity_rate: totals.validity_rate(),
            total_numbers: totals.total,
            validated_numbers: totals.validated,
            valid_numbers: totals.valid,
            invalid_numbers: totals.invalid,
            pending_validation: totals.pending,
            carrier_breakdown: all(totals.by_carrier),
            type_breakdown: all(totals.by_type),
            area_code_breakdown: all(totals.by_area_code.into_iter().take(AREA_CODES).collect()),
            status_breakdown: all(totals.by_status),
            state_breakdown: all(totals.by_state),
        }
    }
}

/// Counts the numbers of a project, or of all the company's.
#[utoipa::path(
    get, path = "/api/phone-generator/statistics/", tag = "Phone numbers", operation_id = "statistics",
    params(("project_id" = Option<i64>, Query, description = "Of one project; all of the company's when not given")),
    responses((status = 200, description = "The figures", body = Reply<Statistics>), Refused)
)]
pub async fn statistics(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Reply<Statistics>, Refusal> {
    let mut errors = FieldErrors::new();
    let project = query.id("project_id", NO_PROJECT, &mut errors).map(ProjectId);
    errors.into_result(())?;
    let totals = engine::number::totals(&state.engine, &caller.scope, project)
        .await
        .map_err(Refusal::at("project_id", NO_PROJECT))?;
    Ok(Reply::ok(totals.into()))
}
