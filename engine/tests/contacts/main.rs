//! Contacts, companies, leads and deals on a real database.

mod editing;
mod finding;
mod many;
mod merging;

use domain::Scope;
use domain::crm::{Draft, Field, Kind, Record};
use domain::filter::{Contacts, Filter, ListQuery, OfKind};
use engine::crm;
use engine::testing::World;

/// A draft of a few fields.
fn draft(fields: &[(Field, &str)]) -> Draft {
    fields.iter().fold(Draft::default(), |draft, (field, text)| draft.with(*field, *text))
}

async fn contact_of(world: &World, scope: &Scope, name: &str, phones: &str) -> Record {
    let draft = draft(&[(Field::Name, name), (Field::Phones, phones)]);
    crm::create(&world.engine, scope, Kind::Contact, &draft).await.expect("the contact is made")
}

async fn contact(world: &World, name: &str, phones: &str) -> Record {
    contact_of(world, &world.scope, name, phones).await
}

/// The names of those that match, in the order of the list.
async fn names<S: OfKind>(world: &World, query: &str) -> Vec<String> {
    let query = ListQuery::<S>::parse_query(query).expect("the query reads");
    let page = crm::list(&world.engine, &world.scope, &query).await.expect("the list reads");
    page.rows.into_iter().map(|record| record.name).collect()
}

async fn found(world: &World, query: &str) -> Vec<String> {
    names::<Contacts>(world, query).await
}

fn filter(query: &str) -> Filter<Contacts> {
    Filter::parse_query(query).expect("the filter reads")
}

/// What a record's timeline tells, newest first.
async fn told(world: &World, record: &Record) -> Vec<String> {
    let (kind, id) = (record.kind.entity(), record.id.0);
    let page = engine::activity::list(&world.engine, &world.scope, kind, id, None, Default::default()).await;
    page.expect("the timeline reads").rows.into_iter().map(|line| line.kind).collect()
}
