//! The programs’ interface, as it is asked.

mod call_bounds;
mod call_views;
mod calls;
mod company;
mod consent;
mod contact_files;
mod contacts;
mod document;
mod files;
mod idempotency;
mod inventory;
mod lists_and_input;
mod old_client;
mod phone;
mod project;
mod rest_limit;
mod search;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
