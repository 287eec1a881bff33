//! Applying the migrations to a database by its address, for whoever must not know SeaORM.

use crate::Migrator;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::DbErr;
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::time::Duration;

/// One migration and whether the database has it.
pub type Applied = (String, bool);

/// Applies what is missing.
///
/// # Errors
/// The database can't be reached or refuses a step.
pub async fn up(url: &str) -> Result<(), DbErr> {
    let db = alone(url).await?;
    let outcome = Migrator::up(&db, None).await;
    db.close().await?;
    outcome
}

/// Takes the last migration back.
///
/// # Errors
/// As [`up`].
pub async fn down(url: &str) -> Result<(), DbErr> {
    let db = alone(url).await?;
    let outcome = Migrator::down(&db, Some(1)).await;
    db.close().await?;
    outcome
}

/// The names of this release's migrations, in order.
pub fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Every migration of this release in order.
///
/// # Errors
/// As [`up`].
pub async fn status(url: &str) -> Result<Vec<Applied>, DbErr> {
    let db = alone(url).await?;
    let pending = Migrator::get_pending_migrations(&db).await;
    db.close().await?;
    let pending: Vec<String> = pending?.iter().map(|migration| migration.name().to_owned()).collect();
    let all = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    Ok(all.map(|name| (name.clone(), !pending.contains(&name))).collect())
}

/// The migrations that the database does not have yet.
///
/// # Errors
/// As [`up`].
pub async fn pending(url: &str) -> Result<Vec<String>, DbErr> {
    let all = status(url).await?;
    Ok(all.into_iter().filter(|(_, applied)| !applied).map(|(name, _)| name).collect())
}

/// A connection while which nobody else migrates. Several nodes may start at the same moment, or a command beside a server
/// that makes its first tables: one goes first, the others wait and find nothing left to do. Asking what is missing makes the
/// table of migrations where there is none, so it waits too. The lock belongs to the pool's one connection and goes with it.
async fn alone(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url.to_owned());
    // Without the task that looks after idle connections: see `Engine::connect`.
    options.max_connections(1).sqlx_logging(false).idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    let db = Database::connect(options).await?;
    match db.execute_unprepared("select pg_advisory_lock(7310575174)").await {
        Ok(_) => Ok(db),
        Err(error) => {
            db.close().await?;
            Err(error)
        }
    }
}
