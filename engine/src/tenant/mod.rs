//! Tenants: the companies on this installation, what they use, and how much they may.
//!
//! A limit is asked where the thing is taken: members in [`crate::member`], numbers in [`quota`], jobs in the claim, requests
//! where a token is read. None is kept in memory, so all nodes keep it together and a change holds at once.

mod create;
mod limits;
mod list;
pub(crate) mod quota;
mod show;
mod suspend;

pub use create::{Tenant, by_slug, create};
pub use limits::set_limits;
pub use list::{count, count_exact, list};
pub use show::{TenantDetail, TenantLine, Usage, show};
pub use suspend::{resume, suspend};
