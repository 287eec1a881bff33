use super::password;
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use secrecy::SecretString;
use serde_json::json;

/// Gives an account a new password and ends all its sessions.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::NotFound`] for an unknown address; [`Error::Invalid`] at
/// `password`.
pub async fn set_password(engine: &Engine, scope: &Scope, email: &str, password: &SecretString) -> Result<()> {
    allow_platform(scope)?;
    password::check(password)?;
    let hash = password::hash(engine, password).await?;
    let tx = PlatformTx::begin(engine).await?;
    let changed = tx
        .execute(
            "update app_user set password_hash = $2 where email_key = lower($1)",
            [email.trim().into(), hash.into()],
        )
        .await?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    let id = tx.figure("select id as n from app_user where email_key = lower($1)", [email.trim().into()]).await?;
    tx.execute("delete from session where user_id = $1", [id.into()]).await?;
    audit::record(&tx, scope, audit::Entry::made("user.set_password", format!("user:{id}"), json!({}))?).await?;
    tx.commit().await
}
