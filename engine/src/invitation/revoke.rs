use super::list::{COLUMNS, Row};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::member::hold;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::InvitationId;
use domain::invitation::Invitation;
use domain::{Right, Scope};
use serde_json::json;

/// Revokes an open invitation: its link leads nowhere from the commit on. Answers it as it was.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Denied`] below the role admin; [`Error::Conflict`] when it was accepted or revoked.
pub async fn revoke(engine: &Engine, scope: &Scope, id: InvitationId) -> Result<Invitation> {
    allow(scope, Right::ManageMembers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    hold(&tx, scope.tenant()).await?;
    let sql = format!(
        "select {COLUMNS} from invitation i left join app_user u on u.id = i.invited_by
         where i.tenant_id = $1 and i.id = $2"
    );
    let row: Row = tx.one(&sql, [tx.tenant(), id.0.into()]).await?.ok_or(Error::NotFound)?;
    let invitation = Invitation::try_from(row)?;
    match (invitation.accepted_at, invitation.revoked_at) {
        (Some(_), _) => return Err(Error::Conflict("This invitation was accepted already.".into())),
        (_, Some(_)) => return Err(Error::Conflict("This invitation is revoked already.".into())),
        _ => {}
    }
    tx.execute("update invitation set revoked_at = now() where tenant_id = $1 and id = $2", [tx.tenant(), id.0.into()])
        .await?;
    let entry = audit::Entry::changed(
        "invitation.revoke",
        format!("invitation:{id}"),
        json!({ "revoked": false, "email": invitation.email, "role": invitation.role }),
        json!({ "revoked": true }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(invitation)
}
