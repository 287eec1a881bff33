use super::list::{SELECT, View, find, rows};
use super::save::right_of;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ViewId;
use domain::{Right, Scope};
use serde_json::json;

/// The most pinned views that stand in a side bar: what others share must not push everything else out of sight.
const MOST: i64 = 20;

/// Puts a view into the side bar of whoever may use it, or takes it out: one's own; an admin also those that others share.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the person may pin; [`Error::Denied`] for a token without the scope of its list.
pub async fn pin(engine: &Engine, scope: &Scope, id: ViewId, pinned: bool) -> Result<()> {
    let tx = TenantTx::begin(engine, scope).await?;
    let view = find(&tx, scope, id, false).await?;
    allow(scope, right_of(&view.list).unwrap_or(Right::SeeNumbers))?;
    if !view.own && !scope.may(Right::TidyViews) {
        return Err(Error::NotFound);
    }
    if view.pinned == pinned {
        return Ok(());
    }
    tx.execute(
        "update saved_view set pinned = $3, updated_at = now(), version = version + 1 where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), pinned.into()],
    )
    .await?;
    let entry = audit::Entry::made("view.pin", format!("view:{id}"), json!({ "pinned": pinned }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// The pinned views of these lists that the person may use, by name, at most twenty; none of a list they may not see.
///
/// # Errors
/// When the database is away.
pub async fn pinned(engine: &Engine, scope: &Scope, lists: &[&str]) -> Result<Vec<View>> {
    let seen = |list: &&&str| right_of(list).is_some_and(|right| scope.may(right));
    let lists: Vec<String> = lists.iter().filter(seen).map(|list| (*list).to_owned()).collect();
    let person = scope.actor().user().map_or(0, |user| user.0);
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "{SELECT} and v.list = any ($3) and v.pinned and v.deleted_at is null order by lower(v.name), v.id limit $4"
    );
    let views = rows(&tx, &sql, [tx.tenant(), person.into(), lists.into(), MOST.into()]).await?;
    tx.commit().await?;
    Ok(views)
}
