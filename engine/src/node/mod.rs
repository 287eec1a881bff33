//! The processes of the installation: each keeps a row alive by its heartbeat, so that people see which nodes there are,
//! can drain one, and a node that can't work together with the others is refused.

mod beat;
mod drain;
mod guard;
mod join;
mod list;
mod readiness;

pub use beat::{Role, beat, keep_alive, leave};
pub use drain::drain;
pub use guard::guard;
pub use join::{Joined, join};
pub(crate) use list::forget_gone;
pub use list::{FORGOTTEN_AFTER_HOURS, Node, list};
pub use readiness::{Readiness, readiness};

use std::time::Duration;

/// Stands in a node's row while its Redis does not answer: which one it is can't be said then.
pub(crate) const REDIS_AWAY: &str = "away";

/// How often a node gives a sign of life.
pub(crate) const BEAT: Duration = Duration::from_secs(5);

/// SQL: the node `n` gave a sign of life lately. One that missed three is away.
macro_rules! alive {
    () => {
        "n.seen_at > statement_timestamp() - interval '15 seconds'"
    };
}

/// SQL: the node `n` claims jobs.
macro_rules! works {
    () => {
        concat!("n.slots > 0 and not n.stopping and n.drain_requested_at is null and ", $crate::node::alive!())
    };
}

pub(crate) use {alive, works};
