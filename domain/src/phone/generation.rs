//! What somebody asks to be generated: as typed, and checked.

use super::area_code::AreaCode;
use super::capacity::grouped;
use super::{Npa, permutation};
use crate::FieldErrors;
use crate::id::ProjectId;
use crate::prefix::LineType;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};

mod typed;

/// The most numbers one generation makes (FEATURES M1).
pub const MAX_QUANTITY: u64 = 1_000_000;

/// The fewest and the most numbers of a batch (CONTRACTS A).
pub const BATCH_SIZES: (u64, u64) = (100, 10_000);

/// The batch size when none is given (CONTRACTS A).
pub const DEFAULT_BATCH_SIZE: u64 = 1_000;

/// The largest seed, 2⁵³ − 1: the largest whole number that every JSON reader keeps exact, browsers included.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// The longest carrier name, in characters; the longest legal name in the code report has 50.
const MAX_CARRIER: usize = 100;

/// A generation as typed into a form or sent by a program, unchecked.
///
/// Every field is a text, so that a form shown again holds what was typed. A program may send numbers, true, false or null
/// instead of texts. The names of the fields on the wire, in forms and in errors are those of CONTRACTS A.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GenerationDraft {
    #[serde(deserialize_with = "typed::text")]
    pub project_id: String,
    #[serde(deserialize_with = "typed::text")]
    pub area_code: String,
    #[serde(deserialize_with = "typed::text")]
    pub quantity: String,
    /// A brand; empty for any.
    #[serde(rename = "carrier_filter", alias = "carrier", deserialize_with = "typed::text")]
    pub carrier: String,
    /// A line type's word; empty for any.
    #[serde(rename = "type_filter", alias = "line_type", deserialize_with = "typed::text")]
    pub line_type: String,
    /// Empty for [`DEFAULT_BATCH_SIZE`].
    #[serde(deserialize_with = "typed::text")]
    pub batch_size: String,
    /// Empty for one that the server draws.
    #[serde(deserialize_with = "typed::text")]
    pub seed: String,
    /// Empty, `false`, `0`, `off` and `no` for off; `true`, `1`, `on` and `yes` for on.
    #[serde(deserialize_with = "typed::text")]
    pub fiction: String,
    /// The same words; on to validate the new numbers as soon as they are there.
    #[serde(deserialize_with = "typed::text")]
    pub auto_validate: String,
    /// Empty for [`DEFAULT_BATCH_SIZE`].
    #[serde(deserialize_with = "typed::text")]
    pub validation_batch_size: String,
}

/// A generation that can be started, unless its project is missing or its filters leave too few numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationRequest {
    pub project_id: ProjectId,
    /// An assigned geographic area code in service.
    pub area_code: Npa,
    /// 1 to [`MAX_QUANTITY`].
    pub quantity: u64,
    /// A brand as typed, trimmed; compare without regard to case.
    pub carrier: Option<String>,
    pub line_type: Option<LineType>,
    /// Within [`BATCH_SIZES`].
    pub batch_size: u64,
    /// At most [`MAX_SEED`].
    pub seed: Option<u64>,
    /// Draws from 555-0100 to 555-0199 alone; goes with no carrier and no line type.
    pub fiction: bool,
    /// The batch size of the validation behind it, within [`BATCH_SIZES`]; `None` for none.
    pub validation: Option<u64>,
}

const _: () = assert!(MAX_QUANTITY <= permutation::MAX_LEN);

impl GenerationDraft {
    /// The checked request.
    ///
    /// # Errors
    /// All failing fields together, with the texts of CONTRACTS A. Whether the project exists and whether enough numbers
    /// are available is the engine's to find out.
    pub fn check(&self) -> Result<GenerationRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut take = |field: &'static str, text: String| errors.add(field, text);
        let fiction = keep(truth("Fiction", &self.fiction), "fiction", &mut take).unwrap_or(false);
        let project_id = keep(self.project_id(), "project_id", &mut take);
        let area_code = keep(self.area_code(), "area_code", &mut take);
        let quantity = keep(self.quantity(), "quantity", &mut take);
        let carrier = keep(self.carrier(fiction), "carrier_filter", &mut take);
        let line_type = keep(self.line_type(fiction), "type_filter", &mut take);
        let batch_size = keep(size("Batch size", &self.batch_size), "batch_size", &mut take);
        let seed = keep(self.seed(), "seed", &mut take);
        let validates = keep(truth("Auto validate", &self.auto_validate), "auto_validate", &mut take).unwrap_or(false);
        let validation =
            keep(size("Validation batch size", &self.validation_batch_size), "validation_batch_size", &mut take)
                .filter(|_| validates);
        match (project_id, area_code, quantity, carrier, line_type, batch_size, seed) {
            (
                Some(project_id),
                Some(area_code),
                Some(quantity),
                Some(carrier),
                Some(line_type),
                Some(batch_size),
                Some(seed),
            ) => {
                let request = GenerationRequest {
                    project_id,
                    area_code,
                    quantity,
                    carrier,
                    line_type,
                    batch_size,
                    seed,
                    fiction,
                    validation,
                };
                errors.into_result(request)
            }
            _ => Err(errors),
        }
    }

    fn project_id(&self) -> Result<ProjectId, String> {
        match self.project_id.trim() {
            "" => Err("Project ID is required.".to_owned()),
            // An id that can't be one names no project, like one that is somebody else's.
            id => match id.parse() {
                Ok(id @ 1..) => Ok(ProjectId(id)),
                Ok(_) | Err(_) => Err("Project does not exist.".to_owned()),
            },
        }
    }

    fn area_code(&self) -> Result<Npa, String> {
        let text = self.area_code.trim();
        if text.is_empty() {
            return Err("Area code is required.".to_owned());
        }
        if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("Invalid area code format. Must be 3 digits.".to_owned());
        }
        let npa = text.parse().map_err(|_| format!("{text} is not an area code: they start with 2 to 9."))?;
        AreaCode::look_up(npa).map(|area_code| area_code.npa).map_err(|reason| reason.to_string())
    }

    fn quantity(&self) -> Result<u64, String> {
        match typed::whole(&self.quantity) {
            Some(quantity @ 1..=MAX_QUANTITY) => Ok(quantity),
            Some(0) | None => Err("Quantity must be a positive integer.".to_owned()),
            Some(_) => Err(format!("Maximum quantity is {} numbers.", grouped(MAX_QUANTITY))),
        }
    }

    fn carrier(&self, fiction: bool) -> Result<Option<String>, String> {
        let carrier = self.carrier.trim();
        if carrier.chars().count() > MAX_CARRIER || carrier.chars().any(is_unseen) {
            return Err(format!("Carrier must be a text of at most {MAX_CARRIER} characters."));
        }
        if carrier.is_empty() {
            return Ok(None);
        }
        if fiction {
            return Err("Numbers for fiction belong to no carrier: leave this empty.".to_owned());
        }
        Ok(Some(carrier.to_owned()))
    }

    fn line_type(&self, fiction: bool) -> Result<Option<LineType>, String> {
        let text = self.line_type.trim();
        if text.is_empty() {
            return Ok(None);
        }
        // The words of the sources, and unknown, are for what is read, not for what is wished.
        let wished = LineType::ALL.into_iter().filter(|line_type| *line_type != LineType::Unknown);
        let line_type = wished
            .into_iter()
            .find(|line_type| line_type.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| "Line type must be Mobile, Landline or VoIP.".to_owned())?;
        if fiction {
            return Err("Numbers for fiction have no line type: leave this empty.".to_owned());
        }
        Ok(Some(line_type))
    }

    fn seed(&self) -> Result<Option<u64>, String> {
        if self.seed.trim().is_empty() {
            return Ok(None);
        }
        match typed::whole(&self.seed) {
            Some(seed) if seed <= MAX_SEED => Ok(Some(seed)),
            _ => Err(format!("Seed must be a whole number from 0 to {}.", grouped(MAX_SEED))),
        }
    }
}

/// Numbers of one batch.
fn size(name: &str, text: &str) -> Result<u64, String> {
    let (least, most) = BATCH_SIZES;
    if text.trim().is_empty() {
        return Ok(DEFAULT_BATCH_SIZE);
    }
    typed::whole(text)
        .filter(|size| (least..=most).contains(size))
        .ok_or_else(|| format!("{name} must be between {} and {}.", grouped(least), grouped(most)))
}

fn truth(name: &str, text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" | "false" | "0" | "off" | "no" => Ok(false),
        "true" | "1" | "on" | "yes" => Ok(true),
        _ => Err(format!("{name} must be true or false.")),
    }
}

/// The value, or its text handed to the field.
fn keep<T>(value: Result<T, String>, field: &'static str, take: &mut impl FnMut(&'static str, String)) -> Option<T> {
    value.map_err(|text| take(field, text)).ok()
}
