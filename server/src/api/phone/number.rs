//! A number as the old clients know it.

use domain::phone::AreaCode;
use engine::number::Number;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A stored number.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberView {
    pub id: i64,
    /// Eleven digits, 14152345678.
    pub phone_number: String,
    /// The project's id.
    pub project: i64,
    pub area_code: String,
    /// 415-234.
    pub prefix: String,
    /// The brand where one is known, else the legal name.
    pub carrier: Option<String>,
    /// Mobile, Landline, VoIP or Unknown.
    #[serde(rename = "type")]
    pub line_type: &'static str,
    pub state: Option<String>,
    pub location: Option<String>,
    pub country_name: Option<&'static str>,
    pub time_zones: Vec<String>,
    /// True means in an assigned code; it does not say that the line is in service. Null until validated.
    pub valid_number: Option<bool>,
    pub validation_attempted: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    pub validation_date: Option<OffsetDateTime>,
    /// internal.
    pub validation_source: Option<String>,
    /// pending, active, inactive, assigned or blocked.
    pub status: &'static str,
    /// generated or imported.
    pub origin: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
}

impl From<Number> for NumberView {
    fn from(number: Number) -> Self {
        let area_code = number.number.area_code();
        Self {
            id: number.id.0,
            phone_number: number.number.stored(),
            project: number.project.0,
            area_code: area_code.to_string(),
            prefix: number.number.prefix().dashed(),
            carrier: number.brand.or(number.carrier),
            line_type: number.line_type.as_str(),
            state: number.state,
            location: number.place,
            country_name: AreaCode::look_up(area_code).ok().map(|known| known.region.country_name()),
            time_zones: number.time_zones,
            valid_number: number.valid,
            validation_attempted: number.validated_at.is_some(),
            validation_date: number.validated_at,
            validation_source: number.validation_source,
            status: number.status.as_str(),
            origin: number.origin.as_str(),
            created_at: number.created_at,
            // A number nobody changed was last changed when it was made.
            updated_at: number.updated_at.unwrap_or(number.created_at),
        }
    }
}
