use super::alive;
use super::beat::{Role, write};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};

/// How a node came among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// It is to hand its jobs over.
    pub draining: bool,
    /// What it is called from now on, when a node that gives signs of life has its name already.
    pub renamed: Option<String>,
}

/// One node joins at a time, or two of one name would both find it free.
const LOCK: &str = "select pg_advisory_xact_lock(1852793957)";

/// Gives the first sign of life. A name that another one has is made different: attempts and leases are told apart by it.
/// A node that was killed keeps its name until it is away, so who takes its place at once is renamed too; refusing would
/// keep it from starting.
///
/// # Errors
/// When the database is away.
pub async fn join(engine: &Engine, role: &Role) -> Result<Joined> {
    let tx = PlatformTx::begin(engine).await?;
    tx.execute(LOCK, []).await?;
    let others = tx
        .figure(
            concat!("select count(*) as n from node n where n.id <> $1 and n.name = $2 and ", alive!()),
            [engine.node().into(), engine.node_name().into()],
        )
        .await?;
    let renamed = (others > 0).then(|| engine.rename_node());
    let draining = write(&tx, engine, role, false).await?;
    tx.commit().await?;
    Ok(Joined { draining, renamed })
}
