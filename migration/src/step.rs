//! A migration: SQL that goes up, SQL that comes down again, and the tables that get their wall between tenants.

use crate::rls::protect;
use sea_orm_migration::prelude::*;

/// One of them. Its name in the database is that of its module.
pub(crate) struct Step {
    pub module: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    /// Tables that it creates for tenants.
    pub protected: &'static [&'static str],
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.module.rsplit("::").next().unwrap_or(self.module)
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(self.up).await?;
        for table in self.protected {
            // The table of tenants is one of them itself.
            let column = if *table == "tenant" { "id" } else { "tenant_id" };
            db.execute_unprepared(&protect(table, column)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.down).await?;
        Ok(())
    }
}
