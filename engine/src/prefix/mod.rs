//! The prefix table of the installation: who holds a code, where it is, what lines it serves, and which files say so.
//!
//! Every tenant reads it; only platform admins import. The files' formats are `domain::prefix`'s. Each completed import is
//! a *version* (`version`), which keeps what it changed; `compare` lays the changes of several together.

mod brands;
mod compare;
mod export;
mod get;
mod import;
mod list;
mod net;
mod status;
mod touched;
mod version;

pub use brands::{BrandFigures, RuleFigure, brands};
pub use compare::{ChangeCounts, Span, changes, count_changes, span};
pub use export::export;
pub use get::{CodeChange, LineTypeClaim, PrefixDetail, Provenance, get};
pub use import::import;
pub use list::{PrefixRow, count, count_exact, list};
pub use status::{PrefixTable, Source, status};
pub use touched::{ProjectNumbers, touched};
pub use version::{Version, version, versions};

pub(crate) use import::Params as ImportParams;
