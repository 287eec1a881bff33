//! Opting out by a link: what it is for, the button, and what is said afterwards. Nobody is signed in here.

pub mod done;
pub mod show;
