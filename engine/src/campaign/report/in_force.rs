//! Which calling rules were in force within a period.

use super::Period;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::calling_rule::RuleBook;
use sea_orm::FromQueryResult;
use std::sync::Arc;
use time::OffsetDateTime;

/// A version of the rules, and since when it is in force.
#[derive(Debug, Clone)]
pub struct RulesInForce {
    /// 0 stands for those that are shipped.
    pub version: i32,
    /// `None`: from the beginning.
    pub since: Option<OffsetDateTime>,
    pub book: Arc<RuleBook>,
}

#[derive(FromQueryResult)]
struct Row {
    version: i32,
    in_force_at: OffsetDateTime,
}

/// The versions that were in force within a period, the oldest first; there is always one.
pub(super) async fn versions(engine: &Engine, tx: &TenantTx, period: &Period) -> Result<Vec<RulesInForce>> {
    let sql = "select version, in_force_at from calling_rules where in_force_at < $1 order by in_force_at, version";
    let rows: Vec<Row> = tx.all(sql, [period.until.into()]).await?;
    let mut known = vec![(0, None)];
    known.extend(rows.into_iter().map(|row| (row.version, Some(row.in_force_at))));
    let first = known.iter().rposition(|(_, since)| since.is_none_or(|since| since <= period.from)).unwrap_or(0);
    let mut versions = Vec::new();
    for (version, since) in known.into_iter().skip(first) {
        versions.push(RulesInForce { version, since, book: engine.rule_books().of(tx, version).await? });
    }
    Ok(versions)
}

/// The moments at which one version took the place of another, in order: [`nth`] reads what falls between them.
pub(super) fn changes(versions: &[RulesInForce]) -> Vec<OffsetDateTime> {
    versions.iter().skip(1).filter_map(|version| version.since).collect()
}

/// The rules that were in force behind the n-th of [`changes`].
pub(super) fn nth(versions: &[RulesInForce], n: i32) -> Option<&RuleBook> {
    versions.get(usize::try_from(n).ok()?).map(|version| version.book.as_ref())
}

/// The rules that were in force at a moment.
pub(super) fn at(versions: &[RulesInForce], at: OffsetDateTime) -> Option<&RuleBook> {
    let of = |version: &&RulesInForce| version.since.is_none_or(|since| since <= at);
    versions.iter().rev().find(of).or(versions.first()).map(|version| version.book.as_ref())
}
