//! Which of the tenant's numbers lie in a code, or in codes that changed.

use super::compare::{Span, clauses};
use super::net::net;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Filter, Numbers, PrefixChanges};
use domain::id::ProjectId;
use domain::phone::Prefix;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// So many codes can be named in the filter of a list of numbers; an address of more would be too long to pass on.
const NAMED: usize = 40;

/// A project with numbers in the codes that were asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectNumbers {
    pub project: ProjectId,
    pub name: String,
    /// Its numbers in those codes.
    pub numbers: u64,
    /// How many of those codes it has numbers in.
    pub codes: u64,
    /// The filter that selects just these numbers; `None` when there are too many codes to name.
    pub filter: Option<Filter<Numbers>>,
}

#[derive(FromQueryResult)]
struct Row {
    project_id: i64,
    name: String,
    numbers: i64,
    prefixes: Vec<i32>,
}

/// The tenant's projects that hold numbers in codes that differ between two versions and match the filter, most numbers
/// first.
///
/// The numbers' own key tells which codes a project has numbers in, by hopping from one code to the next; so what it costs
/// depends on how many codes those are, and on the numbers in codes that changed, not on how much changed.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn touched(
    engine: &Engine,
    scope: &Scope,
    span: &Span,
    filter: &Filter<PrefixChanges>,
) -> Result<Vec<ProjectNumbers>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (mut inner, mut outer) = clauses(span, filter, None);
    inner.and("prefix = h.prefix");
    let tenant = outer.value(tx.tenant());
    let sql = format!(
        "with recursive held as (
             select p.id as project_id, (f.number / 10000 - 1000000)::int as prefix
             from project p cross join lateral (
                 select n.number from number n where n.tenant_id = {tenant} and n.project_id = p.id
                 order by n.number limit 1) f
             where p.tenant_id = {tenant}
             union all
             select h.project_id, (f.number / 10000 - 1000000)::int
             from held h cross join lateral (
                 select n.number from number n
                 where n.tenant_id = {tenant} and n.project_id = h.project_id
                   and n.number >= (h.prefix + 1000001) * 10000::bigint
                 order by n.number limit 1) f),
         changed as (
             select h.project_id, h.prefix
             from held h where exists (select from ({net} and {kinds}) found))
         select p.id as project_id, p.name, sum(c.n)::bigint as numbers,
             array_agg(t.prefix order by t.prefix) as prefixes
         from changed t join project p on p.tenant_id = {tenant} and p.id = t.project_id
             cross join lateral (
                 select count(*) as n from number n
                 where n.tenant_id = {tenant} and n.project_id = t.project_id
                   and n.number >= (t.prefix + 1000000) * 10000::bigint
                   and n.number < (t.prefix + 1000001) * 10000::bigint) c
         group by p.id, p.name order by numbers desc, p.id",
        net = net(inner.sql()),
        kinds = outer.sql(),
    );
    let rows: Vec<Row> = tx.all(&sql, outer.values()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// The tenant's projects that hold numbers in a code, most numbers first.
pub(super) async fn numbers_in(tx: &TenantTx, prefix: Prefix) -> Result<Vec<ProjectNumbers>> {
    let (first, last) = prefix.range();
    let rows: Vec<Row> = tx
        .all(
            "select p.id as project_id, p.name, c.n as numbers, array[$4::int] as prefixes
             from project p cross join lateral (
                 select count(*) as n from number n
                 where n.tenant_id = $1 and n.project_id = p.id and n.number between $2 and $3) c
             where p.tenant_id = $1 and c.n > 0 order by c.n desc, p.id",
            [tx.tenant(), first.into(), last.into(), super::list::code(prefix).into()],
        )
        .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

impl Row {
    fn read(self) -> ProjectNumbers {
        let named = self.prefixes.len() <= NAMED;
        let filter = || Filter::parse(self.prefixes.iter().map(|prefix| ("number.starts", prefix.to_string()))).ok();
        ProjectNumbers {
            project: ProjectId(self.project_id),
            numbers: u64::try_from(self.numbers).unwrap_or(0),
            codes: self.prefixes.len() as u64,
            filter: if named { filter() } else { None },
            name: self.name,
        }
    }
}
