//! A dial: the intention to reach one contact of a campaign, and the attempts at it.
//!
//! Here stand the rules: the states and what moves them ([`DialState`]), whether a number may be dialled at a moment
//! ([`verdict`]), which hours are decent where ([`Windows`], [`Zones`]) and when it is tried again ([`RetryPolicy`]). Who
//! dials, and when, lives in `engine/src/dial`.

pub mod abandoned;
mod attempt;
pub mod hours;
mod outcome;
pub mod retry_policy;
mod state;
mod topic;
pub mod verdict;
mod window;
mod zone;

pub use attempt::{AttemptState, CallEvent, Report};
pub use hours::Hours;
pub use outcome::Outcome;
pub use retry_policy::RetryPolicy;
pub use state::{DialEvent, DialState, Illegal};
pub use topic::Topic;
pub use window::{Days, DaysDraft, WINDOWS_MAX, Window, WindowDraft, Windows};
pub use zone::{NoSuchZone, Zones};

/// The most attempts at one dial, whatever a policy counts (CONTRACTS C).
pub const ATTEMPTS_HARD_MAX: u32 = 20;
