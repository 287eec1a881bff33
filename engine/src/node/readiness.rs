use super::works;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;

/// Whether the installation can do its work, as a node finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Readiness {
    /// The database has every migration that was asked for.
    pub migrated: bool,
    /// This node claims jobs.
    pub works_here: bool,
    /// Some node does.
    pub works_anywhere: bool,
}

/// Looks whether the database has these migrations, and who works on jobs.
///
/// # Errors
/// When the database is away, or has no schema at all.
pub async fn readiness(engine: &Engine, migrations: &[String]) -> Result<Readiness> {
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Readiness> = tx
        .one(
            concat!(
                "select (select count(*) from seaql_migrations where version = any($2)) = cardinality($2) as migrated,
                     coalesce(bool_or(n.id = $1), false) as works_here, count(n.id) > 0 as works_anywhere
                 from node n where ",
                works!()
            ),
            [engine.node().into(), migrations.to_vec().into()],
        )
        .await?;
    tx.commit().await?;
    Ok(row.unwrap_or(Readiness { migrated: false, works_here: false, works_anywhere: false }))
}
