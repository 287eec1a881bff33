use super::save::right_of;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::{UserId, ViewId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: ViewId,
    /// The word of its list: `numbers`, `calls`, …
    pub list: String,
    pub name: String,
    pub shared: bool,
    /// Whether it is the asking person's own.
    pub own: bool,
    pub owner_id: UserId,
    /// The name of whoever saved it.
    pub owner: String,
    /// The list's state as its address says it, without a `?`.
    pub query: String,
    /// The columns that are shown, in their order; the usual ones when there are none.
    pub columns: Vec<String>,
    /// Stands in the side bar of whoever may use it.
    pub pinned: bool,
    /// The asking person's list begins with it.
    pub is_default: bool,
    /// What old clients call the type of its query: 1 all, 2 owned, 3 created today. `query` says the same.
    pub query_type: i16,
    pub deleted: bool,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub version: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    list: String,
    name: String,
    shared: bool,
    own: bool,
    owner_id: i64,
    owner: String,
    query: String,
    columns: Vec<String>,
    pinned: bool,
    is_default: bool,
    query_type: i16,
    deleted: bool,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    version: i64,
}

impl From<Row> for View {
    fn from(row: Row) -> Self {
        View {
            id: ViewId(row.id),
            list: row.list,
            name: row.name,
            shared: row.shared,
            own: row.own,
            owner_id: UserId(row.owner_id),
            owner: row.owner,
            query: row.query,
            columns: row.columns,
            pinned: row.pinned,
            is_default: row.is_default,
            query_type: row.query_type,
            deleted: row.deleted,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// The views that a person `$2` may use.
pub(super) const SELECT: &str =
    "select v.id, v.list, v.name, v.shared, v.owner_id = $2 as own, v.owner_id, u.name as owner, v.query,
         v.columns, v.pinned, d.view_id is not null as is_default, v.query_type, v.deleted_at is not null as deleted,
         v.created_at, v.updated_at, v.version
     from saved_view v join app_user u on u.id = v.owner_id
     left join view_default d on d.tenant_id = v.tenant_id and d.user_id = $2 and d.view_id = v.id
     where v.tenant_id = $1 and (v.owner_id = $2 or v.shared)";

/// The views of a list that the person may use, their own and those that others share: their default one, then pinned ones,
/// then the others, by name.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read that list.
pub async fn list(engine: &Engine, scope: &Scope, of: &str) -> Result<Vec<View>> {
    allow(scope, right_of(of).unwrap_or(Right::SeeNumbers))?;
    let tx = TenantTx::begin(engine, scope).await?;
    let person = scope.actor().user().map_or(0, |user| user.0);
    let sql = format!(
        "{SELECT} and v.list = $3 and v.deleted_at is null order by is_default desc, v.pinned desc, lower(v.name), v.id"
    );
    let views = rows(&tx, &sql, [tx.tenant(), person.into(), of.into()]).await?;
    tx.commit().await?;
    Ok(views)
}

/// The views that a statement which begins with [`SELECT`] finds.
pub(super) async fn rows(
    tx: &TenantTx,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value> + Send,
) -> Result<Vec<View>> {
    let rows: Vec<Row> = tx.all(sql, values).await?;
    Ok(rows.into_iter().map(View::from).collect())
}

/// A view that the person may use.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] for a token without the scope to read its list.
pub async fn get(engine: &Engine, scope: &Scope, id: ViewId) -> Result<View> {
    let tx = TenantTx::begin(engine, scope).await?;
    let view = find(&tx, scope, id, false).await?;
    allow(scope, right_of(&view.list).unwrap_or(Right::SeeNumbers))?;
    tx.commit().await?;
    Ok(view)
}

/// The same within a transaction that is under way; deleted ones only when `deleted`.
pub(super) async fn find(tx: &TenantTx, scope: &Scope, id: ViewId, deleted: bool) -> Result<View> {
    let person = scope.actor().user().map_or(0, |user| user.0);
    let sql = format!("{SELECT} and v.id = $3 and ($4 or v.deleted_at is null)");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), person.into(), id.0.into(), deleted.into()]).await?;
    row.map(View::from).ok_or(Error::NotFound)
}
