//! Passwords: argon2id, hashed off the async threads, no more at once than there are cores.

use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use domain::FieldErrors;
use domain::id::UserId;
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use std::sync::atomic::Ordering;

#[derive(FromQueryResult)]
struct AboutRow {
    text: String,
}

/// Checks a new password. `about` are the names that somebody would try first; see [`about`].
pub(crate) fn check(password: &SecretString, about: &[String]) -> std::result::Result<(), FieldErrors> {
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    domain::password::check(password.expose_secret(), &about)
        .map_err(|refused| FieldErrors::one("password", refused.to_string()))
}

/// What a person's password must not be made of: their name, their e-mail address, and the names of their companies.
pub(crate) async fn about(engine: &Engine, user: UserId) -> Result<Vec<String>> {
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<AboutRow> = tx
        .all(
            "select unnest(array[u.name, u.email]) as text from app_user u where u.id = $1
             union all
             select unnest(array[t.name, t.slug]) from membership m join tenant t on t.id = m.tenant_id
             where m.user_id = $1",
            [user.0.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// The hash to store.
pub(crate) async fn hash(engine: &Engine, password: &SecretString) -> Result<String> {
    let password = password.clone();
    off_thread(engine, move || {
        Argon2::default()
            .hash_password(password.expose_secret().as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::Internal(error.to_string()))
    })
    .await?
}

/// Whether `password` is the one behind `hash`. An unknown account is checked against a hash of its own, so that it takes
/// as long as a known one.
pub(crate) async fn verify(engine: &Engine, password: &SecretString, hash: Option<String>) -> Result<bool> {
    let password = password.clone();
    off_thread(engine, move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let Ok(parsed) = PasswordHash::new(&hash) else {
            return Err(Error::Internal("a stored password hash can't be read".into()));
        };
        Ok(Argon2::default().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok() && known)
    })
    .await?
}

/// A hash of something short, at the cost of a password, under a salt that is kept elsewhere.
pub(crate) async fn slow_hash(engine: &Engine, text: &SecretString, salt: Vec<u8>) -> Result<Vec<u8>> {
    let text = text.clone();
    off_thread(engine, move || {
        let mut hash = [0; 32];
        Argon2::default()
            .hash_password_into(text.expose_secret().as_bytes(), &salt, &mut hash)
            .map(|()| hash.to_vec())
            .map_err(|error| Error::Internal(error.to_string()))
    })
    .await?
}

/// A hash with the default costs, of a password nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$1KjLtKnUMzfoCmEOgQKb9mSUJB6jBdH0wqQjE1tGUaI";

async fn off_thread<T: Send + 'static>(engine: &Engine, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = engine.hashing().permits.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    engine.hashing().done.fetch_add(1, Ordering::Relaxed);
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_for_unknown_accounts_costs_what_a_new_one_costs() {
        let fresh = Argon2::default().hash_password(b"whatever it is").expect("hashing works").to_string();
        let costs = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(costs(&fresh), costs(NOBODY));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
