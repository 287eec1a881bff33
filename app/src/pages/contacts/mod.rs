//! Contacts, companies, leads and deals; consent and do-not-call lists stand under the same tabs, in `dialling`. The pages of the four are one: each takes the kind, and stands under four addresses.

mod calls;
pub mod change;
mod columns;
pub mod convert;
pub mod delete;
mod dialling;
pub mod duplicates;
pub mod edit;
pub mod export;
mod fields;
pub mod list;
pub mod merge;
pub mod new;
pub mod note;
pub mod show;
pub(super) mod tabs;
