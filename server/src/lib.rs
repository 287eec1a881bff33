//! The network door of Trunkline: routes, REST, live streams, identity, configuration and the commands.
//!
//! It holds no query and no business rule: a handler reads its input, calls a verb of `engine` and renders what comes
//! back. `router::router` is the whole server as one service, so tests ask it in process.

pub mod api;
mod audit_export;
mod calling_rules_file;
mod campaign_report;
pub mod command;
pub mod config;
pub mod connections;
mod download;
pub mod embedded_postgres;
mod files;
mod form_door;
mod health;
pub mod html;
pub mod identity;
mod layers;
pub mod live;
pub mod metrics;
mod prefix_export;
pub mod provider_mock;
pub mod router;
mod shutdown;
mod simulation_log;
pub mod sockets;
pub mod state;
mod telemetry;
