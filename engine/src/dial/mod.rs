//! Dials: the intention to reach somebody, and the attempts at it.
//!
//! The table `dial` is itself the queue. A claim (`claim.rs`, `claimed.rs`) takes what is due up to every limit, judges each, and writes
//! the attempt down before anybody is called; the provider is asked outside any transaction (`place.rs`); what it tells is
//! stored (`event.rs`) and applied afterwards (`apply.rs`, `changes.rs`); what it does not tell is looked up (`look_after.rs`). When a retry policy
//! changes, what was begun is brought to it (`rework.rs`). The loops of
//! a process are its [`Dialler`]. The rules themselves stand in `domain::dial`.

pub(crate) mod abandoned;
mod accept;
mod apply;
mod batch;
pub(crate) mod begun;
mod call_now;
mod callback;
mod cancel;
mod changes;
mod claim;
mod claimed;
pub mod dead_letter;
mod dialler;
mod event;
mod feed;
mod gauges;
mod get;
mod initiate;
mod initiate_many;
mod judge;
mod leave_slot;
mod list;
mod look_after;
mod metrics;
mod place;
mod rework;
mod row;
mod rows;
mod statistics;
mod take_up;
mod touched;
mod twilio;

pub use batch::{BatchStanding, batch};
pub use call_now::call_now;
pub use callback::{Callback, Heard, Vouched, hear};
pub use cancel::cancel;
pub(crate) use claim::CLAIMS;
pub use dialler::Dialler;
pub(crate) use dialler::Wakes;
pub(crate) use feed::{ELSEWHERE, ELSEWHERE_SECONDS};
pub use gauges::{Gauges, gauges};
pub use get::{Attempt, DialStory, EventKind, ProviderEvent, get};
pub use initiate::{Initiated, Refusal, initiate};
pub use initiate_many::{Batch, FAILURES_MAX, Failure, NUMBERS_MAX, Numbers, initiate_many};
pub(crate) use judge::{Known, judge, stored};
pub use list::{count, count_exact, list};
pub use metrics::{Day, Metrics, metrics};
pub use row::Dial;
pub use take_up::{TAKEN_UP_MAX, TakenUp, take_up_blocked};
pub use twilio::{HeardTwilio, hear_twilio};
