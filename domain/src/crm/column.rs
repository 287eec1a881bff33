//! The columns of a file of records, and what a record says in each.

use super::{Field, Kind, Phone, Record};
use crate::FieldErrors;
use crate::table_file::{Cell, Exported, FileFormat};
use serde::{Deserialize, Serialize};

/// A column of an export of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordColumn {
    /// What an import takes in again.
    Field(Field),
    Id,
    CreatedAt,
    CreatedBy,
    UpdatedAt,
}

impl RecordColumn {
    /// Every column of a kind, in the order they are offered: its fields, then what Trunkline knows of the record.
    pub fn of(kind: Kind) -> impl Iterator<Item = RecordColumn> {
        let own = [RecordColumn::Id, RecordColumn::CreatedAt, RecordColumn::CreatedBy, RecordColumn::UpdatedAt];
        Field::of(kind).iter().map(|field| RecordColumn::Field(*field)).chain(own)
    }

    /// The name in a header, in JSON and in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            RecordColumn::Field(field) => field.name(),
            RecordColumn::Id => "id",
            RecordColumn::CreatedAt => "created_at",
            RecordColumn::CreatedBy => "created_by",
            RecordColumn::UpdatedAt => "updated_at",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            RecordColumn::Field(field) => field.label(),
            RecordColumn::Id => "Id",
            RecordColumn::CreatedAt => "Created",
            RecordColumn::CreatedBy => "Created by",
            RecordColumn::UpdatedAt => "Updated",
        }
    }
}

/// A record with everything an export can say of it.
#[derive(Debug, Clone)]
pub struct RecordCells {
    pub record: Record,
    /// The owner's e-mail address, by which an import finds them again; empty without an owner.
    pub owner: String,
}

impl Exported for RecordCells {
    type Field = RecordColumn;
    const TITLE: &'static str = "Contacts";

    fn name(field: RecordColumn) -> &'static str {
        field.as_str()
    }

    fn label(field: RecordColumn) -> &'static str {
        field.label()
    }

    fn cell(&self, field: RecordColumn) -> Cell<'_> {
        let record = &self.record;
        match field {
            RecordColumn::Id => Cell::Figure(record.id.0),
            RecordColumn::CreatedAt => Cell::moment(Some(record.created_at)),
            RecordColumn::UpdatedAt => Cell::moment(Some(record.updated_at)),
            RecordColumn::CreatedBy => record.created_by.as_ref().map_or(Cell::Nothing, |by| Cell::text(&by.name)),
            RecordColumn::Field(field) => match field {
                Field::Name => Cell::text(&record.name),
                Field::Owner => Cell::text(&self.owner),
                // By its name: an id means something in one installation alone.
                Field::Company | Field::Contact => text(record.readable(field)),
                Field::Phones => text(record.phones.iter().map(phone).collect::<Vec<_>>().join("; ")),
                other => text(record.text(other)),
            },
        }
    }
}

fn text(text: String) -> Cell<'static> {
    if text.is_empty() { Cell::Nothing } else { Cell::Text(text.into()) }
}

/// A phone as files have it: eleven digits where it is of North America, so that no formula sign begins it.
fn phone(phone: &Phone) -> String {
    match phone.number.north_american() {
        Some(number) => format!("{} {}", number.stored(), phone.label.as_str()),
        None => phone.line(),
    }
}

/// An export of records as typed or sent, unchecked.
#[derive(Debug, Clone, Default)]
pub struct RecordExportDraft {
    /// `csv`, `txt`, `json` or `ndjson`; CSV when empty.
    pub format: String,
    /// Names of [`RecordColumn`], in the order of the columns; the kind's fields when there are none.
    pub columns: Vec<String>,
}

impl RecordExportDraft {
    /// Checks the draft as one of a kind's records.
    ///
    /// # Errors
    /// `format`, and `fields` naming the ones that there are not.
    pub fn check(&self, kind: Kind) -> Result<(FileFormat, Vec<RecordColumn>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let format = match self.format.trim() {
            "" => Some(FileFormat::Csv),
            word => FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format)),
        };
        if format.is_none() {
            errors.add("format", "Invalid format. Must be csv, txt, json, or ndjson.");
        }
        let mut columns: Vec<RecordColumn> = Vec::new();
        for name in self.columns.iter().map(|name| name.trim()) {
            match RecordColumn::of(kind).find(|column| column.as_str() == name) {
                Some(column) if columns.contains(&column) => {}
                Some(column) => columns.push(column),
                None => {
                    errors.add("fields", format!("There is no field “{}”.", name.chars().take(40).collect::<String>()))
                }
            }
        }
        if self.columns.is_empty() {
            columns = Field::of(kind).iter().map(|field| RecordColumn::Field(*field)).collect();
        }
        errors.into_result((format.unwrap_or(FileFormat::Csv), columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_that_says_nothing_is_csv_of_what_an_import_takes() {
        let (format, columns) = RecordExportDraft::default().check(Kind::Deal).expect("it is right");
        let fields: Vec<RecordColumn> = Field::of(Kind::Deal).iter().map(|field| RecordColumn::Field(*field)).collect();
        assert_eq!((format, columns), (FileFormat::Csv, fields));
    }

    #[test]
    fn a_column_of_another_kind_and_a_format_that_is_none_are_told_at_their_fields() {
        let draft = RecordExportDraft { format: "doc".into(), columns: vec!["amount".into(), "name".into()] };
        let errors = draft.check(Kind::Contact).expect_err("refused");
        assert_eq!(errors.at("fields"), ["There is no field “amount”."]);
        assert_eq!(errors.at("format").len(), 1);
        assert!(RecordExportDraft { format: String::new(), ..draft }.check(Kind::Deal).is_ok());
    }
}
