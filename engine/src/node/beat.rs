use super::BEAT;
use crate::Engine;
use crate::error::Result;
use crate::queue::Registry;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What this process does in the installation.
#[derive(Debug, Clone)]
pub struct Role {
    /// Serves pages and the REST API.
    pub serves: bool,
    /// Jobs it works on at once; 0 when it works on none.
    pub slots: usize,
    /// The kinds of jobs it knows.
    pub kinds: Vec<String>,
    pub version: &'static str,
}

impl Role {
    /// A node of this release with the kinds of `registry`.
    pub fn new(serves: bool, slots: usize, registry: &Registry) -> Self {
        Self { serves, slots, kinds: registry.words(), version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(FromQueryResult)]
struct Row {
    draining: bool,
}

/// Gives a sign of life; answers whether the node is to hand its jobs over.
///
/// # Errors
/// When the database is away.
pub async fn beat(engine: &Engine, role: &Role, stopping: bool) -> Result<bool> {
    let tx = PlatformTx::begin(engine).await?;
    let draining = write(&tx, engine, role, stopping).await?;
    tx.commit().await?;
    Ok(draining)
}

/// The sign of life itself.
pub(super) async fn write(tx: &PlatformTx, engine: &Engine, role: &Role, stopping: bool) -> Result<bool> {
    let row: Option<Row> = tx
        .one(
            "insert into node (id, name, version, serves, slots, kinds, redis, stopping)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update
                 set seen_at = clock_timestamp(), redis = excluded.redis, stopping = excluded.stopping
             returning drain_requested_at is not null as draining",
            [
                engine.node().into(),
                engine.node_name().into(),
                role.version.into(),
                role.serves.into(),
                i32::try_from(role.slots).unwrap_or(i32::MAX).into(),
                role.kinds.clone().into(),
                engine.redis_id().into(),
                stopping.into(),
            ],
        )
        .await?;
    Ok(row.is_some_and(|row| row.draining))
}

/// Gives a sign of life every few seconds until `stop`, and says through `draining` whether the node is to hand its jobs
/// over. After the stop it goes on, as a stopping node, until it is dropped.
pub async fn keep_alive(engine: Engine, role: Role, draining: watch::Sender<bool>, stop: CancellationToken) {
    let mut pace = tokio::time::interval(BEAT);
    let mut told = false;
    loop {
        tokio::select! {
            _ = pace.tick() => {}
            () = stop.cancelled(), if !told => told = true,
        }
        match beat(&engine, &role, stop.is_cancelled()).await {
            Ok(drain) => drop(draining.send_if_modified(|now| std::mem::replace(now, drain) != drain)),
            Err(error) => tracing::warn!(%error, "this node's sign of life was not written"),
        }
    }
}

/// Takes the node off the list; it has ended in good order.
///
/// # Errors
/// When the database is away.
pub async fn leave(engine: &Engine) -> Result<()> {
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("delete from node where id = $1", [engine.node().into()]).await?;
    tx.commit().await
}
