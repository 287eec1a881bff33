//! What is true in Trunkline: types, rules and state machines.
//!
//! Nothing here does IO, reads a clock or draws a random number, so every rule can be tested by its values alone and
//! the same types serve pages, REST, jobs and the islands in the browser (the crate compiles to wasm).
//! Who calls whom, and when, lives in `engine`; how it looks lives in `app`.

pub mod account;
pub mod activity;
pub mod api_token;
pub mod audit;
pub mod call;
pub mod calling_rule;
pub mod campaign;
pub mod consent;
pub mod crm;
pub mod device;
pub mod dial;
pub mod dialability;
pub mod do_not_call;
pub mod email;
pub mod field_error;
pub mod filter;
pub mod id;
pub mod invitation;
pub mod job;
pub mod list_columns;
pub mod live;
pub mod member;
pub mod moment;
pub mod page;
pub mod password;
pub mod phone;
pub mod prefix;
pub mod project;
pub mod provider;
pub mod right;
pub mod scope;
pub mod second_factor;
pub mod simulation;
pub mod table_file;
pub mod tenant;
pub mod ukey;
pub mod unseen;

pub use field_error::FieldErrors;
pub use right::Right;
pub use scope::Scope;
