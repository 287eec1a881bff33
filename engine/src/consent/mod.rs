//! Consent to be called, by number: recording, withdrawing, and looking at what there is. Records are never changed or
//! deleted, which the table itself refuses; a consent may be withdrawn, once.
//!
//! A number stands here by itself, not as a contact's or a project's: consent is somebody's, and outlives both.

mod get;
mod history;
mod list;
mod proofs;
mod prove;
mod record;
mod record_matching;
mod row;
mod withdraw;

pub use get::get;
pub use history::history;
pub use list::{count, count_exact, list};
pub use prove::{bring_proof, proof_max, prove};
pub use record::record;
pub use record_matching::record_matching;
pub(crate) use withdraw::withdraw_all;
pub use withdraw::{Which, withdraw};

pub(crate) use record_matching::Params as RecordParams;
