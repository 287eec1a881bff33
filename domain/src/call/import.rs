//! A row of a table as a call.

use super::{Draft, Field};
use crate::table_file::{Entry, Shape};

/// The names that a field's column goes by; the first is that of forms, of REST and of exports.
fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Subject => &["subject", "title"],
        Field::CallFor => &["call_for"],
        Field::CallForId => &["call_for_id"],
        Field::RelatedTo => &["related_to"],
        Field::RelatedToId => &["related_to_id"],
        Field::Type => &["type", "direction", "call_type"],
        Field::StartTime => &["start_time", "start", "call_start_time"],
        Field::EndTime => &["end_time", "end"],
        Field::Duration => &["duration", "call_duration"],
        Field::Purpose => &["purpose", "purpose_id", "call_purpose"],
        Field::Agenda => &["agenda", "call_agenda"],
        Field::Description => &["description", "notes"],
        Field::Result => &["result", "call_result"],
        Field::Tag => &["tag", "tags"],
        Field::CallerId => &["caller_id"],
        Field::DialledNumber => &["dialled_number", "dialed_number"],
        Field::Reminder => &["reminder"],
        Field::StatusId => &["status_id", "status"],
        Field::OwnerId => &["owner_id"],
        Field::AssignedToId => &["assigned_to_id"],
        Field::Closed => &["closed"],
        Field::Active => &["active"],
        Field::Deletable => &["deletable"],
        Field::SortBy => &["sort_by"],
    }
}

/// A file of calls: a column for each field. Without names the first column is the subject and the second the start.
pub fn call_shape() -> Shape {
    let columns: Vec<_> = Field::ALL.into_iter().map(names).collect();
    let naming = columns.len();
    let guess = |_: &[String]| {
        let place = |field| [Field::Subject, Field::StartTime].iter().position(|first| *first == field);
        Some(Field::ALL.into_iter().map(place).collect())
    };
    Shape { columns, naming, guess, in_order: 1 }
}

/// The draft that a row's cells make; an empty cell says nothing.
pub fn call_of_row(entry: &Entry) -> Draft {
    let cells = Field::ALL.into_iter().enumerate().map(|(place, field)| (field, entry.cell(place)));
    let filled = cells.filter(|(_, cell)| !cell.trim().is_empty());
    filled.fold(Draft::default(), |draft, (field, cell)| draft.with(field, cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table_file::{FileFormat, Place, TableReader};

    fn drafts(text: &str) -> Vec<Draft> {
        let mut reader = TableReader::new(FileFormat::Csv, call_shape(), Place::default());
        reader.push(text.as_bytes());
        reader.end();
        std::iter::from_fn(|| reader.next_entry()).map(|entry| call_of_row(&entry)).collect()
    }

    #[test]
    fn a_column_is_found_by_any_of_its_names_and_without_names_by_its_place() {
        let draft = drafts("Title,Start,Status,Tags\nReview,2026-11-20T10:00:00Z,completed,\n").remove(0);
        assert_eq!((draft.get(Field::Subject), draft.get(Field::StatusId)), ("Review", "completed"));
        assert_eq!(draft.fields().count(), 3, "an empty cell says nothing");
        let bare = drafts("Review,2026-11-20T10:00:00Z\n").remove(0);
        assert_eq!((bare.get(Field::Subject), bare.get(Field::StartTime)), ("Review", "2026-11-20T10:00:00Z"));
    }

    #[test]
    fn no_two_fields_share_a_name_and_each_has_that_of_rest_first() {
        let mut all: Vec<&str> = Field::ALL.into_iter().flat_map(names).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(Field::ALL.into_iter().all(|field| names(field)[0] == field.name()));
    }
}
