//! Lists: every row once and in order whichever way one pages, every filter as plain SQL says, counts that are honest, and
//! no page that reads more than it shows.

mod counts;
mod explain;
mod filters;
mod paging;
mod plans;
mod windows;

use domain::filter::{Filter, Jobs, ListQuery, Numbers, Prefixes, Schema};
use domain::id::ProjectId;
use domain::page::{Cursor, Page};
use engine::testing::World;
use engine::{job, number, prefix};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

fn query<S: Schema>(text: &str) -> ListQuery<S> {
    ListQuery::parse_query(text).unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

fn filter<S: Schema>(text: &str) -> Filter<S> {
    Filter::parse_query(text).unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

/// The first column of a query that sees every tenant, as texts.
async fn oracle(world: &World, sql: &str) -> Vec<String> {
    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("it is set");
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut db).await;
    rows.unwrap_or_else(|error| panic!("{sql}: {error}")).iter().map(|row| row.get(0)).collect()
}

/// Pages to the end and back to the beginning, and answers the rows' keys in the list's order. The two ways must show the
/// same rows, each once, and know both ends.
async fn walk<R>(read: impl AsyncFn(Option<Cursor>) -> Page<R>, key: impl Fn(&R) -> String) -> Vec<String> {
    let keys = |page: &Page<R>| page.rows.iter().map(&key).collect::<Vec<_>>();
    let mut page = read(None).await;
    assert_eq!(page.previous, None, "nothing lies before the first page");
    let mut forwards = keys(&page);
    while let Some(next) = page.next.take() {
        page = read(Some(next)).await;
        forwards.extend(keys(&page));
        assert!(forwards.len() < 1_000, "the pages go round in a circle");
    }
    let mut backwards = keys(&page);
    while let Some(previous) = page.previous.take() {
        page = read(Some(previous)).await;
        backwards = [keys(&page), backwards].concat();
        assert!(backwards.len() < 1_000, "the pages go round in a circle");
        assert!(page.next.is_some(), "a page before another leads back to it");
    }
    assert_eq!(backwards, forwards, "both ways show the same");
    forwards
}

async fn walk_numbers(world: &World, project: ProjectId, text: &str) -> Vec<String> {
    let query = query::<Numbers>(text);
    let read = async |cursor| {
        number::list(&world.engine, &world.scope, project, &query.at(cursor)).await.expect("the list reads")
    };
    walk(read, |row| row.number.value().to_string()).await
}

async fn walk_jobs(world: &World, text: &str) -> Vec<String> {
    let query = query::<Jobs>(text);
    let read = async |cursor| job::list(&world.engine, &world.scope, &query.at(cursor)).await.expect("the list reads");
    walk(read, |job| job.id.to_string()).await
}

async fn walk_prefixes(world: &World, text: &str) -> Vec<String> {
    let query = query::<Prefixes>(text);
    let read =
        async |cursor| prefix::list(&world.engine, &world.scope, &query.at(cursor)).await.expect("the list reads");
    walk(read, |row| row.prefix.to_string()).await
}

/// `rows` numbers of every sort in a project, at most 10,000, made from their place by arithmetic and in no order of number.
async fn fill_numbers(world: &World, project: ProjectId, rows: i64) {
    let tenant = world.tenant;
    let sql = format!(
        "insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, valid, status, origin,
             created_at)
         select {tenant}, {project},
             10000000000 + (array[415, 212, 628, 353])[1 + i % 4]::bigint * 10000000 + (212 + i * 37 % 98) * 10000 + i,
             (array['NEW CINGULAR WIRELESS', 'CELLCO PARTNERSHIP', 'Ümlaut Telefon', null])[1 + i / 3 % 4],
             (array['AT&T', 'Verizon', null])[1 + i % 3], (i / 2) % 4, (array['CA', 'NY', 'WI', null])[1 + i / 5 % 4],
             'PLACE', (array[true, false, null])[1 + i / 7 % 3], (i / 11) % 5, (i / 13) % 2,
             timestamptz '2026-03-01 00:00:00Z' + i * interval '20 minutes'
         from generate_series(0, {rows} - 1) i"
    );
    world.sql(&sql).await;
}
