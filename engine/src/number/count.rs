use super::named::{FEW, named, only};
use super::row::column;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::project;
use crate::selection::{Clause, SEARCHED, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::page::Count;
use domain::{Right, Scope};

/// How many of a project's numbers match, counted to [`Count::CAP`], and looking at [`SEARCHED`] rows at most: what it
/// answers is exact, or says that it is not.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn count(engine: &Engine, scope: &Scope, project: ProjectId, filter: &Filter<Numbers>) -> Result<Count> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let (reach, searched) = reach(&tx, project, filter);
    let mut clause = Clause::new("true", reach.values());
    clause.filter(filter, column);
    let window = if searched { format!("limit {SEARCHED}") } else { String::new() };
    let sql = format!(
        "select count(*) as n from (select 1 from (select * from number where {} {window}) reached
             where {} limit {}) counted",
        reach.sql(),
        clause.sql(),
        Count::CAP + 1
    );
    let n = tx.figure(&sql, clause.values()).await?;
    let count = match capped(n) {
        Count::Exact(n) if searched => {
            // Fewer than the cap, but perhaps only because looking stopped.
            let beyond = format!(
                "select count(*) as n from (select 1 from number where {} offset {SEARCHED} limit 1) beyond",
                reach.sql()
            );
            if tx.figure(&beyond, reach.values()).await? > 0 { Count::AtLeast(n) } else { Count::Exact(n) }
        }
        other => other,
    };
    tx.commit().await?;
    Ok(count)
}

/// Whether the tenant holds any number, in whatever project.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read numbers.
pub async fn any(engine: &Engine, scope: &Scope) -> Result<bool> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let n = tx
        .figure("select count(*) as n from (select 1 from number where tenant_id = $1 limit 1) one", [tx.tenant()])
        .await?;
    tx.commit().await?;
    Ok(n > 0)
}

/// How many of a project's numbers match, however long counting takes.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn count_exact(engine: &Engine, scope: &Scope, project: ProjectId, filter: &Filter<Numbers>) -> Result<u64> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let n = exactly(&tx, project, filter).await?;
    tx.commit().await?;
    Ok(n)
}

/// The same in a transaction, for a project that is there.
pub(super) async fn exactly(tx: &TenantTx, project: ProjectId, filter: &Filter<Numbers>) -> Result<u64> {
    let (mut clause, _) = reach(tx, project, filter);
    clause.filter(filter, column);
    let n = tx.figure(&format!("select count(*) as n from number where {}", clause.sql()), clause.values()).await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The rows that can match: the project's, or those the filter names in full. Whether they have to be searched.
fn reach(tx: &TenantTx, project: ProjectId, filter: &Filter<Numbers>) -> (Clause, bool) {
    let mut clause = Clause::new("tenant_id = $1 and project_id = $2", [tx.tenant(), project.0.into()]);
    match named(filter, FEW) {
        Some(numbers) => {
            only(&mut clause, &numbers);
            (clause, false)
        }
        None => (clause, !filter.is_empty()),
    }
}
