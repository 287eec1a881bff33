//! The records that match a filter, by the quickest way there.

use super::lane::{holds, lane};
use super::table::table;
use crate::error::Result;
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use domain::crm::Kind;
use domain::filter::{Condition, Filter, OfKind, Operator, Schema};
use domain::page::Count;
use sea_orm::{FromQueryResult, Value};

/// How a list is read.
pub(super) enum Way<'f> {
    /// The records that this condition's lane names, at most [`Count::CAP`] of them: each is looked up.
    Lane(&'f Condition),
    /// The list itself from one end; most records match, or nothing names those that do.
    Walk,
}

/// Chooses the way: the lane that names the fewest records, unless each names too many.
pub(super) async fn way<'f, S: OfKind>(tx: &TenantTx, filter: &'f Filter<S>) -> Result<Way<'f>> {
    #[derive(FromQueryResult)]
    struct Row {
        sizes: Vec<i64>,
    }
    let mut clause = Clause::new("", [tx.tenant()]);
    let (mut conditions, mut sizes) = (Vec::new(), Vec::new());
    for condition in filter.conditions() {
        if let Some(lane) = lane(&mut clause, S::KIND, condition) {
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

/// Whether a filter asks for deleted records: only they are shown then.
pub(super) fn asks_for_deleted<S: Schema>(filter: &Filter<S>) -> bool {
    filter.get("deleted", Operator::Is).and_then(Condition::bool) == Some(true)
}

/// Which rows of the kind's table a list is of, whatever its filter.
pub(super) fn standing(deleted: bool) -> &'static str {
    if deleted { "r.deleted_at is not null and r.merged_into is null" } else { "r.deleted_at is null" }
}

/// What holds for each record `r` that matches.
pub(super) fn matching<S: OfKind>(clause: &mut Clause, filter: &Filter<S>) -> String {
    let mut all = vec![standing(asks_for_deleted(filter)).to_owned()];
    for condition in filter.conditions() {
        all.push(holds(clause, S::KIND, condition));
    }
    all.join(" and ")
}

/// The rows of the kind's table that a lane names, as `r`: each looked up by its key, whatever the planner believes of the
/// lane.
pub(super) fn along(clause: &mut Clause, kind: Kind, condition: &Condition) -> String {
    let lane = lane(clause, kind, condition).unwrap_or_else(|| "select null::bigint as id".into());
    format!(
        "(select distinct id from ({lane}) named) named
         cross join lateral (select * from {} where tenant_id = $1 and id = named.id offset 0) r",
        table(kind)
    )
}

/// Every record that matches, however many: for counting exactly and for what is done to all of them. A `from … where` with
/// its values; the records are `r`.
pub(super) async fn all<S: OfKind>(tx: &TenantTx, filter: &Filter<S>) -> Result<(String, Vec<Value>)> {
    let mut clause = Clause::new("", [tx.tenant()]);
    let from = match way(tx, filter).await? {
        Way::Lane(condition) => along(&mut clause, S::KIND, condition),
        Way::Walk => format!("{} r", table(S::KIND)),
    };
    let holds = matching(&mut clause, filter);
    Ok((format!("from {from} where r.tenant_id = $1 and {holds}"), clause.values()))
}
