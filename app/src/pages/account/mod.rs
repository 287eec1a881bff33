//! Signing in and out, joining a company, the company one works for, and how pages look.

pub mod acting;
pub mod invitation;
pub mod sign_in;
pub mod sign_out;
pub mod tenant;
pub mod theme;
