use super::sign_in::{SignInError, SignedIn};
use crate::Engine;
use crate::second_factor::{self, Checked};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::FromQueryResult;

/// Somebody whose password was right and who has a second factor.
#[derive(Debug)]
pub struct HalfSignedIn {
    pub user: UserId,
    /// As [`SignedIn::credentials`] was: a password or second factor that changed meanwhile ends what was begun with the
    /// old one.
    pub credentials: i32,
    /// What was typed as the code.
    pub code: String,
    /// The network address it came from.
    pub address: String,
}

#[derive(FromQueryResult)]
struct Row {
    credentials: i32,
}

/// The second step of signing in: a code of the app, or a recovery code. Answers whether it was a recovery code.
///
/// # Errors
/// [`SignInError`]; `Wrong` also when the password was changed since the first step.
pub async fn sign_in_code(engine: &Engine, half: &HalfSignedIn) -> Result<(SignedIn, bool), SignInError> {
    match second_factor::check(engine, half.user, &half.code, &half.address).await? {
        Checked::Right { recovery } if unchanged(engine, half).await? => {
            let person = SignedIn { user: half.user, credentials: half.credentials, second_factor: true };
            Ok((person, recovery))
        }
        Checked::TooMany => Err(SignInError::TooMany),
        Checked::Right { .. } | Checked::Wrong => Err(SignInError::Wrong),
    }
}

async fn unchanged(engine: &Engine, half: &HalfSignedIn) -> crate::Result<bool> {
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx.one("select credentials from app_user where id = $1", [half.user.0.into()]).await?;
    tx.commit().await?;
    Ok(row.is_some_and(|row| row.credentials == half.credentials))
}
