use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::session::{EndingAll, Hash};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::Scope;
use domain::id::UserId;
use sea_orm::FromQueryResult;
use serde_json::json;

/// Turns the acting person's second factor off, and ends their other sessions but `here`; one that was
/// only begun is forgotten, and nothing else changes.
///
/// # Errors
/// [`Error::Conflict`] when there is none.
pub async fn turn_off(engine: &Engine, scope: &Scope, proof: &Proof, here: Option<Hash>) -> Result<()> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let ending = EndingAll::of(engine, user, here).await?;
    let tx = PlatformTx::begin(engine).await?;
    match remove(&tx, user).await? {
        None => return Err(Error::Conflict("The second factor is off already.".into())),
        // It never counted for anything, so nothing changes.
        Some(Removed { was_on: false }) => return tx.commit().await,
        Some(Removed { was_on: true }) => {}
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

/// A second factor that is no more.
#[derive(FromQueryResult)]
pub(crate) struct Removed {
    /// It was on, and not only begun.
    pub was_on: bool,
}

/// Takes somebody's second factor away, recovery codes with it; `None` when there is none.
pub(crate) async fn remove(tx: &impl Tx, user: UserId) -> Result<Option<Removed>> {
    let sql = "delete from second_factor where user_id = $1 returning confirmed_at is not null as was_on";
    Ok(tx.one(sql, [user.0.into()]).await?)
}
