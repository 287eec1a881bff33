use super::AWAY_SECONDS;
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
    let own = engine.redis_id().await;
    let tx = PlatformTx::begin(engine).await?;
    let others: Vec<Other> = tx
        .all(
            "select name, redis from node where id <> $1 and not stopping
                 and seen_at > clock_timestamp() - make_interval(secs => $2) order by started_at",
            [engine.node().into(), AWAY_SECONDS.into()],
        )
        .await?;
    tx.commit().await?;
    // A node whose Redis is away at the moment can't say which it is; the others can't be compared with it.
    let unknown = own.is_none() && engine.uses_redis();
    match others.iter().find(|other| other.redis != own && !unknown) {
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
