//! Imports of the prefix table: each file exactly as published, in any order, twice, damaged, and by whom.
//!
//! The small files beside this one are made up in the published formats; the real ones are not part of the project, and
//! `real_files.rs` runs only where they lie beside it.

mod codes;
mod exports;
mod line_types;
mod own_tables;
mod real_files;
mod refusals;
mod side_files;
mod versions;

use bytes::Bytes;
use domain::Scope;
use domain::job::JobState;
use domain::scope::{RequestId, Role};
use engine::job::JobDetail;
use engine::testing::World;
use engine::{job, prefix};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

const CODES: &[u8] = include_bytes!("code-report.txt");
const CODES_LATER: &[u8] = include_bytes!("code-report-later.txt");
const OCNS: &[u8] = include_bytes!("ocn.csv");
const ZONES: &[u8] = include_bytes!("time-zones.txt");
const AREA_CODES: &[u8] = include_bytes!("area-codes.csv");
const OWN_CSV: &[u8] = include_bytes!("own.csv");
const OWN_JSON: &[u8] = include_bytes!("own.json");

/// The owner of the world's tenant as platform admin.
fn admin(world: &World) -> Scope {
    Scope::establish(world.tenant, world.scope.actor(), Role::Owner, true, RequestId("test".into()))
}

/// Imports a file in pieces, as an upload arrives, and answers how its job ended.
async fn import(world: &World, name: &str, bytes: &[u8]) -> JobDetail {
    let pieces: Vec<_> = bytes.chunks(1_000_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let id =
        prefix::import(&world.engine, &admin(world), name, futures::stream::iter(pieces)).await.expect("it is queued");
    world.work().await;
    job::get(&world.engine, &world.scope, id).await.expect("the job is there")
}

/// The outcome of an import that must succeed.
async fn imported(world: &World, name: &str, bytes: &[u8]) -> Value {
    let detail = import(world, name, bytes).await;
    assert_eq!(detail.progress.state, JobState::Done, "{:?}", detail.progress.error);
    detail.outcome.expect("an import has an outcome")
}

/// Figures of an outcome in the order they are asked for.
fn figures<const N: usize>(outcome: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| outcome[name].as_i64().unwrap_or_else(|| panic!("{name} in {outcome}")))
}

const CHANGES: [&str; 6] = ["rows", "inserted", "changed", "derived", "withdrawn", "rejected"];

/// The error of an import that must fail.
async fn failed(world: &World, name: &str, bytes: &[u8]) -> String {
    let detail = import(world, name, bytes).await;
    assert_eq!((detail.progress.state, detail.progress.attempt), (JobState::Failed, 1), "{:?}", detail.outcome);
    detail.progress.error.expect("a failed job says why")
}

/// A text a query answers with.
async fn text(world: &World, sql: &str) -> String {
    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&mut db).await.expect("the query answers").get(0)
}

/// A code as one line, null written as a dash.
async fn code(world: &World, prefix: u32) -> String {
    let sql = format!(
        "select concat_ws('|', coalesce(ocn, '-'), coalesce(carrier, '-'), coalesce(brand, '-'),
             coalesce(brand_source, '-'), line_type, coalesce(state, '-'), coalesce(place, '-'),
             array_to_string(time_zones, '&'), assigned, source)
         from prefix where prefix = {prefix}"
    );
    text(world, &sql).await
}

/// Everything the table says, but for when it was said.
async fn table(world: &World) -> String {
    let sql = "select count(*) || ' ' || coalesce(md5(string_agg(md5(concat_ws('|', prefix, coalesce(ocn, '-'),
             coalesce(carrier, '-'), coalesce(brand, '-'), coalesce(brand_source, '-'), line_type, coalesce(state, '-'),
             coalesce(place, '-'), array_to_string(time_zones, '&'), assigned, source, source_date)), ''
             order by prefix)), '') from prefix";
    text(world, sql).await
}

/// A zip file of these members.
fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in members {
        archive.start_file(*name, options).expect("a member begins");
        archive.write_all(bytes).expect("it is written");
    }
    archive.finish().expect("the archive ends").into_inner()
}
