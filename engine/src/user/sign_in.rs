use super::password;
use crate::Engine;
use crate::error::Error;
use crate::rate_limit::{self, Limit};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::FromQueryResult;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Sign-ins for one account from one address (CONTRACTS, "Common to all").
const ATTEMPTS: Limit = Limit { burst: 10, per: Duration::from_secs(60) };

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
    let hash = row.as_ref().map(|row| row.password_hash.clone());
    let right = password::verify(engine, &input.password, hash).await?;
    match row {
        Some(row) if right => Ok(SignedIn { user: UserId(row.id) }),
        _ => Err(SignInError::Wrong),
    }
}

/// The account, if there is one; the try counts whatever comes of it.
async fn count_attempt(engine: &Engine, input: &SignIn) -> std::result::Result<Option<Row>, SignInError> {
    // A NUL can't be in an account's address, and the database would refuse to look for it.
    let email = input.email.trim().to_lowercase().replace('\0', "");
    // Hashed: what people type into the field is not always an e-mail address.
    let who = Sha256::digest(format!("{email}\n{}", input.address).as_bytes());
    let who: String = who.iter().map(|byte| format!("{byte:02x}")).collect();
    if !rate_limit::take(engine, &format!("sign-in:{who}"), ATTEMPTS).await?.allowed {
        return Err(SignInError::TooMany);
    }
    let tx = PlatformTx::begin(engine).await?;
    let row = tx
        .one("select id, password_hash from app_user where email_key = lower($1)", [email.into()])
        .await
        .map_err(Error::from)?;
    tx.commit().await?;
    Ok(row)
}
