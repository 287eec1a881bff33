//! What is done with the numbers of a project: looking them up, counting, changing and undoing.

mod editing;
#[path = "../queue/gate.rs"]
mod gate;
mod tally;
mod validating;
mod views;

use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use engine::testing::World;

/// Nothing here takes so long unless a signal was lost.
async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(20), future).await.expect("what is waited for comes in time")
}

fn filter(text: &str) -> Filter<Numbers> {
    Filter::parse_query(text).unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

/// Six codes: two of them not assigned, none of area code 416.
async fn table(world: &World) {
    world
        .sql(
            "insert into prefix (prefix, carrier, brand, line_type, state, place, assigned, source) values
             (415200, 'NEW CINGULAR WIRELESS', 'AT&T', 1, 'CA', 'SAN FRANCI', true, 'code_report'),
             (415201, 'CELLCO PARTNERSHIP', 'Verizon', 1, 'CA', 'SAN FRANCI', true, 'code_report'),
             (415202, 'PACIFIC BELL', 'AT&T', 2, 'CA', 'SAN RAFAEL', true, 'code_report'),
             (415203, null, null, 0, 'CA', null, false, 'code_report'),
             (212300, 'ONVOY', null, 0, 'NY', 'NEW YORK', true, 'code_report'),
             (212301, null, null, 0, 'NY', null, false, 'code_report')",
        )
        .await;
    world
        .sql(
            "insert into prefix_source (kind, file_name, sha256, source_date, rows, inserted, changed, unchanged, withdrawn,
                 rejected)
             values ('code_report', 'codes.zip', '\\x00', '2026-11-19', 6, 6, 0, 0, 0, 0)",
        )
        .await;
}

/// `rows` numbers without an answer, over the codes of the table, over 415-204 which it does not have, and over 416.
async fn pending(world: &World, project: ProjectId, rows: i64) {
    let tenant = world.tenant;
    let sql = format!(
        "insert into number (tenant_id, project_id, number, line_type, origin)
         select {tenant}, {project}, 10000000000
             + (array[415200, 415201, 415202, 415203, 415204, 212300, 212301, 416555])[1 + i % 8]::bigint * 10000 + i, 0, 1
         from generate_series(0, {rows} - 1) i"
    );
    world.sql(&sql).await;
}
