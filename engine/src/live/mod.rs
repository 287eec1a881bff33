//! Live notices: after a commit the topic goes to the bus of every node; whoever watches reads the state then. A notice is
//! a hint, never the state: losing one costs time, not truth.
//!
//! It travels by Redis when there is one that answers, and by `NOTIFY` otherwise; a node always listens to both. Two nodes
//! of which only one reaches Redis lose notices between them, and their streams find out by looking every few seconds.

mod bus;
mod listen;
mod snapshot;

pub(crate) use bus::Notice;
pub use bus::{Bus, JobChange, JobChanges, Standing, Subscription};
pub(crate) use listen::{listen, read_notice};
pub use snapshot::{of_job, snapshot};

use crate::Engine;
use crate::tenancy::statement;
use domain::id::TenantId;
use domain::live::Topic;
use sea_orm::ConnectionTrait;

/// The channel of PostgreSQL on which live notices travel.
pub(crate) const CHANNEL: &str = "trunkline_live";

/// What a notice says in place of a topic when somebody's standing changed.
const STANDING: &str = "standing";

/// Tells every node that a topic changed. Call it after the commit; a failure is logged, as the streams also look by
/// themselves every few seconds.
pub(crate) async fn publish(engine: &Engine, tenant: TenantId, topic: Topic) {
    send(engine, format!("{tenant} {topic}")).await;
}

/// Tells every node that a membership of the tenant changed, or the tenant's own state: streams and sockets ask anew who
/// they are for, and those that stand for nobody end. Call it after the commit.
pub(crate) async fn tell_standing(engine: &Engine, tenant: TenantId) {
    send(engine, format!("{tenant} {STANDING}")).await;
}

#[allow(clippy::disallowed_methods, reason = "a notice belongs to no transaction")]
async fn send(engine: &Engine, payload: String) {
    if let Some(redis) = engine.redis()
        && redis.publish(payload.clone()).await
    {
        return;
    }
    let sent = engine.db().execute_raw(statement("select pg_notify($1, $2)", [CHANNEL.into(), payload.into()])).await;
    if let Err(error) = sent {
        tracing::warn!(%error, "a live notice was not sent");
    }
}
