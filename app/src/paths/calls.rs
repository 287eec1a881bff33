//! The addresses of the place Calls.

use domain::id::CallId;

/// The list of calls.
pub fn calls() -> String {
    "/calls".to_owned()
}

/// The list with filters and order, as its address says them.
pub fn calls_where(query: &str) -> String {
    if query.is_empty() { calls() } else { format!("/calls?{query}") }
}

pub fn call_new() -> String {
    "/calls/new".to_owned()
}

pub fn call(id: CallId) -> String {
    format!("/calls/{id}")
}

pub fn call_edit(id: CallId) -> String {
    format!("/calls/{id}/edit")
}

/// The calls by where they stand.
pub fn calls_board() -> String {
    "/calls/board".to_owned()
}

/// The figures of a period.
pub fn calls_statistics() -> String {
    "/calls/statistics".to_owned()
}

/// Calls for a demonstration: making them and taking them away.
pub fn calls_demo() -> String {
    "/calls/demo".to_owned()
}

/// The confirmation of what is done to many calls; the query says what and to which.
pub fn calls_change() -> String {
    "/calls/change".to_owned()
}

/// Takes calls out into a file.
pub fn calls_export() -> String {
    "/calls/export".to_owned()
}
