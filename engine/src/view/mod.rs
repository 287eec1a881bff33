//! Saved views: the state of a list under a name, one's own or shared with the tenant.
//!
//! A view keeps what the address says: filter, order and page size, never a cursor. It is read by the grammar of its list
//! whenever it is used, so a view of an older release that says what the list no longer knows is told at its field.

mod delete;
mod list;
mod pin;
mod save;
mod set_default;

pub use delete::{delete, restore};
pub use list::{View, get, list};
pub use pin::{pin, pinned};
pub use save::{CALLS, NUMBERS, ViewDraft, save};
pub use set_default::{clear_default, set_default};
