use super::list::{COLUMNS, Row};
use super::{PREFIX, hash};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::member::{hold, room};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::invitation::{Invitation, InvitationDraft};
use domain::scope::Role;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use secrecy::SecretString;
use serde_json::json;

/// An invitation that was made just now.
#[derive(Debug)]
pub struct MadeInvitation {
    pub invitation: Invitation,
    /// The secret of its link, which is seen here and never again.
    pub secret: SecretString,
}

/// Invites a person. An open invitation to the same address ends: there is one link a person.
///
/// # Errors
/// [`Error::Denied`] below the role admin, and for an owner's invitation by anybody but an owner; [`Error::Invalid`] at
/// `email`, `role` and `days`, also for who belongs to the company already; [`Error::Conflict`] when the company is full.
pub async fn create(engine: &Engine, scope: &Scope, draft: &InvitationDraft) -> Result<MadeInvitation> {
    allow(scope, Right::ManageMembers)?;
    let text = draft.check()?;
    if text.role == Role::Owner {
        allow(scope, Right::ManageOwners)?;
    }
    let random: [u8; 32] = rand::random();
    let secret = format!("{PREFIX}{}", random.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let tx = TenantTx::begin(engine, scope).await?;
    let most = hold(&tx, scope.tenant()).await?;
    let there = tx
        .figure(
            "select count(*) as n from membership m join app_user u on u.id = m.user_id
             where m.tenant_id = $1 and u.email_key = lower($2)",
            [tx.tenant(), text.email.clone().into()],
        )
        .await?;
    if there > 0 {
        return Err(FieldErrors::one("email", "This person belongs to the company already.").into());
    }
    #[derive(FromQueryResult)]
    struct Old {
        id: i64,
    }
    let old: Vec<Old> = tx
        .all(
            "update invitation set revoked_at = now()
             where tenant_id = $1 and email_key = lower($2) and accepted_at is null and revoked_at is null
             returning id",
            [tx.tenant(), text.email.clone().into()],
        )
        .await?;
    room(&tx, scope.tenant(), most).await?;
    let sql = format!(
        "with i as (
             insert into invitation (tenant_id, email, email_key, role, secret_hash, invited_by, expires_at)
             values ($1, $2, lower($2), $3, $4, $5, now() + make_interval(days => $6)) returning *)
         select {COLUMNS} from i left join app_user u on u.id = i.invited_by"
    );
    let values = [
        tx.tenant(),
        text.email.into(),
        text.role.as_str().into(),
        hash(&secret).into(),
        scope.actor().user().map(|user| user.0).into(),
        i32::from(text.days).into(),
    ];
    let row: Row = tx.one(&sql, values).await?.ok_or_else(|| Error::Internal("an invitation was not made".into()))?;
    let invitation = Invitation::try_from(row)?;
    let replaces: Vec<i64> = old.into_iter().map(|old| old.id).collect();
    let facts = json!({ "email": invitation.email, "role": invitation.role, "days": text.days, "replaces": replaces });
    let entry = audit::Entry::made("invitation.create", format!("invitation:{}", invitation.id), facts)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(MadeInvitation { invitation, secret: secret.into() })
}
