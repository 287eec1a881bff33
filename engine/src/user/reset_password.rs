use super::password::{self, about};
use super::reset_link::hash;
use crate::error::{Error, Result};
use crate::second_factor;
use crate::session::EndingAll;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::UserId;
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// Text that is longer is no link of ours.
const SECRET_LEN: usize = 64;

#[derive(FromQueryResult)]
struct Row {
    user_id: i64,
}

#[derive(FromQueryResult)]
struct Used {
    clears_second_factor: bool,
}

/// Whose password a link sets; `None` when it is unknown, used, replaced or past its time: which of these is not said.
///
/// # Errors
/// When the database is away.
pub async fn person_of_reset(engine: &Engine, secret: &SecretString) -> Result<Option<UserId>> {
    let secret = secret.expose_secret();
    if secret.len() != SECRET_LEN {
        return Ok(None);
    }
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one("select user_id from password_reset where secret_hash = $1 and expires_at > now()", [hash(secret).into()])
        .await?;
    tx.commit().await?;
    Ok(row.map(|row| UserId(row.user_id)))
}

/// Sets a new password by a link, uses the link up, and ends all the person's sessions. The second factor stays, unless
/// whoever made the link chose that it goes. `scope` is that of the link's person.
///
/// # Errors
/// [`Error::NotFound`] when the link is worth nothing (any more); [`Error::Invalid`] at `password`, after which the link
/// still stands.
pub async fn reset_password(engine: &Engine, scope: &Scope, secret: &SecretString, new: &SecretString) -> Result<()> {
    let user = scope.actor().user().ok_or(Error::NotFound)?;
    password::check(new, &about(engine, user).await?)?;
    let password_hash = password::hash(engine, new).await?;
    let ending = EndingAll::of(engine, user, None).await?;
    let tx = PlatformTx::begin(engine).await?;
    let used: Option<Used> = tx
        .one(
            "delete from password_reset where secret_hash = $1 and user_id = $2 and expires_at > now()
             returning clears_second_factor",
            [hash(secret.expose_secret()).into(), user.0.into()],
        )
        .await?;
    let used = used.ok_or(Error::NotFound)?;
    tx.execute(
        "update app_user set password_hash = $2, credentials = credentials + 1 where id = $1",
        [user.0.into(), password_hash.into()],
    )
    .await?;
    let cleared = used.clears_second_factor && second_factor::remove(&tx, user).await?.is_some_and(|gone| gone.was_on);
    let facts = json!({ "second_factor_cleared": cleared });
    audit::record(&tx, scope, audit::Entry::made("user.reset_password", format!("user:{user}"), facts)?).await?;
    let (_, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(())
}

/// Forgets links that are past their time.
///
/// # Errors
/// When the database is away.
pub async fn forget_resets(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx.execute("delete from password_reset where expires_at <= now()", []).await?;
    tx.commit().await?;
    Ok(gone)
}
