use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::crm::Named;
use domain::id::UserId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// The most people that a form offers; a company has tens of members.
const MOST: i64 = 500;

/// Who can own a record: the members of the tenant, by name.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn owners(engine: &Engine, scope: &Scope) -> Result<Vec<Named<UserId>>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        name: String,
    }
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select u.id, u.name from membership m join app_user u on u.id = m.user_id
             where m.tenant_id = $1 order by u.name, u.id limit $2",
            [tx.tenant(), MOST.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| Named { id: UserId(row.id), name: row.name }).collect())
}

/// The person who acts, when they are a member: a platform admin who acts in a tenant owns nothing there.
pub(super) async fn own(tx: &TenantTx, scope: &Scope) -> Result<Option<UserId>> {
    let Some(user) = scope.actor().user() else { return Ok(None) };
    let member = "select count(*) as n from membership where tenant_id = $1 and user_id = $2";
    Ok((tx.figure(member, [tx.tenant(), user.0.into()]).await? > 0).then_some(user))
}
