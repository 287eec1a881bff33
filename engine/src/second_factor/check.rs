use super::totp;
use crate::Engine;
use crate::error::Result;
use crate::rate_limit::{self, Limit};
use crate::seal;
use crate::tenancy::{PlatformTx, Tx};
use crate::user::slow_hash;
use domain::id::UserId;
use domain::second_factor::{STEP, TypedCode, WINDOW};
use sea_orm::FromQueryResult;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Codes for one account from one address: whoever mistypes has a few, whoever guesses has none to speak of.
const FROM_ONE_ADDRESS: Limit = Limit { burst: 6, per: Duration::from_secs(300) };
/// Codes of an app for one account from everywhere. Three of a million are right at a time: whoever knows the password and
/// guesses from any number of addresses needs 139 days for one. Recovery codes are taken beyond it, or such a one would
/// lock the owner out.
const FROM_EVERYWHERE: Limit = Limit { burst: 100, per: Duration::from_secs(3_600) };

/// What a code was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It was right, and is used up now. A recovery code says so, because there is one less.
    Right { recovery: bool },
    /// It was none, was used, or is another's.
    Wrong,
    /// Too many were tried.
    TooMany,
}

#[derive(FromQueryResult)]
struct Row {
    secret: Vec<u8>,
    last_step: i64,
    recovery_salt: Vec<u8>,
    step: i64,
}

/// Takes a code of `user`, who has a second factor; `address` is where it was typed.
///
/// # Errors
/// When the database is away, or the secret was sealed with another key.
pub(crate) async fn check(engine: &Engine, user: UserId, typed: &str, address: &str) -> Result<Checked> {
    let from: String = Sha256::digest(address.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    if !rate_limit::take(engine, &format!("code:{user}:{from}"), FROM_ONE_ADDRESS).await?.allowed {
        return Ok(Checked::TooMany);
    }
    match TypedCode::parse(typed) {
        Some(TypedCode::App(code)) => {
            if !rate_limit::take(engine, &format!("code:{user}"), FROM_EVERYWHERE).await?.allowed {
                return Ok(Checked::TooMany);
            }
            of_app(engine, user, code).await
        }
        Some(TypedCode::Recovery(code)) => recovery(engine, user, &code).await,
        None => Ok(Checked::Wrong),
    }
}

async fn of_app(engine: &Engine, user: UserId, code: u32) -> Result<Checked> {
    let tx = PlatformTx::begin(engine).await?;
    // The lock lets the same code, sent twice at one moment, be taken once.
    let Some(row) = row(&tx, user, " for update of f").await? else { return Ok(Checked::Wrong) };
    let secret = seal::open(engine, &tx, seal::Of::SecondFactor(user), &row.secret).await?;
    let steps = (row.step - WINDOW)..=(row.step + WINDOW);
    // All are computed, whichever is right.
    let right: Vec<i64> = steps.filter(|step| totp::of_step(secret.expose_secret(), *step) == code).collect();
    let Some(step) = right.into_iter().find(|step| *step > row.last_step) else { return Ok(Checked::Wrong) };
    tx.execute("update second_factor set last_step = $2 where user_id = $1", [user.0.into(), step.into()]).await?;
    tx.commit().await?;
    Ok(Checked::Right { recovery: false })
}

async fn recovery(engine: &Engine, user: UserId, code: &str) -> Result<Checked> {
    let tx = PlatformTx::begin(engine).await?;
    let row = row(&tx, user, "").await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(Checked::Wrong) };
    let hash = slow_hash(engine, &code.to_owned().into(), row.recovery_salt).await?;
    let tx = PlatformTx::begin(engine).await?;
    let used = tx
        .execute(
            "update recovery_code set used_at = now() where user_id = $1 and code_hash = $2 and used_at is null",
            [user.0.into(), hash.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(if used > 0 { Checked::Right { recovery: true } } else { Checked::Wrong })
}

/// The person's second factor, when it is on, and the time step of this moment.
async fn row(tx: &impl Tx, user: UserId, lock: &str) -> Result<Option<Row>> {
    let sql = format!(
        "select f.secret, f.last_step, f.recovery_salt,
                (extract(epoch from clock_timestamp())::bigint / {STEP}) as step
         from second_factor f where f.user_id = $1 and f.confirmed_at is not null{lock}"
    );
    Ok(tx.one(&sql, [user.0.into()]).await?)
}
