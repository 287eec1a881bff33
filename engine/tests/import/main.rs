//! Imports, on a real database: what a file brings, what it does not and why, and that nothing of it is lost or comes twice.

mod crashing;
mod rows;
mod uploads;

use bytes::Bytes;
use domain::Scope;
use domain::id::{FileId, JobId, ProjectId};
use domain::table_file::FileFormat;
use engine::job::JobDetail;
use engine::number::{self, ImportDraft};
use engine::testing::World;
use engine::{Result, file, job};
use serde_json::Value;

/// Brings a file in pieces of some bytes.
async fn upload(world: &World, scope: &Scope, project: ProjectId, text: &str) -> Result<FileId> {
    let pieces: Vec<_> = text.as_bytes().chunks(50_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    number::upload(&world.engine, scope, Some(project), "numbers.csv", futures::stream::iter(pieces)).await
}

fn draft(project: ProjectId, file: FileId) -> ImportDraft {
    ImportDraft { project, file, format: FileFormat::Csv, mapping: None, dry_run: false, validate: false }
}

async fn start(world: &World, project: ProjectId, text: &str) -> JobId {
    let file = upload(world, &world.scope, project, text).await.expect("the file is stored");
    number::import(&world.engine, &world.scope, &draft(project, file)).await.expect("the import is queued").job
}

async fn detail(world: &World, job: JobId) -> JobDetail {
    job::get(&world.engine, &world.scope, job).await.expect("the job is there")
}

/// Imports a file and answers what came of it.
async fn import(world: &World, project: ProjectId, text: &str) -> Value {
    let job = start(world, project, text).await;
    world.work().await;
    let detail = detail(world, job).await;
    detail.outcome.unwrap_or_else(|| panic!("no outcome: {:?}", detail.progress))
}

/// The figures of an outcome.
fn figures(outcome: &Value) -> [i64; 5] {
    ["total_parsed", "valid_records", "imported", "duplicates_skipped", "total_errors"]
        .map(|name| outcome[name].as_i64().unwrap_or_else(|| panic!("no {name}: {outcome}")))
}

fn texts(outcome: &Value, name: &str) -> Vec<String> {
    let texts = outcome[name].as_array().expect("a list");
    texts.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// The rows that were not taken, as their file has them.
async fn rejects(world: &World, outcome: &Value) -> String {
    let url = outcome["rejects_url"].as_str().expect("a file of rejected rows");
    let id: FileId = url.strip_prefix("/files/").expect("of a file").parse().expect("an id");
    let facts = file::fetch(&world.engine, &world.scope, id, 0).await.expect("the file is there");
    let mut bytes = Vec::new();
    for piece in facts.piece.. {
        let Some(more) =
            file::fetch_piece(&world.engine, &world.scope, file::Holds::Numbers, id, piece).await.expect("it reads")
        else {
            break;
        };
        bytes.extend_from_slice(&more);
    }
    assert_eq!(bytes.len() as u64, facts.size);
    String::from_utf8(bytes).expect("text")
}

/// What a project holds, in the order it came in: `number|carrier|brand|line type|state`.
async fn held(world: &World, project: ProjectId) -> Vec<String> {
    let sql = format!(
        "select coalesce(string_agg(concat_ws('|', number, coalesce(carrier, '-'), coalesce(brand, '-'), line_type,
             coalesce(state, '-')), ' ' order by id), '') as text from number where project_id = {project}"
    );
    world.text(&sql).await.split(' ').filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

async fn count(world: &World) -> i64 {
    world.figure("select count(*) as n from number").await
}
