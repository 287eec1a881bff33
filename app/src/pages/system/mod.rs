//! The installation as platform admins see it: its nodes, kinds of jobs and schedules, and its companies.

pub mod act;
mod kinds;
mod nodes;
mod schedules;
pub mod show;
pub(super) mod tabs;
pub mod tenants;
