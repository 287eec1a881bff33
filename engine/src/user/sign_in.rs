use super::password;
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::FromQueryResult;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

/// Sign-ins a minute for one account from one address (CONTRACTS, "Common to all").
const ATTEMPTS_A_MINUTE: i64 = 10;

/// What somebody typed to sign in.
#[derive(Debug)]
pub struct SignIn {
    pub email: String,
    pub password: SecretString,
    /// The network address it came from.
    pub address: String,
}

/// Somebody who is who they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account or another password: which of the two is not said.
    #[error("The e-mail address or the password is wrong.")]
    Wrong,
    /// Too many tries for this account from this address.
    #[error("Too many attempts. Try again in a minute.")]
    TooMany,
    /// Something else failed.
    #[error(transparent)]
    Other(#[from] Error),
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    password_hash: String,
}

/// Finds out whether an e-mail address and a password belong together. It takes as long for an unknown account as for a
/// known one.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(engine: &Engine, input: &SignIn) -> std::result::Result<SignedIn, SignInError> {
    let row = count_attempt(engine, input).await?;
    // A NUL can't be in an account's address, and the database would refuse to look for it.
    let hash = row.as_ref().map(|row| row.password_hash.clone());
    let right = password::verify(engine, &input.password, hash).await?;
    match row {
        Some(row) if right => Ok(SignedIn { user: UserId(row.id) }),
        _ => Err(SignInError::Wrong),
    }
}

async fn count_attempt(engine: &Engine, input: &SignIn) -> std::result::Result<Option<Row>, SignInError> {
    let email = input.email.trim().to_lowercase().replace('\0', "");
    let key = Sha256::digest(format!("{email}\n{}", input.address).as_bytes()).to_vec();
    let tx = PlatformTx::begin(engine).await?;
    // One after the other: a hundred tries at once would each count none before them.
    tx.execute("select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))", [key.clone().into()])
        .await
        .map_err(Error::from)?;
    let tried = tx
        .figure(
            "with old as (delete from sign_in_attempt where key_hash = $1 and at < now() - interval '1 minute'),
                  new as (insert into sign_in_attempt (key_hash) values ($1))
             select count(*) as n from sign_in_attempt where key_hash = $1 and at >= now() - interval '1 minute'",
            [key.into()],
        )
        .await
        .map_err(Error::from)?;
    let row = tx
        .one("select id, password_hash from app_user where email_key = lower($1)", [email.into()])
        .await
        .map_err(Error::from)?;
    tx.commit().await?;
    if tried >= ATTEMPTS_A_MINUTE { Err(SignInError::TooMany) } else { Ok(row) }
}

/// Forgets attempts that no limit looks at any more.
///
/// # Errors
/// When the database is away.
pub(crate) async fn forget_old_attempts(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let forgotten = tx.execute("delete from sign_in_attempt where at < now() - interval '1 minute'", []).await?;
    tx.commit().await?;
    Ok(forgotten)
}
