use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::NodeId;
use serde_json::json;

/// Lets a node hand its jobs over to the others and claim none any more, or takes that back. It goes on serving pages. It
/// follows with its next sign of life, within five seconds.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::NotFound`].
pub async fn drain(engine: &Engine, scope: &Scope, node: NodeId, drain: bool) -> Result<()> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let found = tx
        .execute(
            "update node set drain_requested_at = case when $2 then coalesce(drain_requested_at, clock_timestamp()) end
             where id = $1",
            [node.0.into(), drain.into()],
        )
        .await?;
    if found == 0 {
        return Err(Error::NotFound);
    }
    let entry = audit::Entry::made("node.drain", format!("node:{node}"), json!({ "drain": drain }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await
}
