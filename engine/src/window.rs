//! Lists of millions, read by keyset: a filter that no index answers is searched a stretch at a time, so that a page costs
//! the same however little matches. The page then says how far it looked, and *Next* goes on from there.

use crate::error::Result;
use crate::selection::{Clause, Column, IN_ORDER, Keyset, capped};
use crate::tenancy::Tx;
use domain::filter::{Condition, Direction, Filter, ListQuery, Operator, Schema};
use domain::page::{Count, Page};
use sea_orm::FromQueryResult;

/// A page looks at so many rows at most.
const SEARCHED: i64 = 200_000;
/// Counting looks at so many.
const COUNTED: i64 = 500_000;

/// A table as a list.
pub(crate) struct Listing<'a> {
    pub table: &'a str,
    /// The unique column that the list is ordered by, a bigint; an index begins with what `reach` names and goes on with it.
    pub key: &'a str,
    /// What is read of a row `m` and of what it is joined with.
    pub columns: &'a str,
    pub joins: &'a str,
    /// The rows that the list is about.
    pub reach: Clause,
    /// Where the filter's fields are in the table.
    pub column: fn(&str) -> Option<Column>,
}

impl Listing<'_> {
    /// A page of the rows that match.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a cursor that is none of this list's.
    pub(crate) async fn page<S: Schema, R: FromQueryResult>(
        self,
        tx: &impl Tx,
        query: &ListQuery<S>,
        key_of: impl Fn(&R) -> i64,
    ) -> Result<Page<R>> {
        let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
        let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
        let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
        let Listing { table, key, columns, joins, mut reach, column } = self;
        let Parts { found, searched, named } = Parts::of(&query.filter, key);
        reach.conditions(found, column);
        if let Some(from) = keyset.key {
            let from = reach.value(from);
            reach.and(&format!("{key} {beyond} {from}"));
        }
        // `offset 0` keeps the order out of the look-up: of a table it knows nothing about, the planner walks the order's key.
        let window = match (named, searched.is_empty()) {
            (true, _) => "offset 0".to_owned(),
            (false, true) => format!("order by {key} {order}"),
            (false, false) => format!("order by {key} {order} limit {SEARCHED}"),
        };
        if !named {
            tx.script(IN_ORDER).await?;
        }
        let searches = !named && !searched.is_empty();
        let within = reach.sql().to_owned();
        let mut matching = Clause::new("true", reach.values());
        matching.conditions(searched, column);
        let size = query.page_size.rows();
        let limit = matching.value(i64::try_from(size).unwrap_or(i64::MAX) + 1);
        let sql = format!(
            "select {columns} from (
                 select * from (select * from {table} where {within} {window}) reached
                 where {} order by {key} {order} limit {limit}) m {joins} order by m.{key} {order}",
            matching.sql()
        );
        let rows: Vec<R> = tx.all(&sql, matching.values()).await?;
        let mut last = None;
        if searches && rows.len() as u64 <= size {
            #[derive(FromQueryResult)]
            struct Last {
                key: i64,
            }
            let sql = format!(
                "select {key} as key from {table} where {within} order by {key} {order} limit 1 offset {}",
                SEARCHED - 1
            );
            let found: Option<Last> = tx.one(&sql, reach.values()).await?;
            last = found.map(|last| (last.key.to_string(), SEARCHED.unsigned_abs()));
        }
        Ok(keyset.page(rows, size, |row| key_of(row).to_string(), last))
    }

    /// How many match, however long counting takes.
    pub(crate) async fn count_exact<S: Schema>(self, tx: &impl Tx, filter: &Filter<S>) -> Result<u64> {
        let Listing { table, mut reach, column, .. } = self;
        reach.filter(filter, column);
        let n = tx.figure(&format!("select count(*) as n from {table} where {}", reach.sql()), reach.values()).await?;
        Ok(n.unsigned_abs())
    }

    /// How many match, counted to [`Count::CAP`], and looking at half a million rows at most: what it answers is exact, or
    /// says that it is not.
    pub(crate) async fn count<S: Schema>(self, tx: &impl Tx, filter: &Filter<S>) -> Result<Count> {
        let Listing { table, key, mut reach, column, .. } = self;
        let Parts { found, searched, .. } = Parts::of(filter, key);
        reach.conditions(found, column);
        let within = reach.sql().to_owned();
        let searches = !searched.is_empty();
        let window = if searches { format!("limit {COUNTED}") } else { String::new() };
        let mut matching = Clause::new("true", reach.values());
        matching.conditions(searched, column);
        let sql = format!(
            "select count(*) as n from (select 1 from (select * from {table} where {within} {window}) reached
                 where {} limit {}) counted",
            matching.sql(),
            Count::CAP + 1
        );
        Ok(match capped(tx.figure(&sql, matching.values()).await?) {
            Count::Exact(n) if searches => {
                // Fewer than the cap, but perhaps only because looking stopped.
                let beyond = format!(
                    "select count(*) as n from (select 1 from {table} where {within} offset {COUNTED} limit 1) beyond"
                );
                if tx.figure(&beyond, reach.values()).await? > 0 { Count::AtLeast(n) } else { Count::Exact(n) }
            }
            other => other,
        })
    }
}

/// A filter's conditions by how they are answered.
struct Parts<'f> {
    /// By an index.
    found: Vec<&'f Condition>,
    /// By looking.
    searched: Vec<&'f Condition>,
    /// Whether the rows are named one by one.
    named: bool,
}

impl<'f> Parts<'f> {
    fn of<S: Schema>(filter: &'f Filter<S>, key: &str) -> Self {
        let is = |condition: &&Condition, operator| condition.field.name == "number" && condition.operator == operator;
        let by_index = |condition: &&Condition| {
            // A beginning is a range, which is read in the order of the numbers.
            is(condition, Operator::Is) || key == "number" && is(condition, Operator::Starts)
        };
        let (found, searched): (Vec<_>, Vec<_>) = filter.conditions().iter().partition(by_index);
        let named = found.iter().any(|condition| is(condition, Operator::Is));
        Parts { found, searched, named }
    }
}
