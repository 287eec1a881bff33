use super::alive;
use crate::Engine;
use crate::allow::allow_platform;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::NodeId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// A process of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub id: NodeId,
    pub name: String,
    pub version: String,
    pub serves: bool,
    /// Jobs at once.
    pub slots: i32,
    /// Jobs it holds now.
    pub running: i64,
    pub redis: Option<String>,
    pub started_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
    /// Gave no sign of life for a while: it is dead, frozen, or cut off.
    pub away: bool,
    pub draining: bool,
    pub stopping: bool,
    /// The process that answers.
    pub here: bool,
}

/// A node that gave no sign of life for so long is forgotten; long enough that somebody sees in the morning what died at
/// night.
pub const FORGOTTEN_AFTER_HOURS: i32 = 24;

impl Node {
    /// Whether it claims jobs.
    pub fn works(&self) -> bool {
        self.slots > 0 && !self.away && !self.stopping && !self.draining
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    version: String,
    serves: bool,
    slots: i32,
    running: i64,
    redis: Option<String>,
    started_at: OffsetDateTime,
    seen_at: OffsetDateTime,
    away: bool,
    draining: bool,
    stopping: bool,
}

/// The nodes that gave a sign of life within a day, the oldest first.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin.
pub async fn list(engine: &Engine, scope: &Scope) -> Result<Vec<Node>> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<Row> = tx
        .all(
            concat!(
                "select n.id, n.name, n.version, n.serves, n.slots, n.redis, n.started_at, n.seen_at, n.stopping, not (",
                alive!(),
                ") as away, n.drain_requested_at is not null as draining,
                     (select count(*) from job j where j.state = 'running' and j.node = n.name) as running
                 from node n order by n.started_at, n.id"
            ),
            [],
        )
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Node {
            id: NodeId(row.id),
            name: row.name,
            version: row.version,
            serves: row.serves,
            slots: row.slots,
            running: row.running,
            redis: row.redis,
            started_at: row.started_at,
            seen_at: row.seen_at,
            away: row.away,
            draining: row.draining,
            stopping: row.stopping,
            here: row.id == engine.node(),
        })
        .collect())
}

/// Forgets nodes that gave no sign of life for [`FORGOTTEN_AFTER_HOURS`].
pub(crate) async fn forget_gone(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let delete = "delete from node where seen_at < statement_timestamp() - make_interval(hours => $1)";
    let gone = tx.execute(delete, [FORGOTTEN_AFTER_HOURS.into()]).await?;
    tx.commit().await?;
    Ok(gone)
}
