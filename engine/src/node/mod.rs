//! The processes of the installation: each keeps a row alive by its heartbeat, so that people see which nodes there are,
//! can drain one, and a node that can't work together with the others is refused.

mod beat;
mod drain;
mod guard;
mod list;

pub use beat::{Role, beat, keep_alive, leave};
pub use drain::drain;
pub use guard::guard;
pub(crate) use list::forget_gone;
pub use list::{Node, list};

use std::time::Duration;

/// Stands in a node's row while its Redis does not answer: which one it is can't be said then.
pub(crate) const REDIS_AWAY: &str = "away";

/// How often a node gives a sign of life.
pub(crate) const BEAT: Duration = Duration::from_secs(5);
/// A node that gave none for so many seconds is away.
pub(crate) const AWAY_SECONDS: f64 = 15.0;
