//! The commands of `trunkline`, one file each.
//!
//! A command's answer goes to stdout, everything else to stderr; it ends with 0 when done, 1 with one clear line when it
//! failed, 2 when it was typed wrong (DESIGN §7).

mod at_work;
mod audit;
mod calls;
mod demo;
mod doctor;
mod export_prefixes;
mod health;
mod installation;
mod migrate;
mod node;
mod openapi;
mod prefixes;
mod provider;
mod secret;
mod serve;
mod tenant;
mod token;
mod user;
mod work;

use crate::config::Config;
use crate::telemetry;
use clap::{Parser, Subcommand};

/// Phone numbers by area code and carrier, for several companies: a portal, a REST interface and a job queue in one binary,
/// on one PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "trunkline", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the portal and works on its jobs.
    Serve(serve::Arguments),
    /// Works on jobs and serves nothing; for a second machine on the same database.
    Work,
    /// Brings the schema of the database up to date, back, or says where it stands.
    #[command(subcommand)]
    Migrate(migrate::Direction),
    /// Companies on this installation.
    #[command(subcommand)]
    Tenant(tenant::Verb),
    /// People and their passwords.
    #[command(subcommand)]
    User(user::Verb),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(token::Verb),
    /// Makes a demo tenant with people, projects and numbers, and prints how to sign in.
    Demo,
    /// Calls for a demonstration.
    #[command(subcommand)]
    Calls(calls::Verb),
    /// The numbering plan's prefix table.
    #[command(subcommand)]
    Prefixes(prefixes::Verb),
    /// Providers of calls.
    #[command(subcommand)]
    Provider(provider::Verb),
    /// Who did what, and whether its record is whole.
    #[command(subcommand)]
    Audit(audit::Verb),
    /// Prints the OpenAPI document.
    Openapi,
    /// Says what is wrong with this installation, in words.
    Doctor,
    /// Asks the server of this machine whether it is ready, for health checks.
    Health,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What went wrong, as one line for the person at the terminal.
    pub async fn run(self) -> anyhow::Result<()> {
        let config = Config::from_environment()?;
        telemetry::init(&config.logs);
        match self.command {
            Command::Serve(arguments) => serve::run(config, arguments).await,
            Command::Work => work::run(config).await,
            Command::Migrate(direction) => migrate::run(config, direction).await,
            Command::Tenant(verb) => tenant::run(config, verb).await,
            Command::User(verb) => user::run(config, verb).await,
            Command::Token(verb) => token::run(config, verb).await,
            Command::Demo => demo::run(config).await,
            Command::Calls(verb) => calls::run(config, verb).await,
            Command::Prefixes(verb) => prefixes::run(config, verb).await,
            Command::Provider(verb) => provider::run(verb).await,
            Command::Audit(verb) => audit::run(config, verb).await,
            Command::Openapi => openapi::run(),
            Command::Doctor => doctor::run(config).await,
            Command::Health => health::run(config).await,
        }
    }
}
