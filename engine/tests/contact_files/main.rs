//! Files of contacts, companies, leads and deals, on a real database.

mod exporting;
mod importing;

use bytes::Bytes;
use domain::Scope;
use domain::crm::{Doubles, Draft, Field, Kind, Record, RecordExportDraft};
use domain::filter::{Filter, OfKind};
use domain::id::{FileId, JobId};
use domain::job::JobState;
use domain::live::Topic;
use domain::scope::{RequestId, Role};
use engine::import::{ImportDraft, Target, import_tried};
use engine::queue::Worker;
use engine::testing::World;
use engine::{crm, file, job};
use serde_json::Value;
use tokio::task::JoinHandle;

/// A draft of a few fields.
fn draft(fields: &[(Field, &str)]) -> Draft {
    fields.iter().fold(Draft::default(), |draft, (field, text)| draft.with(*field, *text))
}

async fn made(world: &World, kind: Kind, fields: &[(Field, &str)]) -> Record {
    crm::create(&world.engine, &world.scope, kind, &draft(fields)).await.expect("the record is made")
}

fn run_once(world: &World) -> JoinHandle<engine::Result<bool>> {
    let worker = Worker::new(world.engine.clone(), job::registry());
    tokio::spawn(async move { worker.run_once().await })
}

/// Waits until the job has looked at so many rows.
async fn reached(world: &World, id: JobId, rows: i64) {
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    while job::progress(&world.engine, &world.scope, id).await.expect("there").processed < rows {
        // Announcements come four times a second at most; the row itself is looked at in between.
        tokio::select! { _ = watch.changed() => {}, () = tokio::task::yield_now() => {} }
    }
}

/// The same person in another role.
fn as_role(scope: &Scope, role: Role) -> Scope {
    Scope::establish(scope.tenant(), scope.actor(), role, false, RequestId("test".into()))
}

fn bytes(text: &str) -> impl futures::Stream<Item = std::io::Result<Bytes>> + use<> {
    let pieces: Vec<_> = text.as_bytes().chunks(50_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    futures::stream::iter(pieces)
}

/// Brings a file and queues its import.
async fn start(
    world: &World,
    scope: &Scope,
    kind: Kind,
    doubles: Doubles,
    dry_run: bool,
    text: &str,
) -> engine::Result<JobId> {
    let target = Target::Records { kind, doubles };
    let file = engine::import::upload(&world.engine, scope, &target, "list.csv", bytes(text)).await?;
    let draft = ImportDraft { file, format: None, mapping: None, dry_run, target };
    engine::import::import(&world.engine, scope, &draft).await
}

/// Imports contacts, and answers what came of it.
async fn imported(world: &World, doubles: Doubles, text: &str) -> Value {
    let job = start(world, &world.scope, Kind::Contact, doubles, false, text).await.expect("queued");
    outcome(world, &world.scope, job).await
}

/// Rows that were imported, updated, there already, rejected.
fn figures(outcome: &Value) -> [i64; 4] {
    ["imported", "updated", "duplicates_skipped", "total_errors"].map(|name| outcome[name].as_i64().expect("a figure"))
}

/// What came of a job that is done.
async fn outcome(world: &World, scope: &Scope, id: JobId) -> Value {
    world.work().await;
    let detail = job::get(&world.engine, scope, id).await.expect("the job is there");
    assert_eq!(detail.progress.state, JobState::Done, "{:?}", detail.progress.error);
    detail.outcome.expect("an outcome")
}

/// The file at an address of an outcome.
async fn fetched(world: &World, scope: &Scope, url: &Value) -> String {
    let id: FileId = url.as_str().and_then(|url| url.strip_prefix("/files/")).expect("a file").parse().expect("an id");
    let found = file::fetch(&world.engine, scope, id, 0).await.expect("it can be fetched");
    let mut bytes = Vec::new();
    for piece in 0.. {
        let more = file::fetch_piece(&world.engine, scope, found.holds, id, piece).await.expect("it reads");
        let Some(more) = more else { break };
        bytes.extend_from_slice(&more);
    }
    String::from_utf8(bytes).expect("text")
}

/// The file of an export.
async fn exported<S: OfKind>(world: &World, query: &str, format: &str, columns: &[&str]) -> String {
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    let draft = RecordExportDraft { format: format.into(), columns };
    let filter = Filter::<S>::parse_query(query).expect("a filter");
    let started = crm::export(&world.engine, &world.scope, &filter, &draft).await.expect("queued");
    let told = outcome(world, &world.scope, started.job).await;
    assert_eq!(told["total_records"].as_u64(), Some(started.rows));
    fetched(world, &world.scope, &told["file_url"]).await
}
