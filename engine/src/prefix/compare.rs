//! What changed between two versions of the prefix table.

use super::net::{Row, net};
use super::version::{self, Version};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{Clause, Column, Keyset};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Condition, Direction, Filter, ListQuery, Operator, PrefixChanges};
use domain::page::{Count, Page};
use domain::prefix::{ChangeKind, PrefixChange};
use domain::right::Right;
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;

/// Imports that changed more codes than this between them are counted to [`Count::CAP`] unless all is asked for: laying
/// their changes together takes seconds.
const COUNTED: u64 = 50_000;

/// Two versions, the earlier first: the changes are those of the imports after `from` up to `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub from: Version,
    pub to: Version,
}

/// How many codes came, changed and were withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCounts {
    pub came: Count,
    pub changed: Count,
    pub withdrawn: Count,
}

impl ChangeCounts {
    /// The figure of a kind.
    pub fn of(&self, kind: ChangeKind) -> Count {
        match kind {
            ChangeKind::Came => self.came,
            ChangeKind::Changed => self.changed,
            ChangeKind::Withdrawn => self.withdrawn,
        }
    }

    /// All of them together.
    pub fn total(&self) -> Count {
        let all = ChangeKind::ALL.map(|kind| self.of(kind));
        let sum = all.iter().map(|count| count.figure()).sum();
        if all.iter().any(|count| count.is_capped()) { Count::AtLeast(sum) } else { Count::Exact(sum) }
    }
}

pub(super) fn column(field: &str) -> Option<Column> {
    Some(match field {
        "kind" => Column::Word("kind"),
        "prefix" => Column::Digits("prefix", 6),
        "area_code" => Column::Digits("(prefix / 1000)", 3),
        _ => return None,
    })
}

/// The two versions to compare: the newest completed one, and the completed one before it, where none is named.
///
/// # Errors
/// [`Error::Invalid`] at `from` or `to` for a version that is not there, is not complete, lies before the table was first
/// filled, or where the first is not the earlier one. [`Error::NotFound`] while there are not two versions to compare.
pub async fn span(engine: &Engine, scope: &Scope, from: Option<i64>, to: Option<i64>) -> Result<Span> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut errors = FieldErrors::new();
    let to = match to {
        Some(id) => named(&tx, scope, "to", id, &mut errors).await?,
        None => version::before(&tx, scope, None).await?,
    };
    let from = match from {
        Some(id) => named(&tx, scope, "from", id, &mut errors).await?,
        None => version::before(&tx, scope, to.as_ref().map(|to| to.id)).await?,
    };
    tx.commit().await?;
    if let (Some(from), Some(to)) = (&from, &to) {
        if from.id >= to.id {
            errors.add("from", "Choose a version before the other one.");
        } else if to.baseline {
            errors.add("to", "This import filled the table, or was made before changes were kept; choose a later one.");
        }
    }
    errors.into_result(())?;
    from.zip(to).map(|(from, to)| Span { from, to }).ok_or(Error::NotFound)
}

async fn named(
    tx: &TenantTx,
    scope: &Scope,
    field: &str,
    id: i64,
    errors: &mut FieldErrors,
) -> Result<Option<Version>> {
    let found = version::find(tx, scope, id).await?;
    match &found {
        None => errors.add(field, format!("There is no version {id}.")),
        Some(version) if !version.complete => {
            errors.add(field, format!("The import of version {id} is not complete; choose another one."));
        }
        Some(_) => {}
    }
    Ok(found)
}

/// The codes that differ, by keyset.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn changes(
    engine: &Engine,
    scope: &Scope,
    span: &Span,
    query: &ListQuery<PrefixChanges>,
) -> Result<Page<PrefixChange>> {
    allow(scope, Right::SeeNumbers)?;
    let keyset = Keyset::<i32>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let (inner, mut outer) = clauses(span, &query.filter, keyset.key.map(|from| (beyond, from)));
    let size = query.page_size.rows();
    let limit = outer.value(size as i64 + 1);
    let sql = format!("{} and {} order by prefix {order} limit {limit}", net(inner.sql()), outer.sql());
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx.all(&sql, outer.values()).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(rows, size, |change| change.prefix.to_string(), None))
}

/// How many codes differ, by kind. Many changes are counted to [`Count::CAP`] in all unless `exactly` asks for every one.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope.
pub async fn count_changes(
    engine: &Engine,
    scope: &Scope,
    span: &Span,
    filter: &Filter<PrefixChanges>,
    exactly: bool,
) -> Result<ChangeCounts> {
    #[derive(FromQueryResult)]
    struct Counted {
        kind: String,
        n: i64,
    }
    #[derive(FromQueryResult)]
    struct Between {
        imports: i64,
        codes: i64,
    }
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let between: Option<Between> = tx
        .one(
            "select count(*) as imports,
                 coalesce(sum(codes_came + codes_changed + codes_withdrawn), 0)::bigint as codes
             from prefix_source where id > $1 and id <= $2",
            [span.from.id.into(), span.to.id.into()],
        )
        .await?;
    let (imports, codes) = between.map_or((0, 0), |between| (between.imports, between.codes));
    if imports == 1 && filter.is_empty() {
        // Counted when the import ended.
        tx.commit().await?;
        let Version { came, changed, withdrawn, .. } = span.to;
        let [came, changed, withdrawn] = [came, changed, withdrawn].map(Count::Exact);
        return Ok(ChangeCounts { came, changed, withdrawn });
    }
    let all = exactly || u64::try_from(codes).unwrap_or(0) <= COUNTED;
    let (inner, outer) = clauses(span, filter, None);
    let limit = if all { String::new() } else { format!("limit {}", Count::CAP + 1) };
    let sql = format!(
        "select kind, count(*) as n from ({} and {} {limit}) counted group by kind",
        net(inner.sql()),
        outer.sql()
    );
    let counted: Vec<Counted> = tx.all(&sql, outer.values()).await?;
    tx.commit().await?;
    let capped = !all && counted.iter().map(|row| row.n).sum::<i64>() > Count::CAP as i64;
    let of = |kind: ChangeKind| {
        let row = counted.iter().find(|row| row.kind == kind.as_str());
        let n = row.map_or(0, |row| u64::try_from(row.n).unwrap_or(0));
        if capped { Count::AtLeast(n) } else { Count::Exact(n) }
    };
    Ok(ChangeCounts {
        came: of(ChangeKind::Came),
        changed: of(ChangeKind::Changed),
        withdrawn: of(ChangeKind::Withdrawn),
    })
}

/// Whether codes that are listed in both versions can match.
fn wants_changed(filter: &Filter<PrefixChanges>) -> bool {
    filter.conditions().iter().filter(|condition| condition.field.name == "kind").all(|condition| {
        let named = condition.texts().any(|word| word == ChangeKind::Changed.as_str());
        named != (condition.operator == Operator::Not)
    })
}

/// The filter in two: what is said of the code itself, and where a page begins, goes in before changes are laid together;
/// the kind of change after. The second clause holds the values of both.
pub(super) fn clauses(span: &Span, filter: &Filter<PrefixChanges>, beyond: Option<(&str, i32)>) -> (Clause, Clause) {
    let is_kind = |condition: &&Condition| condition.field.name == "kind";
    let mut inner = Clause::new("source_id > $1 and source_id <= $2", [span.from.id.into(), span.to.id.into()]);
    inner.conditions(filter.conditions().iter().filter(|condition| !is_kind(condition)), column);
    if !wants_changed(filter) {
        // Found by an index of their own; the kind after laying all changes together decides.
        inner.and(
            "prefix in (select e.prefix from prefix_change e
                 where e.source_id > $1 and e.source_id <= $2 and (e.before is null or e.after is null))",
        );
    }
    if let Some((beyond, from)) = beyond {
        let from = inner.value(from);
        inner.and(&format!("prefix {beyond} {from}"));
    }
    let mut outer = Clause::new("true", inner.values());
    outer.conditions(filter.conditions().iter().filter(is_kind), column);
    (inner, outer)
}
