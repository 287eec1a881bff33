//! The seats of a company: held still while one is given or taken, and counted.

use crate::error::{Error, Result};
use crate::tenancy::Tx;
use domain::id::{TenantId, UserId};
use domain::phone::grouped;
use domain::scope::Role;
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    members_max: Option<i32>,
}

/// Lets nobody else change a membership or an invitation of the company until the transaction ends; answers how many
/// members it may have. Rows that refer to the company are written meanwhile.
pub(crate) async fn hold(tx: &impl Tx, tenant: TenantId) -> Result<Option<u32>> {
    let row: Row = tx
        .one("select members_max from tenant where id = $1 for no key update", [tenant.0.into()])
        .await?
        .ok_or(Error::NotFound)?;
    Ok(row.members_max.and_then(|most| u32::try_from(most).ok()))
}

/// Sees that the company, whose seats are held, may have one member more. Open invitations count: who was asked to come
/// finds a place.
pub(crate) async fn room(tx: &impl Tx, tenant: TenantId, most: Option<u32>) -> Result<()> {
    let Some(most) = most else { return Ok(()) };
    let taken = tx
        .figure(
            "select (select count(*) from membership where tenant_id = $1)
                 + (select count(*) from invitation where tenant_id = $1 and accepted_at is null and revoked_at is null
                        and expires_at > now()) as n",
            [tenant.0.into()],
        )
        .await?;
    if taken < i64::from(most) {
        return Ok(());
    }
    let most = if most == 1 { "1 member".to_owned() } else { format!("{} members", grouped(most.into())) };
    Err(Error::Conflict(format!(
        "The company may have {most}, open invitations included, and has them. Remove somebody or revoke an \
         invitation first, or ask the operator of this installation for more."
    )))
}

/// Makes a person a member of a company.
pub(crate) async fn join(tx: &impl Tx, tenant: TenantId, user: UserId, role: Role) -> Result<()> {
    let most = hold(tx, tenant).await?;
    room(tx, tenant, most).await?;
    let joined = tx
        .execute(
            "insert into membership (tenant_id, user_id, role) values ($1, $2, $3) on conflict do nothing",
            [tenant.0.into(), user.0.into(), role.as_str().into()],
        )
        .await?;
    if joined == 0 {
        return Err(Error::Conflict("This person belongs to the company already.".into()));
    }
    Ok(())
}
