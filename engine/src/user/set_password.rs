use super::{by_email, password};
use crate::allow::allow_platform;
use crate::error::Result;
use crate::session::EndingAll;
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
    let id = by_email(engine, scope, email).await?;
    password::check(password, &password::about(engine, id).await?)?;
    let hash = password::hash(engine, password).await?;
    let ending = EndingAll::of(engine, id, None).await?;
    let tx = PlatformTx::begin(engine).await?;
    tx.execute(
        "update app_user set password_hash = $2, credentials = credentials + 1 where id = $1",
        [id.0.into(), hash.into()],
    )
    .await?;
    tx.execute("delete from password_reset where user_id = $1", [id.0.into()]).await?;
    audit::record(&tx, scope, audit::Entry::made("user.set_password", format!("user:{id}"), json!({}))?).await?;
    let (_, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(())
}
