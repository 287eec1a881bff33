//! The columns an export can have, and what a number says in each.

use crate::phone::{AreaCode, PhoneNumber};
use crate::prefix::LineType;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

macro_rules! fields {
    ($($variant:ident $word:literal $label:literal),* $(,)?) => {
        /// A column of an export, by the names of REST (CONTRACTS A, "Fields").
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ExportField { $(#[serde(rename = $word)] $variant),* }

        impl ExportField {
            /// Every column, in the order they are offered.
            pub const ALL: &'static [ExportField] = &[$(ExportField::$variant),*];

            /// The name in a header, in JSON and in a request.
            pub fn as_str(self) -> &'static str {
                match self { $(ExportField::$variant => $word),* }
            }

            /// What people read.
            pub fn label(self) -> &'static str {
                match self { $(ExportField::$variant => $label),* }
            }
        }
    };
}

fields! {
    PhoneNumber "phone_number" "Phone number",
    Carrier "carrier" "Carrier",
    Type "type" "Line type",
    AreaCode "area_code" "Area code",
    ValidNumber "valid_number" "Valid",
    CreatedAt "created_at" "Created",
    Prefix "prefix" "Prefix",
    State "state" "State",
    Location "location" "Place",
    CountryName "country_name" "Country",
    TimeZones "time_zones" "Time zones",
    Status "status" "Status",
    Origin "origin" "Origin",
    ValidationAttempted "validation_attempted" "Validation attempted",
    ValidationDate "validation_date" "Validated",
    ValidationSource "validation_source" "Validation source",
    UpdatedAt "updated_at" "Updated",
    Id "id" "Id",
    Project "project" "Project id",
}

impl ExportField {
    /// The columns of an export that names none (CONTRACTS A).
    pub const DEFAULT: [ExportField; 6] = [
        ExportField::PhoneNumber,
        ExportField::Carrier,
        ExportField::Type,
        ExportField::AreaCode,
        ExportField::ValidNumber,
        ExportField::CreatedAt,
    ];

    /// The column of a name.
    pub fn from_word(word: &str) -> Option<ExportField> {
        ExportField::ALL.iter().copied().find(|field| field.as_str() == word)
    }
}

/// A number with everything an export can say of it.
#[derive(Debug, Clone)]
pub struct NumberCells {
    pub id: i64,
    pub project: i64,
    pub number: PhoneNumber,
    /// The brand where one is known, else the legal name.
    pub carrier: Option<String>,
    pub line_type: LineType,
    pub state: Option<String>,
    pub place: Option<String>,
    pub time_zones: Vec<String>,
    pub valid: Option<bool>,
    pub validated_at: Option<OffsetDateTime>,
    pub validation_source: Option<String>,
    pub status: &'static str,
    pub origin: &'static str,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

/// A column of a file that is exported.
pub trait ExportColumn: Copy {
    /// The title of a document.
    const TITLE: &'static str;

    /// The name in a header, in JSON and in a request.
    fn as_str(self) -> &'static str;

    /// What people read.
    fn label(self) -> &'static str;
}

/// What a row of such a file says in its columns.
pub trait ExportRow<C> {
    /// The cell of a column.
    fn cell(&self, column: C) -> Cell<'_>;
}

impl ExportColumn for ExportField {
    const TITLE: &'static str = "Phone numbers";

    fn as_str(self) -> &'static str {
        ExportField::as_str(self)
    }

    fn label(self) -> &'static str {
        ExportField::label(self)
    }
}

/// What stands in one cell.
pub enum Cell<'a> {
    Nothing,
    /// Made by Trunkline from figures and closed lists: it never needs the guard.
    Plain(Cow<'a, str>),
    /// From somebody else's table.
    Text(&'a str),
    /// Typed by somebody, put together for this cell.
    Typed(String),
    Figure(i64),
    Truth(bool),
    Texts(&'a [String]),
}

impl ExportRow<ExportField> for NumberCells {
    fn cell(&self, field: ExportField) -> Cell<'_> {
        match field {
            ExportField::Id => Cell::Figure(self.id),
            ExportField::Project => Cell::Figure(self.project),
            ExportField::PhoneNumber => Cell::Plain(self.number.stored().into()),
            ExportField::AreaCode => Cell::Plain(self.number.area_code().to_string().into()),
            ExportField::Prefix => Cell::Plain(self.number.prefix().dashed().into()),
            ExportField::Type => Cell::Plain(self.line_type.as_str().into()),
            ExportField::Status => Cell::Plain(self.status.into()),
            ExportField::Origin => Cell::Plain(self.origin.into()),
            ExportField::CountryName => match AreaCode::look_up(self.number.area_code()) {
                Ok(known) => Cell::Plain(known.region.country_name().into()),
                Err(_) => Cell::Nothing,
            },
            ExportField::TimeZones => Cell::Texts(&self.time_zones),
            ExportField::ValidNumber => self.valid.map_or(Cell::Nothing, Cell::Truth),
            ExportField::ValidationAttempted => Cell::Truth(self.validated_at.is_some()),
            ExportField::ValidationDate => moment(self.validated_at),
            ExportField::CreatedAt => moment(Some(self.created_at)),
            // A number nobody changed was last changed when it was made.
            ExportField::UpdatedAt => moment(Some(self.updated_at.unwrap_or(self.created_at))),
            ExportField::Carrier => text(&self.carrier),
            ExportField::State => text(&self.state),
            ExportField::Location => text(&self.place),
            ExportField::ValidationSource => text(&self.validation_source),
        }
    }
}

fn text(text: &Option<String>) -> Cell<'_> {
    text.as_deref().map_or(Cell::Nothing, Cell::Text)
}

fn moment(at: Option<OffsetDateTime>) -> Cell<'static> {
    match at.and_then(|at| at.format(&Rfc3339).ok()) {
        Some(text) => Cell::Plain(text.into()),
        None => Cell::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_the_name_that_finds_it() {
        for field in ExportField::ALL {
            assert_eq!(ExportField::from_word(field.as_str()), Some(*field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        }
        assert_eq!(ExportField::from_word("password"), None);
    }
}
