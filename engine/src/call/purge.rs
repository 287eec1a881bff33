use crate::Engine;
use crate::bulk::forget_deleted;
use crate::error::Result;
use domain::activity::EntityKind;

/// Forgets deleted calls whose time to be restored is over, with what they are found by and their timelines; answers how many.
pub(crate) async fn purge(engine: &Engine) -> Result<u64> {
    forget_deleted(engine, "call", EntityKind::Call.code(), "false").await
}
