//! Tenants: the companies on this installation.

mod create;

pub use create::{Tenant, by_slug, create};
