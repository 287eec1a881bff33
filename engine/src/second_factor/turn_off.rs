use super::state::person;
use crate::error::{Error, Result};
use crate::session::{EndingAll, Hash};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::Scope;
use domain::id::UserId;
use serde_json::json;

/// Turns the acting person's second factor off, or forgets one that was begun, and ends their other sessions. `here` is the
/// session that stays.
///
/// # Errors
/// [`Error::Conflict`] when there is none.
pub async fn turn_off(engine: &Engine, scope: &Scope, proof: &Proof, here: Option<Hash>) -> Result<()> {
    let user = person(scope)?;
    proof.is_of(user)?;
    let ending = EndingAll::of(engine, user, here).await?;
    let tx = PlatformTx::begin(engine).await?;
    if !remove(&tx, user).await? {
        return Err(Error::Conflict("The second factor is off already.".into()));
    }
    tx.execute("update app_user set credentials = credentials + 1 where id = $1", [user.0.into()]).await?;
    let entry = audit::Entry::changed(
        "second_factor.turn_off",
        format!("user:{user}"),
        json!({ "second_factor": true }),
        json!({ "second_factor": false }),
    )?;
    audit::record(&tx, scope, entry).await?;
    let (_, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(())
}

/// Takes somebody's second factor away, recovery codes with it; `false` when there is none.
pub(crate) async fn remove(tx: &impl Tx, user: UserId) -> Result<bool> {
    Ok(tx.execute("delete from second_factor where user_id = $1", [user.0.into()]).await? > 0)
}
