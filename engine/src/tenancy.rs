//! The two walls between tenants, database side: every statement on a tenant's tables runs in one of these transactions.
//!
//! [`TenantTx`] sets the tenant for row-level security; with no setting no row is visible, so forgetting fails closed.
//! [`PlatformTx`] sees every tenant and says so by its name: claiming jobs, signing in, the operator's commands. Both
//! settings are made in this file only, and a check keeps it so. Statements carry their own `tenant_id = $1` as well: it
//! is the first wall, and the index condition that the policy alone would not give.
#![allow(clippy::disallowed_methods, reason = "the one file through which statements reach the database")]

use crate::Engine;
use crate::error::{Error, Result};
use domain::Scope;
use domain::id::TenantId;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    FromQueryResult, IsolationLevel, Statement, TransactionTrait, Value,
};

/// A statement of PostgreSQL with its values.
pub(crate) fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// Work for one tenant; nothing of another is visible in it. It never nests another tenant: a savepoint would leave the
/// inner tenant's setting behind.
pub(crate) struct TenantTx {
    tx: DatabaseTransaction,
    tenant: TenantId,
}

/// Work across tenants. Ask yourself why before you begin one.
pub(crate) struct PlatformTx {
    tx: DatabaseTransaction,
}

impl TenantTx {
    /// Begins a transaction in which only the rows of the scope's tenant exist.
    pub(crate) async fn begin(engine: &Engine, scope: &Scope) -> Result<Self> {
        let tenant = scope.tenant();
        Ok(Self { tx: begin(engine, "app.tenant_id", tenant.to_string(), Plans::Fresh).await?, tenant })
    }

    /// The same for work that is done thousands of times in the same few ways; see [`Plans::Kept`].
    pub(crate) async fn begin_hot(engine: &Engine, scope: &Scope) -> Result<Self> {
        let tenant = scope.tenant();
        Ok(Self { tx: begin(engine, "app.tenant_id", tenant.to_string(), Plans::Kept).await?, tenant })
    }

    /// The same for what is only read, by several statements that have to agree: all of them see one moment.
    pub(crate) async fn begin_snapshot(engine: &Engine, scope: &Scope) -> Result<Self> {
        let tenant = scope.tenant();
        Ok(Self { tx: begin(engine, "app.tenant_id", tenant.to_string(), Plans::Snapshot).await?, tenant })
    }

    /// Rolls back in the background, though a statement may be under way whose caller has gone: its answer, which may be an
    /// error, is taken first, or the pool would find it on the connection, call it broken and throw it away.
    pub(crate) fn abandon(self) {
        tokio::spawn(async move {
            if let Err(error) = self.tx.rollback().await {
                tracing::debug!(%error, "an abandoned statement had failed");
            }
        });
    }

    /// The tenant, as a statement's value.
    pub(crate) fn tenant(&self) -> Value {
        self.tenant.0.into()
    }

    pub(crate) async fn commit(self) -> Result<()> {
        commit(self.tx).await
    }
}

impl PlatformTx {
    /// Begins a transaction that sees every tenant.
    pub(crate) async fn begin(engine: &Engine) -> Result<Self> {
        Ok(Self { tx: begin(engine, "app.platform", "on".into(), Plans::Fresh).await? })
    }

    /// The same for work that is done thousands of times in the same few ways; see [`Plans::Kept`].
    pub(crate) async fn begin_hot(engine: &Engine) -> Result<Self> {
        Ok(Self { tx: begin(engine, "app.platform", "on".into(), Plans::Kept).await? })
    }

    /// The same for work that is done again when the database dies right after it: its commit does not wait for the disk.
    pub(crate) async fn begin_hot_unflushed(engine: &Engine) -> Result<Self> {
        Ok(Self { tx: begin(engine, "app.platform", "on".into(), Plans::KeptUnflushed).await? })
    }

    pub(crate) async fn commit(self) -> Result<()> {
        commit(self.tx).await
    }
}

/// How the statements of a transaction are planned.
#[derive(Clone, Copy)]
enum Plans {
    /// As the database sees fit.
    Fresh,
    /// So too; nothing is written, and every statement sees what the first did.
    Snapshot,
    /// Once for each connection, by indexes: planning what dials take takes longer than doing it, and the planner's guess about
    /// a queue that fills and empties is always wrong while the indexes are right.
    Kept,
    /// The same, and the commit may be lost with the database, together with whatever came after it.
    KeptUnflushed,
}

/// Begins a transaction and makes its settings, in a task of its own: a caller may be dropped at any moment (a browser hangs
/// up), and a connection that is dropped during BEGIN goes back to the pool inside a transaction that nobody knows of, in
/// which time stands still.
async fn begin(engine: &Engine, setting: &'static str, value: String, plans: Plans) -> Result<DatabaseTransaction> {
    // Nothing is compiled: beneath a policy a statement has so many parts that compiling them takes longer than reading a
    // million rows (seen: three of four seconds).
    //
    // A process that freezes in a transaction would keep its rows from everybody; once its leases can have run out, the
    // database ends it.
    let idle = engine.settings().lease.as_millis().to_string();
    let sql = match plans {
        Plans::Fresh | Plans::Snapshot => {
            "select set_config($1, $2, true), set_config('idle_in_transaction_session_timeout', $3, true),
                 set_config('jit', 'off', true)"
        }
        Plans::Kept => {
            "select set_config($1, $2, true), set_config('idle_in_transaction_session_timeout', $3, true),
                 set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
                 set_config('plan_cache_mode', 'force_generic_plan', true)"
        }
        Plans::KeptUnflushed => {
            "select set_config($1, $2, true), set_config('idle_in_transaction_session_timeout', $3, true),
                 set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
                 set_config('plan_cache_mode', 'force_generic_plan', true), set_config('synchronous_commit', 'off', true)"
        }
    };
    let settings = statement(sql, [setting.into(), value.into(), idle.into()]);
    let db = engine.db().clone();
    let begun = tokio::spawn(async move {
        let tx = match plans {
            Plans::Snapshot => {
                db.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await?
            }
            _ => db.begin().await?,
        };
        tx.execute_raw(settings).await?;
        Ok::<_, DbErr>(tx)
    });
    let begun = begun.await.map_err(|stopped| Error::Unavailable(format!("Trunkline is stopping: {stopped}")))?;
    Ok(begun?)
}

/// Commits in a task of its own, for the same reason: dropped behind a COMMIT that is on its way, a connection would be
/// told to roll back what is no more.
async fn commit(tx: DatabaseTransaction) -> Result<()> {
    let committed = tokio::spawn(tx.commit()).await;
    Ok(committed.map_err(|stopped| Error::Unavailable(format!("Trunkline is stopping: {stopped}")))??)
}

/// What both transactions can do.
pub(crate) trait Tx: Sync {
    /// SeaORM's view of the transaction, for entities.
    fn connection(&self) -> &DatabaseTransaction;

    /// Runs a statement and answers how many rows it touched.
    async fn execute(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> std::result::Result<u64, DbErr> {
        self.connection().execute_raw(statement(sql, values)).await.map(|done: ExecResult| done.rows_affected())
    }

    /// Runs statements without values in one round trip.
    async fn script(&self, sql: &str) -> std::result::Result<(), DbErr> {
        self.connection().execute_unprepared(sql).await.map(drop)
    }

    /// The rows of a query.
    async fn all<R: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> std::result::Result<Vec<R>, DbErr> {
        let rows = self.connection().query_all_raw(statement(sql, values)).await?;
        rows.iter().map(|row| R::from_query_result(row, "")).collect()
    }

    /// The first row of a query, if there is one.
    async fn one<R: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> std::result::Result<Option<R>, DbErr> {
        let row = self.connection().query_one_raw(statement(sql, values)).await?;
        row.map(|row| R::from_query_result(&row, "")).transpose()
    }

    /// The moment of now, by the database's clock.
    async fn moment(&self) -> std::result::Result<time::OffsetDateTime, DbErr> {
        let row = self.connection().query_one_raw(statement("select clock_timestamp() as at", [])).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("the moment".into()))?;
        row.try_get("", "at")
    }

    /// The single figure of a query whose one column is named `n`.
    async fn figure(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> std::result::Result<i64, DbErr> {
        let row = self.connection().query_one_raw(statement(sql, values)).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("a figure".into()))?;
        row.try_get("", "n")
    }
}

impl Tx for TenantTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl Tx for PlatformTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

#[derive(FromQueryResult)]
struct RoleRow {
    name: String,
    superuser: bool,
    bypass: bool,
}

/// Refuses a database role to which row-level security does not apply: the second wall would be paint.
pub(crate) async fn refuse_role_that_steps_over_walls(db: &DatabaseConnection) -> Result<()> {
    let row = db
        .query_one_raw(statement(
            "select rolname::text as name, rolsuper as superuser, rolbypassrls as bypass from pg_roles where rolname = current_user",
            [],
        ))
        .await?
        .ok_or_else(|| Error::Unavailable("The database does not know the role it was asked with.".into()))?;
    let role = RoleRow::from_query_result(&row, "")?;
    if role.superuser || role.bypass {
        let what = if role.superuser { "a superuser" } else { "allowed to bypass row-level security" };
        return Err(Error::Unavailable(format!(
            "The database role \"{}\" is {what}, so the wall between tenants would not hold. \
             Use a role made with: create role trunkline login nosuperuser nobypassrls",
            role.name
        )));
    }
    Ok(())
}

/// The life of this database; see [`domain::live`].
pub(crate) async fn epoch(db: &DatabaseConnection) -> Result<i64> {
    let row = db
        .query_one_raw(statement(
            // A dump brings the epoch back, but not the database's own number: restored elsewhere it is another life.
            "select epoch + (select oid::bigint from pg_database where datname = current_database()) as epoch
             from installation",
            [],
        ))
        .await
        .map_err(|error| Error::Unavailable(format!("The schema is not there; run `trunkline migrate up`: {error}")))?
        .ok_or_else(|| Error::Unavailable("The table installation is empty; run `trunkline migrate up`.".into()))?;
    Ok(row.try_get("", "epoch")?)
}

/// The tables that row-level security protects, with the column that names the tenant.
pub const PROTECTED_TABLES: &[(&str, &str)] = &[
    ("abandoned_period", "tenant_id"),
    ("acting", "tenant_id"),
    ("activity", "tenant_id"),
    ("api_token", "tenant_id"),
    ("attempt", "tenant_id"),
    ("audit_chain", "tenant_id"),
    ("audit_entry", "tenant_id"),
    ("call", "tenant_id"),
    ("call_purpose", "tenant_id"),
    ("call_tally", "tenant_id"),
    ("campaign", "tenant_id"),
    ("campaign_contact", "tenant_id"),
    ("campaign_hour", "tenant_id"),
    ("company", "tenant_id"),
    ("consent", "tenant_id"),
    ("consent_proof", "tenant_id"),
    ("contact", "tenant_id"),
    ("dead_letter", "tenant_id"),
    ("deal", "tenant_id"),
    ("dial", "tenant_id"),
    ("dial_batch", "tenant_id"),
    ("do_not_call", "tenant_id"),
    ("generated_number", "tenant_id"),
    ("idempotency_key", "tenant_id"),
    ("invitation", "tenant_id"),
    ("job", "tenant_id"),
    ("job_attempt", "tenant_id"),
    ("lead", "tenant_id"),
    ("membership", "tenant_id"),
    ("notification", "tenant_id"),
    ("number", "tenant_id"),
    ("number_before", "tenant_id"),
    ("number_left", "tenant_id"),
    ("number_selection", "tenant_id"),
    ("number_tally", "tenant_id"),
    ("opt_out_link", "tenant_id"),
    ("phone", "tenant_id"),
    ("project", "tenant_id"),
    ("provider", "tenant_id"),
    ("provider_event", "tenant_id"),
    ("provider_test", "tenant_id"),
    ("record_before", "tenant_id"),
    ("record_left", "tenant_id"),
    ("record_selection", "tenant_id"),
    ("retry_policy", "tenant_id"),
    ("saved_view", "tenant_id"),
    ("search_word", "tenant_id"),
    ("stored_file", "tenant_id"),
    ("stored_file_chunk", "tenant_id"),
    ("subject_word", "tenant_id"),
    ("tenant", "id"),
    ("tenant_dialling", "tenant_id"),
    ("view_default", "tenant_id"),
];
