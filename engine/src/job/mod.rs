//! Jobs as people see them (list, look, cancel, retry), and the registry of their kinds.
//!
//! To add a kind: 1. its word in `domain::job::JobKind`; 2. a file in `kind/` with its parameters, its steps and what it
//! says; 3. a line in [`registry`]; 4. the verb that enqueues it, in the folder of the noun it works on.

mod active;
mod attempts;
mod cancel;
mod get;
pub(crate) mod kind;
mod list;
mod progress;
mod retry;

pub use active::active;
pub use attempts::{Attempt, attempts};
pub use cancel::cancel;
pub use get::{JobDetail, get, progress};
pub use list::{count, list};
pub use retry::retry;

use crate::queue::Registry;

/// Every kind of job this release can work on.
pub fn registry() -> Registry {
    Registry::default().with(kind::generate_numbers::GenerateNumbers).with(kind::import_prefixes::ImportPrefixes)
}
