//! The columns that lists can show, by the words of addresses and saved views. What each looks like is the page's.

use crate::call::CallColumn;

const NUMBERS: &[&str] = &[
    "number",
    "carrier",
    "type",
    "place",
    "validity",
    "status",
    "origin",
    "created",
    "company",
    "time_zones",
    "validated",
    "updated",
    "id",
];

const CALLS: &[&str] = &[
    "subject", "start", "for", "purpose", "duration", "owner", "status", "about", "assigned", "result", "agenda",
    "tags", "dialled", "end", "created", "updated", "id",
];

const PEOPLE: &[&str] =
    &["name", "phone", "company", "stage", "owner", "tags", "created", "email", "website", "source", "updated", "id"];

const COMPANIES: &[&str] =
    &["name", "phone", "website", "stage", "owner", "tags", "created", "email", "source", "updated", "id"];

const DEALS: &[&str] =
    &["name", "amount", "company", "stage", "owner", "tags", "created", "contact", "closes", "updated", "id"];

/// The columns of a list, in the order they are offered; none for a word that names no list.
pub fn columns_of(list: &str) -> &'static [&'static str] {
    match list {
        "numbers" => NUMBERS,
        "calls" => CALLS,
        "contacts" | "leads" => PEOPLE,
        "companies" => COMPANIES,
        "deals" => DEALS,
        _ => &[],
    }
}

/// Whether a saved view of a list may have a column. Old clients keep those of calls by the names of a call's fields.
pub fn is_column(list: &str, word: &str) -> bool {
    columns_of(list).contains(&word) || (list == "calls" && CallColumn::from_word(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_of_calls_may_have_a_calls_fields_by_their_old_names_and_nothing_else() {
        for word in ["subject", "start", "start_time", "status_id", "favorite"] {
            assert!(is_column("calls", word), "{word}");
        }
        assert!(!is_column("calls", "nope"));
        assert!(!is_column("contacts", "start_time"));
        assert!(!is_column("people", "name"));
    }
}
