//! Timelines: what happened to a contact, a company, a lead, a deal or a call (CONTRACTS B, "Activity").
//!
//! A verb tells what it did with [`tell`], in the transaction in which it did it, so that neither is ever there without the
//! other. Lines are never changed; they go with what they tell of.

mod list;
mod tell;

pub use list::{Activity, list};
pub(crate) use tell::{Told, tell};
