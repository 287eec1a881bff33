//! Calls on a real database.

mod days;
mod demo;
mod editing;
mod figures;
mod files;
mod finding;
mod many;
mod plans;
mod watching;

use domain::Scope;
use domain::activity::EntityKind;
use domain::call::{Call, Draft, Field};
use domain::filter::{Calls, Filter, ListQuery};
use domain::id::CallId;
use engine::call::{self, Created};
use engine::testing::World;

/// A draft of a few fields; the subject and a start are there.
fn draft(subject: &str, fields: &[(Field, &str)]) -> Draft {
    let base = Draft::default().with(Field::Subject, subject).with(Field::StartTime, "2026-11-21T10:00:00Z");
    fields.iter().fold(base, |draft, (field, text)| draft.with(*field, *text))
}

async fn made_by(world: &World, scope: &Scope, draft: &Draft) -> Call {
    match call::create(&world.engine, scope, draft).await.expect("the call is made") {
        Created::Made(call) => *call,
        Created::Duplicate(duplicate) => panic!("{}", duplicate.text()),
    }
}

async fn made(world: &World, subject: &str, fields: &[(Field, &str)]) -> Call {
    made_by(world, &world.scope, &draft(subject, fields)).await
}

fn filter(query: &str) -> Filter<Calls> {
    Filter::parse_query(query).expect("the filter reads")
}

/// The ids of those that match, in the order of the list.
async fn found_by(world: &World, scope: &Scope, query: &str) -> Vec<i64> {
    let list = ListQuery::<Calls>::parse_query(query).expect("the query reads");
    let page = call::list(&world.engine, scope, &list).await.unwrap_or_else(|error| panic!("{query}: {error}"));
    page.rows.into_iter().map(|call| call.id.0).collect()
}

async fn found(world: &World, query: &str) -> Vec<i64> {
    found_by(world, &world.scope, query).await
}

/// What a call's timeline tells, newest first.
async fn told(world: &World, id: CallId) -> Vec<engine::activity::Activity> {
    let page =
        engine::activity::list(&world.engine, &world.scope, EntityKind::Call, id.0, None, Default::default()).await;
    page.expect("the timeline reads").rows
}
