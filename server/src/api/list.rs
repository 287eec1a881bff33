//! Lists as programs ask for them and see them: the portal's filter grammar, a capped total, and cursors.

use domain::FieldErrors;
use domain::filter::{ListQuery, Schema, parse_pairs};
use domain::page::{Count, Cursor};
use serde::Serialize;
use utoipa::ToSchema;

/// The parameters that belong to every operation and to no filter.
const OF_ALL: [&str; 3] = ["user_id", "tenant_id", "count"];

/// A list's state of a query: the same grammar as in the portal's addresses.
pub fn read_list<S: Schema>(query: Option<&str>) -> Result<ListQuery<S>, FieldErrors> {
    read_list_beside(query, &[])
}

/// The same, beside parameters of the operation's own.
pub fn read_list_beside<S: Schema>(query: Option<&str>, own: &[&str]) -> Result<ListQuery<S>, FieldErrors> {
    let pairs = parse_pairs(query.unwrap_or_default());
    let of_list = pairs.iter().filter(|(key, _)| !OF_ALL.contains(&key.as_str()) && !own.contains(&key.as_str()));
    ListQuery::parse(of_list.map(|(key, value)| (key, value)))
}

/// How many there are, and whether counting stopped.
#[derive(Debug, Serialize, ToSchema)]
pub struct Total {
    /// Counted to 10,000; on from there where the operation takes `count=exact`.
    count: u64,
    /// There are more than `count` says.
    is_capped: bool,
}

impl From<Count> for Total {
    fn from(count: Count) -> Self {
        Self { count: count.figure(), is_capped: count.is_capped() }
    }
}

/// A cursor as it is sent.
pub fn cursor_text(cursor: Option<Cursor>) -> Option<String> {
    cursor.map(|Cursor(text)| text)
}
