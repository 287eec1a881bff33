//! The calling rules of the installation: what the law says about calling people, as `domain::calling_rule` reads it.
//!
//! Every company reads them; platform admins change them. A change is a draft first, which shows what becomes of whoever
//! waits; it counts from when somebody puts it in force. Every version stays.

mod book;
mod draft;
mod get;
mod impact;

pub use book::SHIPPED_VERSION;
pub(crate) use book::{Books, IN_FORCE};
pub use draft::{Drafted, Manner, discard, draft, put_in_force};
pub use get::{RulesVersion, in_force, version, versions};
pub use impact::{Change, IMPACT_DAYS, IMPACT_MAX, Impact, impact};
