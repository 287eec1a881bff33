use super::{RecoveryCodes, recovery, totp};
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::rate_limit::{self, Limit};
use crate::seal;
use crate::session::{EndingAll, Hash};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::second_factor::{STEP, TypedCode, WINDOW};
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

/// Codes typed while setting up: the secret is on the same page, so this keeps a loop from running and no more.
const TRIES: Limit = Limit { burst: 20, per: Duration::from_secs(300) };

#[derive(FromQueryResult)]
struct Row {
    secret: Vec<u8>,
    confirmed: bool,
    step: i64,
}

/// Turns the second factor on by a code of the app, ends the person's other sessions, and answers ten recovery codes.
/// `here` is the session that stays.
///
/// # Errors
/// [`Error::Invalid`] at `code`; [`Error::Conflict`] when it is on already or was never begun.
pub async fn confirm(
    engine: &Engine,
    scope: &Scope,
    proof: &Proof,
    code: &str,
    here: Option<Hash>,
) -> Result<RecoveryCodes> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let wrong = |text: &str| Error::Invalid(FieldErrors::one("code", text));
    let Some(TypedCode::App(code)) = TypedCode::parse(code) else {
        return Err(wrong("The code is the six digits that the app shows."));
    };
    if !rate_limit::take(engine, &format!("code-confirm:{user}"), TRIES).await?.allowed {
        return Err(wrong("Too many attempts. Try again in a minute."));
    }
    let codes = recovery::make(engine).await?;
    let ending = EndingAll::of(engine, user, here).await?;
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            &format!(
                "select secret, confirmed_at is not null as confirmed,
                        extract(epoch from clock_timestamp())::bigint / {STEP} as step
                 from second_factor where user_id = $1 for update"
            ),
            [user.0.into()],
        )
        .await?;
    let row = row.filter(|row| !row.confirmed);
    let row = row.ok_or_else(|| Error::Conflict("There is no second factor that waits to be confirmed.".into()))?;
    let secret = seal::open(engine, &tx, seal::Of::SecondFactor(user), &row.secret).await?;
    let mut steps = (row.step - WINDOW)..=(row.step + WINDOW);
    let step = steps.find(|step| totp::of_step(secret.expose_secret(), *step) == code).ok_or_else(|| {
        wrong("This is not the code of this moment. Wait for the next one; if that is wrong too, look at the phone's clock.")
    })?;
    tx.execute(
        "update second_factor set confirmed_at = now(), last_step = $2 where user_id = $1",
        [user.0.into(), step.into()],
    )
    .await?;
    let codes = codes.write(&tx, user).await?;
    tx.execute("update app_user set credentials = credentials + 1 where id = $1", [user.0.into()]).await?;
    let entry = audit::Entry::made("second_factor.turn_on", format!("user:{user}"), json!({ "second_factor": true }))?;
    audit::record(&tx, scope, entry).await?;
    let (_, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(codes)
}
