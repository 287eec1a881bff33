//! Invitations: a link by which one person joins a company, once, with the role that stands in it.
//!
//! There is no mail here: whoever makes a link passes it on. Its secret is shown once and stored as a hash, like a token's.

mod accept;
mod create;
mod list;
mod look;
mod revoke;

pub use accept::{NewPerson, accept, accept_new};
pub use create::{MadeInvitation, create};
pub use list::{Query, list};
pub use look::{Offer, look};
pub use revoke::revoke;

use crate::api_token;

/// What the secret of a link begins with: a token's beginning, so that the same scanners find it.
pub const PREFIX: &str = "tl_invite_";

/// Secrets are 256 random bits, so a plain hash is enough, as for tokens.
fn hash(secret: &str) -> Vec<u8> {
    api_token::hash(secret)
}
