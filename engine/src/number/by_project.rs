use super::row::{NumberOrigin, NumberStatus, line_type_code};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{Clause, Column};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;

/// The most projects that are told one by one.
const MOST: i64 = 500;

/// How many numbers that match a project holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub project: ProjectId,
    pub name: String,
    pub archived: bool,
    pub count: u64,
}

/// The shares of a tenant's projects in the numbers that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// The largest first, at most 500.
    pub largest: Vec<Share>,
    /// All of them.
    pub projects: u64,
    pub numbers: u64,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    archived: bool,
    n: i64,
    projects: i64,
    numbers: i64,
}

/// Counts a tenant's numbers that match by project: what a figure of all projects is made of. It asks the tally that
/// [`totals`](super::totals) sums up, so both say the same.
///
/// # Errors
/// [`crate::Error::Invalid`] at a condition that the tally does not tell apart, such as a date.
pub async fn by_project(engine: &Engine, scope: &Scope, filter: &Filter<Numbers>) -> Result<Shares> {
    allow(scope, Right::SeeNumbers)?;
    let mut errors = FieldErrors::new();
    for condition in filter.conditions().iter().filter(|condition| tallied(condition.field.name).is_none()) {
        let text = format!("{} can be asked of the numbers of one project.", condition.field.label);
        errors.add(condition.field.name, text);
    }
    errors.into_result(())?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut matching = Clause::new("tenant_id = $1", [tx.tenant()]);
    matching.filter(filter, tallied);
    let most = matching.value(MOST);
    let sql = format!(
        "select p.id, p.name, p.archived_at is not null as archived, c.n, count(*) over () as projects,
             (sum(c.n) over ())::bigint as numbers
         from (select project_id, sum(n)::bigint as n from number_tally where {}
               group by 1 having sum(n) > 0) c
             join project p on p.tenant_id = $1 and p.id = c.project_id
         where p.deleted_at is null
         order by c.n desc, p.id limit {most}",
        matching.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, matching.values()).await?;
    tx.commit().await?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let (projects, numbers) = rows.first().map_or((0, 0), |row| (count(row.projects), count(row.numbers)));
    let largest = rows
        .into_iter()
        .map(|row| Share { project: ProjectId(row.id), name: row.name, archived: row.archived, count: count(row.n) })
        .collect();
    Ok(Shares { largest, projects, numbers })
}

/// The columns of the tally.
fn tallied(field: &str) -> Option<Column> {
    Some(match field {
        "area_code" => Column::Digits("area_code", 3),
        "carrier" => Column::EitherText("brand", "carrier"),
        "type" => Column::Code("line_type", line_type_code),
        "state" => Column::Word("state"),
        "status" => Column::Code("status", NumberStatus::code_of_word),
        "valid" => Column::Truth("valid"),
        "origin" => Column::Code("origin", NumberOrigin::code_of_word),
        _ => return None,
    })
}
