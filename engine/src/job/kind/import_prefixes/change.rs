//! What a statement changed, code by code, kept in `prefix_change` by the statement itself.
//!
//! A statement that writes codes has `old` (the rows as they were, of which there may be fewer) and `written` (the rows as
//! they are now); [`noted`] compares the two. Only the columns that differ are kept, all of them for a code that came.

use super::source::Version;
use sea_orm::Value;

/// The columns whose change is kept: what a code says, and who says so.
pub(super) const COLUMNS: [&str; 10] =
    ["ocn", "carrier", "brand", "brand_source", "line_type", "state", "place", "time_zones", "assigned", "source"];

/// These columns of a row, as an object.
pub(super) fn whole(row: &str, columns: &[&str]) -> String {
    let members: Vec<String> = columns.iter().map(|column| format!("'{column}', {row}.{column}")).collect();
    format!("jsonb_build_object({})", members.join(", "))
}

/// The names of the columns in which two rows do not differ.
fn same(one: &str, other: &str, columns: &[&str]) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|column| format!("case when {one}.{column} is not distinct from {other}.{column} then '{column}' end"))
        .collect();
    format!("array_remove(array[{}], null)", names.join(", "))
}

/// The part of a statement that keeps what it changed of these columns; `place` is that of the first of [`kept_by`]'s
/// values. A statement that can bring codes names all [`COLUMNS`].
///
/// A file may name a code twice, in two steps: the first value before it and the last one after it stand.
pub(super) fn noted(columns: &[&str], place: usize) -> String {
    format!(
        "noted as (
             insert into prefix_change as c (source_id, prefix, before, after)
             select ${place}, w.prefix, case when o.listed then {was} - s.same end,
                 {is} - case when o.listed then s.same else '{{}}'::text[] end
             from written w left join old o using (prefix) cross join lateral (select {same} as same) s
             where not ${baseline}
             on conflict (prefix, source_id) do update
                 set before = excluded.before || c.before, after = c.after || excluded.after)",
        was = whole("o", columns),
        is = whole("w", columns),
        same = same("o", "w", columns),
        baseline = place + 1,
    )
}

/// The values of [`noted`]: the import, and whether it is a baseline, of which nothing is kept.
pub(super) fn kept_by(version: Version) -> [Value; 2] {
    [version.id.into(), version.baseline.into()]
}
