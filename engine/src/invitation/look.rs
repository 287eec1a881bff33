use super::{PREFIX, hash};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{InvitationId, TenantId};
use domain::scope::Role;
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

/// What an open invitation offers to whoever holds its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: InvitationId,
    pub tenant: TenantId,
    pub tenant_name: String,
    /// Whom it is for.
    pub email: String,
    pub role: Role,
    pub invited_by: Option<String>,
    pub expires_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    tenant_id: i64,
    tenant_name: String,
    email: String,
    role: String,
    invited_by: Option<String>,
    expires_at: OffsetDateTime,
}

/// What the invitation with this secret offers. Whoever holds the secret may know; nobody need be signed in.
///
/// # Errors
/// [`Error::NotFound`] for one that is not there, was accepted or revoked, is past its end, or is of a suspended company:
/// all look the same.
pub async fn look(engine: &Engine, secret: &SecretString) -> Result<Offer> {
    let tx = PlatformTx::begin(engine).await?;
    let offer = find(&tx, secret).await?;
    tx.commit().await?;
    Ok(offer)
}

/// The same within a transaction that is under way.
pub(super) async fn find(tx: &PlatformTx, secret: &SecretString) -> Result<Offer> {
    let secret = secret.expose_secret();
    if !secret.starts_with(PREFIX) || secret.len() > 128 {
        return Err(Error::NotFound);
    }
    let row: Row = tx
        .one(
            "select i.id, i.tenant_id, t.name as tenant_name, i.email, i.role, u.name as invited_by, i.expires_at
             from invitation i join tenant t on t.id = i.tenant_id left join app_user u on u.id = i.invited_by
             where i.secret_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
                 and t.suspended_at is null",
            [hash(secret).into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Offer {
        id: InvitationId(row.id),
        tenant: TenantId(row.tenant_id),
        tenant_name: row.tenant_name,
        email: row.email,
        role: row.role.parse().map_err(|_| Error::Internal(format!("invitation {} has a strange role", row.id)))?,
        invited_by: row.invited_by,
        expires_at: row.expires_at,
    })
}
