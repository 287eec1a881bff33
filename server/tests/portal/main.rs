//! What a browser asks of the whole router, in process.

mod calling_rules;
mod filter_surfaces;
mod live;
mod members;
mod pages;
mod pages_files;
mod prefixes;
mod retry_policy;
#[path = "../support/mod.rs"]
mod support;
