use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::id::UserId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use secrecy::SecretString;
use serde_json::json;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Hours that a link lasts: long enough to be handed over on the same day, and no longer.
pub const RESET_HOURS: i32 = 24;

/// A link that was made just now.
#[derive(Debug)]
pub struct ResetLink {
    /// What stands in its address; it is seen here and never again.
    pub secret: SecretString,
    pub expires_at: OffsetDateTime,
    /// Whose password it sets.
    pub name: String,
}

#[derive(FromQueryResult)]
struct Person {
    name: String,
    platform_admin: bool,
    /// In the scope's tenant.
    role: Option<String>,
    elsewhere: bool,
}

#[derive(FromQueryResult)]
struct Made {
    expires_at: OffsetDateTime,
}

/// Makes a one-time link with which `user` sets a new password; those made before are worth nothing from then on.
///
/// A link gives the whole account to whoever holds it. So an admin makes one only for somebody of their own company who
/// belongs to no other, where it gives nothing that the admin could not take anyway; an owner's takes an owner. A platform
/// admin makes one for anybody. Nobody makes one for themselves: their own page asks for the old password.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is no member; [`Error::Denied`] for a token, for too low a role, and for somebody
/// who belongs to another company too or stands above companies.
pub async fn make_reset_link(
    engine: &Engine,
    scope: &Scope,
    proof: &Proof,
    user: UserId,
    clears_second_factor: bool,
) -> Result<ResetLink> {
    let by = scope.actor().user().ok_or_else(|| Error::Denied("Only a person makes a link.".into()))?;
    proof.is_of(by)?;
    let tx = PlatformTx::begin(engine).await?;
    let person = person(&tx, scope, user).await?;
    let random: [u8; 32] = rand::random();
    let secret: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    tx.execute("delete from password_reset where user_id = $1", [user.0.into()]).await?;
    let made: Made = tx
        .one(
            "insert into password_reset (secret_hash, user_id, made_by, clears_second_factor, expires_at)
             values ($1, $2, $3, $4, now() + make_interval(hours => $5)) returning expires_at",
            [hash(&secret).into(), user.0.into(), by.0.into(), clears_second_factor.into(), RESET_HOURS.into()],
        )
        .await?
        .ok_or_else(|| Error::Internal("a reset link was not written".into()))?;
    let facts = json!({ "clears_second_factor": clears_second_factor, "hours": RESET_HOURS });
    audit::record(&tx, scope, audit::Entry::made("user.make_reset_link", format!("user:{user}"), facts)?).await?;
    tx.commit().await?;
    Ok(ResetLink { secret: secret.into(), expires_at: made.expires_at, name: person.name })
}

/// The name of somebody for whom a link may be made, before it is.
///
/// # Errors
/// As [`make_reset_link`], which asks again.
pub async fn may_make_reset_link(engine: &Engine, scope: &Scope, user: UserId) -> Result<String> {
    let tx = PlatformTx::begin(engine).await?;
    let person = person(&tx, scope, user).await?;
    tx.commit().await?;
    Ok(person.name)
}

/// Somebody whom the scope may hand a link; the row stays locked, so that they do not become more meanwhile.
async fn person(tx: &impl Tx, scope: &Scope, user: UserId) -> Result<Person> {
    allow(scope, Right::OwnAccount)?;
    if !scope.is_platform_admin() {
        allow(scope, Right::ManageMembers)?;
    }
    let person: Option<Person> = tx
        .one(
            "select u.name, u.platform_admin,
                    (select m.role from membership m where m.user_id = u.id and m.tenant_id = $2) as role,
                    exists (select from membership m where m.user_id = u.id and m.tenant_id <> $2) as elsewhere
             from app_user u where u.id = $1 for update of u",
            [user.0.into(), scope.tenant().0.into()],
        )
        .await?;
    let person = person.ok_or(Error::NotFound)?;
    if scope.actor().user() == Some(user) {
        return Err(Error::Denied("Change your own password on the page of your account.".into()));
    }
    if scope.is_platform_admin() {
        return Ok(person);
    }
    let role = person.role.as_deref().ok_or(Error::NotFound)?;
    if role == "owner" {
        allow(scope, Right::ManageOwners)?;
    }
    if person.platform_admin || person.elsewhere {
        return Err(Error::Denied(
            "This account does not belong to your company alone, so its link takes a platform admin.".into(),
        ));
    }
    Ok(person)
}

/// What a link is found by: 256 random bits need no slow hash.
pub(super) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
