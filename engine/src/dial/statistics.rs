//! What the database's planner knows of the tables that dials go through.
//!
//! Their statements are planned once for each connection. Of a table that was empty when somebody last looked the planner
//! thinks that reading a company's part of it costs nothing, and goes on doing so while it grows by hundreds of rows a second;
//! the database's own look comes once a minute. A look at a table that has multiplied has its statements planned anew.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;

/// A table is looked at when so many times its rows changed since the last look, and so many more.
const TIMES: f64 = 3.0;
const MORE: i64 = 300;

#[derive(FromQueryResult)]
struct Table {
    name: String,
}

/// Has the database look at the tables that multiplied since it last did; answers how many. One node at a time.
pub(super) async fn renew(engine: &Engine) -> Result<usize> {
    let tx = PlatformTx::begin(engine).await?;
    let tables: Vec<Table> = tx
        .all(
            "select s.relname::text as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
             where s.relid in ('dial'::regclass, 'attempt'::regclass, 'provider_event'::regclass)
                 and s.n_mod_since_analyze > $1 * greatest(c.reltuples, 0) + $2
                 and pg_try_advisory_xact_lock(1953853037)",
            [TIMES.into(), MORE.into()],
        )
        .await?;
    for Table { name } in &tables {
        tx.script(&format!("analyze {name}")).await?;
    }
    tx.commit().await?;
    Ok(tables.len())
}
