//! Filters as SQL, and lists read by keyset: one way for every list.
//!
//! A list says what its fields are in the table ([`Column`]); the rest is here. Values always travel as parameters.

use crate::tenancy::{TenantTx, Tx};
use domain::FieldErrors;
use domain::filter::{Condition, Filter, Operator, Schema};
use domain::page::{Count, Cursor, Page};
use sea_orm::{FromQueryResult, Value};
use std::fmt::Display;
use std::str::FromStr;
use time::Duration;

/// What is said of a cursor that another list, or nobody, gave out.
const NO_CURSOR: &str = "This is not a cursor of this list. Leave it out to begin at the first page.";

/// What a field of a filter is in the table.
#[derive(Clone, Copy)]
pub(crate) enum Column {
    /// Any of two texts, compared without regard to case.
    EitherText(&'static str, &'static str),
    /// A text, compared without regard to case.
    Text(&'static str),
    /// A text of a closed list, compared as it is.
    Word(&'static str),
    /// A small integer; the function gives the code of a choice's word.
    Code(&'static str, fn(&str) -> i16),
    /// A boolean that may be null; the words are `true`, `false`, `null`.
    Truth(&'static str),
    /// A point in time, compared by its day in UTC.
    Day(&'static str),
    /// An identifier.
    Id(&'static str),
    /// A whole number whose decimal digits are compared; the width is that of a whole one.
    Digits(&'static str, u32),
}

/// A growing `where` clause with its values.
pub(crate) struct Clause {
    sql: String,
    values: Vec<Value>,
}

impl Clause {
    /// A clause that begins with `first` and its values `$1 …`.
    pub(crate) fn new(first: &str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql: first.to_owned(), values: values.into_iter().collect() }
    }

    /// Takes a value; answers its place, `$n`.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds a condition that must hold as well.
    pub(crate) fn and(&mut self, condition: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
    }

    /// Adds every condition of a filter; `column` knows where its fields are.
    pub(crate) fn filter<S: Schema>(&mut self, filter: &Filter<S>, column: impl Fn(&str) -> Option<Column>) {
        self.conditions(filter.conditions(), column);
    }

    /// Adds some conditions of a filter, where a statement asks for them in two places.
    pub(crate) fn conditions<'c>(
        &mut self,
        conditions: impl IntoIterator<Item = &'c Condition>,
        column: impl Fn(&str) -> Option<Column>,
    ) {
        for condition in conditions {
            match column(condition.field.name) {
                Some(column) => self.condition(condition, column),
                // A field nobody told us the column of must not widen the selection.
                None => self.and("false"),
            }
        }
    }

    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    pub(crate) fn values(&self) -> Vec<Value> {
        self.values.clone()
    }

    fn condition(&mut self, condition: &Condition, column: Column) {
        let holds = self.condition_on(condition, column);
        self.and(&holds);
    }

    /// What a condition means of a column, with its values taken.
    pub(crate) fn condition_on(&mut self, condition: &Condition, column: Column) -> String {
        let parts: Vec<String> = match column {
            Column::EitherText(one, other) => {
                let mut parts = self.texts(condition, one);
                parts.extend(self.texts(condition, other));
                parts
            }
            Column::Text(text) => self.texts(condition, text),
            Column::Word(word) => {
                let words: Vec<String> = condition.texts().map(str::to_owned).collect();
                vec![format!("{word} = any({})", self.value(words))]
            }
            Column::Code(code, of) => {
                let codes: Vec<i16> = condition.texts().map(of).collect();
                vec![format!("{code} = any({})", self.value(codes))]
            }
            Column::Truth(truth) => truths(condition, truth),
            Column::Day(at) => return self.days(condition, at),
            Column::Id(id) => {
                let ids: Vec<i64> = condition.ids().collect();
                vec![format!("{id} = any({})", self.value(ids))]
            }
            Column::Digits(number, width) => self.digits(condition, number, width),
        };
        let any = format!("({})", parts.join(" or "));
        if condition.operator == Operator::Not {
            // `is not true` keeps the rows where the column is null: they are not what was excluded.
            format!("({any} is not true)")
        } else {
            any
        }
    }

    /// Both sides are lowered by the database: which letters it knows depends on its locale.
    fn texts(&mut self, condition: &Condition, column: &str) -> Vec<String> {
        let texts: Vec<String> = condition.texts().map(str::to_owned).collect();
        texts
            .into_iter()
            .map(|text| {
                let value = format!("lower({})", self.value(text));
                match condition.operator {
                    Operator::Contains => format!("position({value} in lower({column})) > 0"),
                    Operator::Starts => format!("starts_with(lower({column}), {value})"),
                    Operator::Ends => format!("right(lower({column}), length({value})) = {value}"),
                    _ => format!("lower({column}) = {value}"),
                }
            })
            .collect()
    }

    fn days(&mut self, condition: &Condition, at: &str) -> String {
        let Some(day) = condition.date() else { return "true".into() };
        let begins = day.midnight().assume_utc();
        let ends = begins.checked_add(Duration::DAY).unwrap_or(begins);
        let mut holds = Vec::new();
        if condition.operator != Operator::To {
            holds.push(format!("{at} >= {}", self.value(begins)));
        }
        if condition.operator != Operator::From {
            holds.push(format!("{at} < {}", self.value(ends)));
        }
        holds.join(" and ")
    }

    fn digits(&mut self, condition: &Condition, number: &str, width: u32) -> Vec<String> {
        let parts: Vec<String> = condition.texts().map(str::to_owned).collect();
        parts.into_iter().map(|digits| self.digit_part(condition.operator, &digits, number, width)).collect()
    }

    fn digit_part(&mut self, operator: Operator, digits: &str, number: &str, width: u32) -> String {
        let length = u32::try_from(digits.len()).unwrap_or(0);
        let Some(value) = digits.parse::<i64>().ok().filter(|_| length <= width) else { return "false".into() };
        match operator {
            Operator::Contains => {
                let value = self.value(digits.to_owned());
                format!("position({value} in {number}::text) > 0")
            }
            Operator::Ends => {
                let value = self.value(value);
                format!("{number} % {} = {value}", 10_i64.pow(length))
            }
            // A beginning is a range, which the unique index answers.
            _ => {
                let unit = 10_i64.pow(width - length);
                let (from, to) = (self.value(value * unit), self.value((value + 1) * unit));
                format!("({number} >= {from} and {number} < {to})")
            }
        }
    }
}

fn truths(condition: &Condition, column: &str) -> Vec<String> {
    if let Some(yes) = condition.bool() {
        return vec![format!("{column} is {yes}")];
    }
    let words: Vec<&str> = condition.texts().filter(|word| ["true", "false", "null"].contains(word)).collect();
    if words.is_empty() {
        vec!["true".into()]
    } else {
        words.iter().map(|word| format!("{column} is {word}")).collect()
    }
}

/// Where a page is read from, and in which direction. `K` is the key that the list is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keyset<K> {
    /// The key of the row to go on from, if there is one.
    pub key: Option<K>,
    /// Reads towards the beginning.
    pub backwards: bool,
}

impl<K: FromStr + Display> Keyset<K> {
    /// Reads a cursor: `>key` goes on after a row, `<key` goes back before it. One that this list never gave out is refused:
    /// the beginning in its place would have a client read the list in a circle, or take page one for the rest.
    pub(crate) fn of(cursor: Option<&Cursor>) -> Result<Self, FieldErrors> {
        let Some(Cursor(text)) = cursor else { return Ok(Self { key: None, backwards: false }) };
        let read = match (text.get(..1), text.get(1..)) {
            (Some(">"), Some(key)) => key.parse().ok().map(|key| (key, false)),
            (Some("<"), Some(key)) => key.parse().ok().map(|key| (key, true)),
            _ => None,
        };
        match read {
            Some((key, backwards)) => Ok(Self { key: Some(key), backwards }),
            None => Err(FieldErrors::one("cursor", NO_CURSOR)),
        }
    }

    /// Makes the page of the rows that were read, `size` and one more, in the direction of reading. `last_searched` is the
    /// key at which a search gave up before the page was full, with how many rows it had looked at.
    pub(crate) fn page<R>(
        self,
        mut rows: Vec<R>,
        size: u64,
        key: impl Fn(&R) -> String,
        last_searched: Option<(String, u64)>,
    ) -> Page<R> {
        let more = rows.len() as u64 > size;
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let farthest = match (&last_searched, more) {
            (_, true) => rows.last().map(&key),
            (Some((searched, _)), false) => Some(searched.clone()),
            (None, false) => None,
        };
        // Where reading began there is a page only if we did not start at the list's end.
        let nearest = self.key.map(|from| rows.first().map_or_else(|| from.to_string(), &key));
        let searched = last_searched.filter(|_| !more).map(|(_, rows)| rows);
        if self.backwards {
            rows.reverse();
            let previous = farthest.map(|key| Cursor(format!("<{key}")));
            Page { rows, previous, next: nearest.map(|key| Cursor(format!(">{key}"))), searched }
        } else {
            let next = farthest.map(|key| Cursor(format!(">{key}")));
            Page { rows, next, previous: nearest.map(|key| Cursor(format!("<{key}"))), searched }
        }
    }
}

/// A list is walked in the order of its key. Left to itself the planner, which knows nothing of how many rows a project has,
/// fetched all of them and sorted: a project of a hundred thousand took 60 ms for its first fifty.
pub(crate) const IN_ORDER: &str = "set local enable_sort = off; set local enable_bitmapscan = off;
    set local enable_seqscan = off";

/// A search looks at so many rows a page at most: most filters have no index (on numbers one costs seconds a million rows), so
/// a filter that matches little would walk the whole list. The page then says so and goes on by its cursor.
pub(crate) const SEARCHED: i64 = 200_000;

/// The key of the last row that a full window of [`SEARCHED`] rows reached, when there may be rows behind it; `reach` is the
/// window's condition on `table`, `order` its key and direction.
pub(crate) async fn last_of_window(
    tx: &TenantTx,
    table: &str,
    reach: &str,
    (key, order): (&str, &str),
    values: Vec<Value>,
) -> crate::Result<Option<(String, u64)>> {
    #[derive(FromQueryResult)]
    struct Last {
        key: i64,
    }
    let sql = format!(
        "select {key} as key from {table} where {reach} order by {key} {order} limit 1 offset {}",
        SEARCHED - 1
    );
    let last: Option<Last> = tx.one(&sql, values).await?;
    Ok(last.map(|last| (last.key.to_string(), SEARCHED as u64)))
}

/// What counting asks for that stops at [`Count::CAP`]: one more, which tells that there are more.
pub(crate) const COUNTED: i64 = Count::CAP as i64 + 1;

/// A figure that was counted to [`COUNTED`].
pub(crate) fn capped(n: i64) -> Count {
    let n = u64::try_from(n).unwrap_or(0);
    if n > Count::CAP { Count::AtLeast(Count::CAP) } else { Count::Exact(n) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cursor: Option<&str>, rows: Vec<u64>, size: u64) -> Page<u64> {
        let cursor = cursor.map(|text| Cursor(text.into()));
        Keyset::<u64>::of(cursor.as_ref()).expect("it is a cursor").page(rows, size, u64::to_string, None)
    }

    #[test]
    fn the_first_page_has_no_previous_one_and_the_last_no_next() {
        let first = page(None, vec![1, 2, 3], 2);
        assert_eq!(first.rows, [1, 2]);
        assert_eq!((first.previous, first.next), (None, Some(Cursor(">2".into()))));
        let last = page(Some(">2"), vec![3], 2);
        assert_eq!((last.previous, last.next), (Some(Cursor("<3".into())), None));
    }

    #[test]
    fn going_back_turns_the_rows_around_and_knows_the_beginning() {
        // Read backwards from 5: 4, 3, and 2 as the one too many.
        let middle = page(Some("<5"), vec![4, 3, 2], 2);
        assert_eq!(middle.rows, [3, 4]);
        assert_eq!((middle.previous, middle.next), (Some(Cursor("<3".into())), Some(Cursor(">4".into()))));
        let first = page(Some("<3"), vec![2, 1], 2);
        assert_eq!(first.rows, [1, 2]);
        assert_eq!((first.previous, first.next), (None, Some(Cursor(">2".into()))));
    }

    #[test]
    fn an_empty_page_behind_a_cursor_still_leads_back() {
        let empty = page(Some(">9"), vec![], 2);
        assert_eq!((empty.previous, empty.next), (Some(Cursor("<9".into())), None));
    }

    #[test]
    fn a_search_that_gave_up_goes_on_where_it_stopped() {
        let page = Keyset::<u64>::of(None).expect("there is none").page(
            vec![7_u64],
            2,
            u64::to_string,
            Some(("3".into(), 100)),
        );
        assert_eq!((page.next, page.searched), (Some(Cursor(">3".into())), Some(100)));
    }

    #[test]
    fn a_cursor_that_is_none_of_the_lists_is_refused_at_its_name() {
        for text in ["", ">", "<", "12", ">x", "é", ">99999999999999999999", "<-1", "' or 1=1 --"] {
            let errors = Keyset::<u64>::of(Some(&Cursor(text.into()))).expect_err("it is refused");
            assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["cursor"], "{text:?}");
        }
    }
}
