//! Members: the list, one of them, inviting somebody, the invitations.

pub mod act;
pub mod invitations;
pub mod invite;
pub mod list;
pub mod show;
