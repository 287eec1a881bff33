//! A number as stored, and its words.

use crate::error::{Error, Result};
use crate::selection::Column;
use domain::id::{NumberId, ProjectId};
use domain::phone::PhoneNumber;
use domain::prefix::LineType;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A number of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub id: NumberId,
    pub project: ProjectId,
    pub number: PhoneNumber,
    /// The legal name of whoever holds its code, as of its last look-up.
    pub carrier: Option<String>,
    pub brand: Option<String>,
    pub line_type: LineType,
    /// The state's or territory's postal code.
    pub state: Option<String>,
    /// The rate centre.
    pub place: Option<String>,
    /// The zones of its code in the prefix table now.
    pub time_zones: Vec<String>,
    /// `None` until it is validated.
    pub valid: Option<bool>,
    pub validated_at: Option<OffsetDateTime>,
    pub validation_source: Option<String>,
    /// Why it is invalid.
    pub invalid_reason: Option<InvalidReason>,
    /// The import of the prefix table that answered.
    pub prefix_source: Option<i64>,
    pub status: NumberStatus,
    pub origin: NumberOrigin,
    /// Whether the tenant ever generated it, in whatever project: such a number needs consent before it is dialled.
    pub ever_generated: bool,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// The word that is shown and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The code that is stored.
            #[allow(dead_code, reason = "some words are only read")]
            pub(crate) fn code(self) -> i16 {
                match self { $(Self::$variant => $code),* }
            }

            pub(crate) fn of_code(code: i16) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            /// The code of a word; −1, which no row has, for a word that is none.
            pub(crate) fn code_of_word(word: &str) -> i16 {
                match word { $($word => $code,)* _ => -1 }
            }
        }
    };
}

words!(
    /// What a number is used for (CONTRACTS A, `status`).
    NumberStatus {
        Pending = 0 "pending",
        Active = 1 "active",
        Inactive = 2 "inactive",
        Assigned = 3 "assigned",
        Blocked = 4 "blocked",
    }
);

words!(
    /// How a number came into its project.
    NumberOrigin {
        Generated = 0 "generated",
        Imported = 1 "imported",
    }
);

words!(
    /// Why a number is invalid.
    InvalidReason {
        /// The prefix table has other codes of its area code, and not this one.
        UnknownCode = 1 "unknown_code",
        /// The prefix table has its code and calls it not assigned.
        UnassignedCode = 2 "unassigned_code",
        /// The prefix table has no code of its area code at all.
        UnknownAreaCode = 3 "unknown_area_code",
    }
);

impl InvalidReason {
    /// The reason for a number, in a sentence.
    pub fn says(self, number: PhoneNumber) -> String {
        let prefix = number.prefix();
        match self {
            InvalidReason::UnknownCode => format!("No record found for prefix {prefix}"),
            InvalidReason::UnassignedCode => format!("The prefix table says that {prefix} is not assigned"),
            InvalidReason::UnknownAreaCode => {
                format!(
                    "No record found for prefix {prefix}: the prefix table has no code of area code {}",
                    number.npa()
                )
            }
        }
    }
}

/// Where the fields of a filter of numbers are.
pub(crate) fn column(field: &str) -> Option<Column> {
    Some(match field {
        // Without its country code, as people read it; the filter's values carry the 1 where they are beginnings.
        "number" => Column::Digits("number", 11),
        "area_code" => Column::Digits("(number / 10000000 - 1000)", 3),
        "carrier" => Column::EitherText("brand", "carrier"),
        "type" => Column::Code("line_type", line_type_code),
        "state" => Column::Word("state"),
        "status" => Column::Code("status", NumberStatus::code_of_word),
        "valid" => Column::Truth("valid"),
        "origin" => Column::Code("origin", NumberOrigin::code_of_word),
        "reason" => Column::Code("invalid_reason", InvalidReason::code_of_word),
        "created" => Column::Day("created_at"),
        "id" => Column::Id("id"),
        _ => return None,
    })
}

pub(crate) fn line_type_code(word: &str) -> i16 {
    LineType::from_word(word).map_or(-1, LineType::code)
}

#[derive(FromQueryResult)]
pub(crate) struct Row {
    pub id: i64,
    pub project_id: i64,
    pub number: i64,
    carrier: Option<String>,
    brand: Option<String>,
    line_type: i16,
    state: Option<String>,
    place: Option<String>,
    time_zones: Option<Vec<String>>,
    valid: Option<bool>,
    validated_at: Option<OffsetDateTime>,
    validation_source: Option<String>,
    invalid_reason: Option<i16>,
    prefix_source_id: Option<i64>,
    status: i16,
    origin: i16,
    ever_generated: bool,
    created_at: OffsetDateTime,
    updated_at: Option<OffsetDateTime>,
}

/// The columns of [`Row`] for a query whose number is `n` and whose tenant is `$1`.
pub(crate) const COLUMNS: &str = "n.id, n.project_id, n.number, n.carrier, n.brand, n.line_type, n.state, n.place,
    p.time_zones, n.valid, n.validated_at, n.validation_source, n.invalid_reason, n.prefix_source_id,
    n.status, n.origin, n.created_at, n.updated_at,
    exists (select 1 from generated_number g where g.tenant_id = $1 and g.number = n.number) as ever_generated";

/// Every column of a row of `number`, and of one of `number_before`: a migration that adds one adds it to both and here.
pub(crate) const WHOLE: &str = "tenant_id, project_id, id, number, carrier, brand, line_type, state, place, valid,
    validated_at, validation_source, status, origin, created_at, updated_at, prefix_source_id, invalid_reason";

/// The join that [`COLUMNS`] needs.
pub(crate) const JOIN: &str = "left join prefix p on p.prefix = (n.number / 10000 - 1000000)::int";

impl TryFrom<Row> for Number {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let strange = |what: &str| Error::Internal(format!("number {} has a strange {what}", row.id));
        Ok(Number {
            id: NumberId(row.id),
            project: ProjectId(row.project_id),
            number: PhoneNumber::from_stored(row.number).map_err(|_| strange("number"))?,
            line_type: LineType::from_code(row.line_type),
            status: NumberStatus::of_code(row.status).ok_or_else(|| strange("status"))?,
            origin: NumberOrigin::of_code(row.origin).ok_or_else(|| strange("origin"))?,
            carrier: row.carrier,
            brand: row.brand,
            state: row.state,
            place: row.place,
            time_zones: row.time_zones.unwrap_or_default(),
            valid: row.valid,
            validated_at: row.validated_at,
            validation_source: row.validation_source,
            invalid_reason: row.invalid_reason.and_then(InvalidReason::of_code),
            prefix_source: row.prefix_source_id,
            ever_generated: row.ever_generated,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
