//! The prefix table of the installation: who holds a code, where it is, what lines it serves, and which files say so.
//!
//! Every tenant reads it; only platform admins import. The files' formats are `domain::prefix`'s.

mod import;
mod list;
mod status;

pub use import::import;
pub use list::{PrefixRow, count, list};
pub use status::{PrefixTable, Source, status};

pub(crate) use import::Params as ImportParams;
