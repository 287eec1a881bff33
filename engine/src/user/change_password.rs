use super::password::{self, about};
use super::proof::{Proof, ProofDraft, prove};
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::session::{EndingAll, Hash};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// What somebody typed to change their password.
#[derive(Debug)]
pub struct PasswordDraft {
    pub current: ProofDraft,
    pub new: SecretString,
}

#[derive(FromQueryResult)]
struct Row {
    credentials: i32,
}

/// Gives the acting person a new password and ends their other sessions; `here` is the one that stays. Answers the proof
/// that was given with the old password, and what `credentials` is from now on.
///
/// # Errors
/// [`Error::Invalid`] at `current_password`, `code` and `password`, all of them together where that tells a guesser
/// nothing; [`Error::Denied`] for a token.
pub async fn change_password(
    engine: &Engine,
    scope: &Scope,
    draft: &PasswordDraft,
    here: Option<Hash>,
) -> Result<(Proof, i32)> {
    let user = allow_person(scope)?;
    let lawful = password::check(&draft.new, &about(engine, user).await?);
    if draft.current.password.expose_secret().is_empty() {
        let mut errors = FieldErrors::one("current_password", "This needs the password that you have now.");
        errors.merge(lawful.err().unwrap_or_default());
        return Err(errors.into());
    }
    lawful?;
    let proof = prove(engine, scope, &draft.current).await?;
    if draft.new.expose_secret() == draft.current.password.expose_secret() {
        return Err(FieldErrors::one("password", "This is the password that you have already.").into());
    }
    let hash = password::hash(engine, &draft.new).await?;
    let ending = EndingAll::of(engine, user, here).await?;
    let tx = PlatformTx::begin(engine).await?;
    let row: Row = tx
        .one(
            "update app_user set password_hash = $2, credentials = credentials + 1 where id = $1 returning credentials",
            [user.0.into(), hash.into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    // A link that an admin made for whoever had forgotten the old one has lost its purpose.
    tx.execute("delete from password_reset where user_id = $1", [user.0.into()]).await?;
    audit::record(&tx, scope, audit::Entry::made("user.change_password", format!("user:{user}"), json!({}))?).await?;
    let (_, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok((proof, row.credentials))
}
