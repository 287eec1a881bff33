//! Files that the day brings.

use bytes::Bytes;
use domain::Scope;
use domain::id::JobId;
use engine::Result;
use engine::import::{self, Target};
use engine::testing::World;

pub(crate) fn file(bytes: &'static [u8]) -> impl futures::Stream<Item = std::io::Result<Bytes>> {
    futures::stream::iter([Ok(Bytes::from_static(bytes))])
}

/// Brings a file of one row and queues its import.
pub(crate) async fn import_of(world: &World, scope: &Scope, target: Target) -> Result<JobId> {
    let file = import::upload(&world.engine, scope, &target, "x.csv", file(b"4152000001\n")).await?;
    let draft = import::ImportDraft { file, format: None, mapping: None, dry_run: false, target };
    import::import(&world.engine, scope, &draft).await
}
