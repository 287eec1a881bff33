//! Calls out of a file and into one.

use super::*;
use bytes::Bytes;
use domain::call::CallExportDraft;
use domain::id::JobId;
use domain::scope::TokenScope;
use engine::import::{ImportDraft, Target};
use serde_json::Value;

fn file(text: &str) -> impl futures::Stream<Item = std::io::Result<Bytes>> + use<> {
    futures::stream::iter([Ok(Bytes::from(text.to_owned()))])
}

async fn outcome(world: &World, job: JobId) -> Value {
    let detail = engine::job::get(&world.engine, &world.scope, job).await.expect("there");
    assert_eq!(detail.progress.state, domain::job::JobState::Done, "{:?}", detail.progress.error);
    detail.outcome.expect("an outcome")
}

async fn imported(world: &World, text: &str, dry_run: bool) -> Value {
    let (engine, scope) = (&world.engine, &world.scope);
    let file = engine::import::upload(engine, scope, &Target::Calls, "calls.csv", file(text)).await.expect("stored");
    let draft = ImportDraft { file, format: None, mapping: None, dry_run, target: Target::Calls };
    let job = engine::import::import(engine, scope, &draft).await.expect("queued");
    world.work().await;
    outcome(world, job).await
}

/// The text of the newest file that a job made for this purpose.
async fn made_file(world: &World, purpose: &str) -> String {
    world
        .text(&format!(
            "select string_agg(convert_from(c.bytes, 'UTF8'), '' order by c.seq) as text
             from stored_file_chunk c where c.file_id = (select max(id) from stored_file where purpose = '{purpose}')"
        ))
        .await
}

const FILE: &str = "subject,start_time,type,duration,purpose,status_id,owner_id,tag\r\n\
                    Review,2026-11-20T10:00:00Z,inbound,5m 30s,Demo,completed,,\"vip, west\"\r\n\
                    Review,2026-11-20T10:00:00Z,inbound,,,,,\r\n\
                    ,2026-11-20T11:00:00Z,,,,,,\r\n\
                    Wrong,soon,sideways,,Of the kind,,999999,\r\n\
                    Nobody,2026-11-20T12:00:00Z,,,,,999999,\r\n\
                    Nothing,2026-11-20T12:00:00Z,,,Of the kind,,,\r\n\
                    Second,2026-11-20T13:00:00Z,,90,Desk,,,\r\n";

#[tokio::test]
async fn a_file_of_calls_is_tried_and_then_imported_and_its_wrong_rows_come_back() {
    let world = World::new().await;
    let told = imported(&world, FILE, true).await;
    let figures = |told: &Value| {
        ["total_parsed", "imported", "duplicates_skipped", "total_errors"].map(|name| told[name].as_i64().expect("one"))
    };
    assert_eq!(figures(&told), [3, 2, 1, 4]);
    assert!(found(&world, "").await.is_empty(), "a dry run writes nothing");
    assert_eq!(figures(&imported(&world, FILE, false).await), [3, 2, 1, 4]);
    let ids = found(&world, "sort=created").await;
    assert_eq!(ids.len(), 2);
    let first = call::get(&world.engine, &world.scope, CallId(ids[0])).await.expect("there");
    assert_eq!((first.duration_s, first.tags.join(",")), (Some(330), "vip,west".to_owned()));
    assert_eq!(first.owner.as_ref().map(|owner| owner.id), Some(world.user), "whoever imports owns what nobody does");
    assert_eq!(told_kinds(&world, first.id).await, ["call_created"]);
    assert_eq!(found(&world, "tag=vip").await, [ids[0]]);
    let rejects = made_file(&world, "rejects").await;
    for reason in ["At least one of subject", "Type must be one of", "Choose a member", "There is no such purpose."] {
        assert!(rejects.contains(reason), "{reason}: {rejects}");
    }
    let wrong = rejects.lines().find(|line| line.contains("sideways")).expect("it came back");
    for field in ["owner_id: ", "purpose: ", "start_time: ", "type: "] {
        assert!(wrong.contains(field), "all that is wrong with a row: {wrong}");
    }
    // The same file again changes nothing.
    assert_eq!(figures(&imported(&world, FILE, false).await), [3, 0, 3, 4]);
    assert_eq!(found(&world, "").await.len(), 2);
}

async fn told_kinds(world: &World, id: CallId) -> Vec<String> {
    told(world, id).await.into_iter().map(|line| line.kind).collect()
}

#[tokio::test]
async fn what_is_exported_imports_and_is_exported_the_same_again() {
    let world = World::new().await;
    imported(&world, FILE, false).await;
    let export = async || {
        let job = call::export(&world.engine, &world.scope, &CallExportDraft::default()).await.expect("queued").job;
        world.work().await;
        outcome(&world, job).await;
        made_file(&world, "export").await
    };
    let first = export().await;
    assert_eq!(first.lines().count(), 3, "{first}");
    world.sql("delete from call").await;
    imported(&world, &first, false).await;
    assert_eq!(export().await, first);
}

#[tokio::test]
async fn a_file_of_calls_is_fetched_by_a_token_for_calls_and_by_none_for_numbers() {
    let world = World::new().await;
    made(&world, "Review", &[]).await;
    call::export(&world.engine, &world.scope, &CallExportDraft::default()).await.expect("queued");
    world.work().await;
    let file = domain::id::FileId(world.figure("select max(id) as n from stored_file where purpose = 'export'").await);
    let by = async |token: TokenScope| {
        let scope = world.scope.clone().narrowed_to(vec![token]);
        let fetched = engine::file::fetch(&world.engine, &scope, file, 0).await;
        let piece = engine::file::fetch_piece(&world.engine, &scope, engine::file::Holds::Calls, file, 0).await;
        (fetched.is_ok(), piece.is_ok())
    };
    assert_eq!(by(TokenScope::CallsRead).await, (true, true));
    assert_eq!(by(TokenScope::NumbersRead).await, (false, false));
}
