//! API tokens: shown once, stored as a hash, narrowed to scopes.

mod create;
mod create_own;
mod halves;
mod list;
mod revoke;
mod verify;

pub use create::create;
pub use create_own::{MadeToken, create_own};
pub use halves::{Half, join, split};
pub use list::{Query, list};
pub use revoke::revoke;
pub use verify::{TokenIdentity, verify};

/// Tokens that wait to be looked at, by their hash.
pub(crate) type Verifying = crate::together::Together<Vec<u8>, (), Option<verify::Row>>;

use sha2::{Digest, Sha256};

/// What every token begins with, so that a leaked one is found by scanners.
pub const PREFIX: &str = "tl_";

/// Tokens are 256 random bits, so a plain hash is enough: there is nothing to guess.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
