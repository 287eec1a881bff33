//! What moves in the browser: islands show state and post forms; they never decide truth.
//!
//! Each gets its first snapshot as props, so the page is whole before any of this runs, and shows the same markup until
//! the first news arrives. Islands share one live stream, see [`live`]. Nothing here may depend on the server's crates.

pub mod availability;
pub mod bell;
pub mod campaign_card;
pub mod capacity;
pub mod choices;
pub mod chosen_count;
pub mod copy_numbers;
pub mod escape;
mod fetch;
pub mod generate_button;
pub mod job_card;
pub mod job_cell;
pub mod keys;
pub mod line_dot;
pub mod live;
pub mod new_numbers;
pub mod policy_editor;
pub mod renew;
pub mod renewing;
pub mod running_jobs;
