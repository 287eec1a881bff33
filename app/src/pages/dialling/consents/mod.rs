//! Consent: the list, recording one, withdrawing, importing.

pub(in crate::pages) mod fields;
pub mod list;
pub mod new;
pub mod prove;
pub mod withdraw;
