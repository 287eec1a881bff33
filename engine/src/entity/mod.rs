//! Tables as SeaORM sees them. Nothing of this leaves the crate; verbs answer with types of `domain` or their own.
#![allow(clippy::disallowed_methods, reason = "the derive of an entity calls the finders that verbs may not")]
#![allow(dead_code, reason = "the dense entity format derives a nested form of each row that not every verb needs")]

pub(crate) mod app_user;
pub(crate) mod project;
pub(crate) mod tenant;
