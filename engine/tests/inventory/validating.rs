use super::gate::{Gate, gated};
use super::{filter, patiently, pending, table};
use domain::filter::ListQuery;
use domain::id::{JobId, NumberId, ProjectId};
use domain::job::JobState;
use domain::scope::Role;
use engine::number::{InvalidReason, Wanted};
use engine::queue::Worker;
use engine::testing::World;
use engine::{Engine, Error, job, number};

async fn validate(world: &World, project: ProjectId, wanted: Wanted) -> JobId {
    let started = number::validate(&world.engine, &world.scope, Some(project), &wanted, 100).await;
    started.expect("the validation is queued").job
}

/// Rows that say something else than the table does, computed by a plain join.
async fn wrong(world: &World, rows: &str) -> i64 {
    let sql = format!(
        "select count(*) as n from number n left join prefix p on p.prefix = (n.number / 10000 - 1000000)::int
         where {rows} and (n.valid, n.carrier, n.brand, n.line_type, n.state, n.place, n.invalid_reason, n.validation_source)
             is distinct from (coalesce(p.assigned, false), p.carrier, p.brand, coalesce(p.line_type, 0)::smallint, p.state,
                 p.place,
                 (case when p.assigned then null when p.prefix is not null then 2
                       when n.number / 10000000 = 1416 then 3 else 1 end)::smallint, 'internal')"
    );
    world.figure(&sql).await
}

#[tokio::test]
async fn every_pending_number_gets_what_the_table_says_of_its_code() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("numbers").await;
    pending(&world, project.id, 1_234).await;
    let id = validate(&world, project.id, Wanted::Pending).await;
    world.work().await;
    assert_eq!(wrong(&world, "true").await, 0);
    let detail = job::get(&world.engine, &world.scope, id).await.expect("the job is there");
    assert_eq!((detail.progress.state, detail.progress.processed), (JobState::Done, 1_234));
    let valid = world.figure("select count(*) as n from number where valid").await;
    assert_eq!((detail.progress.succeeded, detail.progress.failed), (valid, 1_234 - valid));
    let outcome = detail.outcome.expect("an outcome");
    assert_eq!(outcome["total_processed"], 1_234);
    assert_eq!(outcome["validated_count"], valid);
    assert_eq!(outcome["error_count"], 1_234 - valid);
}

#[tokio::test]
async fn an_invalid_number_says_why_and_every_looked_up_number_says_when_and_by_which_import() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("numbers").await;
    pending(&world, project.id, 8).await;
    validate(&world, project.id, Wanted::Pending).await;
    world.work().await;
    let page = number::list(&world.engine, &world.scope, project.id, &ListQuery::default()).await.expect("it reads");
    let import = world.figure("select id as n from prefix_source").await;
    for row in &page.rows {
        assert!(row.validated_at.is_some());
        assert_eq!((row.validation_source.as_deref(), row.prefix_source), (Some("internal"), Some(import)));
        assert_eq!(row.valid, Some(row.invalid_reason.is_none()));
    }
    let says = |prefix: &str| {
        let row = page.rows.iter().find(|row| row.number.prefix().to_string() == prefix).expect("it is there");
        row.invalid_reason.map(|reason| (reason, reason.says(row.number)))
    };
    assert_eq!(says("415200"), None);
    let unknown = "No record found for prefix 415204".to_owned();
    assert_eq!(says("415204"), Some((InvalidReason::UnknownCode, unknown)));
    assert_eq!(says("415203").map(|(reason, _)| reason), Some(InvalidReason::UnassignedCode));
    assert_eq!(says("416555").map(|(reason, _)| reason), Some(InvalidReason::UnknownAreaCode));
}

#[tokio::test]
async fn a_filter_validates_what_matches_again_and_writes_only_rows_that_differ() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("numbers").await;
    pending(&world, project.id, 800).await;
    validate(&world, project.id, Wanted::Pending).await;
    world.work().await;
    world.sql("update prefix set assigned = false where prefix = 415200").await;
    world.sql("update prefix set carrier = 'ANOTHER' where prefix = 415201").await;
    world.sql("update prefix set carrier = 'ANOTHER' where prefix = 212300").await;
    let before = "select count(*) as n from number where xmin::text = (select max(xmin::text) from number)";
    assert!(world.figure(before).await < 800);
    world.sql("create table touched (n bigint)").await;
    world
        .sql(
            "create function touch() returns trigger language plpgsql as $$
             begin insert into touched select count(*) from old_rows; return null; end $$",
        )
        .await;
    world
        .sql(
            "create trigger touching after update on number referencing old table as old_rows
             for each statement execute function touch()",
        )
        .await;
    let id = validate(&world, project.id, Wanted::Matching(filter("area_code=415"))).await;
    world.work().await;
    let progress = job::progress(&world.engine, &world.scope, id).await.expect("the job is there");
    assert_eq!((progress.state, progress.processed), (JobState::Done, 500));
    assert_eq!(world.figure("select sum(n)::bigint as n from touched").await, 200, "two codes of a hundred numbers");
    assert_eq!(wrong(&world, "n.number / 10000000 = 1415").await, 0);
    assert_eq!(wrong(&world, "n.number / 10000000 = 1212").await, 100, "what does not match is left alone");
}

#[tokio::test]
async fn chosen_numbers_alone_are_validated_also_over_several_projects_and_never_another_tenants() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    pending(&world, one.id, 40).await;
    pending(&world, two.id, 40).await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    let ids: Vec<NumberId> = [0, 3, 41, 79, 999_999]
        .iter()
        .map(|n| NumberId(*n))
        .zip(std::iter::repeat(world.figure("select min(id) as n from number").await))
        .map(|(id, first)| NumberId(id.0 + first))
        .collect();
    let wanted = Wanted::These(ids);
    let refused = number::validate(&world.engine, &stranger, None, &wanted, 100).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let started = number::validate(&world.engine, &world.scope, None, &wanted, 100).await.expect("it is queued");
    assert_eq!(started.numbers, 4, "one of them does not exist");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number where valid is not null").await, 4);
    assert_eq!(wrong(&world, "n.valid is not null").await, 0);
    assert_eq!(world.figure("select count(*) as n from number_selection").await, 0, "nothing is left behind");
}

#[tokio::test]
async fn a_validation_whose_worker_dies_goes_on_elsewhere_and_counts_every_number_once() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("numbers").await;
    pending(&world, project.id, 1_000).await;
    let gate = Gate::on_update(&world, 400).await;
    let id = validate(&world, project.id, Wanted::Pending).await;
    let settings = engine::Settings { node: "dying".into(), ..gated(world.database.settings()) };
    let dying = Engine::connect(settings).await.expect("it connects");
    let worker = Worker::new(dying, job::registry());
    let running = tokio::spawn(async move { worker.run_once().await });
    gate.reached().await;
    running.abort();
    gate.open().await;
    patiently(world.rescue_after_death()).await;
    world.work().await;
    let ended = job::progress(&world.engine, &world.scope, id).await.expect("the job is there");
    assert_eq!((ended.state, ended.processed, ended.attempt), (JobState::Done, 1_000, 2));
    assert_eq!(wrong(&world, "true").await, 0);
}

#[tokio::test]
async fn generate_and_validate_is_one_action_whose_second_job_waits_for_the_first() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("numbers").await;
    let draft = domain::phone::GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: "300".into(),
        auto_validate: "on".into(),
        ..Default::default()
    };
    let started = number::generate(&world.engine, &world.scope, &draft).await.expect("it is queued");
    let second = started.validation.expect("a real id at once");
    let held = job::progress(&world.engine, &world.scope, second).await.expect("the job is there");
    assert_eq!((held.state, held.after), (JobState::Held, Some(started.job)));
    world.work().await;
    let done = job::progress(&world.engine, &world.scope, second).await.expect("the job is there");
    assert_eq!((done.state, done.processed, done.total), (JobState::Done, 300, 300));
    assert_eq!(world.figure("select count(*) as n from number where valid").await, 300);
}

#[tokio::test]
async fn without_a_table_or_without_numbers_a_validation_is_refused_in_words() {
    let world = World::new().await;
    let project = world.project("numbers").await;
    let validate =
        async || number::validate(&world.engine, &world.scope, Some(project.id), &Wanted::Pending, 1_000).await;
    let Err(Error::Conflict(text)) = validate().await else { panic!("no table is there") };
    assert!(text.starts_with("There is no prefix table"), "{text}");
    table(&world).await;
    let Err(Error::Conflict(text)) = validate().await else { panic!("nothing is pending") };
    assert_eq!(text, "No phone numbers found for validation.");
    let batch = number::validate(&world.engine, &world.scope, Some(project.id), &Wanted::Pending, 99).await;
    assert!(matches!(batch, Err(Error::Invalid(_))));
}
