use super::{REDIS_AWAY, alive};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Other {
    name: String,
    redis: Option<String>,
}

/// Refuses a node that would not hear the others: all nodes of an installation speak to the same Redis, or none does.
/// Answers how many others there are.
///
/// # Errors
/// [`Error::Conflict`] naming a node with another Redis; [`Error::Unavailable`] when the database is away.
pub async fn guard(engine: &Engine) -> Result<usize> {
    let own = engine.redis_id();
    let tx = PlatformTx::begin(engine).await?;
    let others: Vec<Other> = tx
        .all(
            concat!(
                "select n.name, n.redis from node n where n.id <> $1 and not n.stopping and ",
                alive!(),
                " order by n.started_at"
            ),
            [engine.node().into()],
        )
        .await?;
    tx.commit().await?;
    let away = |redis: &Option<String>| redis.as_deref() == Some(REDIS_AWAY);
    // A Redis that does not answer at the moment can't be compared; having one at all can.
    let differs = |other: &&Other| match (&other.redis, &own) {
        (Some(_), Some(_)) => other.redis != own && !away(&other.redis) && !away(&own),
        (theirs, own) => theirs.is_some() != own.is_some(),
    };
    match others.iter().find(differs) {
        None => Ok(others.len()),
        Some(other) => Err(Error::Conflict(match (&other.redis, &own) {
            (Some(_), None) => format!(
                "The node {} of this database uses Redis and this one does not: they would not hear each other. \
                 Set REDIS_URL to the same address on every node.",
                other.name
            ),
            (None, Some(_)) => format!(
                "The node {} of this database runs without Redis and this one with it: they would not hear each \
                 other. Set REDIS_URL to the same address on every node, or on none.",
                other.name
            ),
            _ => format!(
                "The node {} of this database uses another Redis than this one. Set REDIS_URL to the same address on \
                 every node.",
                other.name
            ),
        })),
    }
}
