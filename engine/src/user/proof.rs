use super::password;
use crate::Engine;
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::rate_limit::{self, Limit};
use crate::second_factor::{self, Checked};
use crate::tenancy::{PlatformTx, Tx};
use domain::account::PROVEN_FOR;
use domain::id::UserId;
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// Passwords that a session's owner types to prove themselves. Whoever holds a stolen session has as many guesses.
const TRIES: Limit = Limit { burst: 10, per: Duration::from_secs(300) };

/// Somebody showed within the last [`PROVEN_FOR`] seconds that they are who their session says: what matters asks for it
/// (OWASP ASVS 5.0, 7.5.1 and 7.5.3). It is made only by [`Proof::fresh`] and [`prove`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    user: UserId,
}

impl Proof {
    /// The proof that is still good, where a session keeps when its owner last proved who they are. Both are seconds since
    /// 1970.
    pub fn fresh(scope: &Scope, proven_at: Option<i64>, now: i64) -> Option<Proof> {
        let user = scope.actor().user()?;
        // A clock that was set back gives nobody more time.
        proven_at.filter(|at| (0..PROVEN_FOR).contains(&(now - at))).map(|_| Proof { user })
    }

    /// Refuses a proof of somebody else.
    pub(crate) fn is_of(self, user: UserId) -> Result<()> {
        let refused = || Error::Denied("Somebody else proved who they are.".into());
        (self.user == user).then_some(()).ok_or_else(refused)
    }
}

/// What somebody typed to prove who they are.
#[derive(Debug)]
pub struct ProofDraft {
    pub password: SecretString,
    /// A code of the second factor, asked for where there is one.
    pub code: String,
    /// The network address it came from.
    pub address: String,
}

#[derive(FromQueryResult)]
struct Row {
    password_hash: String,
    second_factor: bool,
}

/// Proves that the acting person is who their session says, by all the factors that they sign in with.
///
/// # Errors
/// [`Error::Invalid`] at `current_password` and `code`; [`Error::Denied`] for a token.
pub async fn prove(engine: &Engine, scope: &Scope, draft: &ProofDraft) -> Result<Proof> {
    let user = allow_person(scope)?;
    let at_password = |text: &str| Error::Invalid(FieldErrors::one("current_password", text));
    let at_code = |text: &str| Error::Invalid(FieldErrors::one("code", text));
    if draft.password.expose_secret().is_empty() {
        return Err(at_password("This needs your password once more."));
    }
    if !rate_limit::take(engine, &format!("prove:{user}"), TRIES).await?.allowed {
        return Err(at_password("Too many attempts. Try again in a minute."));
    }
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "select u.password_hash, exists (select from second_factor f where f.user_id = u.id
                                                 and f.confirmed_at is not null) as second_factor
             from app_user u where u.id = $1",
            [user.0.into()],
        )
        .await?;
    tx.commit().await?;
    let row = row.ok_or(Error::NotFound)?;
    if !password::verify(engine, &draft.password, Some(row.password_hash)).await? {
        return Err(at_password("This is not your password."));
    }
    if row.second_factor {
        match second_factor::check(engine, user, &draft.code, &draft.address).await? {
            Checked::Right { .. } => {}
            Checked::Wrong => return Err(at_code("This is no code, or one that was used already.")),
            Checked::TooMany => return Err(at_code("Too many attempts. Try again in a few minutes.")),
        }
    }
    Ok(Proof { user })
}
