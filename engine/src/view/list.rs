use super::save::right_of;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::id::ViewId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: ViewId,
    pub name: String,
    pub shared: bool,
    /// Whether it is the asking person's own.
    pub own: bool,
    /// The name of whoever saved it.
    pub owner: String,
    /// The list's state as its address says it, without a `?`.
    pub query: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    shared: bool,
    own: bool,
    owner: String,
    query: String,
}

/// The views of a list that the person may use: their own, and those that others share; by name.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read that list.
pub async fn list(engine: &Engine, scope: &Scope, of: &str) -> Result<Vec<View>> {
    allow(scope, right_of(of).unwrap_or(Right::SeeNumbers))?;
    let tx = TenantTx::begin(engine, scope).await?;
    let person = scope.actor().user().map_or(0, |user| user.0);
    let rows: Vec<Row> = tx
        .all(
            "select v.id, v.name, v.shared, v.owner_id = $3 as own, u.name as owner, v.query
             from saved_view v join app_user u on u.id = v.owner_id
             where v.tenant_id = $1 and v.list = $2 and (v.owner_id = $3 or v.shared)
             order by lower(v.name), v.id",
            [tx.tenant(), of.into(), person.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|Row { id, name, shared, own, owner, query }| View { id: ViewId(id), name, shared, own, owner, query })
        .collect())
}
