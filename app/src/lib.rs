//! What people see: pages rendered by the server, and islands that go on moving in the browser.
//!
//! `components` and `islands` compile for both; everything that reads a session, calls a verb or knows a route is
//! compiled for the server alone. This file is the only one with `cfg(feature = "ssr")`: a page is ordinary Rust that
//! may call `engine`, and an island can't reach it by accident.
//!
//! To add a page: a function in `pages/<area>/<page>.rs` that returns [`pages::page`], its address in `paths`, its line
//! in `routes`. To add a form: a `#[server(prefix = "/forms")]` function in the page's own file, see `forms`.

// One page is one deep type; the compiler's default depth is too small for a long one.
#![recursion_limit = "512"]

pub mod components;
pub mod islands;
pub mod paths;

mod raw_text;

#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::shell;
