//! Exports, on a real database: what stands in the file, whoever died while it was written.

use domain::filter::Filter;
use domain::id::{FileId, JobId, ProjectId};
use domain::job::JobState;
use domain::live::Topic;
use domain::phone::GenerationDraft;
use domain::scope::Role;
use domain::table_file::ExportDraft;
use engine::job::JobDetail;
use engine::queue::{Worker, run_due};
use engine::testing::World;
use engine::{Error, file, job, number};
use sha2::{Digest, Sha256};

/// A project with so many numbers of 415.
async fn project(world: &World, quantity: u64) -> ProjectId {
    let project = world.project("numbers").await;
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "10000".into(),
        seed: "7".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await.expect("the generation is queued");
    world.work().await;
    project.id
}

fn csv() -> ExportDraft {
    ExportDraft { format: "csv".into(), ..ExportDraft::default() }
}

async fn start(world: &World, project: ProjectId, draft: &ExportDraft) -> JobId {
    number::export(&world.engine, &world.scope, project, draft).await.expect("the export is queued").job
}

async fn detail(world: &World, job: JobId) -> JobDetail {
    job::get(&world.engine, &world.scope, job).await.expect("the job is there")
}

/// The bytes of the file that a job made.
async fn fetched(world: &World, job: &JobDetail) -> Vec<u8> {
    let outcome = job.outcome.as_ref().expect("an outcome");
    let url = outcome["file_url"].as_str().expect("an address");
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
    assert_eq!((bytes.len() as u64, outcome["size"].as_u64()), (facts.size, Some(facts.size)));
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(outcome["sha256"], sha256.as_str());
    bytes
}

/// The numbers of a project in the order they came in, as the database itself writes them.
async fn stored(world: &World, project: ProjectId, condition: &str) -> String {
    let sql = format!(
        "select coalesce(string_agg(number || E'\\r\\n', '' order by id), '') as text from number
         where project_id = {project} and {condition}"
    );
    world.text(&sql).await
}

#[tokio::test]
async fn every_number_is_in_the_file_once_in_the_order_it_came_in_with_count_size_and_hash() {
    let world = World::new().await;
    let project = project(&world, 25_000).await;
    let draft = ExportDraft { format: "txt".into(), fields: vec!["phone_number".into()], ..ExportDraft::default() };
    let job = start(&world, project, &draft).await;
    world.work().await;
    let detail = detail(&world, job).await;
    assert_eq!(detail.progress.state, JobState::Done);
    assert_eq!((detail.progress.processed, detail.progress.total), (25_000, 25_000));
    let outcome = detail.outcome.as_ref().expect("an outcome");
    assert_eq!((outcome["total_records"].as_u64(), outcome["format"].as_str()), (Some(25_000), Some("txt")));
    assert!(
        outcome["filename"].as_str().is_some_and(|name| name.starts_with("phone_numbers_") && name.ends_with(".txt"))
    );
    let bytes = fetched(&world, &detail).await;
    assert_eq!(String::from_utf8(bytes).expect("text"), stored(&world, project, "true").await);
}

#[tokio::test]
async fn the_file_is_the_same_whether_or_not_the_worker_died_three_times() {
    let world = World::new().await;
    let project = project(&world, 60_000).await;
    let undisturbed = start(&world, project, &csv()).await;
    world.work().await;
    let killed = start(&world, project, &csv()).await;
    for target in [10_000, 20_000, 40_000] {
        let worker = Worker::new(world.engine.clone(), job::registry());
        let working = tokio::spawn(async move { worker.run_once().await });
        let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(killed));
        while job::progress(&world.engine, &world.scope, killed).await.expect("there").processed < target {
            tokio::select! { _ = watch.changed() => {}, () = tokio::task::yield_now() => {} }
        }
        working.abort();
        assert!(working.await.expect_err("it was killed").is_cancelled());
        world.rescue_after_death().await;
    }
    world.work().await;
    let (undisturbed, killed) = (detail(&world, undisturbed).await, detail(&world, killed).await);
    assert_eq!((killed.progress.processed, killed.attempts.len()), (60_000, 4));
    assert!(fetched(&world, &killed).await == fetched(&world, &undisturbed).await, "the files differ");
    assert_eq!(world.figure("select count(*) as n from stored_file").await, 2, "no file was begun twice");
}

#[tokio::test]
async fn a_cancelled_export_gives_no_file_and_goes_on_when_it_is_retried() {
    let world = World::new().await;
    // Twenty steps: the second is watched for, and whoever is slow still comes before the last.
    let project = project(&world, 200_000).await;
    let job = start(&world, project, &csv()).await;
    let worker = Worker::new(world.engine.clone(), job::registry());
    let working = tokio::spawn(async move { worker.run_once().await });
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(job));
    while job::progress(&world.engine, &world.scope, job).await.expect("there").processed < 10_000 {
        watch.changed().await;
    }
    job::cancel(&world.engine, &world.scope, job).await.expect("it is cancelled");
    working.await.expect("no panic").expect("no error");
    assert_eq!(detail(&world, job).await.progress.state, JobState::Cancelled);
    let files = file::list(&world.engine, &world.scope, None, None, Default::default()).await.expect("the list reads");
    assert!(files.rows.is_empty(), "a file that is not whole is none");
    job::retry(&world.engine, &world.scope, job).await.expect("it is retried");
    world.work().await;
    let detail = detail(&world, job).await;
    assert_eq!(fetched(&world, &detail).await.iter().filter(|byte| **byte == b'\n').count(), 200_001);
}

#[tokio::test]
async fn a_filter_chooses_the_rows_and_what_is_invalid_stays_out_unless_it_is_asked_for() {
    let world = World::new().await;
    let project = project(&world, 500).await;
    world.sql("update number set valid = (number % 3 > 0) where number % 2 = 0").await;
    world.sql("update number set status = 1 where number % 5 = 0").await;
    let numbers = |filter: &str, include_invalid| ExportDraft {
        format: "txt".into(),
        fields: vec!["phone_number".into()],
        filter: Filter::parse_query(filter).expect("it reads"),
        include_invalid,
    };
    for (filter, include_invalid, condition) in [
        ("", false, "valid is not false"),
        ("", true, "true"),
        ("valid=false", false, "valid is false"),
        ("status=active", false, "status = 1 and valid is not false"),
        ("number.contains=77", true, "position('77' in number::text) > 0"),
        ("status=blocked", true, "false"),
    ] {
        let draft = numbers(filter, include_invalid);
        let now = number::export_now(&world.engine, &world.scope, project, &draft).await.expect("it is exported");
        let now = now.expect("so few are exported at once");
        let expected = stored(&world, project, condition).await;
        assert_eq!(now.content, expected, "{filter}");
        assert_eq!(now.rows as usize, expected.lines().count());
        let job = start(&world, project, &draft).await;
        world.work().await;
        let detail = detail(&world, job).await;
        assert_eq!(fetched(&world, &detail).await, expected.into_bytes(), "{filter} as a job");
    }
}

#[tokio::test]
async fn numbers_that_come_in_after_the_start_are_of_the_next_export() {
    let world = World::new().await;
    let project = project(&world, 10_001).await;
    let too_many = number::export_now(&world.engine, &world.scope, project, &csv()).await.expect("it counts");
    assert!(too_many.is_none(), "more than ten thousand are a job's");
    // Others come in with the file's first piece, before the second step looks for more.
    world
        .sql(
            "create function come_late() returns trigger language plpgsql as $$ begin
                 insert into number (tenant_id, project_id, number, origin)
                 select tenant_id, id, 12122000000 + n, 1 from project, generate_series(1, 50) n on conflict do nothing;
                 return null;
             end $$",
        )
        .await;
    world.sql("create trigger late after insert on stored_file_chunk execute function come_late()").await;
    let job = start(&world, project, &csv()).await;
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number").await, 10_051);
    let detail = detail(&world, job).await;
    assert_eq!(detail.outcome.expect("an outcome")["total_records"], 10_001);
}

#[tokio::test]
async fn a_file_is_its_tenants_alone_and_is_forgotten_when_its_time_is_over() {
    let world = World::new().await;
    let project = project(&world, 100).await;
    let job = start(&world, project, &csv()).await;
    world.work().await;
    let made = file::list(&world.engine, &world.scope, Some(job), None, Default::default()).await.expect("it reads");
    let [made] = made.rows.as_slice() else { panic!("one file: {made:?}") };
    assert_eq!((made.rows, made.project, made.is_rejects), (100, Some(project), false));
    let days = (made.expires_at - made.created_at).whole_days();
    assert_eq!(days, 7);

    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    assert!(matches!(file::fetch(&world.engine, &stranger, made.id, 0).await, Err(Error::NotFound)));
    assert!(
        file::fetch_piece(&world.engine, &stranger, file::Holds::Numbers, made.id, 0).await.expect("nothing").is_none()
    );
    let theirs = file::list(&world.engine, &stranger, None, None, Default::default()).await.expect("it reads");
    assert!(theirs.rows.is_empty());
    assert!(matches!(number::export(&world.engine, &stranger, project, &csv()).await, Err(Error::NotFound)));
    let (_, _, viewer) = world.other("viewers", Role::Viewer).await;
    assert!(matches!(number::export(&world.engine, &viewer, project, &csv()).await, Err(Error::Denied(_))));

    world.sql("update stored_file set expires_at = now() - interval '1 second'").await;
    assert!(matches!(file::fetch(&world.engine, &world.scope, made.id, 0).await, Err(Error::NotFound)));
    run_due(&world.engine, &job::schedules()).await.expect("it looks");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from stored_file_chunk").await, 0);
}

#[tokio::test]
async fn any_byte_of_a_file_is_found_in_its_piece() {
    let world = World::new().await;
    let project = project(&world, 30_000).await;
    let job = start(&world, project, &csv()).await;
    world.work().await;
    let detail = detail(&world, job).await;
    let bytes = fetched(&world, &detail).await;
    let id =
        file::list(&world.engine, &world.scope, None, None, Default::default()).await.expect("it reads").rows[0].id;
    for from in [0, 1, 262_143, 262_144, 262_145, bytes.len() / 2, bytes.len() - 1] {
        let at = file::fetch(&world.engine, &world.scope, id, from as u64).await.expect("the file is there");
        let piece = file::fetch_piece(&world.engine, &world.scope, file::Holds::Numbers, id, at.piece)
            .await
            .expect("it reads")
            .expect("a piece");
        assert_eq!(piece[at.skip as usize], bytes[from], "byte {from}");
    }
}
