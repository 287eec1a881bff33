use super::row::column;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::project;
use crate::selection::{Clause, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::page::Count;
use domain::scope::{Role, TokenScope};

/// Counting looks at so many rows at most.
const SEARCHED: i64 = 500_000;

/// How many of a project's numbers match, counted to [`Count::CAP`], and looking at half a million rows at most: what it
/// answers is exact, or says that it is not.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn count(engine: &Engine, scope: &Scope, project: ProjectId, filter: &Filter<Numbers>) -> Result<Count> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let mut clause = Clause::new("true", [tx.tenant(), project.0.into()]);
    clause.filter(filter, column);
    let reached = format!("select * from number where tenant_id = $1 and project_id = $2 limit {SEARCHED}");
    let sql = format!(
        "select count(*) as n from (select 1 from ({reached}) reached where {} limit {}) counted",
        clause.sql(),
        Count::CAP + 1
    );
    let n = tx.figure(&sql, clause.values()).await?;
    let count = match capped(n) {
        Count::Exact(n) if !filter.is_empty() => {
            // Fewer than the cap, but perhaps only because looking stopped.
            let all = format!(
                "select count(*) as n from (select 1 from number where tenant_id = $1 and project_id = $2
                     offset {SEARCHED} limit 1) beyond"
            );
            let beyond = tx.figure(&all, [tx.tenant(), project.0.into()]).await?;
            if beyond > 0 { Count::AtLeast(n) } else { Count::Exact(n) }
        }
        other => other,
    };
    tx.commit().await?;
    Ok(count)
}

/// How many of a project's numbers match, however long counting takes.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn count_exact(engine: &Engine, scope: &Scope, project: ProjectId, filter: &Filter<Numbers>) -> Result<u64> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let mut clause = Clause::new("tenant_id = $1 and project_id = $2", [tx.tenant(), project.0.into()]);
    clause.filter(filter, column);
    let n = tx.figure(&format!("select count(*) as n from number where {}", clause.sql()), clause.values()).await?;
    tx.commit().await?;
    Ok(u64::try_from(n).unwrap_or(0))
}
