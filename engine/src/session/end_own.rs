use super::change::Change;
use super::{EndingAll, Hash, Held, sessions_of};
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::Scope;
use serde_json::json;

/// The acting person's live sessions, the newest first. Somebody has a handful; a program that signs in and never out has
/// more, and they end by themselves.
///
/// # Errors
/// [`Error::Denied`] for a token.
pub async fn own(engine: &Engine, scope: &Scope) -> Result<Vec<Held>> {
    sessions_of(engine, allow_person(scope)?).await
}

/// Ends one of the acting person's sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is none of theirs or has ended already.
pub async fn end_own(engine: &Engine, scope: &Scope, proof: &Proof, id: Hash) -> Result<()> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let mut change = Change::of(engine, vec![id]).await;
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute(
            "delete from session where id_hash = $1 and user_id = $2 and expires_at > now()",
            [id.to_vec().into(), user.0.into()],
        )
        .await?;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&tx, scope, audit::Entry::made("session.end", format!("user:{user}"), json!({ "ended": 1 }))?)
        .await?;
    change.settle(engine, &tx, &[id]).await?;
    tx.commit().await?;
    change.done(engine).await;
    Ok(())
}

/// Ends all of the acting person's sessions but `here`, and says how many that were.
///
/// # Errors
/// [`Error::Denied`] for a token.
pub async fn end_others(engine: &Engine, scope: &Scope, proof: &Proof, here: Option<Hash>) -> Result<usize> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let ending = EndingAll::of(engine, user, here).await?;
    let tx = PlatformTx::begin(engine).await?;
    let facts = json!({ "others": true });
    audit::record(&tx, scope, audit::Entry::made("session.end_others", format!("user:{user}"), facts)?).await?;
    let (ended, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(ended)
}
