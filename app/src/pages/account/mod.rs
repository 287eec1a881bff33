//! Signing in and out, joining a company, the company one works for, and one's own account: profile, password, second
//! factor, sessions.
//!
//! What changes how somebody signs in asks who they are first, unless they said so within the last quarter of an hour
//! (`proof.rs`).

pub mod acting;
mod frame;
pub mod invitation;
pub mod password;
pub mod profile;
pub mod proof;
mod qr;
pub mod reset;
pub mod reset_link;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod sign_in_code;
pub mod sign_out;
pub mod tenant;
pub mod theme;
