//! A campaign before it runs: its contacts, its terms and its policy on a clock of the simulation's own, days in seconds,
//! and nobody is called.
//!
//! [`simulate`] takes a [`Plan`] and answers a [`Simulation`]: the log of everything that happened, and a report. No rule
//! stands here. Whether somebody may be called says [`judge_contact`](crate::dial::verdict::judge_contact), when again
//! [`RetryPolicy`](crate::dial::RetryPolicy), where a dial goes [`DialState::apply`](crate::dial::DialState::apply): the
//! very functions by which the engine dials. Only who is taken up when there is room is told a second time, in `line.rs`:
//! the engine has it in a statement of its database. What becomes of a call says [`OutcomeModel`], for a mock provider too:
//! a real run through one that asks it, from its first call on, and a simulation with the same seed come to the same counts,
//! so far as nothing hangs on the very second at which somebody was called.
//!
//! The share of abandoned calls is kept where the model says that the provider tells it, from nothing on: what a campaign that
//! runs has behind it does not count. Who waits for another call goes on from what was tried; who is being called is left out. Left out as well: what providers do wrong, calls that are longer than a campaign lets them be,
//! other campaigns of the company,
//! and how long the dialler itself takes: a dial that is held gives its place to the next one
//! at once, where the engine may need a quarter of a second. To set two policies side by side, run one plan twice, with
//! `Plan { policy: &other, ..plan }`: with the same seed the same calls have the same fate.

mod brake;
mod dial;
mod draft;
mod line;
mod log;
mod model;
mod openings;
mod plan;
mod report;
mod run;
#[cfg(test)]
mod tests;

pub use draft::{DAYS_MAX, SimulationDraft};
pub use line::CLAIM_MAX;
pub use log::{Entry, Log, What};
pub use model::{Fate, Mix, OutcomeModel};
pub use plan::{Before, HORIZON, Limits, PRIORITY, Plan, SimulatedContact};
pub use report::{Hour, NO_ROOM, RETRY_LATER, Report, TOO_MANY_ABANDONED, Tally};
pub use run::simulate;

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    pub log: Log,
    pub report: Report,
}
