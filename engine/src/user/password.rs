//! Passwords: argon2id, hashed off the async threads, no more at once than there are cores.

use crate::Engine;
use crate::error::{Error, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use domain::FieldErrors;
use secrecy::{ExposeSecret, SecretString};

/// The shortest password: NIST SP 800-63B asks for 15 where it is the only factor, 8 beside a second one. 12 stands
/// between the two until the second factor is here.
pub(crate) const LENGTH_MIN: usize = 12;
/// The longest: more only costs time.
pub(crate) const LENGTH_MAX: usize = 256;

/// Checks the length of a new password.
pub(crate) fn check(password: &SecretString) -> std::result::Result<(), FieldErrors> {
    let length = password.expose_secret().chars().count();
    if (LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        Ok(())
    } else {
        Err(FieldErrors::one("password", "A password has 12 to 256 characters."))
    }
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

/// A hash with the default costs, of a password nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$1KjLtKnUMzfoCmEOgQKb9mSUJB6jBdH0wqQjE1tGUaI";

async fn off_thread<T: Send + 'static>(engine: &Engine, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = engine.hashing().acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
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
