//! API tokens: the list, making one, revoking one.

pub mod list;
pub mod new;
pub mod revoke;
