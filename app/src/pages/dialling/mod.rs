//! Whom one may call, under the tabs of `contacts`: consent, do-not-call lists, and what follows of them for a number.

pub mod consents;
pub mod do_not_call;
pub mod show;
mod upload;
pub(super) mod verdict;
