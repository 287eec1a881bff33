//! Opting out: whoever is called says that they want no more of it, by a link of their own or through a program, and stands on
//! the company's do-not-call list at once.
//!
//! A link carries the id of its row and a signature over it, and neither the number nor whose it is. It is the same for the
//! same number each time, works without signing in, and ends never: a wish not to be called does not expire.

mod link;
mod look;
mod stop;
mod token;

pub use link::{existing, link};
pub use look::{Shown, look};
pub use stop::{Stopped, stop, stop_number};
