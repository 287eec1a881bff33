//! An entry as REST shows it.

use domain::do_not_call::Entry;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A number on the list, or that was on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    id: i64,
    /// In E.164.
    #[schema(examples("+14152000001"))]
    phone_number: String,
    /// hand, program, import or opt_out.
    source: &'static str,
    note: String,
    #[serde(with = "time::serde::rfc3339")]
    added_at: OffsetDateTime,
    /// The name of whoever added it; null for an opt-out by link.
    added_by: Option<String>,
    /// When it was taken off; null while it is on the list.
    #[serde(with = "time::serde::rfc3339::option")]
    removed_at: Option<OffsetDateTime>,
    removal_reason: Option<String>,
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id.0,
            phone_number: entry.number.e164(),
            source: entry.source.as_str(),
            note: entry.note,
            added_at: entry.added_at,
            added_by: entry.added_by_name,
            removed_at: entry.removal.as_ref().map(|removal| removal.at),
            removal_reason: entry.removal.map(|removal| removal.reason),
        }
    }
}
