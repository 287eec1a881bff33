//! `trunkline migrate up|down|status`.

use super::installation::Database;
use crate::config::Config;
use clap::Subcommand;
use secrecy::ExposeSecret;

/// Which way.
#[derive(Debug, Subcommand)]
pub enum Direction {
    /// Applies what is missing.
    Up,
    /// Takes the last migration back, with the data it holds.
    Down,
    /// Lists the migrations and whether each is applied.
    Status,
}

/// Runs the migration and prints what stands afterwards.
pub async fn run(config: Config, direction: Direction) -> anyhow::Result<()> {
    let database = match direction {
        Direction::Up => Database::reach_or_make(&config).await?,
        Direction::Down | Direction::Status => Database::reach(&config).await?,
    };
    let outcome = migrate(&database, direction).await;
    database.leave().await?;
    outcome
}

async fn migrate(database: &Database, direction: Direction) -> anyhow::Result<()> {
    let url = database.url();
    let url = url.expose_secret();
    match direction {
        Direction::Up => migration::up(url).await?,
        Direction::Down => migration::down(url).await?,
        Direction::Status => {}
    }
    for (name, applied) in migration::status(url).await? {
        println!("{} {name}", if applied { "applied" } else { "missing" });
    }
    Ok(())
}
