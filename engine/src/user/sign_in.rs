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

/// Failed sign-ins for any account from one address: an office behind one address mistypes less, and a list of stolen
/// passwords does not get far.
const FROM_ONE_ADDRESS: Limit = Limit { burst: 100, per: Duration::from_secs(600) };
/// Failed sign-ins for one account from everywhere. Nobody is refused by it, or anybody could lock the owner out: beyond the first
/// [`UNHURRIED`] each waits before it is looked at, the longer the more there were.
const FROM_EVERYWHERE: Limit = Limit { burst: 200, per: Duration::from_secs(3_600) };
const UNHURRIED: u32 = 20;
/// What each further one adds, and the most it comes to: the owner waits for it too.
const WAIT_EACH: Duration = Duration::from_millis(50);
const WAIT_MOST: Duration = Duration::from_secs(5);

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
    /// Counts the changes of password and second factor: a session of another count is over.
    pub credentials: i32,
    /// A code is asked for before anything is shown; see [`super::sign_in_code`].
    pub second_factor: bool,
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

impl SignInError {
    /// The reason in a word, for the log.
    pub fn word(&self) -> &'static str {
        match self {
            SignInError::Wrong => "wrong",
            SignInError::TooMany => "too many",
            SignInError::Other(_) => "failed",
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    password_hash: String,
    credentials: i32,
    second_factor: bool,
}

/// Finds out whether an e-mail address and a password belong together. It takes as long for an unknown account as for a
/// known one.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(engine: &Engine, input: &SignIn) -> std::result::Result<SignedIn, SignInError> {
    // A NUL can't be in an account's address, and the database would refuse to look for it.
    let email = input.email.trim().to_lowercase().replace('\0', "");
    let [who, from, to] = keys(&email, &input.address);
    if !rate_limit::take(engine, &who, ATTEMPTS).await?.allowed
        || !rate_limit::take(engine, &from, FROM_ONE_ADDRESS).await?.allowed
    {
        return Err(SignInError::TooMany);
    }
    let everywhere = rate_limit::take(engine, &to, FROM_EVERYWHERE).await?;
    tokio::time::sleep(wait(everywhere.remaining)).await;
    let row = account(engine, email).await?;
    let hash = row.as_ref().map(|row| row.password_hash.clone());
    let right = password::verify(engine, &input.password, hash).await?;
    let row = row.filter(|_| right).ok_or(SignInError::Wrong)?;
    // Taken before, so that a thousand at one moment are counted; what went well is not held against anybody.
    rate_limit::give_back(engine, &from, FROM_ONE_ADDRESS).await?;
    if everywhere.allowed {
        rate_limit::give_back(engine, &to, FROM_EVERYWHERE).await?;
    }
    Ok(SignedIn { user: UserId(row.id), credentials: row.credentials, second_factor: row.second_factor })
}

/// What is counted: the account from the address, the address, and the account. Hashed: what people type into the field is
/// not always an e-mail address.
fn keys(email: &str, address: &str) -> [String; 3] {
    let hash =
        |of: &str| -> String { Sha256::digest(of.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect() };
    [
        format!("sign-in:{}", hash(&format!("{email}\n{address}"))),
        format!("sign-in-from:{}", hash(address)),
        format!("sign-in-to:{}", hash(email)),
    ]
}

/// The account, if there is one.
async fn account(engine: &Engine, email: String) -> Result<Option<Row>, Error> {
    let tx = PlatformTx::begin(engine).await?;
    let row = tx
        .one(
            "select u.id, u.password_hash, u.credentials,
                    exists (select from second_factor f where f.user_id = u.id
                                and f.confirmed_at is not null) as second_factor
             from app_user u where u.email_key = lower($1)",
            [email.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(row)
}

/// How long a sign-in waits when so many of the account's allowance are left.
fn wait(remaining: u32) -> Duration {
    let hurried = FROM_EVERYWHERE.burst.saturating_sub(remaining).saturating_sub(UNHURRIED);
    (WAIT_EACH * hurried).min(WAIT_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_the_attempts_and_stays_bearable() {
        let waits: Vec<Duration> = [199, 180, 179, 170, 100, 0].into_iter().map(wait).collect();
        assert_eq!(waits[..2], [Duration::ZERO; 2]);
        assert!(waits[1..].is_sorted() && waits[2] > Duration::ZERO, "{waits:?}");
        assert_eq!(waits[5], WAIT_MOST);
    }
}
