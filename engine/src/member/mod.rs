//! Members: who belongs to a company, as what, and whether they may come in.
//!
//! Every verb that changes a membership first takes the lock of [`seats::hold`], so those of one company come one after the
//! other: two owners who demote each other at the same moment would leave none. After its commit it tells the live streams
//! and sockets ([`crate::live::tell_standing`]), which ask anew who they are for. Requests need no notice: each reads the
//! membership.

mod add;
mod change;
mod list;
mod seats;

pub use add::add;
pub use change::{change, remove, resume, set_role, suspend};
pub use list::{count, count_exact, get, list};
pub(crate) use seats::{hold, join, room};
