//! Applying the migrations to a database by its address, for whoever must not know SeaORM.

use crate::Migrator;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::DbErr;
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

/// One migration and whether the database has it.
pub type Applied = (String, bool);

/// Applies what is missing.
///
/// # Errors
/// The database can't be reached or refuses a step.
pub async fn up(url: &str) -> Result<(), DbErr> {
    let db = connect(url).await?;
    // Several nodes may start at the same moment: one migrates, the others wait and find nothing left to do. The lock
    // belongs to the pool's one connection and goes with it.
    let outcome = match db.execute_unprepared("select pg_advisory_lock(7310575174)").await {
        Ok(_) => Migrator::up(&db, None).await,
        Err(error) => Err(error),
    };
    db.close().await?;
    outcome
}

/// Takes the last migration back.
///
/// # Errors
/// As [`up`].
pub async fn down(url: &str) -> Result<(), DbErr> {
    let db = connect(url).await?;
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
    let db = connect(url).await?;
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

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}
