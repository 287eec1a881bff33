//! The rows that match a filter, by the quickest way there: for lists of millions whose conditions have narrow indexes.
//!
//! A lane is a query of ids along an index; the one that names the fewest is read first, and the rows are looked up one by
//! one. A lane may name too many, never too few: what holds is asked of every row again. Where each names too many, the list
//! is walked from its end, along the index of one condition where its order allows.

use crate::error::Result;
use crate::selection::{COUNTED, Clause, IN_ORDER, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Condition, Filter, Operator, Schema};
use domain::page::Count;
use sea_orm::{FromQueryResult, Value};

/// A page that nothing names the rows of looks at so many at most; it then says so and goes on by its cursor.
const SEARCHED: i64 = 20_000;
/// Counting looks at so many: a page ends with its last row, a count with its last look.
const COUNTING: i64 = 10_000;
/// Both look at so many where the walk keeps to one condition: its rows stand apart, so that each is a read of its own.
const APART: i64 = 5_000;

/// Makes SQL of a condition; `None` where there is none.
type Lanes<'f> = Box<dyn Fn(&mut Clause, &Condition) -> Option<String> + Send + Sync + 'f>;
/// Makes SQL of every condition.
type Holds<'f> = Box<dyn Fn(&mut Clause, &Condition) -> String + Send + Sync + 'f>;

/// A filter of a list whose rows stand in one table, under `tenant_id` and `id`.
pub(crate) struct Reach<'f> {
    pub table: &'static str,
    pub conditions: &'f [Condition],
    /// Which rows `r` the list is of, whatever its filter.
    pub standing: &'static str,
    /// The query of ids that a condition leads to.
    pub lane: Lanes<'f>,
    /// What a walk in the order of ids may keep to, where an index has these rows in that order.
    pub narrow: Lanes<'f>,
    /// What holds for a row `r` that the condition is true of.
    pub holds: Holds<'f>,
}

/// The order of a list: by a column and the id, or by the id alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub column: Option<&'static str>,
    /// What stands for the column of a row that is gone.
    pub gone: &'static str,
    pub descending: bool,
}

/// How a list is read.
enum Way<'f> {
    /// The rows that this condition's lane names, at most [`Count::CAP`] of them: each is looked up.
    Lane(&'f Condition),
    /// The list itself from one end; most rows match, or nothing names those that do.
    Walk,
}

/// Whether a filter asks for deleted rows: only they are shown then.
pub(crate) fn asks_for_deleted<S: Schema>(filter: &Filter<S>) -> bool {
    filter.get("deleted", Operator::Is).and_then(Condition::bool) == Some(true)
}

/// What holds for a row `r` that a condition on `deleted` is true of.
pub(crate) fn deleted_holds(condition: &Condition) -> &'static str {
    match condition.bool() {
        Some(true) => "r.deleted_at is not null",
        Some(false) => "r.deleted_at is null",
        None => "true",
    }
}

impl<'f> Reach<'f> {
    /// Chooses the way: the lane that names the fewest rows, unless each names too many.
    async fn way(&self, tx: &TenantTx) -> Result<Way<'f>> {
        #[derive(FromQueryResult)]
        struct Row {
            sizes: Vec<i64>,
        }
        let mut clause = Clause::new("", [tx.tenant()]);
        let (mut conditions, mut sizes) = (Vec::new(), Vec::new());
        for condition in self.conditions {
            if let Some(lane) = (self.lane)(&mut clause, condition) {
                sizes.push(format!("(select count(*) from ({lane} limit {}) named)", Count::CAP + 1));
                conditions.push(condition);
            }
        }
        if conditions.is_empty() {
            return Ok(Way::Walk);
        }
        let sql = format!("select array[{}]::bigint[] as sizes", sizes.join(", "));
        let row: Option<Row> = tx.one(&sql, clause.values()).await?;
        let sizes = row.map(|row| row.sizes).unwrap_or_default();
        let fewest = conditions.into_iter().zip(sizes).min_by_key(|(_, size)| *size);
        Ok(match fewest {
            Some((condition, size)) if size <= Count::CAP as i64 => Way::Lane(condition),
            _ => Way::Walk,
        })
    }

    fn matching(&self, clause: &mut Clause) -> String {
        let mut all = vec![self.standing.to_owned()];
        for condition in self.conditions {
            all.push((self.holds)(clause, condition));
        }
        all.join(" and ")
    }

    /// The rows of the table that a lane names, as `r`: each looked up by its key, whatever the planner believes of the
    /// lane.
    fn along(&self, clause: &mut Clause, condition: &Condition) -> String {
        let lane = (self.lane)(clause, condition).unwrap_or_else(|| "select null::bigint as id".into());
        format!(
            "(select distinct id from ({lane}) named) named
             cross join lateral (select * from {} where tenant_id = $1 and id = named.id offset 0) r",
            self.table
        )
    }

    /// The condition that a walk in the order of ids keeps to, where there is one.
    fn narrowed(&self, clause: &mut Clause) -> Option<String> {
        self.conditions.iter().find_map(|condition| (self.narrow)(clause, condition))
    }

    /// Whether a walk in the order of ids keeps to all there is of the filter: nothing has to be measured then.
    fn walks_whole(&self) -> bool {
        // What it would take is not kept: a value that no part of a statement names has no type.
        let mut scratch = Clause::new("", []);
        match self.conditions {
            [] => true,
            [one] => (self.narrow)(&mut scratch, one).is_some(),
            _ => false,
        }
    }

    /// Every row that matches, however many: for counting exactly and for what is done to all of them. A `from … where` with
    /// its values; the rows are `r`.
    pub(crate) async fn all(&self, tx: &TenantTx) -> Result<(String, Vec<Value>)> {
        let mut clause = Clause::new("", [tx.tenant()]);
        let from = match self.way(tx).await? {
            Way::Lane(condition) => self.along(&mut clause, condition),
            Way::Walk => format!("{} r", self.table),
        };
        let holds = self.matching(&mut clause);
        Ok((format!("from {from} where r.tenant_id = $1 and {holds}"), clause.values()))
    }

    /// The rows of a page and one more, in the direction of reading, and where a search gave up. `select` makes the query of
    /// some rows `r`.
    pub(crate) async fn page<R: FromQueryResult>(
        &self,
        tx: &TenantTx,
        keyset: &Keyset<i64>,
        order: Order,
        size: u64,
        select: impl Fn(&str) -> String,
    ) -> Result<(Vec<R>, Option<(String, u64)>)> {
        tx.script(IN_ORDER).await?;
        let table = self.table;
        let descending = order.descending != keyset.backwards;
        let (way_up, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
        let ordered = match order.column {
            Some(column) => format!("r.{column} {way_up}, r.id {way_up}"),
            None => format!("r.id {way_up}"),
        };
        let is_whole = if order.column.is_none() { self.walks_whole() } else { self.conditions.is_empty() };
        let way = if is_whole { Way::Walk } else { self.way(tx).await? };
        let mut clause = Clause::new("", [tx.tenant()]);
        let narrow = match (&way, order.column) {
            (Way::Walk, None) => self.narrowed(&mut clause),
            _ => None,
        };
        let most = if narrow.is_some() { APART } else { SEARCHED };
        let narrow = narrow.unwrap_or_else(|| "true".to_owned());
        // Where to go on: behind the row that the cursor names, as it stands now.
        let place = match (keyset.key, order.column) {
            (None, _) => "true".to_owned(),
            (Some(id), None) => format!("r.id {beyond} {}", clause.value(id)),
            (Some(id), Some(column)) => {
                let id = clause.value(id);
                let at = format!("select {column} from {table} where tenant_id = $1 and id = {id}");
                // What stands for a row that is gone is chosen within the subquery: beneath row-level security a `coalesce` around it
                // keeps the comparison from the index (seen: 500,000 entries passed over instead of none).
                format!("(r.{column}, r.id) {beyond} ((select coalesce(({at}), {})), {id})", order.gone)
            }
        };
        let standing = self.standing;
        let reached = format!("from {table} r where r.tenant_id = $1 and {standing} and {narrow} and {place}");
        let reached_values = clause.values();
        let searches = matches!(way, Way::Walk) && !is_whole;
        let from = match way {
            Way::Lane(condition) => self.along(&mut clause, condition),
            Way::Walk => {
                let window = if searches { format!("limit {most}") } else { String::new() };
                format!("(select * {reached} order by {ordered} {window}) r")
            }
        };
        let holds = self.matching(&mut clause);
        let limit = clause.value(i64::try_from(size).unwrap_or(i64::MAX - 1) + 1);
        let page = format!("(select r.* from {from} where {holds} and {place} order by {ordered} limit {limit})");
        let rows: Vec<R> = tx.all(&format!("{} order by {ordered}", select(&page)), clause.values()).await?;
        let mut last_searched = None;
        if searches && rows.len() as u64 <= size {
            #[derive(FromQueryResult)]
            struct Last {
                id: i64,
            }
            let sql = format!("select r.id {reached} order by {ordered} limit 1 offset {}", most - 1);
            let last: Option<Last> = tx.one(&sql, reached_values).await?;
            last_searched = last.map(|last| (last.id.to_string(), most.unsigned_abs()));
        }
        Ok((rows, last_searched))
    }

    /// The rows that match among the next `window` behind the first id, in the order of ids and none behind the second; and the
    /// id of the last one looked at, when there are more.
    pub(crate) async fn stretch<R: FromQueryResult>(
        &self,
        tx: &TenantTx,
        (from, until): (i64, i64),
        window: i64,
        select: impl Fn(&str) -> String,
    ) -> Result<(Vec<R>, Option<i64>)> {
        #[derive(FromQueryResult)]
        struct Last {
            id: i64,
        }
        let (table, standing) = (self.table, self.standing);
        let mut clause = Clause::new("", [tx.tenant(), from.into(), until.into()]);
        let reached = format!("from {table} r where r.tenant_id = $1 and {standing} and r.id > $2 and r.id <= $3");
        let sql = format!("select r.id {reached} order by r.id limit 1 offset {}", window - 1);
        let last: Option<Last> = tx.one(&sql, clause.values()).await?;
        let holds = self.matching(&mut clause);
        let page = format!("(select r.* from (select * {reached} order by r.id limit {window}) r where {holds})");
        let rows: Vec<R> = tx.all(&format!("{} order by r.id", select(&page)), clause.values()).await?;
        Ok((rows, last.map(|last| last.id).filter(|last| *last < until)))
    }

    /// How many rows match, counted to [`Count::CAP`], and looking at ten thousand at most, or at half as many that stand
    /// apart: what it answers is exact, or says that it is not.
    pub(crate) async fn count(&self, tx: &TenantTx) -> Result<Count> {
        #[derive(FromQueryResult)]
        struct Looked {
            seen: i64,
            n: i64,
        }
        tx.script(IN_ORDER).await?;
        let mut clause = Clause::new("", [tx.tenant()]);
        let is_whole = self.walks_whole();
        let way = if is_whole { Way::Walk } else { self.way(tx).await? };
        let mut counting = COUNTING;
        let from = match &way {
            Way::Lane(condition) => self.along(&mut clause, condition),
            Way::Walk => {
                let narrow = self.narrowed(&mut clause);
                counting = if narrow.is_some() { APART } else { COUNTING };
                let narrow = narrow.unwrap_or_else(|| "true".to_owned());
                let most = if is_whole { COUNTED } else { counting + 1 };
                // In the order of a key: left to itself the planner reads all companies' rows for a part of one's.
                format!(
                    "(select * from {} r where r.tenant_id = $1 and {} and {narrow} order by r.id desc limit {most}) r",
                    self.table, self.standing
                )
            }
        };
        let holds = self.matching(&mut clause);
        if matches!(way, Way::Walk) && !is_whole {
            let sql = format!("select count(*) as seen, count(*) filter (where {holds}) as n from {from}");
            let looked: Option<Looked> = tx.one(&sql, clause.values()).await?;
            let Looked { seen, n } = looked.unwrap_or(Looked { seen: 0, n: 0 });
            let n = u64::try_from(n).unwrap_or(0).min(Count::CAP);
            // Few perhaps only because looking stopped.
            return Ok(if seen > counting { Count::AtLeast(n) } else { Count::Exact(n) });
        }
        let sql = format!("select count(*) as n from (select 1 from {from} where {holds} limit {COUNTED}) counted");
        Ok(capped(tx.figure(&sql, clause.values()).await?))
    }

    /// How many rows match, however long counting takes.
    pub(crate) async fn count_exact(&self, tx: &TenantTx) -> Result<u64> {
        let (from, values) = self.all(tx).await?;
        let n = tx.figure(&format!("select count(*) as n {from}"), values).await?;
        Ok(u64::try_from(n).unwrap_or(0))
    }
}
