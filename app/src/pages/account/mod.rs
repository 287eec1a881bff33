//! Signing in and out, the company one works for, and how pages look.

pub mod sign_in;
pub mod sign_out;
pub mod tenant;
pub mod theme;
