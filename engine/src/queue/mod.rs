//! The job engine: claim, lease, heartbeat, fence, steps, rescue, drain. It knows no business word.
//!
//! A job is a row that people look at. A worker claims one, writing a lease and a fence, and commits; then it works in
//! steps. A step is one transaction that writes its rows, the counters and the checkpoint together, and only where the
//! fence is still the worker's own. So whatever dies, and whenever, the row says exactly what the data says, and another
//! worker goes on from there. A worker that slept past its lease (a zombie) finds another fence and writes nothing.
//!
//! Jobs wait in lanes of tenant, kind and priority, and claims go round the tenants (`claim`). A job may be held until
//! another one is done; what an end means for others is written in the transaction that ends it (`ended`). What repeats
//! is due once over all nodes (`schedule`).
//!
//! A step may be begun before the one before it has committed, if the kind can say where it starts
//! ([`Work::ahead`]); commits stay in order, so one checkpoint is enough. That keeps two cores of the database busy.

mod announce;
mod claim;
mod ended;
mod enqueue;
mod finish;
mod rescue;
mod runner;
mod schedule;
mod step;
mod work;
mod worker;

pub(crate) use announce::announce;
pub use claim::Claimed;
#[cfg(feature = "testing")]
pub(crate) use claim::claim;
pub(crate) use ended::ended;
pub(crate) use enqueue::{NewJob, enqueue, wake, wake_workers};
pub use rescue::rescue;
pub use schedule::{Schedule, run_due};
pub(crate) use step::{StepEnd, StepError};
pub use work::Registry;
pub(crate) use work::{Kind, Work};
pub use worker::Worker;
