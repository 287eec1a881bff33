//! Whom one may call, on a real database: records of consent, do-not-call lists, opting out, and the verdict that follows.

mod dialability;
#[path = "../lists/explain.rs"]
mod explain;
mod imports;
mod lists;
mod opting_out;
mod proofs;
mod records;

use bytes::Bytes;
use domain::Scope;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::dialability::Demand;
use domain::do_not_call::{AddDraft, List};
use domain::id::JobId;
use domain::phone::PhoneNumber;
use domain::scope::{RequestId, Role};
use engine::import::{ImportDraft, Target};
use engine::testing::World;
use engine::{Error, consent, job};
use serde_json::Value;

fn number(text: &str) -> PhoneNumber {
    text.parse().expect("a number")
}

fn terms(kind: &str) -> TermsDraft {
    TermsDraft { kind: kind.into(), source: "the fair".into(), ..TermsDraft::default() }
}

fn draft(phone_number: &str) -> ConsentDraft {
    ConsentDraft { phone_number: phone_number.into(), terms: terms("oral") }
}

fn numbers(numbers: &[&str]) -> AddDraft {
    AddDraft { phone_numbers: numbers.iter().map(|number| (*number).to_owned()).collect(), note: String::new() }
}

/// Why a number may not be dialled, by its word; empty when it may.
async fn reason(world: &World, scope: &Scope, phone_number: &str) -> &'static str {
    let told = engine::dialability::of(&world.engine, scope, number(phone_number), &Demand::default()).await;
    told.expect("it is told").dialability.reason().map_or("", |reason| reason.as_str())
}

/// Brings a file and queues its import.
async fn import(
    world: &World,
    scope: &Scope,
    target: Target,
    dry_run: bool,
    name: &str,
    text: &str,
) -> engine::Result<JobId> {
    let file = engine::import::upload(&world.engine, scope, &target, name, bytes(text)).await?;
    let draft = ImportDraft { file, format: None, mapping: None, dry_run, target };
    engine::import::import(&world.engine, scope, &draft).await
}

fn consents(usual: TermsDraft) -> Target {
    Target::Consents { usual }
}

fn not_called(list: List, note: &str) -> Target {
    Target::DoNotCall { list, note: note.to_owned() }
}

/// The same person with another role.
fn as_role(scope: &Scope, role: Role) -> Scope {
    Scope::establish(scope.tenant(), scope.actor(), role, false, RequestId("test".into()))
}

fn as_platform_admin(scope: &Scope) -> Scope {
    Scope::establish(scope.tenant(), scope.actor(), Role::Owner, true, RequestId("test".into()))
}

fn bytes(text: &str) -> impl futures::Stream<Item = std::io::Result<Bytes>> + use<> {
    let pieces: Vec<_> = text.as_bytes().chunks(50_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    futures::stream::iter(pieces)
}

/// What came of a job.
async fn outcome(world: &World, job: JobId) -> Value {
    world.work().await;
    let detail = job::get(&world.engine, &world.scope, job).await.expect("the job is there");
    detail.outcome.unwrap_or_else(|| panic!("no outcome: {:?}", detail.progress))
}

/// The fields at which something was refused.
fn refused_at<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<String> {
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused at a field: {refused:?}") };
    errors.iter().map(|(field, _)| field.to_owned()).collect()
}

async fn record(world: &World, phone_number: &str) {
    consent::record(&world.engine, &world.scope, &draft(phone_number)).await.expect("it is recorded");
}
