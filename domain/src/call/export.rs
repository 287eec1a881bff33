//! Calls as rows of a file.

use super::{Call, Field, Party};
use crate::FieldErrors;
use crate::filter::{Calls, Filter};
use crate::table_file::{Cell, Exported, FileFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A column of a file of calls: a field, which an import reads again, or what only an export tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallColumn {
    Of(Field),
    Id,
    Ukey,
    Owner,
    AssignedTo,
    CallForName,
    RelatedToName,
    Favorite,
    CreatedAt,
    UpdatedAt,
}

impl CallColumn {
    const OTHERS: [CallColumn; 9] = [
        CallColumn::Id,
        CallColumn::Ukey,
        CallColumn::Owner,
        CallColumn::AssignedTo,
        CallColumn::CallForName,
        CallColumn::RelatedToName,
        CallColumn::Favorite,
        CallColumn::CreatedAt,
        CallColumn::UpdatedAt,
    ];

    /// Every column, in the order they are offered.
    pub fn all() -> impl Iterator<Item = CallColumn> {
        Field::ALL.into_iter().map(CallColumn::Of).chain(CallColumn::OTHERS)
    }

    /// The column of a name.
    pub fn from_word(word: &str) -> Option<CallColumn> {
        CallColumn::all().find(|column| column.as_str() == word)
    }
}

impl CallColumn {
    /// The name in a header, in JSON and in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            CallColumn::Of(field) => field.name(),
            CallColumn::Id => "id",
            CallColumn::Ukey => "ukey",
            CallColumn::Owner => "owner",
            CallColumn::AssignedTo => "assigned_to",
            CallColumn::CallForName => "call_for_name",
            CallColumn::RelatedToName => "related_to_name",
            CallColumn::Favorite => "favorite",
            CallColumn::CreatedAt => "createdon",
            CallColumn::UpdatedAt => "updatedon",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            CallColumn::Of(field) => field.label(),
            CallColumn::Id => "Id",
            CallColumn::Ukey => "Key",
            CallColumn::Owner => "Owner’s name",
            CallColumn::AssignedTo => "Assigned to, by name",
            CallColumn::CallForName => "Call for, by name",
            CallColumn::RelatedToName => "Related to, by name",
            CallColumn::Favorite => "Favourite",
            CallColumn::CreatedAt => "Created",
            CallColumn::UpdatedAt => "Updated",
        }
    }
}

impl Exported for Call {
    type Field = CallColumn;
    const TITLE: &'static str = "Calls";

    fn name(column: CallColumn) -> &'static str {
        column.as_str()
    }

    fn label(column: CallColumn) -> &'static str {
        column.label()
    }

    fn cell(&self, column: CallColumn) -> Cell<'_> {
        let party = |party: &Option<Party>| party.as_ref().map(|party| party.name.clone()).unwrap_or_default();
        let text = match column {
            CallColumn::Id => return Cell::Figure(self.id.0),
            CallColumn::Ukey => return Cell::Plain(self.ukey().into()),
            CallColumn::Favorite => return Cell::Figure(i64::from(self.favourite)),
            CallColumn::CreatedAt => return Cell::moment(Some(self.created_at)),
            CallColumn::UpdatedAt => return Cell::moment(Some(self.updated_at)),
            CallColumn::Of(
                field @ (Field::StartTime | Field::EndTime | Field::Duration | Field::Type | Field::StatusId),
            ) => return Cell::Plain(self.text(field).into()),
            CallColumn::Owner => self.readable(Field::OwnerId),
            CallColumn::AssignedTo => self.readable(Field::AssignedToId),
            CallColumn::CallForName => party(&self.call_for),
            CallColumn::RelatedToName => party(&self.related_to),
            CallColumn::Of(Field::Purpose) => self.readable(Field::Purpose),
            CallColumn::Of(field) => self.text(field),
        };
        if text.is_empty() { Cell::Nothing } else { Cell::Text(text.into()) }
    }
}

impl Serialize for CallColumn {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CallColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        CallColumn::from_word(&word).ok_or_else(|| de::Error::custom("no column of calls"))
    }
}

/// An export of calls as typed or sent, unchecked.
#[derive(Debug, Clone, Default)]
pub struct CallExportDraft {
    /// A word of [`FileFormat`]; CSV when empty.
    pub format: String,
    /// Names of columns in their order; every field when there are none.
    pub fields: Vec<String>,
    /// Which calls.
    pub filter: Filter<Calls>,
}

/// An export of calls, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallExportRequest {
    pub format: FileFormat,
    pub fields: Vec<CallColumn>,
    pub filter: Filter<Calls>,
}

impl CallExportDraft {
    /// Checks the draft.
    ///
    /// # Errors
    /// `format`, and `fields` naming the ones that there are not.
    pub fn check(&self) -> Result<CallExportRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let format = match self.format.trim() {
            "" => Some(FileFormat::Csv),
            word => FileFormat::from_word(word),
        };
        if format.is_none() {
            errors.add("format", "Format must be one of: csv, txt, json, ndjson, doc.");
        }
        let mut fields: Vec<CallColumn> = Vec::new();
        for name in self.fields.iter().map(|name| name.trim()) {
            match CallColumn::from_word(name) {
                Some(field) if fields.contains(&field) => {}
                Some(field) => fields.push(field),
                None => {
                    errors.add("fields", format!("There is no field “{}”.", name.chars().take(40).collect::<String>()));
                }
            }
        }
        if self.fields.is_empty() {
            fields = Field::ALL.into_iter().map(CallColumn::Of).collect();
        }
        errors.into_result(CallExportRequest {
            format: format.unwrap_or(FileFormat::Csv),
            fields,
            filter: self.filter.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_the_name_that_finds_it() {
        for column in CallColumn::all() {
            assert_eq!(CallColumn::from_word(column.as_str()), Some(column));
            assert_eq!(serde_json::from_value::<CallColumn>(serde_json::json!(column)).expect("it reads"), column);
        }
        let draft = CallExportDraft { fields: vec!["id".into(), "password".into()], ..CallExportDraft::default() };
        assert_eq!(draft.check().expect_err("refused").at("fields"), ["There is no field “password”."]);
    }
}
